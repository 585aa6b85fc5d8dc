"""What is left of a series."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from malbild.access.actor import Actor
from malbild.kit.clock import SWEDEN
from malbild.meetings.models import Meeting
from malbild.meetings.rhythms import why_not
from malbild.meetings.states import BEFORE


@dataclass(frozen=True, slots=True)
class Move:
    """A meeting and when it will be; `stays` says why it keeps its day though the others change theirs."""

    meeting: Meeting
    starts_at: dt.datetime
    stays: str = ""


def later(actor: Actor, meeting: Meeting) -> list[Meeting]:
    """The meetings of its series after it that have not begun, the soonest first; one query, none without a series."""
    if meeting.series is None:
        return []
    rows = Meeting.objects.visible_to(actor).filter(partnership_id=meeting.partnership_id, series=meeting.series)
    rows = rows.filter(starts_at__gt=meeting.starts_at, state__in=[s.value for s in BEFORE])
    return list(rows.order_by("starts_at", "pk"))


def moves(actor: Actor, meeting: Meeting, starts_at: dt.datetime) -> list[Move]:
    """This meeting at `starts_at`, and those after it as many days from where they are, at the same Swedish time.

    One that would come on a free day or in the summer's silent weeks keeps its day, and gets the time.
    """
    new = starts_at.astimezone(SWEDEN)
    days = new.date() - meeting.day
    found = [Move(meeting, starts_at)]
    for row in later(actor, meeting):
        day = row.day + days
        stays = why_not(day) if days else ""
        moment = dt.datetime.combine(row.day if stays else day, new.time(), tzinfo=SWEDEN)
        found.append(Move(row, moment, stays))
    return found
