"""Calendars as RFC 5545 and RFC 5546 write them, so that a meeting lands in whichever program people use.

A meeting is written in Swedish time with its zone beside it: it is at 13.00 by the clock on the wall, also if the
rules for summer time change before it is held. The one hour of the year that the clock shows twice is written in UTC.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parseaddr
from enum import StrEnum
from typing import Any

from django.conf import settings
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vDuration, vText

from malbild.kit.clock import SWEDEN

ZONE = "Europe/Stockholm"
REFRESH = dt.timedelta(hours=4)
_SIGNS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]+")
_LONGEST = 2000
_KEPT_N = "\\ N"  # icalendar writes a backslash before N as a line break


class Method(StrEnum):
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one calendar entry says. With `ends_at` it has hours; with `day` alone it stands over a whole day."""

    uid: str
    summary: str
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    day: dt.date | None = None
    place: str = ""
    text: str = ""
    url: str = ""
    sequence: int = 0
    status: str = ""


@dataclass(frozen=True, slots=True)
class Called:
    """Whom an invitation goes to, from which group, and what they have answered as PARTSTAT says it."""

    address: str
    name: str
    group: str
    partstat: str = "NEEDS-ACTION"


def invitation(entry: Entry, called: Called, method: Method, *, made_at: dt.datetime) -> bytes:
    """One person's call to a meeting, or its cancelling. Replies go to the address that our letters come from."""
    event = _event(entry, made_at)
    organizer = vCalAddress(f"mailto:{parseaddr(settings.EMAIL_FROM)[1]}")
    organizer.params["CN"] = _name(called.group)
    event.add("organizer", organizer)
    person = vCalAddress(f"mailto:{called.address}")
    person.params.update({"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT"})
    if called.name:
        person.params["CN"] = _name(called.name)
    if method is Method.REQUEST:
        person.params["PARTSTAT"] = called.partstat
        person.params["RSVP"] = "TRUE"
    event.add("attendee", person)
    return _written(_calendar([event], method=method))


def feed(name: str, entries: Iterable[Entry], *, made_at: dt.datetime) -> bytes:
    """A calendar to subscribe to, with how often programs are asked to look again."""
    calendar = _calendar([_event(entry, made_at) for entry in entries], method=None)
    calendar.add("name", vText(_line(name)))
    calendar.add("x-wr-calname", vText(_line(name)))
    calendar.add("x-wr-timezone", ZONE)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    return _written(calendar)


def one_entry(entry: Entry, *, made_at: dt.datetime) -> bytes:
    """A file with one entry, for whoever wants it in their own calendar."""
    return _written(_calendar([_event(entry, made_at)], method="PUBLISH"))


def _written(calendar: Calendar) -> bytes:
    return bytes(calendar.to_ical())


def _calendar(events: list[Event], *, method: str | None) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Malbild//Kalender//SV")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", str(method))
    if any("TZID" in event["dtstart"].params for event in events):
        calendar.add_component(_zone())
    for event in events:
        calendar.add_component(event)
    return calendar


def _event(entry: Entry, made_at: dt.datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", made_at.astimezone(dt.UTC).replace(microsecond=0))
    event.add("sequence", entry.sequence)
    if entry.day is not None:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + dt.timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    elif entry.starts_at is not None:
        event.add("dtstart", _moment(entry.starts_at))
        event.add("dtend", _moment(entry.ends_at or entry.starts_at))
        event.add("transp", "OPAQUE")
    event.add("summary", _line(entry.summary))
    for name, words in (("location", _line(entry.place)), ("description", _text(entry.text))):
        if words:
            event.add(name, words)
    if entry.url:
        event.add("url", entry.url)
    if entry.status:
        event.add("status", entry.status)
    return event


def _moment(at: dt.datetime) -> dt.datetime:
    """Swedish time, or UTC in the hour of October that the clock shows twice and that a zone's name cannot tell."""
    here = at.astimezone(SWEDEN).replace(microsecond=0)
    is_told_twice = here.replace(fold=0).utcoffset() != here.replace(fold=1).utcoffset()
    return here.astimezone(dt.UTC) if is_told_twice else here


def _zone() -> Timezone:
    """Sweden's rules since 1996, when the union's countries agreed: clocks change the last Sundays, at 01.00 UTC."""
    zone = Timezone()
    zone.add("tzid", ZONE)
    zone.add_component(_half(TimezoneDaylight(), "CEST", (3, 31, 2), to=2))
    zone.add_component(_half(TimezoneStandard(), "CET", (10, 27, 3), to=1))
    return zone


def _half(part: Any, name: str, first: tuple[int, int, int], *, to: int) -> Any:
    month, day, hour = first
    part.add("tzname", name)
    part.add("tzoffsetfrom", dt.timedelta(hours=3 - to))
    part.add("tzoffsetto", dt.timedelta(hours=to))
    part.add("dtstart", dt.datetime(1996, month, day, hour))  # noqa: DTZ001 - a zone's own rules have no zone
    part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
    return part


def _line(words: str) -> str:
    """One line: whoever writes a title with line breaks writes no lines of the format."""
    return " ".join(_SIGNS.sub(" ", words).replace("\\N", _KEPT_N).split())[:_LONGEST]


def _text(words: str) -> str:
    return _SIGNS.sub(" ", words.replace("\r\n", "\n").replace("\r", "\n")).replace("\\N", _KEPT_N)[:_LONGEST]


def _name(words: str) -> str:
    """A parameter's value: quotes end it, and there is no way to write one that every program reads."""
    return _line(words).replace('"', "'")
