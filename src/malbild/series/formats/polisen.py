"""The police's events: news, never statistics. What press desks choose to tell is no count of anything.

Source: polisen.se/api/events. The place is the last part of the title (since January 2026 the `location` is only the
county); hours may lack their first nought; types hold commas; summaries of a night bundle several events.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from malbild.series import areas
from malbild.series.readings import NotThisFile

SOURCE: Final = "polisen"
SITE: Final = "https://polisen.se"
_WHEN = re.compile(r"(\d{4})-(\d\d)-(\d\d) (\d{1,2}):(\d\d):(\d\d) ([+-])(\d\d):(\d\d)")
_MOST = 500


@dataclass(frozen=True, slots=True)
class Event:
    """`area` is the municipality's code where the title names one. `url` is on the police's own site."""

    id: int
    at: dt.datetime
    kind: str
    title: str
    summary: str
    url: str
    area: str | None


def read(raw: bytes) -> list[Event]:
    """Raises NotThisFile for what is no list of events; an event that lacks what makes it one is left out."""
    try:
        document = json.loads(raw)
    except (ValueError, UnicodeDecodeError, RecursionError) as error:
        raise NotThisFile(_("Svaret från polisen.se är inte helt.")) from error
    if not isinstance(document, list) or not all(isinstance(e, dict) for e in document):
        raise NotThisFile(_("Filen är ingen lista med händelser från polisen.se."))
    found = [event for e in document[:_MOST] if (event := _event(e)) is not None]
    if document and not found:
        raise NotThisFile(_("Filen är ingen lista med händelser från polisen.se."))
    return found


def _event(said: dict[str, Any]) -> Event | None:
    at = _moment(str(said.get("datetime", "")))
    number, title = said.get("id"), str(said.get("name", "")).strip()
    url = str(said.get("url", ""))
    if at is None or not isinstance(number, int) or not title or not url.startswith("/"):
        return None
    kind, summary = (str(said.get(name, "")).strip() for name in ("type", "summary"))
    return Event(number, at, kind, title, summary, SITE + url, _area(title))


def _moment(text: str) -> dt.datetime | None:
    found = _WHEN.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(found[i]) for i in range(1, 7))
    away = dt.timedelta(hours=int(found[8]), minutes=int(found[9])) * (-1 if found[7] == "-" else 1)
    try:
        return dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.timezone(away))
    except ValueError:
        return None


def _area(title: str) -> str | None:
    """The municipality named last in the title, however it is capitalised there ("Upplands väsby", "Dals-ed")."""
    place = areas.tidy(title.rpartition(",")[2])
    return areas.by_name(place) or areas.by_folded_name(place)
