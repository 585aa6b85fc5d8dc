"""A share of those asked, with limits.

Sources: Wilson (J. Am. Stat. Assoc. 22, 1927); Clopper and Pearson (Biometrika 26, 1934).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from malbild.statistics.reasons import Codes, Numbers, Reason, level, whole_counts


@dataclass(frozen=True, slots=True)
class Share:
    """Between 0 and 1, NaN where `reason` tells why there is none."""

    value: Numbers
    lower: Numbers
    upper: Numbers
    reason: Codes


def wilson(x: ArrayLike, n: ArrayLike, conf: float = 0.95) -> Share:
    """x of n with Wilson's score interval; arrays broadcast. Raises ValueError unless 0 ≤ x ≤ n are whole."""
    x, n, reason = _asked(x, n)
    z = -float(special.ndtri(level(conf)))
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = (x + z * z / 2) / (n + z * z)
        half = z / (n + z * z) * np.sqrt(x * (n - x) / n + z * z / 4)
        lower = np.where(x == 0, 0.0, middle - half)
        upper = np.where(x == n, 1.0, middle + half)
        nothing = reason != Reason.NONE
        return Share(x / n, np.where(nothing, np.nan, lower), np.where(nothing, np.nan, upper), reason)


def clopper_pearson(x: ArrayLike, n: ArrayLike, conf: float = 0.95) -> Share:
    """The exact interval, which holds at least `conf`: for "at least". Raises ValueError as `wilson`."""
    x, n, reason = _asked(x, n)
    tail, nothing = level(conf), reason != Reason.NONE
    some, rest = np.where(x > 0, x, 1.0), np.where(n > x, n - x, 1.0)
    lower = np.where(x > 0, special.betaincinv(some, n - x + 1, tail), 0.0)
    upper = np.where(n > x, special.betainccinv(x + 1, rest, tail), 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return Share(x / n, np.where(nothing, np.nan, lower), np.where(nothing, np.nan, upper), reason)


def _asked(x: ArrayLike, n: ArrayLike) -> tuple[Numbers, Numbers, Codes]:
    x, n = np.broadcast_arrays(whole_counts(x), whole_counts(n))
    if (x > n).any():
        raise ValueError("no more than all answer yes")
    reason = np.where(np.isnan(x) | np.isnan(n), Reason.NO_COUNT, Reason.NONE)
    return x, n, np.where(n == 0, Reason.NO_POPULATION, reason).astype(np.uint8)
