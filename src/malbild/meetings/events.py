"""News from the meetings."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MeetingCalled:
    """Everyone is called; `is_changed` when they were called before and the time or the place is another."""

    meeting_id: int
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class MeetingCancelled:
    """A meeting that everyone had been called to is not held."""

    meeting_id: int


@dataclass(frozen=True, slots=True)
class MeetingClosed:
    meeting_id: int


@dataclass(frozen=True, slots=True)
class MeetingReopened:
    meeting_id: int


@dataclass(frozen=True, slots=True)
class ApprovalAsked:
    """Named persons are asked to approve the minutes; `again` when they had, and a correction came after."""

    meeting_id: int
    membership_ids: tuple[int, ...]
    again: bool = False
