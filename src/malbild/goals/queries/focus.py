"""How an uppdrag moves, read from its åtgärder: the same for everyone who reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from malbild.goals.focus import Focus, focus
from malbild.goals.models import Assignment
from malbild.goals.states import GoalState
from malbild.goals.status import Work
from malbild.kit.clock import SWEDEN


def focus_of(
    work: Assignment, works: Iterable[Work], signs: Iterable[dt.datetime | None], *, on: dt.date
) -> Focus | None:
    """None for an uppdrag that has not started or has ended. `signs` are when åtgärder were written and asked."""
    if work.state != GoalState.ACTIVE:
        return None
    days = [at.astimezone(SWEDEN).date() for at in signs if at]
    if work.from_day is not None and work.from_day <= on:
        days.append(work.from_day)
    return focus(works, on=on, last_sign=max(days, default=None), look_again_on=work.look_again_on)
