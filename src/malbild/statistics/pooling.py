"""What one short series cannot tell and many together can: the spread, the season and the common trend.

Sources: Pearson's statistic over its degrees of freedom (McCullagh and Nelder, Generalized Linear Models, 1989, 4.5.2);
its median over areas, since a few areas with one large case each ruin the mean (5.4 against 2.0 on real series).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

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


def estimate_dispersion(counts: ArrayLike, exposure: ArrayLike, *, fewest: int = FEWEST_PERIODS) -> Dispersion:
    """How much more counts (areas × periods) vary than a Poisson, given what each cell is exposed to.

    `exposure` holds people times season, or any other number that the expectation is in proportion to. NaN is missing.
    An area counts with `fewest` periods or more (4 do for years).
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
        usable = (periods >= fewest) & (y.sum(axis=1) / periods >= LEAST_EXPECTED)
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


def pooled_exposure(counts: ArrayLike, people: ArrayLike, *, period: int = 12) -> Numbers:
    """What each area's counts (areas × months) are expected to be in proportion to: its people, times how the month
    of the year and the last year stood in the others together.

    The course is the others' events per person over the twelve months up to each one, so that it takes away a common
    trend and hardly any noise comes in with it; that it lags half a year is the same for all months of a steady trend.
    The question becomes whether the area differs from the others, which the page must say. Raises ValueError for counts
    that are not whole and for shapes that do not fit.
    """
    y, e = _table(counts, people)
    known = ~np.isnan(y) & ~np.isnan(e)
    seen, exposed = np.where(known, y, 0.0), np.where(known, e, 0.0)
    events, people_months = (_trailing(v.sum(axis=0) - v, period) for v in (seen, exposed))
    course = events / np.maximum(people_months, 1)
    season = _seasons(y, known, period)
    found: Numbers = e * course * season[:, np.arange(y.shape[1]) % period]
    return np.where(np.isnan(found), e, found)


def _trailing(values: Numbers, window: int) -> Numbers:
    """The sum over the `window` periods up to each one; the first window's for those before it is full."""
    sums = np.concatenate([np.zeros((values.shape[0], 1)), np.cumsum(values, axis=1)], axis=1)
    last = np.minimum(np.maximum(np.arange(1, values.shape[1] + 1), window), values.shape[1])
    found: Numbers = sums[:, last] - sums[:, np.maximum(0, last - window)]
    return found


def _seasons(y: Numbers, known: NDArray[np.bool_], period: int) -> Numbers:
    """`seasonal_index` of every area with itself left out (areas × period), from sums that are taken once."""
    counted = np.where(known, y, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = counted.sum(axis=1) / known.sum(axis=1)
    seen = _by_part(counted, period)
    expects = _by_part(known.astype(np.float64), period) * np.where(np.isnan(mean), 0.0, mean)[:, None]
    raw = (seen.sum(axis=0) - seen + SEASON_WEIGHT) / (expects.sum(axis=0) - expects + SEASON_WEIGHT)
    found: Numbers = raw / raw.mean(axis=1, keepdims=True)
    return found


def _by_part(values: Numbers, period: int) -> Numbers:
    """Sums over all periods of each of their parts: of all Januaries, and so on (areas × period)."""
    whole = np.pad(values, ((0, 0), (0, -values.shape[1] % period)))
    found: Numbers = whole.reshape(values.shape[0], -1, period).sum(axis=1)
    return found
