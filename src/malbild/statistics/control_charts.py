"""Control charts, as pictures: mean and limits that people know. No alarm is raised by them.

With the four rules of the English health service they gave 29–134 false alarms per 100 series and year on counts where
nothing changed. Sources: Wheeler, Understanding Variation (2nd ed., 2000) for XmR; Provost and Murray, The Health Care
Data Guide (2011) for the rules; Laney (Qual. Eng. 14, 2002) for u'.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from malbild.statistics.reasons import Numbers, Reason, whole_counts

FEWEST_POINTS = 12
_RUN, _TREND = 7, 7
_WIDTH, _SCREEN, _D2 = 2.66, 3.267, 1.128


class Label(StrEnum):
    """What the picture may say of a point; the first that fits."""

    COMMON = "common"
    ABOVE = "above_limit"
    BELOW = "below_limit"
    RISING = "seven_rising"
    FALLING = "seven_falling"
    TWO_OF_THREE_ABOVE = "two_of_three_above"
    TWO_OF_THREE_BELOW = "two_of_three_below"
    SEVEN_ABOVE = "seven_above"
    SEVEN_BELOW = "seven_below"


@dataclass(frozen=True, slots=True)
class XmR:
    """Mean and natural limits, and a label for each point. `reason` is TOO_FEW_PERIODS where they rest on too few."""

    mean: float
    lower: float
    upper: float
    labels: tuple[Label, ...]
    reason: Reason


def xmr(values: ArrayLike, fix_after: int | None = None) -> XmR:
    """Individual values with limits from their moving ranges, of which the widest are screened out once.

    `fix_after` takes the limits from so many first points. Raises ValueError for missing values: leave them out before.
    """
    y = np.asarray(values, dtype=np.float64)
    if y.ndim != 1 or not np.isfinite(y).all():
        raise ValueError("finite values in their order")
    rest = y[:fix_after] if fix_after else y
    if rest.size < 2:
        return XmR(np.nan, np.nan, np.nan, (Label.COMMON,) * y.size, Reason.TOO_FEW_PERIODS)
    mean, ranges = float(rest.mean()), np.abs(np.diff(rest))
    narrow = ranges[ranges < _SCREEN * ranges.mean()] if ranges.any() else ranges
    half = _WIDTH * float(narrow.mean()) if narrow.size else 0.0
    lower, upper = mean - half, mean + half
    reason = Reason.NONE if rest.size >= FEWEST_POINTS else Reason.TOO_FEW_PERIODS
    return XmR(mean, lower, upper, _labels(y, mean, lower, upper), reason)


def _labels(y: Numbers, mean: float, lower: float, upper: float) -> tuple[Label, ...]:
    side, third = np.sign(y - mean), (upper - lower) / 6
    near_up = (y > mean + 2 * third) & (y <= upper)
    near_down = (y < mean - 2 * third) & (y >= lower)
    move = np.sign(np.diff(y, prepend=np.nan))
    found = [
        (y > upper, Label.ABOVE),
        (y < lower, Label.BELOW),
        (_trend(move, 1), Label.RISING),
        (_trend(move, -1), Label.FALLING),
        (_two_of_three(near_up, side == 1), Label.TWO_OF_THREE_ABOVE),
        (_two_of_three(near_down, side == -1), Label.TWO_OF_THREE_BELOW),
        (_run(side == 1), Label.SEVEN_ABOVE),
        (_run(side == -1), Label.SEVEN_BELOW),
    ]
    return tuple(next((label for where, label in found if where[i]), Label.COMMON) for i in range(y.size))


def _run(on_side: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """All points of every run of seven or more."""
    found, start = np.zeros(on_side.size, dtype=np.bool_), 0
    for i in range(on_side.size + 1):
        if i == on_side.size or not on_side[i]:
            found[start:i] = i - start >= _RUN
            start = i + 1
    return found


def _trend(move: Numbers, way: int) -> NDArray[np.bool_]:
    """Seven points are six moves the same way; all of its points."""
    found, start = np.zeros(move.size, dtype=np.bool_), 0
    for i in range(1, move.size + 1):
        if i == move.size or move[i] != way:
            if i - start >= _TREND:
                found[start:i] = True
            start = i
    return found


def _two_of_three(near: NDArray[np.bool_], on_side: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Points near the limit in three on the same side of the mean of which two are near."""
    found = np.zeros(near.size, dtype=np.bool_)
    for i in range(near.size - 2):
        if on_side[i : i + 3].all() and near[i : i + 3].sum() >= 2:
            found[i : i + 3] |= near[i : i + 3]
    return found


@dataclass(frozen=True, slots=True)
class LaneyU:
    """The mean rate, how much wider than a Poisson's the limits are, and the limits for each period."""

    mean: float
    sigma_z: float
    lower: Numbers
    upper: Numbers
    reason: Reason


def laney_u(counts: ArrayLike, exposure: ArrayLike) -> LaneyU:
    """u' chart for counts in varying exposure. Raises ValueError for missing counts or exposures not positive."""
    x, n = np.broadcast_arrays(whole_counts(counts), np.asarray(exposure, dtype=np.float64))
    if x.ndim != 1 or np.isnan(x).any() or not (n > 0).all():
        raise ValueError("a count and a positive exposure for each period")
    mean = float(x.sum() / n.sum())
    if x.size < 2 or mean == 0:
        nothing = np.full(x.shape, np.nan)
        return LaneyU(mean, np.nan, nothing, nothing, Reason.TOO_FEW_PERIODS)
    width = np.sqrt(mean / n)
    sigma = float(np.abs(np.diff((x / n - mean) / width)).mean() / _D2)
    reason = Reason.NONE if x.size >= FEWEST_POINTS else Reason.TOO_FEW_PERIODS
    return LaneyU(mean, sigma, np.maximum(0.0, mean - 3 * width * sigma), mean + 3 * width * sigma, reason)
