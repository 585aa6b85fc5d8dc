"""News from the meetings."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MeetingCalled:
    meeting_id: int


@dataclass(frozen=True, slots=True)
class MeetingClosed:
    meeting_id: int


@dataclass(frozen=True, slots=True)
class MeetingReopened:
    meeting_id: int
