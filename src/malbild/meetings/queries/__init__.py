"""Reads of meetings, each row through the actor's own sight."""

from malbild.meetings.queries.agenda import Agenda, Line, LineKind, Section, agenda
from malbild.meetings.queries.bodies import deciding_bodies
from malbild.meetings.queries.cycle import Gave, QuarterPage, gave, quarter_page, turn_words
from malbild.meetings.queries.invitations import Turnout, at_the_table, called_ahead, expected, turnout
from malbild.meetings.queries.meetings import (
    meetings_around,
    meetings_of,
    next_meeting,
    previous_meeting,
    previous_meeting_day,
)
from malbild.meetings.queries.minutes import following, has_inside, minutes_data, next_time, unreached
from malbild.meetings.queries.record import (
    Record,
    approvals,
    asked_to_approve,
    corrections,
    current_minutes,
    record,
    seal,
)
from malbild.meetings.queries.series import later, moves
from malbild.meetings.queries.year import Month, year_of

__all__ = [
    "Agenda",
    "Gave",
    "Line",
    "LineKind",
    "Month",
    "QuarterPage",
    "Record",
    "Section",
    "Turnout",
    "agenda",
    "approvals",
    "asked_to_approve",
    "at_the_table",
    "called_ahead",
    "corrections",
    "current_minutes",
    "deciding_bodies",
    "expected",
    "following",
    "gave",
    "has_inside",
    "later",
    "meetings_around",
    "meetings_of",
    "minutes_data",
    "moves",
    "next_meeting",
    "next_time",
    "previous_meeting",
    "previous_meeting_day",
    "quarter_page",
    "record",
    "seal",
    "turn_words",
    "turnout",
    "unreached",
    "year_of",
]
