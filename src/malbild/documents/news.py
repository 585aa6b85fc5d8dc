"""What happens in documents when a meeting closes."""

from __future__ import annotations

from malbild.documents.services import post_minutes
from malbild.kit.events import subscribe
from malbild.meetings.events import MeetingClosed


def listen() -> None:
    subscribe(MeetingClosed, _meeting_closed)


def _meeting_closed(event: MeetingClosed) -> None:
    """In the closing's own transaction: either the meeting is closed and its letters are written, or neither."""
    post_minutes(event.meeting_id)
