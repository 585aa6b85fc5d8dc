"""Swedish text as it is searched: small letters, words apart by spaces, inflections cut off what is asked for.

What is asked for is cut to its stem (Snowball) and looked for inside the words of the text, so "tunnlar" finds
"gångtunneln": Swedish writes its compounds as one word, and a full-text index of whole words would miss them.
å, ä and ö are letters of their own; other accents are dropped. It knows no meanings and no irregular plurals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import snowballstemmer

type Needle = tuple[str, ...]

MOST_WORDS: Final = 8
LONGEST: Final = 100  # signs of a question that are read
WHOLE, FRONT = 2, 3  # a stem this short is a word of its own (KS), or begins one (lag in lagar, never in anlag)
_WORD = re.compile(r"[^\W_]+")
_PLAIN = re.compile(r"[\x00-\x7fåäöæøü]*")
_NOT_WORD = re.compile(r"[^0-9a-zåäöæøü]")
_OWN_LETTERS: Final = frozenset("åäöæøü")
# The definite endings that Snowball leaves (skolan, gården, tunneln).
_DEFINITE = re.compile(r"(?<=\w{4})(?:an|en|et)$|(?<=\wel)n$")
_LOSES_ITS_E = re.compile(r"(?<=[bcdfghjklmnpqrstvxz])(?:el|l)$")  # cykel, cyklar; tunnel, tunnlar
_SMALL_WORDS: Final = """
    alla att av de den det då där eller en ett från för har hur i in kan med men mot när och om på ska som till under
    upp vad var vi vid är över
"""
_SMALL: Final = frozenset(_SMALL_WORDS.split())


def folded(text: str) -> str:
    """The text for searching in, as long as it was and with a space before and after."""
    low = text.lower()
    if _PLAIN.fullmatch(low):  # nearly always, and many times faster
        return f" {_NOT_WORD.sub(' ', low)} "
    return f" {''.join(_letter(sign) for sign in text)} "


@lru_cache(maxsize=1024)
def _letter(sign: str) -> str:
    low = sign.lower()
    if len(low) != 1 or not low.isalnum():
        return " "
    if low in _OWN_LETTERS or low.isascii():
        return low
    plain = unicodedata.normalize("NFD", low)[0]
    return plain if plain.isalnum() else low


def needles(question: str) -> list[Needle]:
    """What must all be found in a folded text, each in one of its forms; empty when nothing was asked."""
    words = _WORD.findall(folded(unicodedata.normalize("NFC", question[:LONGEST])))
    asked = [w for w in words if w not in _SMALL] or words
    stemmer = snowballstemmer.stemmer("swedish")  # holds what it works on: one for each call, never shared by threads
    found = dict.fromkeys(_needle(w, stemmer.stemWord(w)) for w in asked[:MOST_WORDS])
    return list(found)


def _needle(word: str, stem: str) -> Needle:
    if len(word) <= WHOLE:
        return (f" {word} ",)
    if any(sign.isdecimal() for sign in word):
        return (f" {word}",)
    stem = _DEFINITE.sub("", stem)
    forms = [stem]
    if len(stem) > FRONT and (root := _LOSES_ITS_E.sub("", stem)) != stem:
        forms = [root + "el", root + "l"]
    return tuple(f" {form}" if len(form) <= FRONT else form for form in forms)


def finds(wanted: list[Needle], text: str) -> bool:
    """True when the folded text has every needle."""
    return all(any(form in text for form in needle) for needle in wanted)


@dataclass(frozen=True)
class Piece:
    """Some of the text; `is_hit` for a word that was asked for."""

    text: str
    is_hit: bool = False


def excerpt(text: str, wanted: list[Needle], *, most: int = 280) -> list[Piece]:
    """The text, or about `most` signs of it around the first hit, with the words that hit set apart."""
    hits = _hit_words(text, wanted)
    start = 0
    if len(text) > most and hits:
        start = max(0, hits[0][0] - most // 3)
        start = text.rfind(" ", 0, start + 1) + 1
    end = len(text) if len(text) - start <= most else (text.rfind(" ", start + 1, start + most) + 1 or start + most)
    pieces = list(_cut(text, start, end, hits))
    if start:
        pieces.insert(0, Piece("… "))
    return [*pieces, Piece("…")] if end < len(text) else pieces


def _hit_words(text: str, wanted: list[Needle]) -> list[tuple[int, int]]:
    """Where each hit word begins and ends, in order."""
    look = folded(text)  # one sign ahead of the text
    found: set[tuple[int, int]] = set()
    for needle in (form for forms in wanted for form in forms):
        at = look.find(needle)
        while at >= 0:
            inside = at + (1 if needle.startswith(" ") else 0)
            found.add((look.rfind(" ", 0, inside + 1), look.find(" ", inside) - 1))
            at = look.find(needle, at + 1)
    return sorted(found)


def _cut(text: str, start: int, end: int, hits: list[tuple[int, int]]) -> Iterator[Piece]:
    at = start
    for first, last in hits:
        if first < at or last > end:
            continue
        if first > at:
            yield Piece(text[at:first])
        yield Piece(text[first:last], is_hit=True)
        at = last
    if at < end:
        yield Piece(text[at:end])
