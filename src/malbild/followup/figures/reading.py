"""From the store to one figure: our own series by year, the others' band, and the verdict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
from django.core.cache import cache

from malbild.followup.figures import alike
from malbild.followup.figures.alike import Alike
from malbild.followup.figures.numbers import Among, Counted, Year, among, by_month, by_year
from malbild.followup.figures.people import People, people
from malbild.followup.figures.told import Told, calendar, population
from malbild.followup.figures.verdicts import Judge
from malbild.followup.models import Kind
from malbild.series import areas
from malbild.series.models import Delivery, Indicator
from malbild.series.queries import Matrix, matrix, one
from malbild.series.readings import Step
from malbild.statistics import Verdict

SHOWN_YEARS: Final = 10
SHOWN_MONTHS: Final = 60
KEPT_SECONDS: Final = 24 * 3600


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
    years = by_year(everyone, own, others, indicator, counted)
    found = _told(everyone, own, indicator, Judge(everyone, indicator, counted).verdict(own))
    course = {"course": tuple((y.year, y.value) for y in years)}
    return Figure(
        **{f.name: getattr(found, f.name) for f in fields(Told)} | course,
        years=years[-SHOWN_YEARS:],
        months=by_month(everyone, own)[-SHOWN_MONTHS:] if indicator.step == Step.MONTH else (),
        among=among(everyone, [own, *others], years, indicator, counted),
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
    years = by_year(everyone, own, [], indicator, counted)[-SHOWN_YEARS:]
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
