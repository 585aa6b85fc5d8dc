"""Reads of meetings, each row through the actor's own sight."""

from malbild.meetings.queries.agenda import Agenda, Line, LineKind, Section, agenda
from malbild.meetings.queries.invitations import Turnout, at_the_table, called_ahead, expected, turnout
from malbild.meetings.queries.meetings import meetings_of, next_meeting, previous_meeting, previous_meeting_day
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
    "Turnout",
    "agenda",
    "at_the_table",
    "called_ahead",
    "corrections",
    "current_minutes",
    "expected",
    "following",
    "meetings_of",
    "minutes_data",
    "next_meeting",
    "next_time",
    "previous_meeting",
    "previous_meeting_day",
    "turnout",
    "unreached",
]
