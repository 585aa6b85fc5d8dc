"""One expected number, list or word against what the core gives, and the table that comes of many."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Check:
    """`rel` and `near` (absolute) bound the difference, whichever is larger; without both the two must be equal."""

    field: str
    expected: Any
    got: Any
    rel: float = 0.0
    near: float = 0.0

    @property
    def is_met(self) -> bool:
        return _same(self.expected, self.got, self.rel, self.near)


@dataclass(slots=True)
class Told:
    """What a file's checks gave; `left_out` are the fields that are not offered, by name."""

    met: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)

    @property
    def is_met(self) -> bool:
        return self.met > 0 and not self.missed


def judge(checks: Iterable[Check]) -> Told:
    told = Told()
    for check in checks:
        if check.is_met:
            told.met += 1
            continue
        told.missed[check.field] += 1
        if len(told.examples) < 5:
            told.examples.append(f"{check.field}: {_brief(check.expected)} expected, {_brief(check.got)} given")
    return told


def _same(expected: Any, got: Any, rel: float, near: float) -> bool:
    if hasattr(got, "tolist"):
        got = got.tolist()
    if isinstance(expected, list):
        return (
            isinstance(got, list | tuple)
            and len(expected) == len(got)
            and all(_same(e, g, rel, near) for e, g in zip(expected, got, strict=True))
        )
    if expected is None:  # missing, not defined, or infinite
        return got is None or (isinstance(got, float) and not math.isfinite(got))
    if isinstance(expected, bool | str) or not (rel or near):
        return bool(expected == got)
    if got is None or not math.isfinite(got):
        return False
    return abs(got - expected) <= max(rel * abs(expected), near)


def _brief(value: Any) -> str:
    text = str(value.tolist() if hasattr(value, "tolist") else value)
    return text if len(text) < 60 else text[:57] + "…"
