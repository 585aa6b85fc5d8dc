"""Judge the followed figures once for each delivery, so that pages only read what was said."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import asdict
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from malbild.followup.events import FiguresTurned
from malbild.followup.figures.told import CRIME, SHOWN, Month, Told, population
from malbild.followup.models import Judgement
from malbild.kit import clock
from malbild.kit.events import publish
from malbild.partnerships.models import Partnership
from malbild.series.models import Delivery, Indicator, Series
from malbild.statistics import Because, State, Verdict

CLEAR: Final = (State.CLEAR_UP, State.CLEAR_DOWN)
FALSE_SHARE: Final = 0.05
MOST_NEWS: Final = 3


def judge_due() -> int:
    """Judge every followed figure whose numbers are newer than its verdict, in municipalities that have a partnership.

    Newer numbers are its own or the population's. Returns how many. Three queries where nothing is due; an indicator at
    a time, so that a round that is stopped goes on where it was.
    """
    Judgement.objects.filter(delivery__taken_back_at__isnull=False).delete()  # numbers that are gone say nothing
    people = population()
    counted = people.latest if people else None
    due = _due(counted)
    if not due:
        return 0
    from malbild.followup.figures import reading  # noqa: PLC0415 - numpy comes with the first figure, not with the start

    indicators = Indicator.objects.select_related("latest").in_bulk(due)
    many = sum(_keep(reading.told(indicators[pk], areas), counted) for pk, areas in due.items())
    touched = tuple(sorted(set().union(*due.values())))
    for area in touched:
        _adjust(area)
    publish(FiguresTurned(touched))
    return many


def judgements(area: str, sources: Collection[str] = CRIME) -> list[Judgement]:
    """What was said of the municipality's figures, by category; one query."""
    rows = Judgement.objects.filter(area=area, indicator__source__in=sources)
    rows = rows.order_by("indicator__category", "indicator__unit", "indicator__step")
    return list(rows.select_related("indicator__latest", "delivery"))


def told(row: Judgement) -> Told:
    """The verdict as it was given."""
    kept = {"state": row.state, "because": row.because, "numbers": row.numbers}
    return told_from(row.indicator, row.area, kept)


def told_from(indicator: Indicator, area: str, kept: dict[str, Any]) -> Told:
    """The same of a judgement's `state`, `because` and `numbers` that were read along with something else."""
    numbers = kept["numbers"] if isinstance(kept["numbers"], dict) else json.loads(kept["numbers"])
    verdict: dict[str, Any] = {k: math.nan if v is None else v for k, v in numbers["verdict"].items()}
    return Told(
        indicator=indicator,
        area=area,
        verdict=Verdict(State(kept["state"]), Because(kept["because"]), **verdict),
        last=_month(numbers["last"]),
        since=_month(numbers["since"]) if numbers["since"] else None,
        spikes=tuple(_month(m) for m in numbers["spikes"]),
        course=tuple((year, value) for year, value in numbers.get("course", ())),
    )


def news(area: str, since: dt.datetime) -> list[Judgement]:
    """The clear changes that came after `since`, the surest first, at most three; one query.

    Of everything judged in the municipality those are kept whose share of false alarms is held at one in twenty
    (Benjamini and Hochberg). What the months' own rule found and a year's sums do not show yet is left to the list.
    """
    rows = Judgement.objects.filter(area=area, turned_at__gt=since, adjusted__lte=FALSE_SHARE, state__in=CLEAR)
    return list(rows.select_related("indicator").order_by("adjusted", "pk")[:MOST_NEWS])


def _adjust(area: str) -> None:
    """The chance of each difference, adjusted for all that are judged here. Rates and what is too few have none."""
    from malbild.statistics import fdr  # noqa: PLC0415 - see above

    rows = list(Judgement.objects.filter(area=area, indicator__source__in=CRIME))
    chances = [row.numbers["verdict"]["chance"] for row in rows]
    adjusted = fdr([math.nan if c is None else c for c in chances]).tolist()
    for row, value in zip(rows, adjusted, strict=True):
        row.adjusted = None if math.isnan(value) else value
    Judgement.objects.bulk_update(rows, ["adjusted"])


def _due(counted: Delivery | None) -> dict[int, set[str]]:
    """The areas by indicator."""
    here = Partnership.objects.exclude(municipality=None).values("municipality__code")
    said = Judgement.objects.filter(indicator=OuterRef("indicator"), area=OuterRef("area"))
    said = said.filter(people=counted) if counted else said.filter(people__isnull=True)
    rows = Series.objects.filter(area__in=here, indicator__source__in=SHOWN, indicator__latest__isnull=False)
    rows = rows.annotate(latest=F("indicator__latest")).exclude(Exists(said.filter(delivery=OuterRef("latest"))))
    found: defaultdict[int, set[str]] = defaultdict(set)
    for pk, area in rows.values_list("indicator_id", "area"):
        found[pk].add(area)
    return found


@transaction.atomic
def _keep(found: Iterable[Told], counted: Delivery | None) -> int:
    many = 0
    for many, one in enumerate(found, 1):  # noqa: B007 - counted here, used after
        row, is_first = Judgement.objects.select_for_update().get_or_create(
            indicator=one.indicator, area=one.area, defaults=_as_row(one, counted)
        )
        if is_first:
            continue
        new = _as_row(one, counted)
        if new["state"] == row.state:
            new["turned_at"] = row.turned_at
        else:
            new["before"] = row.state
        for name, value in new.items():
            setattr(row, name, value)
        row.save()
    return many


def _as_row(one: Told, counted: Delivery | None) -> dict[str, Any]:
    now = clock.now()
    verdict = asdict(one.verdict)
    state, because = verdict.pop("state"), verdict.pop("because")
    for place in ("since", "spikes"):  # positions in a matrix that is gone; their months are kept
        verdict.pop(place)
    plain = {k: None if isinstance(v, float) and math.isnan(v) else v for k, v in verdict.items()}
    months = {"last": one.last, "since": one.since, "spikes": one.spikes, "course": one.course}
    return {
        "delivery": one.indicator.latest,
        "people": counted,
        "at": now,
        "turned_at": now,
        "state": state,
        "because": because,
        "numbers": {"verdict": plain, **months},
    }


def _month(pair: list[int]) -> Month:
    year, month = pair
    return year, month
