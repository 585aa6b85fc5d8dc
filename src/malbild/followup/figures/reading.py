"""From the store to one figure: our own series by year, the others' band, and the verdict."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from malbild.accounts import registry
from malbild.series.models import Delivery, Indicator
from malbild.series.queries import Matrix, matrix, one
from malbild.series.readings import Step, Unit
from malbild.statistics import (
    Because,
    State,
    Verdict,
    estimate_dispersion,
    pooled_exposure,
    verdict_months,
    verdict_years,
)

FEWEST_ALIKE: Final = 7
SHOWN_YEARS: Final = 10
CRIME: Final = ("bra_sol", "bra_csv")
"""Where fewer is better. What else is in the store is for rates and comparisons."""
BAND: Final = (0.1, 0.9)


@dataclass(frozen=True, slots=True)
class Year:
    """`months` tells how many of its months are counted (12 for a yearly series); under 12 there is no sum."""

    year: int
    value: float | None
    months: int
    is_preliminary: bool
    band: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator in one municipality. `others` is whom the band is made of, with how many of them have numbers."""

    indicator: Indicator
    area: str
    years: tuple[Year, ...]
    verdict: Verdict
    others: str
    alike: int
    last: tuple[int, int]  # year and month of the latest number; month 0 for a yearly series
    spikes: tuple[tuple[int, int], ...]
    delivery: Delivery | None

    @property
    def is_monthly(self) -> bool:
        return self.indicator.step == Step.MONTH


def followed(area: str) -> list[Indicator]:
    """The reported crimes that there are numbers of in the municipality, counts first; one query."""
    found = Indicator.objects.filter(series__area=area, source__in=CRIME, unit__in=[Unit.COUNT, Unit.PER_100_000])
    return sorted(found, key=lambda i: (i.unit != Unit.COUNT, i.step != Step.MONTH, i.category))


def figure(indicator: Indicator, area: str) -> Figure | None:
    """None where there are no numbers. Three queries, however many areas there are."""
    everyone = _municipalities(matrix(indicator))
    if area not in everyone.areas:
        return None
    own = everyone.areas.index(area)
    packed = one(indicator, area)
    last_delivery = int(packed.deliveries.max()) if packed is not None and packed.deliveries.size else 0
    others, group = _alike(everyone, area)
    years = _years(everyone, own, others, Step(indicator.step))
    verdict = _verdict(everyone, own, indicator)
    known = np.flatnonzero(~np.isnan(everyone.values[own]))
    return Figure(
        indicator=indicator,
        area=area,
        years=years[-SHOWN_YEARS:],
        verdict=verdict,
        others=group,
        alike=len(others),
        last=_calendar(everyone.first + int(known[-1]), Step(indicator.step)) if known.size else (0, 0),
        spikes=tuple(_calendar(everyone.first + t, Step(indicator.step)) for t in verdict.spikes),
        delivery=Delivery.objects.filter(pk=last_delivery).first(),
    )


def fetched_on(found: Figure) -> dt.datetime | None:
    return found.delivery.at if found.delivery else None


def _municipalities(found: Matrix) -> Matrix:
    """Without districts, counties and the nation, which are no fellows of a municipality."""
    people = _people()
    rows = [i for i, area in enumerate(found.areas) if area in people]
    return Matrix(tuple(found.areas[i] for i in rows), found.first, found.values[rows], found.is_preliminary[rows])


def _people() -> dict[str, int]:
    return {row["code"]: row["inhabitants"] for row in registry.rows()}


def _alike(everyone: Matrix, area: str) -> tuple[list[int], str]:
    """The rows of the municipalities in the same SKR group, and its name."""
    groups = {row["code"]: row["skr_group"] for row in registry.rows()}
    mine = groups[area]
    return [i for i, a in enumerate(everyone.areas) if a != area and groups[a] == mine], mine


def _calendar(position: int, step: Step) -> tuple[int, int]:
    return (position, 0) if step is Step.YEAR else (position // 12, position % 12 + 1)


def _years(everyone: Matrix, own: int, others: list[int], step: Step) -> tuple[Year, ...]:
    sums, months = _by_year(everyone, step)
    first = everyone.first if step is Step.YEAR else everyone.first // 12
    people = np.array([_people()[a] for a in everyone.areas], dtype=np.float64)
    found = []
    for t in range(sums.shape[1]):
        value = float(sums[own, t])
        band = _band(sums[others, t], people[others], float(people[own])) if others else None
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


def _band(values: NDArray[np.float64], people: NDArray[np.float64], own: float) -> tuple[float, float] | None:
    """The middle eight of ten of the others, as if they were as many as we are. None where too few have numbers."""
    rates = (values / people * own)[~np.isnan(values)]
    if rates.size < FEWEST_ALIKE:
        return None
    low, high = np.quantile(rates, BAND)
    return float(low), float(high)


def _verdict(everyone: Matrix, own: int, indicator: Indicator) -> Verdict:
    """On counts only: a rate alone does not say how many it rests on."""
    if indicator.unit != Unit.COUNT:
        return Verdict(State.TOO_FEW, Because.RATE)
    people = np.array([_people()[a] for a in everyone.areas], dtype=np.float64)[:, None]
    people = np.broadcast_to(people, everyone.values.shape)
    if indicator.step == Step.MONTH:
        exposure = pooled_exposure(everyone.values, people) if len(everyone.areas) > 1 else people
        phi = estimate_dispersion(everyone.values, exposure).phi
        return verdict_months(everyone.values[own], exposure[own], phi, provisional=everyone.is_preliminary[own])
    phi = estimate_dispersion(everyone.values, people, fewest=4).phi
    return verdict_years(everyone.values[own], people[own], phi)
