"""From the store to one figure: our own series by year, the others' band, and the verdict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
from django.core.cache import cache
from numpy.typing import NDArray

from malbild.followup.figures import alike
from malbild.followup.figures.alike import Alike
from malbild.followup.figures.people import People, people
from malbild.followup.figures.told import RATES, Month, Told, calendar, is_counted, population
from malbild.followup.models import Kind
from malbild.series import areas
from malbild.series.models import Delivery, Indicator
from malbild.series.queries import Matrix, matrix, one
from malbild.series.readings import Step, Unit
from malbild.statistics import (
    Because,
    State,
    Verdict,
    estimate_dispersion,
    funnel_limits,
    pooled_exposure,
    verdict_months,
    verdict_years,
)

FEWEST_ALIKE: Final = 7
SHOWN_YEARS: Final = 10
SHOWN_MONTHS: Final = 60
KEPT_SECONDS: Final = 24 * 3600
BAND: Final = (0.1, 0.9)
PER: Final = 100_000
_MONTHS: Final = 12
_FEWEST_YEARS: Final = 4  # of a municipality, for it to say something of the spread


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


@dataclass(frozen=True, kw_only=True)
class Figure(Told):
    """A verdict with its numbers. `compared` is whom the band is made of, `alike` how many of them have any."""

    years: tuple[Year, ...]
    months: tuple[Counted, ...]
    among: tuple[Among, ...]
    compared: Alike
    alike: int
    has_people: bool
    delivery: Delivery | None
    deliveries: tuple[int, ...]


def figure(indicator: Indicator, area: str, kind: Kind = Kind.SKR) -> Figure | None:
    """None where there are no numbers. Six queries, however many areas there are, and one until new numbers come.

    What was worked out is kept in the process under the newest delivery that touched the indicator, and the newest of
    the population.
    """
    latest = indicator.latest
    if latest is None:
        return _figure(indicator, area, kind)
    counted = population()
    against = counted.latest_id if counted else 0
    key = f"figure:{indicator.pk}:{latest.pk}:{latest.sha256[:16]}:{against}:{area}:{kind.value}"
    found: Figure | None = cache.get(key)
    if found is None:
        found = _figure(indicator, area, kind)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _figure(indicator: Indicator, area: str, kind: Kind) -> Figure | None:
    everyone = _municipalities(matrix(indicator))
    if area not in everyone.areas:
        return None
    own = everyone.areas.index(area)
    packed = one(indicator, area)
    deliveries = tuple(sorted({int(d) for d in packed.deliveries if d})) if packed is not None else ()
    compared = alike.others(area, kind)
    others = [i for i, code in enumerate(everyone.areas) if code in compared.codes]
    counted = people()
    years = _years(everyone, own, others, indicator, counted)
    found = _told(everyone, own, indicator, Judge(everyone, indicator, counted).verdict(own))
    course = {"course": tuple((y.year, y.value) for y in years)}
    return Figure(
        **{f.name: getattr(found, f.name) for f in fields(Told)} | course,
        years=years[-SHOWN_YEARS:],
        months=_counted(everyone, own)[-SHOWN_MONTHS:] if indicator.step == Step.MONTH else (),
        among=_among(everyone, [own, *others], years, indicator, counted),
        compared=compared,
        alike=len(others),
        has_people=counted.ends is not None,
        delivery=Delivery.objects.filter(pk__in=deliveries[-1:]).first(),
        deliveries=deliveries,
    )


def told(indicator: Indicator, codes: Collection[str]) -> list[Told]:
    """The verdicts of several municipalities by what they all share; those without numbers are left out. One query."""
    everyone = _municipalities(matrix(indicator))
    rows = [i for i, area in enumerate(everyone.areas) if area in codes]
    if not rows:
        return []
    counted = people()
    judge = Judge(everyone, indicator, counted)
    found = (_told(everyone, i, indicator, judge.verdict(i)) for i in rows)
    return [replace(one, course=_course(everyone, i, indicator, counted)) for i, one in zip(rows, found, strict=True)]


def _course(everyone: Matrix, own: int, indicator: Indicator, counted: People) -> tuple[tuple[int, float | None], ...]:
    years = _years(everyone, own, [], indicator, counted)[-SHOWN_YEARS:]
    return tuple((y.year, y.value) for y in years)


def _told(everyone: Matrix, own: int, indicator: Indicator, verdict: Verdict) -> Told:
    known, step = np.flatnonzero(~np.isnan(everyone.values[own])), Step(indicator.step)
    return Told(
        indicator=indicator,
        area=everyone.areas[own],
        verdict=verdict,
        last=calendar(everyone.first + int(known[-1]), step) if known.size else (0, 0),
        since=calendar(everyone.first + verdict.since, step) if verdict.since >= 0 else None,
        spikes=tuple(calendar(everyone.first + t, step) for t in verdict.spikes),
    )


def notes_on(found: Figure) -> list[str]:
    """What the files said of themselves, each once; one query."""
    rows = Delivery.objects.filter(pk__in=found.deliveries).order_by("pk")
    return list(dict.fromkeys(note for notes in rows.values_list("notes", flat=True) for note in notes))


def fetched_on(found: Figure) -> dt.datetime | None:
    return found.delivery.at if found.delivery else None


def _municipalities(found: Matrix) -> Matrix:
    """Without districts, counties and the nation, which are no fellows of a municipality."""
    known = areas.inhabitants()
    rows = [i for i, area in enumerate(found.areas) if area in known]
    return Matrix(tuple(found.areas[i] for i in rows), found.first, found.values[rows], found.is_preliminary[rows])


def _years(everyone: Matrix, own: int, others: list[int], indicator: Indicator, counted: People) -> tuple[Year, ...]:
    step = Step(indicator.step)
    sums, months = _by_year(everyone, step)
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


def _by_year(everyone: Matrix, step: Step) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Sums of each calendar year, and of how many months."""
    known = ~np.isnan(everyone.values)
    if step is Step.YEAR:
        return everyone.values, known.astype(np.int64)
    years = (everyone.first + np.arange(everyone.values.shape[1])) // 12
    several = range(int(years.min()), int(years.max()) + 1)
    sums = np.stack([np.where(known, everyone.values, 0.0)[:, years == y].sum(axis=1) for y in several], axis=1)
    months = np.stack([known[:, years == y].sum(axis=1) for y in several], axis=1)
    return np.where(months == 12, sums, np.nan), months


def _among(
    everyone: Matrix, rows: list[int], years: tuple[Year, ...], indicator: Indicator, counted: People
) -> tuple[Among, ...]:
    """The last year that is whole for us, in those compared who have it too; empty under seven, and for rates.

    The limits are those of a funnel: negative binomial, 95 and 99.8 %, with the spread that the group itself has.
    """
    year = next((y.year for y in reversed(years) if y.value is not None), None)
    if year is None or not is_counted(indicator):
        return ()
    sums, _months = _by_year(everyone, Step(indicator.step))
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


def _counted(everyone: Matrix, own: int) -> tuple[Counted, ...]:
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


def _exposure(everyone: Matrix, step: Step, counted: People) -> NDArray[np.float64]:
    """Municipalities × periods: the people of the period's year."""
    periods = everyone.first + np.arange(everyone.values.shape[1])
    years = periods if step is Step.YEAR else periods // _MONTHS
    first = int(years.min())
    return counted.by_year(everyone.areas, first, int(years.max()) - first + 1)[:, years - first]


def _band(values: NDArray[np.float64], many: NDArray[np.float64], own: float) -> tuple[float, float] | None:
    """The middle eight of ten of the others, as if they were as many as we are. None where too few have numbers."""
    rates = (values / many * own)[~np.isnan(values)]
    if rates.size < FEWEST_ALIKE:
        return None
    low, high = np.quantile(rates, BAND)
    return float(low), float(high)


class Judge:
    """What is shared by all municipalities of an indicator (spread, season, course), and then one verdict at a time.

    On counts only: a rate alone does not say how many it rests on.
    """

    def __init__(self, everyone: Matrix, indicator: Indicator, counted: People) -> None:
        self._all, self._is_monthly = everyone, indicator.step == Step.MONTH
        self._is_rate, self._counts = indicator.unit in RATES, is_counted(indicator)
        if not self._counts:
            return
        exposure = _exposure(everyone, Step(indicator.step), counted)
        if self._is_monthly and len(everyone.areas) > 1:
            exposure = pooled_exposure(everyone.values, exposure)
        more = {} if self._is_monthly else {"fewest": _FEWEST_YEARS}
        self._exposure, self._phi = exposure, estimate_dispersion(everyone.values, exposure, **more).phi

    def verdict(self, own: int) -> Verdict:
        if not self._counts:
            return Verdict(State.TOO_FEW, Because.RATE if self._is_rate else Because.NO_COUNT)
        counts, exposure = self._all.values[own], self._exposure[own]
        if self._is_monthly:
            return verdict_months(counts, exposure, self._phi, provisional=self._all.is_preliminary[own])
        return verdict_years(counts, exposure, self._phi)
