"""Days and times as the pages and the minutes say them, held together by hard spaces."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from malbild.kit.clock import SWEDEN

HARD = "\u00a0"


def day_text(day: dt.date, *, on: dt.date | None = None) -> str:
    """tisdag 8 december; with `on` the year is said when it is another year than that day's."""
    year = f"{HARD}{day.year}" if on is not None and on.year != day.year else ""
    return f"{date_format(day, 'l')} {day.day}{HARD}{date_format(day, 'F')}{year}"


def full_day(day: dt.date) -> str:
    return f"{date_format(day, 'l')} {day.day}{HARD}{date_format(day, 'F')}{HARD}{day.year}"


def time_text(moment: dt.datetime) -> str:
    """13.00, in Swedish time."""
    return f"{moment.astimezone(SWEDEN):%H.%M}"


def when_text(moment: dt.datetime) -> str:
    """tisdag 8 december 2026 klockan 13.00"""
    here = moment.astimezone(SWEDEN)
    return _("%(day)s klockan %(time)s") % {"day": full_day(here.date()), "time": time_text(moment)}


def and_list(names: Iterable[str]) -> str:
    """Anna, Karin och Nils"""
    found = list(names)
    if len(found) < 2:
        return "".join(found)
    return _("%(first)s och %(last)s") % {"first": ", ".join(found[:-1]), "last": found[-1]}
