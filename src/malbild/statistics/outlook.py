"""The chance that something under way is done on its day, given how much of its time has gone."""

from __future__ import annotations

from typing import Final

from malbild.statistics.on_time import WEIGHT
from malbild.statistics.survival import Survival, conditional_done

ENOUGH_DONE: Final = 10  # finished durations; with fewer the curve is mostly chance


def done_on_its_day(curve: Survival, usual: float, *, elapsed: float) -> float:
    """P(done by 1 | not done at `elapsed`), both in parts of the planned time.

    `usual` is everybody's answer to the same question: the share done in time of what was not done when as much of
    its time had gone. (The share in time of all that was promised is too high here, since the quick are done.)

    It is the curve of actual over planned durations, shrunk to `usual` with the weight of seven: by how many were
    watched that long, so that the rare old ones do not speak as surely as the many young. With fewer than
    `ENOUGH_DONE` done it is `usual` alone. Raises ValueError for `elapsed` below 0 or beyond the day.
    """
    if not 0 <= elapsed <= 1:
        raise ValueError("`elapsed` is a part of the planned time")
    seen = conditional_done(curve, now=elapsed, by=1) if curve.events >= ENOUGH_DONE else None
    if seen is None:
        return usual
    heard = curve.at_risk(elapsed)
    return (seen * heard + usual * WEIGHT) / (heard + WEIGHT)
