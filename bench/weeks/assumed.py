"""The one file of assumptions, and chances that are the same in every arm.

A chance is a function of what it is about (the seed, the person, the åtgärd, the day), not of how many were drawn
before it: two arms differ by what they do and not by luck.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import NormalDist
from typing import Any

FILE = Path(__file__).with_name("assumptions.toml")
SCALED = ("by_link", "signed_in", "unasked_a_week")
MOST = 0.95


@cache
def assumptions() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Luck:
    """One seed's chances; `scale` times the answers' probabilities."""

    seed: int
    scale: float = 1.0

    def number(self, *about: object) -> float:
        """Evenly between 0 and 1, never either."""
        text = "|".join(map(str, (self.seed, *about)))
        return (int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) + 0.5) / 2**64

    def normal(self, *about: object) -> float:
        return NormalDist().inv_cdf(self.number(*about))

    def happens(self, probability: float, *about: object) -> bool:
        return self.number(*about) < probability

    def one_of[T](self, choices: Sequence[T], weights: Sequence[float], *about: object) -> T | None:
        """One of them by its weight; None for what the weights leave to 1."""
        left = self.number(*about)
        for choice, weight in zip(choices, weights, strict=True):
            if (left := left - weight) < 0:
                return choice
        return None

    def answers(self, name: str, person: object) -> float:
        """The person's own chance of an answer: the assumed one by their odds, then times `scale`."""
        base, spread = assumptions()["answer"][name], assumptions()["person"]["spread"]
        odds = base / (1 - base) * 2.718281828 ** (spread * self.normal("person", person))
        share = odds / (1 + odds)
        return float(min(MOST, share * self.scale if name in SCALED else share))
