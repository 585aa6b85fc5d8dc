"""What happens in documents when a meeting is called or closed, and when a calendar answers."""

from __future__ import annotations

from malbild.documents.approvals import post_questions
from malbild.documents.invitations import Call, post_call
from malbild.documents.rsvp import calendar_answered, letter_answered
from malbild.documents.services import post_minutes
from malbild.kit.events import subscribe
from malbild.meetings.events import ApprovalAsked, MeetingCalled, MeetingCancelled, MeetingClosed
from malbild.outbox.events import CalendarAnswered, LetterAnswered


def listen() -> None:
    subscribe(MeetingCalled, _meeting_called)
    subscribe(MeetingCancelled, _meeting_cancelled)
    subscribe(MeetingClosed, _meeting_closed)
    subscribe(ApprovalAsked, _approval_asked)
    subscribe(LetterAnswered, letter_answered)
    subscribe(CalendarAnswered, calendar_answered)


def _meeting_closed(event: MeetingClosed) -> None:
    """In the closing's own transaction: either the meeting is closed and its letters are written, or neither."""
    post_minutes(event.meeting_id)


def _approval_asked(event: ApprovalAsked) -> None:
    post_questions(event.meeting_id, event.membership_ids, again=event.again)


def _meeting_called(event: MeetingCalled) -> None:
    post_call(event.meeting_id, Call.CHANGED if event.is_changed else Call.CALLED)


def _meeting_cancelled(event: MeetingCancelled) -> None:
    post_call(event.meeting_id, Call.CANCELLED)
