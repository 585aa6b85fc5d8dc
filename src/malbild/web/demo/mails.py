"""The mails of two Tuesdays. Lars has answered neither, so somebody rings him instead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from malbild.kit import clock
from malbild.momentum.services import run_due
from malbild.web.demo.stage import Event, days_since

_TUESDAY = 1
_AT = dt.time(8)
_TIME_TO_ANSWER = 8  # days since the second


def events() -> Iterator[Event]:
    today = clock.now().astimezone(clock.SWEDEN).date()
    back = _TIME_TO_ANSWER + (today.weekday() - _TUESDAY - _TIME_TO_ANSWER) % 7
    for days in (back + 7, back):
        at = dt.datetime.combine(today - dt.timedelta(days=days), _AT, tzinfo=clock.SWEDEN)
        yield days_since(at), partial(run_due, at)
