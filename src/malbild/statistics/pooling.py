"""What one short series cannot tell and many together can: the spread, the season and the common trend.

Sources: Pearson's statistic over its degrees of freedom (McCullagh and Nelder, Generalized Linear Models, 1989, 4.5.2);
its median over areas, since a few areas with one large case each ruin the mean (5.4 against 2.0 on real series).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from malbild.statistics.reasons import Numbers, Reason, whole_counts

FEWEST_AREAS, FEWEST_PERIODS = 7, 12
LEAST_EXPECTED = 0.1
"""An area that expects less than this in a period tells nothing of the spread and is left out."""
SEASON_WEIGHT = 60.0
"""The season is shrunk to none as if so many expected events had shown none."""


@dataclass(frozen=True, slots=True)
class Dispersion:
    """`phi` ≥ 1, or NaN with a `reason`; `areas` is how many it rests on."""

    phi: float
    areas: int
    reason: Reason


def estimate_dispersion(counts: ArrayLike, exposure: ArrayLike) -> Dispersion:
    """How much more counts (areas × periods) vary than a Poisson, given what each cell is exposed to.

    `exposure` holds people times season, or any other number that the expectation is in proportion to. NaN is missing.
    Raises ValueError for counts that are not whole and for shapes that do not fit.
    """
    y, e = _table(counts, exposure)
    known = ~np.isnan(y) & ~np.isnan(e) & (e > 0)
    y, e = np.where(known, y, 0.0), np.where(known, e, 0.0)
    periods = known.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = e * (y.sum(axis=1) / e.sum(axis=1))[:, None]
        part = np.where(known & (mean > 0), (y - mean) ** 2 / mean, 0.0)
        each = part.sum(axis=1) / (periods - 1)
        usable = (periods >= FEWEST_PERIODS) & (y.sum(axis=1) / periods >= LEAST_EXPECTED)
    areas = int(usable.sum())
    if not areas:
        return Dispersion(np.nan, 0, Reason.TOO_FEW_PERIODS)
    if areas < FEWEST_AREAS:
        return Dispersion(np.nan, areas, Reason.TOO_FEW_AREAS)
    return Dispersion(max(1.0, float(np.median(each[usable]))), areas, Reason.NONE)


def seasonal_index(
    counts: ArrayLike, *, period: int = 12, leave_out: int | None = None, weight: float = SEASON_WEIGHT
) -> Numbers:
    """How each month of the year stands to the average one (mean 1), pooled over areas (areas × months, NaN missing).

    The area it is meant for is left out, so that its own spike does not become its season. Shrunk to 1. Raises
    ValueError for counts that are not whole.
    """
    y = whole_counts(counts)
    y = y[None, :] if y.ndim == 1 else y
    if leave_out is not None:
        y = np.delete(y, leave_out, axis=0)
    known = ~np.isnan(y)
    month = np.arange(y.shape[1]) % period
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(known, y, 0.0).sum(axis=1) / known.sum(axis=1)
    expected = np.where(known & ~np.isnan(mean)[:, None], mean[:, None], 0.0).sum(axis=0)
    seen = np.where(known, y, 0.0).sum(axis=0)
    by_month = np.bincount(month, weights=seen, minlength=period)
    expects = np.bincount(month, weights=expected, minlength=period)
    raw = (by_month + weight) / (expects + weight)
    found: Numbers = raw / raw.mean()
    return found


def common_course(counts: ArrayLike, *, leave_out: int | None = None) -> Numbers:
    """What the others counted together each month, over their average (months): the common trend and season.

    Its use turns the question into whether the area differs from the others, which the page must say.
    """
    y = whole_counts(counts)
    if leave_out is not None:
        y = np.delete(y, leave_out, axis=0)
    whole = y[~np.isnan(y).any(axis=1)]
    if not whole.size or not whole.sum():
        return np.full(y.shape[1], np.nan)
    together = whole.sum(axis=0)
    found: Numbers = together / together.mean()
    return found


def _table(counts: ArrayLike, exposure: ArrayLike) -> tuple[Numbers, Numbers]:
    y, e = whole_counts(counts), np.asarray(exposure, dtype=np.float64)
    if y.ndim != 2:
        raise ValueError("areas × periods")
    return y, np.broadcast_to(e, y.shape)
