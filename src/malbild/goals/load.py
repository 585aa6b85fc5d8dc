"""Does what a person has taken on fit in the time they said they have? Pure, and documented in docs/load.md.

Work is counted in days from the rough size of each åtgärd; one without a size is told of but not counted. Up to a day
D there is time for as many days as the person has said for each week or month, and always for one whole period: time
may be taken in one go. The plan does not fit at the first D where what should be ready by then takes longer than that.
Where a person has said nothing, nothing is judged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Size(StrEnum):
    """A rough size, told by one tap."""

    HOUR = "hour"
    DAY = "day"
    DAYS = "days"


class Period(StrEnum):
    WEEK = "week"
    MONTH = "month"


DAYS_OF: Final[dict[Size, float]] = {Size.HOUR: 1 / 8, Size.DAY: 1.0, Size.DAYS: 3.0}  # "flera dagar" is taken as three
LENGTH: Final[dict[Period, float]] = {Period.WEEK: 7.0, Period.MONTH: 365.25 / 12}


@dataclass(frozen=True, slots=True)
class Task:
    """An åtgärd that somebody has been asked to do or has promised; `size` None when nobody has said."""

    due: dt.date | None
    size: Size | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """What a person has said: so many days a week or a month."""

    days: float
    per: Period


@dataclass(frozen=True, slots=True)
class Load:
    """`count` åtgärder of about `days`, `unsized` of them without a size, to be ready by `to` (None: all of them)."""

    count: int
    days: float
    unsized: int
    to: dt.date | None = None


def load_to(tasks: Iterable[Task], to: dt.date | None = None) -> Load:
    """All that should be ready by `to`, that day and what is late included; without a day everything."""
    found = [t for t in tasks if to is None or (t.due is not None and t.due <= to)]
    return Load(
        len(found),
        sum(DAYS_OF[t.size] for t in found if t.size),
        sum(t.size is None for t in found),
        to,
    )


def time_to(time: Time, to: dt.date, *, on: dt.date) -> float:
    """Days there is time for from `on` to `to`, both included; one whole period at least."""
    return time.days * max(1.0, ((to - on).days + 1) / LENGTH[time.per])


def too_much(tasks: Iterable[Task], time: Time | None, *, on: dt.date) -> Load | None:
    """What should be ready by the first day that does not fit; None when all fits or nobody has said."""
    if time is None:
        return None
    found = list(tasks)
    for to in sorted({max(t.due, on) for t in found if t.due}):
        load = load_to(found, to)
        if load.days > time_to(time, to, on=on):
            return load
    return None
