"""What municipalities can be compared by: Kolada's list of seven alike, and size, density and growth for one's own."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from malbild.accounts import registry

KOLADA_YEAR = 2025


@dataclass(frozen=True, slots=True)
class Likeness:
    """`density` in inhabitants a square kilometre, `growth` in parts of one since 2019; `similar` are codes."""

    inhabitants: int
    density: float
    growth: float
    similar: tuple[str, ...]


@cache
def likenesses() -> dict[str, Likeness]:
    """By code, every municipality."""
    text = files("malbild.series").joinpath("data/likeness.csv").read_text(encoding="utf-8")
    people = {row["code"]: int(row["inhabitants"]) for row in registry.rows()}
    return {
        row["code"]: Likeness(
            inhabitants=people[row["code"]],
            density=people[row["code"]] / max(1.0, float(row["km2"])),
            growth=people[row["code"]] / float(row["inhabitants_2019"]) - 1,
            similar=tuple(row["similar"].split()),
        )
        for row in csv.DictReader(text.splitlines())
    }
