"""Which cards speak of the same thing, by Swedish word stems: a suggestion to the leader, never a grouping.

Pure: no Django, no database. Words are cut to a stem (Snowball), the definite endings that it leaves are cut too
(skolan, samverkan), and a stem that begins or ends a longer word is found inside it (beslut in beslutsmöte and in
styrgruppsbeslut). It knows no meanings: "ungdomar" and "unga" are two words here.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import snowballstemmer

MOST: Final = 5
FEWEST_CARDS: Final = 2
_SHORTEST_WORD: Final = 3
_HEAD: Final = 4  # the shortest stem that is looked for at the front of a compound
_TAIL: Final = 5  # … and at its end, where short ones are mostly endings (ring in förbättring)
_REST: Final = 3  # what a compound has beside the stem
_TOO_WIDE: Final = 0.7  # a word on most of the cards tells none of them apart
_WORD = re.compile(r"[^\W\d_]+")
_DEFINITE = re.compile(r"(?<=\w{3})(?:an|en|et|n)$")
_STOP_WORDS: Final = """
    aldrig alla allt alltid andra annan annat att bara behöver behövs bland blev bli blir borde bra både bör del dem
    den denna deras dess det detta dig din dina dit ditt där därför eller endast ens era ert ett fick finns fler
    flera flesta fram från fungerar få får för föra före genom ger gick gjorde gå går gör göra ha hade han har helt
    hem hit hon honom hur här hålla håller hög ibland ifrån igen inga ingen inget innan inom inte istället jag kan
    kanske kommer kring kunde kunna lika lite lång långt låta man med mellan men mer mera mest mindre mitt mot
    mycket många måste nog nu ny nya när nästan någon något några och också ofta olika om oss per redan rätt saknar
    saknas samma sedan ser sig sin sina sitt själv själva ska skall skulle slut små som stor stora sätt sånt ta tar
    till tillräckligt tycker under upp utan vad var vara vardag varför varit varje vart vem vet vid vidare vilja
    vilka vilken vilket vill vore väl vår våra vårt är även åt över
"""
STOP: Final = frozenset(_STOP_WORDS.split())


@dataclass(frozen=True)
class Suggestion:
    """`cards` all speak of `word`, the way it is most often written; `stem` names the suggestion."""

    stem: str
    word: str
    cards: tuple[int, ...]


def suggest(cards: Iterable[tuple[int, str]], *, most: int = MOST) -> list[Suggestion]:
    """At most five suggestions among (id, text), the one with most cards first; ties in the alphabet's order.

    The order of the cards plays no part. Two suggestions that are mostly the same cards are one, and a word that
    stands on nearly every card is none.
    """
    written, total = _stems_of(cards)
    where: defaultdict[str, set[int]] = defaultdict(set)
    for stem, (found, _forms) in written.items():
        for part in _parts(stem):
            if part == stem or part in written:
                where[part] |= found
    widest = max(FEWEST_CARDS, int(total * _TOO_WIDE)) if total > 4 else total
    wanted = [(s, ids) for s, ids in where.items() if FEWEST_CARDS <= len(ids) <= widest]
    wanted.sort(key=lambda row: (-len(row[1]), row[0]))
    chosen: list[Suggestion] = []
    for stem, ids in wanted:
        if len(chosen) == most:
            break
        if not any(_mostly_same(ids, set(s.cards)) for s in chosen):
            chosen.append(Suggestion(stem, _usual(written[stem][1]), tuple(sorted(ids))))
    return chosen


def _stems_of(cards: Iterable[tuple[int, str]]) -> tuple[dict[str, tuple[set[int], Counter[str]]], int]:
    """Stem → the cards that have it and the ways it is written; and how many cards there were."""
    stemmer = snowballstemmer.stemmer("swedish")  # holds what it works on: one for each call, never shared by threads
    known: dict[str, str] = {}
    written: dict[str, tuple[set[int], Counter[str]]] = {}
    total = 0
    for card, text in cards:
        total += 1
        for word in set(_WORD.findall(text.lower())):
            if len(word) < _SHORTEST_WORD or word in STOP:
                continue
            stem = known.get(word) or known.setdefault(word, _DEFINITE.sub("", stemmer.stemWord(word)))
            found, forms = written.setdefault(stem, (set(), Counter()))
            found.add(card)
            forms[word] += 1
    return written, total


def _parts(stem: str) -> Iterable[str]:
    """The stem itself, and every front and end that could be a word of its own in a compound."""
    yield stem
    for n in range(_HEAD, len(stem) - _REST + 1):
        yield stem[:n]
    for n in range(_TAIL, len(stem) - _REST + 1):
        yield stem[-n:]


def _mostly_same(one: set[int], other: set[int]) -> bool:
    return len(one & other) > min(len(one), len(other)) / 2


def _usual(forms: Counter[str]) -> str:
    return min(forms, key=lambda word: (-forms[word], len(word), word))
