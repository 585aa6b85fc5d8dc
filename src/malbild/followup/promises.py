"""Which promises count when one asks how often what is promised gets done in time, and which of them were. Pure.

Counted is a promise whose first agreed day has passed, whatever became of it, so that what was done early does not
count before what is late. In time means on that first day or before: a day moved by "Ny tid" is not in time, however
sensible it was. Given up counts as not in time. Left out is what the group itself took away: paused, replaced and
moved to line work; it says nothing of how long work takes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from malbild.goals.states import MeasureState

LOOK_BACK: Final = dt.timedelta(days=730)  # people and habits change: older promises say little of today's
_LEFT_OUT: Final = frozenset({MeasureState.PAUSED, MeasureState.REPLACED, MeasureState.TO_LINE, MeasureState.DRAFT})


@dataclass(frozen=True, slots=True)
class Promise:
    """`due` is the first day that was agreed, `done_on` the day it was done, if it was.

    The two days more are for measuring durations: when its owner said yes, and when it was ended undone, if it was.
    """

    state: MeasureState
    due: dt.date
    done_on: dt.date | None
    accepted_on: dt.date | None = None
    ended_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """`in_time` of `counted` promises."""

    in_time: int
    counted: int


def was_in_time(promise: Promise, *, on: dt.date) -> bool | None:
    """Whether it was done in time; None when it does not count, or not yet."""
    if promise.state in _LEFT_OUT or promise.due >= on or promise.due < on - LOOK_BACK:
        return None
    return promise.done_on is not None and promise.done_on <= promise.due


def kept(promises: Iterable[Promise], *, on: dt.date) -> Kept:
    found = [answer for p in promises if (answer := was_in_time(p, on=on)) is not None]
    return Kept(sum(found), len(found))
