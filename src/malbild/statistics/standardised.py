"""Rates as if the population had another mix of ages, or ratios to what another population's rates would give.

Sources: Dobson, Kuulasmaa, Eberle and Scherer (Stat. Med. 10, 1991) for the directly standardised interval; Breslow and
Day (IARC 1987), 2.3, for the ratio. A missing count in an age band is no event there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from malbild.statistics.rates import byar_limits, count_limits
from malbild.statistics.reasons import Numbers, Reason, level, whole_counts

FEWEST = 10
"""Under so many events a directly standardised rate is not given."""


@dataclass(frozen=True, slots=True)
class Standardised:
    """One number with limits, NaN where `reason` tells why there is none. `expected` is for ratios."""

    value: float
    lower: float
    upper: float
    observed: float
    expected: float
    reason: Reason


def dsr(
    counts: ArrayLike, pops: ArrayLike, std: ArrayLike, *, per: float = 100_000, conf: float = 0.95
) -> Standardised:
    """The rate that `std`, a population by the same bands, would have. Raises ValueError for bands that do not fit."""
    x, people, weights = _bands(counts, pops, std)
    total = float(x.sum())
    if total < FEWEST:
        return Standardised(np.nan, np.nan, np.nan, total, np.nan, Reason.TOO_FEW_EVENTS)
    if (people <= 0).any():
        return Standardised(np.nan, np.nan, np.nan, total, np.nan, Reason.NO_POPULATION)
    share = weights / weights.sum()
    value = float((share * x / people).sum())
    spread = float(np.sqrt((share**2 * x / people**2).sum() / total))
    low, high = byar_limits(np.asarray(total), level(conf))
    lower, upper = value + spread * (float(low) - total), value + spread * (float(high) - total)
    return Standardised(value * per, lower * per, upper * per, total, np.nan, Reason.NONE)


def isr(
    counts: ArrayLike, pops: ArrayLike, ref_counts: ArrayLike, ref_pops: ArrayLike, *, conf: float = 0.95
) -> Standardised:
    """Observed over what the reference population's rates would give here, exact below ten and Byar's from there.

    Times the reference population's crude rate it is the indirectly standardised rate (`isr_rate`). Raises ValueError
    for bands that do not fit.
    """
    x, people, ref = _bands(counts, pops, ref_counts)
    ref_people = np.asarray(ref_pops, dtype=np.float64)
    if ref_people.shape != x.shape or (ref_people <= 0).any():
        raise ValueError("the reference has people in each band")
    total, expected = float(x.sum()), float((people * ref / ref_people).sum())
    if not expected > 0:
        return Standardised(np.nan, np.nan, np.nan, total, expected, Reason.NO_POPULATION)
    low, high = count_limits(total, conf=conf, method="phe")
    return Standardised(total / expected, float(low) / expected, float(high) / expected, total, expected, Reason.NONE)


def isr_rate(ratio: Standardised, ref_counts: ArrayLike, ref_pops: ArrayLike, *, per: float = 100_000) -> Standardised:
    """The same as a rate."""
    crude = float(np.nansum(whole_counts(ref_counts)) / np.sum(np.asarray(ref_pops, dtype=np.float64))) * per
    return Standardised(
        ratio.value * crude, ratio.lower * crude, ratio.upper * crude, ratio.observed, ratio.expected, ratio.reason
    )


def _bands(counts: ArrayLike, pops: ArrayLike, third: ArrayLike) -> tuple[Numbers, Numbers, Numbers]:
    x, other = np.nan_to_num(whole_counts(counts)), np.nan_to_num(np.asarray(third, dtype=np.float64))
    people = np.asarray(pops, dtype=np.float64)
    if not x.ndim == 1 or not x.shape == people.shape == other.shape:
        raise ValueError("as many counts as populations as standards, one for each band")
    return x, people, other
