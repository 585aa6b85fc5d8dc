"""Meetings: when and where, the agenda, what is carried over, what was captured, and the minutes."""

from malbild.meetings.models.agenda import AgendaPoint, CarryOver
from malbild.meetings.models.capture import Attendance, Entry, EntryKind, Writing
from malbild.meetings.models.cycle import DirectionDecision, QuarterEvaluation
from malbild.meetings.models.invitations import Invitation, Reply, Via, new_uid
from malbild.meetings.models.meetings import Meeting, MeetingQuerySet
from malbild.meetings.models.minutes import Approval, Correction, FoundKind, FoundLine, InsideMinutes, Minutes

__all__ = [
    "AgendaPoint",
    "Approval",
    "Attendance",
    "CarryOver",
    "Correction",
    "DirectionDecision",
    "Entry",
    "EntryKind",
    "FoundKind",
    "FoundLine",
    "InsideMinutes",
    "Invitation",
    "Meeting",
    "MeetingQuerySet",
    "Minutes",
    "QuarterEvaluation",
    "Reply",
    "Via",
    "Writing",
    "new_uid",
]
