"""How many per thousand, and between what limits: crude rates with exact, Byar's or the English agencies' limits.

Sources: Garwood (Biometrika 28, 1936) for the exact limits; Breslow and Day, Statistical Methods in Cancer Research II
(IARC 1987), 2.3, for Byar's; Public Health England's rule is exact below ten and Byar's from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from malbild.statistics.counts import poisson_lower, poisson_upper
from malbild.statistics.reasons import Codes, Numbers, Reason, level, whole_counts

type Limits = Literal["exact", "phe", "byar"]
FEW = 10
"""From so many Byar's approximation is used by method "phe"."""
_TABLE = 2000


@dataclass(frozen=True, slots=True)
class Rate:
    """Events per `per` people (or whatever the exposure is), NaN where `reason` tells why there is none."""

    value: Numbers
    lower: Numbers
    upper: Numbers
    reason: Codes


def rate_ci(
    count: ArrayLike, population: ArrayLike, *, per: float = 1000, conf: float = 0.95, method: Limits = "exact"
) -> Rate:
    """Rates with limits; arrays broadcast. A lower limit that Byar's formula puts below 0 is not available (NaN).

    Raises ValueError for counts that are negative or not whole, for negative populations and for an unknown method.
    """
    x, people = whole_counts(count), np.asarray(population, dtype=np.float64)
    if (people < 0).any():
        raise ValueError("a population is not negative")
    lower, upper = count_limits(x, conf=conf, method=method)
    reason = np.where(np.isnan(x), Reason.NO_COUNT, Reason.NONE)
    reason = np.where(np.isnan(people) | (people == 0), Reason.NO_POPULATION, reason).astype(np.uint8)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(people > 0, per / people, np.nan)
        return Rate(x * share, lower * share, upper * share, np.broadcast_to(reason, (x * share).shape))


def count_limits(count: ArrayLike, *, conf: float = 0.95, method: Limits = "exact") -> tuple[Numbers, Numbers]:
    """Limits of the mean behind each count. The same few counts come again and again, so they are looked up."""
    x, tail = whole_counts(count), level(conf)
    if x.size <= _TABLE:
        return _limits(x, tail, method)
    known = np.nan_to_num(x, nan=0.0)
    low, high = _limits(np.arange(_TABLE, dtype=np.float64), tail, method)
    at = np.minimum(known, _TABLE - 1).astype(np.intp)
    lower, upper = np.where(np.isnan(x), np.nan, low[at]), np.where(np.isnan(x), np.nan, high[at])
    if (large := known >= _TABLE).any():
        lower[large], upper[large] = _limits(known[large], tail, method)
    return lower, upper


def _limits(x: Numbers, tail: float, method: Limits) -> tuple[Numbers, Numbers]:
    if method == "exact":
        return poisson_lower(x, tail), poisson_upper(x, tail)
    byar = byar_limits(x, tail)
    if method == "byar":
        return byar
    if method == "phe":
        few = x < FEW
        return np.where(few, poisson_lower(x, tail), byar[0]), np.where(few, poisson_upper(x, tail), byar[1])
    raise ValueError(f"unknown method {method}")


def byar_limits(x: Numbers, tail: float) -> tuple[Numbers, Numbers]:
    """Byar's approximation with `tail` outside on each side."""
    z = -float(special.ndtri(tail))
    with np.errstate(divide="ignore", invalid="ignore"):
        low = x * (1 - 1 / (9 * x) - z / (3 * np.sqrt(x))) ** 3
        high = (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * np.sqrt(x + 1))) ** 3
    return np.where(low >= 0, low, np.nan), high
