"""What changed between two texts, word for word. Knows no Django."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_PIECES = re.compile(r"\s+|[^\W_]+|.", re.UNICODE | re.DOTALL)
_MANY = 4_000  # pieces; longer texts are compared line by line


class Change(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One heading: its pieces in reading order; what was removed stands before what came instead."""

    name: str
    pieces: tuple[Piece, ...]

    @property
    def is_changed(self) -> bool:
        return any(p.change is not Change.SAME for p in self.pieces)


def compare(before: Mapping[str, str], after: Mapping[str, str]) -> list[Difference]:
    """Heading by heading, in the order of `after`."""
    return [Difference(name, tuple(_pieces(before.get(name, ""), text))) for name, text in after.items()]


def _pieces(before: str, after: str) -> list[Piece]:
    old, new = _split(before, after)
    found: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece(Change.SAME, "".join(old[i1:i2])))
            continue
        if i2 > i1:
            found.append(Piece(Change.REMOVED, "".join(old[i1:i2])))
        if j2 > j1:
            found.append(Piece(Change.ADDED, "".join(new[j1:j2])))
    return found


def _split(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    if len(old) + len(new) > _MANY:
        return before.splitlines(keepends=True), after.splitlines(keepends=True)
    return old, new
