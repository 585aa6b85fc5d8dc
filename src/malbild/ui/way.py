"""A way in steps, each with its day: what is taken, where it stands now, what is to come."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """How a step is drawn; the words beside it say the same."""

    TAKEN = "taken"
    NOW = "now"  # the step it waits for
    TO_COME = "to-come"
    UNKNOWN = "unknown"  # later steps were taken, this one was never noted
    ENDED = "ended"  # it went another way


@dataclass(frozen=True, slots=True)
class WayStep:
    """`word` names the step ("Beslutat"), `said` tells its day or what it waits for."""

    word: str
    said: str
    mark: Mark
