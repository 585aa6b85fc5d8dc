"""Reads of meetings, each row through the actor's own sight."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from malbild.access.actor import Actor
from malbild.kit.clock import SWEDEN
from malbild.meetings.models import Meeting
from malbild.meetings.states import COMING, MeetingState

LATE_START = dt.timedelta(hours=12)


def next_meeting(actor: Actor, *, at: dt.datetime) -> Meeting | None:
    """The meeting that goes on now, else the first to come.

    One that should have begun within the last twelve hours still counts: people start late.
    """
    rows = Meeting.objects.visible_to(actor).coming()
    return rows.filter(Q(state=MeetingState.OPEN) | Q(starts_at__gte=at - LATE_START)).first()


def previous_meeting(actor: Actor, *, on: dt.date) -> Meeting | None:
    """The last meeting with minutes, held before the day `on`."""
    morning = dt.datetime.combine(on, dt.time(), tzinfo=SWEDEN)
    return Meeting.objects.visible_to(actor).held().filter(starts_at__lt=morning).first()


def previous_meeting_day(actor: Actor, *, on: dt.date) -> dt.date | None:
    """The Swedish day of the last meeting before `on`: the stall rule's argument."""
    found = previous_meeting(actor, on=on)
    return found.day if found else None


def meetings_around(actor: Actor, *, at: dt.datetime) -> tuple[Meeting | None, dt.date | None]:
    """`next_meeting` and `previous_meeting_day` together, for a page that has one query for both."""
    rows = Meeting.objects.visible_to(actor)
    morning = dt.datetime.combine(at.astimezone(SWEDEN).date(), dt.time(), tzinfo=SWEDEN)
    coming = rows.coming().filter(Q(state=MeetingState.OPEN) | Q(starts_at__gte=at - LATE_START)).values("pk")[:1]
    held = rows.held().filter(starts_at__lt=morning).values("pk")[:1]
    found = list(rows.filter(Q(pk__in=coming) | Q(pk__in=held)))
    before = next((m.day for m in found if m.is_closed), None)
    return next((m for m in found if not m.is_closed), None), before


@dataclass(frozen=True)
class MeetingList:
    """Every meeting the actor sees: those to come, soonest first; those held, latest first."""

    coming: list[Meeting]
    held: list[Meeting]
    cancelled: list[Meeting]


def meetings_of(actor: Actor) -> MeetingList:
    """One query for the whole list."""
    rows = list(Meeting.objects.visible_to(actor).order_by("starts_at", "pk"))
    return MeetingList(
        coming=[m for m in rows if m.state in COMING],
        held=[m for m in reversed(rows) if m.is_closed],
        cancelled=[m for m in reversed(rows) if m.is_cancelled],
    )
