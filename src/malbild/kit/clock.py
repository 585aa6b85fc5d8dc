"""The one clock: today and now, so that a simulation or a test can move time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

SWEDEN = ZoneInfo("Europe/Stockholm")
_frozen: ContextVar[dt.datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> dt.datetime:
    """This moment, in UTC."""
    return _frozen.get() or dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The day it is in Sweden."""
    return now().astimezone(SWEDEN).date()


@contextmanager
def standing_at(moment: dt.datetime) -> Iterator[None]:
    """Stop the clock of the running context at `moment` (with a time zone)."""
    token = _frozen.set(moment.astimezone(dt.UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
