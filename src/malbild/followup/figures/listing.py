"""The list of figures: each with what was last said of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from malbild.accounts import registry
from malbild.followup.figures import words
from malbild.followup.figures.judging import judgements, told
from malbild.followup.figures.told import CRIME, LEVELS, SHOWN, Told
from malbild.kit.sorting import swedish_order
from malbild.series.models import Indicator, PoliceEvent, Series
from malbild.series.readings import Step, Unit
from malbild.statistics import State
from malbild.ui.charts import small_bars

MOST_NEWS: Final = 10
_FEWEST_BARS: Final = 3
_ORDER: Final = (State.CLEAR_UP, State.CLEAR_DOWN, State.NO_SAFE_CHANGE, State.TOO_FEW, State.WAITING)


@dataclass(frozen=True, slots=True)
class Listed:
    """`said` is None where the newest numbers have not been judged yet: the worker does within a minute."""

    indicator: Indicator
    said: words.Said | None
    counts: str
    state: State | None
    a_year: float = 0.0  # how many the latest year, or twelve months, had
    picture: SafeString = SafeString("")  # noqa: RUF009 - a constant


@dataclass(frozen=True, slots=True)
class Level:
    """A rate, a share or a size, as its source tells it."""

    indicator: Indicator
    said: str
    picture: SafeString


def listed(area: str) -> list[Listed]:
    """Two queries, and no numpy. Clear changes first, then months before years.

    A rate stands here only where its count is not known: it says less.
    """
    found = Indicator.objects.filter(series__area=area, source__in=CRIME, unit__in=[Unit.COUNT, Unit.PER_100_000])
    indicators = list(found.select_related("latest"))
    counted = {(i.source, i.category, i.step) for i in indicators if i.unit == Unit.COUNT}
    said = {row.indicator_id: row for row in judgements(area, CRIME)}
    rows = []
    for indicator in indicators:
        if indicator.unit != Unit.COUNT and (indicator.source, indicator.category, indicator.step) in counted:
            continue
        kept = said.get(indicator.pk)
        if kept is None or kept.delivery_id != indicator.latest_id:
            rows.append(Listed(indicator, None, "", None))
            continue
        one = told(kept)
        a_year = 0.0 if math.isnan(one.verdict.count) else one.verdict.count
        word, counts = words.development(one), words.counts_in_words(one)
        rows.append(Listed(indicator, word, counts, one.verdict.state, a_year, _small(one)))
    return sorted(rows, key=_place)


def levels(area: str) -> list[Level]:
    """The latest of what tells a level and is not held against chance, by source; one query."""
    found = [told(row) for row in judgements(area, LEVELS)]
    rows = [Level(one.indicator, words.level_in_words(one), _small(one)) for one in found if one.level]
    return sorted(rows, key=lambda row: (row.indicator.source, swedish_order(row.indicator.name)))


def _small(one: Told) -> SafeString:
    """The years at a glance; nothing where fewer than three are whole."""
    if sum(value is not None for _year, value in one.course) < _FEWEST_BARS:
        return SafeString("")
    told = ", ".join(f"{year}: {value:.0f}" for year, value in one.course if value is not None)
    return small_bars([value for _year, value in one.course], f"{one.indicator.name}. {told}")


def _place(row: Listed) -> tuple[int, bool, bool, str]:
    first = _ORDER.index(row.state) if row.state else len(_ORDER)
    return first, row.indicator.unit != Unit.COUNT, row.indicator.step != Step.MONTH, row.indicator.category


def places(*, besides: str | None) -> list[tuple[str, str]]:
    """Code and name of the municipalities that there are numbers of, in Swedish order; one query."""
    there = set(Series.objects.filter(indicator__source__in=SHOWN).values_list("area", flat=True).distinct())
    rows = [(row["code"], row["name"]) for row in registry.rows() if row["code"] in there and row["code"] != besides]
    return sorted(rows, key=lambda row: swedish_order(row[1]))


def police_news(area: str) -> list[PoliceEvent]:
    """The latest that the police have told of in the municipality; one query."""
    return list(PoliceEvent.objects.filter(area=area)[:MOST_NEWS])
