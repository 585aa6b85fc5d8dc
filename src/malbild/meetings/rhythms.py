"""How often a group meets, and which days that gives. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import count, islice
from typing import Final

from django.utils.translation import gettext as _

from malbild.kit.workdays import is_silent, is_working_day

MOST_IN_SERIES: Final = 20
SIX_WEEKS: Final = dt.timedelta(weeks=6)
TRIES: Final = 3  # looked through for each meeting that is wanted: holidays and summer take some


class Rhythm(StrEnum):
    SIX_WEEKS = "six-weeks"
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True)
class Occasion:
    """A day that the rhythm gives; `skipped` says why it is passed over, or is empty."""

    day: dt.date
    skipped: str = ""


def rhythm_choices() -> list[tuple[str, str]]:
    return [
        (Rhythm.SIX_WEEKS.value, _("Var sjätte vecka")),
        (Rhythm.MONTH.value, _("Varje månad, samma veckodag")),
        (Rhythm.QUARTER.value, _("En gång i kvartalet")),
    ]


def occasions(first: dt.date, rhythm: Rhythm, *, wanted: int, taken: frozenset[dt.date]) -> list[Occasion]:
    """The days from `first` on, until `wanted` of them can be met on; those in between that cannot are told of."""
    found: list[Occasion] = []
    left = min(wanted, MOST_IN_SERIES)
    for day in islice(_days(first, rhythm), left * TRIES):
        why = why_not(day, taken)
        found.append(Occasion(day, why))
        left -= not why
        if not left:
            break
    return found


def why_not(day: dt.date, taken: frozenset[dt.date] = frozenset()) -> str:
    """Why a group does not meet on that day; empty where it may."""
    if is_silent(day):
        return _("hoppas över, semester vecka 27–31")
    if not is_working_day(day):
        return _("hoppas över, ledig dag")
    if day in taken:
        return _("hoppas över, ett möte finns redan den dagen")
    return ""


def _days(first: dt.date, rhythm: Rhythm) -> Iterator[dt.date]:
    if rhythm == Rhythm.SIX_WEEKS:
        return (first + n * SIX_WEEKS for n in count())
    step = 1 if rhythm == Rhythm.MONTH else 3
    return (_same_weekday(first, n * step) for n in count())


def _same_weekday(first: dt.date, months: int) -> dt.date:
    """The second Tuesday stays the second Tuesday; where a month has no fifth, its last."""
    month = first.month - 1 + months
    start = dt.date(first.year + month // 12, month % 12 + 1, 1)
    day = start + dt.timedelta(days=(first.weekday() - start.weekday()) % 7, weeks=(first.day - 1) // 7)
    return day if day.month == start.month else day - dt.timedelta(weeks=1)
