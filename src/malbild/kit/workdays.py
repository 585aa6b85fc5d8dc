"""Swedish working days and the holiday weeks. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container
from functools import cache
from typing import Final

SILENT_WEEKS: Final = range(27, 32)
WEEKDAYS: Final = range(5)
_MIDSUMMER_EVE = range(19, 26)
_FRIDAY = 4


@cache
def _red_days() -> Container[dt.date]:
    import holidays  # noqa: PLC0415 - every country's calendar: slow, and every start would pay for it

    return holidays.country_holidays("SE", include_sundays=False)


def is_working_day(day: dt.date) -> bool:
    """Monday to Friday, no public holiday, and not the three eves when Sweden is closed."""
    return day.weekday() in WEEKDAYS and day not in _red_days() and not _is_eve(day)


def is_silent(day: dt.date) -> bool:
    """The holiday weeks, 27 to 31."""
    return day.isocalendar().week in SILENT_WEEKS


def _is_eve(day: dt.date) -> bool:
    if (day.month, day.day) in ((12, 24), (12, 31)):
        return True
    return day.month == 6 and day.day in _MIDSUMMER_EVE and day.weekday() == _FRIDAY
