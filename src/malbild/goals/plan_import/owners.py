"""Who a text means: "Anna/Bo, polisen" proposes the first that is found at the table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Someone at the table who can be asked. `roles` are the words for what they do (kommunpolis, samordnare)."""

    id: int
    name: str
    organisation: str
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """`person_id` is a proposal; `is_sure` when the name itself was written; `others` is there when more are named."""

    person_id: int | None = None
    is_sure: bool = False
    is_ambiguous: bool = False
    has_others: bool = False


_PARTS = re.compile(r"\s*(?:[/,;&+|\n]|\boch\b|\bsamt\b|\btillsammans med\b|\bi samverkan med\b|\s[-–]\s)\s*")
_SMALL = {"och", "på", "i", "för", "med", "av", "ansvarig", "kommun", "kommunen", "avdelningen", "enheten", "demo"}


def match_owner(text: str, people: Sequence[Person]) -> Match:
    """The first part of the text that means exactly one person; a name goes before a function or an organisation."""
    parts = [p for p in (_plain(p) for p in _PARTS.split(text)) if p]
    if not parts:
        return Match()
    is_ambiguous = False
    for finder, is_sure in ((_by_name, True), (_by_role, False), (_by_organisation, False)):
        for part in parts:
            found = {p.id for p in people if finder(part, p)}
            if len(found) == 1:
                return Match(found.pop(), is_sure, False, len(parts) > 1)
            is_ambiguous = is_ambiguous or len(found) > 1
    return Match(None, False, is_ambiguous, len(parts) > 1)


def _by_name(part: str, person: Person) -> bool:
    """The whole name, the first name, or the first name with an initial or something after it in brackets."""
    names = _plain(person.name).split()
    words = part.split()
    if not names or not words or words[0] != names[0]:
        return False
    rest = words[1:]
    if not rest or rest == names[1 : 1 + len(rest)]:
        return True
    is_initial = len(rest) == 1 and len(names) > 1 and len(rest[0]) == 1
    return names[1].startswith(rest[0]) if is_initial else not _looks_like_a_surname(rest, names, part)


def _looks_like_a_surname(rest: list[str], names: list[str], part: str) -> bool:
    """ "Anna Berg" is another Anna when ours is Anna Ek; "Anna skolan" is ours."""
    return len(names) > 1 and len(rest) == 1 and not rest[0].endswith(("en", "an", "et"))


def _by_role(part: str, person: Person) -> bool:
    return any(part == _plain(r) or (len(part) > 4 and _plain(r).startswith(part.rstrip("ens"))) for r in person.roles)


def _by_organisation(part: str, person: Person) -> bool:
    """ "polisen" or "skolan": a word of the organisation's own name, in any of its forms."""
    own = {_stem(w) for w in _plain(person.organisation).split()} - {_stem(w) for w in _SMALL}
    said = {_stem(w) for w in part.split() if w not in _SMALL}
    if not said and "kommun" in part:
        return "kommun" in _plain(person.organisation)
    return bool(said & own) or (part in ("kommun", "kommunen") and "kommun" in _plain(person.organisation))


def _stem(word: str) -> str:
    return re.sub(r"(en|an|et|n|s|a)$", "", word) if len(word) > 4 else word


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", text.casefold()).split())
