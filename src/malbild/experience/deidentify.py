"""What in a text may point at a person or a place: found by pattern, decided by people.

A pattern reduces the risk and never removes it. The pages say so, and every party reads the text before it
is published.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from malbild.kit import guard


class Mark(StrEnum):
    NUMBER = "number"  # personnummer: must go
    PERSON = "person"  # somebody at the table
    PLACE = "place"  # a municipality, a county, our own partnership
    PHONE = "phone"
    MAIL = "mail"
    CAPITAL = "capital"  # a word with a capital inside a sentence: a name or a place, perhaps


MUST_GO: Final = frozenset({Mark.NUMBER})


@dataclass(frozen=True, slots=True)
class Finding:
    mark: Mark
    text: str  # as it stands


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text; `mark` is empty where there is nothing to look at."""

    text: str
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """The names we can know: those of people at the table and of places."""

    people: frozenset[str]
    places: frozenset[str]


_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w-])(?:\+46|0)[ -]?(?:\d[ -]?){6,11}\d(?!\w)")
_PERSONAL = re.compile(r"(?<!\d)(?:19|20)?\d{6}\s?[-+–]?\s?\d{4}(?!\d)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NAMES_NOBODY: Final = frozenset({"Brå", "Polisen", "SKR", "Sverige", "Svenska", "Länsstyrelsen", "Trafikverket"})
_SHORTEST = 2


def known(people: Iterable[str], places: Iterable[str]) -> Known:
    """Full names become their parts; a place of several words stays whole."""
    parts = {part for name in people for part in re.split(r"[\s-]+", name) if len(part) >= _SHORTEST}
    return Known(frozenset(parts), frozenset(p.strip() for p in places if len(p.strip()) >= _SHORTEST))


def pieces(text: str, names: Known) -> list[Piece]:
    """The text cut where something is found; joined again it is the same text."""
    spans = _spans(text, names)
    cut, at = [], 0
    for start, end, mark in spans:
        if start > at:
            cut.append(Piece(text[at:start]))
        cut.append(Piece(text[start:end], mark))
        at = end
    return [*cut, Piece(text[at:])] if at < len(text) else cut


def findings(texts: Iterable[str], names: Known) -> list[Finding]:
    """Everything found, each wording once, in the order it is met."""
    found = (Finding(p.mark, p.text) for text in texts for p in pieces(text, names) if p.mark)
    return list(dict.fromkeys(found))


NAMELESS: Final = "[namn]"


def without_people(text: str, names: Known) -> str:
    """The text with the names of people at the table taken out; everything else as it stands."""
    return "".join(NAMELESS if p.mark is Mark.PERSON else p.text for p in pieces(text, names))


def replace(text: str, names: Known, by: dict[str, str]) -> str:
    """The text with each found wording that is a key of `by` exchanged.

    An empty word takes its space along; a word that begins a sentence gets its capital.
    """
    out = ""
    for piece in pieces(text, names):
        word = by.get(piece.text, piece.text) if piece.mark else piece.text
        changed = word != piece.text
        out += word[:1].upper() + word[1:] if changed and _begins(out) else word
    return re.sub(r"[ \t]{2,}", " ", re.sub(r" +([.,;:!?])", r"\1", out)).strip() if out != text else text


def _spans(text: str, names: Known) -> list[tuple[int, int, Mark]]:
    """Not overlapping, in order; the graver mark wins."""
    taken: list[tuple[int, int, Mark]] = []

    def take(start: int, end: int, mark: Mark) -> None:
        if all(end <= s or start >= e for s, e, _m in taken):
            taken.append((start, end, mark))

    for match in _PERSONAL.finditer(text):
        if guard.has_personal_number(match[0]):
            take(*match.span(), Mark.NUMBER)
    for pattern, mark in ((_MAIL, Mark.MAIL), (_PHONE, Mark.PHONE)):
        for match in pattern.finditer(text):
            take(*match.span(), mark)
    for place in sorted((p for p in names.places if " " in p and p in text), key=len, reverse=True):
        for match in re.finditer(rf"(?<!\w){re.escape(place)}s?(?!\w)", text):
            take(*match.span(), Mark.PLACE)
    for match in _WORD.finditer(text):
        if found := _mark_of(match[0], text[: match.start()], names):
            take(*match.span(), found)
    return sorted(taken)


def _mark_of(word: str, before: str, names: Known) -> Mark | None:
    if not word[0].isupper():
        return None
    stems = {word, word.removesuffix("s")}  # Älvkarlebys, Marias
    parts = {stem for part in word.split("-") for stem in (part, part.removesuffix("s"))}
    if (stems | parts) & names.people:
        return Mark.PERSON
    if stems & names.places:
        return Mark.PLACE
    if _begins(before) or word.isupper() or stems & _NAMES_NOBODY:
        return None
    return Mark.CAPITAL


def _begins(before: str) -> bool:
    """True when the next word begins a sentence or a line."""
    return not before.strip() or before.rstrip(" \t\"”'(–-•").endswith((".", "!", "?", ":", "\n"))
