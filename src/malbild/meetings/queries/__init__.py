"""Reads of meetings, each row through the actor's own sight."""

from malbild.meetings.queries.agenda import Agenda, Line, LineKind, Section, agenda
from malbild.meetings.queries.meetings import (
    meetings_around,
    meetings_of,
    next_meeting,
    previous_meeting,
    previous_meeting_day,
)
from malbild.meetings.queries.minutes import (
    corrections,
    current_minutes,
    following,
    minutes_data,
    next_time,
    unreached,
)

__all__ = [
    "Agenda",
    "Line",
    "LineKind",
    "Section",
    "agenda",
    "corrections",
    "current_minutes",
    "following",
    "meetings_around",
    "meetings_of",
    "minutes_data",
    "next_meeting",
    "next_time",
    "previous_meeting",
    "previous_meeting_day",
    "unreached",
]
