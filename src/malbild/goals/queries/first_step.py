"""The first step of a promise as an entry in its owner's own calendar."""

from __future__ import annotations

import datetime as dt
import re

from django.utils.translation import gettext as _

from malbild.goals.models import Measure
from malbild.goals.states import MEASURE_PROMISED
from malbild.kit.clock import SWEDEN
from malbild.kit.days import parse_day
from malbild.ui.calendar import Entry

QUARTER = dt.timedelta(minutes=15)
_WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
_DAY = re.compile(
    r"\b(\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}|\d{1,2} (?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-z]*)"
)
_CLOCK = re.compile(r"\b(?:kl|klockan)\.?\s*(\d{1,2})(?:[.:](\d{2}))?\b", re.IGNORECASE)


def has_first_step(measure: Measure) -> bool:
    """True for a promise whose owner wrote what comes first."""
    return bool(measure.if_then or measure.first_step) and measure.state in {s.value for s in MEASURE_PROMISED}


def first_step_entry(measure: Measure, url: str, *, on: dt.date) -> Entry | None:
    """The line "när … så …", or the first step, on the day that it names; None without a line or a promise.

    A line that names no day ("när jag är på kontoret") stands on the next working day: the person moves it where it
    belongs. Without an hour it stands over the whole day and blocks no time.
    """
    if not has_first_step(measure):
        return None
    words = measure.if_then or measure.first_step
    day = day_in(words, on=on)
    hour = _CLOCK.search(words)
    starts_at = None
    if hour and int(hour[1]) < 24 and int(hour[2] or 0) < 60:
        starts_at = dt.datetime.combine(day, dt.time(int(hour[1]), int(hour[2] or 0)), tzinfo=SWEDEN)
    return Entry(
        uid=f"forsta-steget-{measure.partnership_id}-{measure.pk}@{url.split('/')[2].partition(':')[0]}",
        summary=words,
        day=None if starts_at else day,
        starts_at=starts_at,
        ends_at=starts_at + QUARTER if starts_at else None,
        text=_("Första steget för: %(what)s") % {"what": f"{measure.title}\n{url}"},
        url=url,
    )


def day_in(words: str, *, on: dt.date) -> dt.date:
    """The day the words name from `on` on: a date, "i morgon", a weekday; else the next working day."""
    low = words.lower()
    if (found := _DAY.search(low)) and (day := parse_day(found[1], on=on)) and day >= on:
        return day
    if re.search(r"\bi ?dag\b", low):
        return on
    if re.search(r"\bi ?morgon\b", low):
        return on + dt.timedelta(days=1)
    for number, name in enumerate(_WEEKDAYS):
        if re.search(rf"\b{name}", low):
            return on + dt.timedelta(days=(number - on.weekday() - 1) % 7 + 1)
    after = on + dt.timedelta(days=1)
    return after + dt.timedelta(days=max(0, 7 - after.weekday()) if after.weekday() > 4 else 0)
