"""Days as people say them, held together by hard spaces so that no line ends between day and month."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils.formats import date_format

from malbild.kit import clock

register = template.Library()
_HARD = "\u00a0"


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """`{{ measure.due|day }}`: 8 december, with the year when it is another than this year."""
    return _said(value, "j F")


@register.filter
def weekday(value: dt.date | dt.datetime | None) -> str:
    """`{{ meeting.starts_at|weekday }}`: tisdag 8 december."""
    return _said(value, "l j F")


@register.filter
def clock_time(value: dt.datetime | None) -> str:
    """`{{ meeting.starts_at|clock_time }}`: 13.00, in Swedish time."""
    return "" if value is None else date_format(value.astimezone(clock.SWEDEN), "H.i")


@register.filter
def days_ago(value: dt.date | dt.datetime | None) -> int:
    """Whole Swedish days since then."""
    return 0 if value is None else (clock.today() - _swedish(value)).days


def _said(value: dt.date | dt.datetime | None, form: str) -> str:
    if value is None:
        return ""
    on = _swedish(value)
    return date_format(on, form if on.year == clock.today().year else f"{form} Y").replace(" ", _HARD)


def _swedish(value: dt.date | dt.datetime) -> dt.date:
    return value.astimezone(clock.SWEDEN).date() if isinstance(value, dt.datetime) else value
