"""A figure's numbers by year with the others' band, by month, and among those compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from malbild.followup.figures.people import People
from malbild.followup.figures.told import Month, calendar, is_counted
from malbild.series.models import Indicator
from malbild.series.queries import Matrix
from malbild.series.readings import Step, Unit
from malbild.statistics import funnel_limits

FEWEST_ALIKE: Final = 7
BAND: Final = (0.1, 0.9)
PER: Final = 100_000
_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Year:
    """`months` tells how many of its months are counted (12 for a yearly series); under 12 there is no sum."""

    year: int
    value: float | None
    months: int
    is_preliminary: bool
    band: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Counted:
    """One month. `mean` is that of the twelve up to it, where all are counted."""

    month: Month
    value: float | None
    is_preliminary: bool
    mean: float | None


@dataclass(frozen=True, slots=True)
class Among:
    """One of the municipalities compared, in the latest whole year, per 100,000; `limits` are the funnel's."""

    code: str
    people: int
    rate: float
    limits: tuple[float, float, float, float]


def by_year(everyone: Matrix, own: int, others: list[int], indicator: Indicator, counted: People) -> tuple[Year, ...]:
    """Every year of the row `own`, with the band of the rows `others`: for counts as if they were as many as we."""
    step = Step(indicator.step)
    sums, months = _sums(everyone, step)
    first = everyone.first if step is Step.YEAR else everyone.first // 12
    many = np.ones_like(sums)  # told per inhabitant, or not meant to be
    if indicator.unit == Unit.COUNT:
        many = counted.by_year(everyone.areas, first, sums.shape[1])
    if indicator.unit == Unit.PEOPLE:
        others = []
    found = []
    for t in range(sums.shape[1]):
        value = float(sums[own, t])
        band = _band(sums[others, t], many[others, t], float(many[own, t])) if others else None
        whole = months[own, t] == (12 if step is not Step.YEAR else 1)
        mine = slice(t, t + 1) if step is Step.YEAR else _months_of(first + t, everyone)
        found.append(
            Year(
                year=first + t,
                value=value if whole and not np.isnan(value) else None,
                months=int(months[own, t]) if step is not Step.YEAR else 12 * int(months[own, t]),
                is_preliminary=bool(everyone.is_preliminary[own, mine].any()),
                band=band,
            )
        )
    return tuple(found)


def _months_of(year: int, everyone: Matrix) -> slice:
    start = year * 12 - everyone.first
    return slice(max(0, start), max(0, start + 12))


def _sums(everyone: Matrix, step: Step) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Sums of each calendar year, and of how many months."""
    known = ~np.isnan(everyone.values)
    if step is Step.YEAR:
        return everyone.values, known.astype(np.int64)
    years = (everyone.first + np.arange(everyone.values.shape[1])) // 12
    several = range(int(years.min()), int(years.max()) + 1)
    sums = np.stack([np.where(known, everyone.values, 0.0)[:, years == y].sum(axis=1) for y in several], axis=1)
    months = np.stack([known[:, years == y].sum(axis=1) for y in several], axis=1)
    return np.where(months == 12, sums, np.nan), months


def among(
    everyone: Matrix, rows: list[int], years: tuple[Year, ...], indicator: Indicator, counted: People
) -> tuple[Among, ...]:
    """The last year that is whole for us, in those compared who have it too; empty under seven, and for rates.

    The limits are those of a funnel: negative binomial, 95 and 99.8 %, with the spread that the group itself has.
    """
    year = next((y.year for y in reversed(years) if y.value is not None), None)
    if year is None or not is_counted(indicator):
        return ()
    sums, _months = _sums(everyone, Step(indicator.step))
    first = everyone.first if indicator.step == Step.YEAR else everyone.first // _MONTHS
    counts = sums[rows, year - first]
    kept = [i for i, count in enumerate(counts) if not np.isnan(count)]
    if len(kept) < FEWEST_ALIKE:
        return ()
    codes = [everyone.areas[rows[i]] for i in kept]
    many = counted.by_year(codes, year, 1)[:, 0]
    seen = counts[kept]
    found = funnel_limits(seen, many * seen.sum() / many.sum())
    rates = seen / many * PER
    limits = found.limits / many[:, None] * PER
    return tuple(
        Among(code, int(n), float(rate), (float(a), float(b), float(c), float(d)))
        for code, n, rate, (a, b, c, d) in zip(codes, many, rates, limits, strict=True)
    )


def by_month(everyone: Matrix, own: int) -> tuple[Counted, ...]:
    """From the first month that is known to the last."""
    values = everyone.values[own]
    known = np.flatnonzero(~np.isnan(values))
    if not known.size:
        return ()
    means = np.convolve(values, np.full(_MONTHS, 1 / _MONTHS), "full")[: values.size]
    means[: _MONTHS - 1] = np.nan
    return tuple(
        Counted(
            calendar(everyone.first + t, Step.MONTH),
            _known(values[t]),
            bool(everyone.is_preliminary[own, t]),
            _known(means[t]),
        )
        for t in range(int(known[0]), int(known[-1]) + 1)
    )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _band(values: NDArray[np.float64], many: NDArray[np.float64], own: float) -> tuple[float, float] | None:
    """The middle eight of ten of the others, as if they were as many as we are. None where too few have numbers."""
    rates = (values / many * own)[~np.isnan(values)]
    if rates.size < FEWEST_ALIKE:
        return None
    low, high = np.quantile(rates, BAND)
    return float(low), float(high)
