"""What is in the way, summed: pure functions that never point at anyone.

The rule that the page states: a reason is counted only when it has been given about at least three things and by at
least three people. What is too little by itself is put together, and counted only when the whole of it is enough; no
sum is shown from which the rest could be worked out. Only whole months are counted, so that nobody can see from one day
to the next who has just said something.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

FEWEST: Final = 3
MONTHS: Final = 6


@dataclass(frozen=True, slots=True)
class Said:
    """A reason given on a day about one thing, by one person or about what one person owns."""

    reason: str
    thing: tuple[str, int]
    person: int | None
    on: dt.date


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day up to, not with, `until`."""

    start: dt.date
    until: dt.date

    @property
    def last(self) -> dt.date:
        return self.until - dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Summed:
    """`counts` by reason, the largest first. `others` is the sum of the rest, or None when it may not be told;
    `has_few` says that there was something too little to count."""

    counts: dict[str, int]
    others: int | None = None
    has_few: bool = False


def last_months(on: dt.date) -> tuple[Period, Period]:
    """The last six whole months, and the six before them."""
    until = on.replace(day=1)
    start = _months_before(until, MONTHS)
    return Period(start, until), Period(_months_before(start, MONTHS), start)


def _months_before(day: dt.date, n: int) -> dt.date:
    months = day.year * 12 + day.month - 1 - n
    return dt.date(months // 12, months % 12 + 1, 1)


def summed(said: Iterable[Said], period: Period) -> Summed:
    """How many things each reason was given about in the period, as far as it may be told."""
    by_reason: defaultdict[str, list[Said]] = defaultdict(list)
    for row in said:
        if period.start <= row.on < period.until:
            by_reason[row.reason].append(row)
    told = {reason: _things(rows) for reason, rows in by_reason.items() if may_be_told(rows)}
    rest = [row for reason, rows in by_reason.items() if reason not in told for row in rows]
    counts = dict(sorted(told.items(), key=lambda pair: (-pair[1], pair[0])))
    is_enough = may_be_told(rest) and len({row.reason for row in rest}) > 1
    return Summed(counts, _things(rest) if is_enough else None, has_few=bool(rest) and not is_enough)


def may_be_told(rows: Collection[Said]) -> bool:
    """At least three things, and at least three people whom it concerns; whose is not known counts for nobody."""
    return _things(rows) >= FEWEST and len({row.person for row in rows if row.person is not None}) >= FEWEST


def _things(rows: Iterable[Said]) -> int:
    return len({row.thing for row in rows})
