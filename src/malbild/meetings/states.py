"""States of a meeting and the deeds that move it: planerat → kallat → hållet → anteckningar klara → justerat."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Final


class MeetingState(StrEnum):
    PLANNED = "planned"  # planerat
    CALLED = "called"  # kallat
    OPEN = "open"  # pågår, and held until somebody closes it
    CLOSED = "closed"  # anteckningar klara
    APPROVED = "approved"  # justerat: everyone who was chosen has approved the very text that stands
    CANCELLED = "cancelled"  # inställt


class Deed(StrEnum):
    CALL = "call"
    OPEN = "open"
    CLOSE = "close"
    APPROVE = "approve"
    CORRECT = "correct"  # what was approved is no longer what stands
    REOPEN = "reopen"
    CANCEL = "cancel"


_S = MeetingState
MOVES: Final[dict[Deed, tuple[tuple[MeetingState, ...], MeetingState]]] = {
    Deed.CALL: ((_S.PLANNED,), _S.CALLED),
    Deed.OPEN: ((_S.PLANNED, _S.CALLED), _S.OPEN),
    Deed.CLOSE: ((_S.OPEN,), _S.CLOSED),
    Deed.APPROVE: ((_S.CLOSED,), _S.APPROVED),
    Deed.CORRECT: ((_S.APPROVED,), _S.CLOSED),
    Deed.REOPEN: ((_S.CLOSED, _S.APPROVED), _S.OPEN),
    Deed.CANCEL: ((_S.PLANNED, _S.CALLED), _S.CANCELLED),
}
COMING: Final = frozenset({_S.PLANNED, _S.CALLED, _S.OPEN})
HELD: Final = frozenset({_S.CLOSED, _S.APPROVED})
BEFORE: Final = frozenset({_S.PLANNED, _S.CALLED})


def next_state(state: MeetingState, deed: Deed) -> MeetingState | None:
    """The state after the deed, or None when the deed is not open from here."""
    before, after = MOVES[deed]
    return after if state in before else None


class PointKind(StrEnum):
    SINCE_LAST = "since-last"  # sedan sist: what is done, what was promised to today
    WAITING = "waiting"  # someone asked for help or a decision is needed
    CARRIED = "carried"  # left from earlier meetings and workshops
    IN_DEPTH = "in-depth"  # one uppdrag in depth
    QUARTER = "quarter"  # at the turn of the quarter: what it gave, and the next direction
    NEWS = "news"  # clear changes in the open figures since the last meeting
    OWN = "own"  # what the coordinator added
    NEXT = "next"  # next meeting


# The agenda that proposes itself: the order and the minutes of each point.
PROPOSED: Final[tuple[tuple[PointKind, int], ...]] = (
    (PointKind.SINCE_LAST, 15),
    (PointKind.WAITING, 15),
    (PointKind.CARRIED, 10),
    (PointKind.IN_DEPTH, 15),
    (PointKind.NEXT, 5),
)


class DirectionState(StrEnum):
    """A quarter's direction. `IN_FORCE` is never stored: it is decided, and its quarter has begun."""

    PREPARING = "preparing"  # förbereds
    DECIDED = "decided"  # beslutat
    IN_FORCE = "in-force"  # gäller
    EVALUATED = "evaluated"  # utvärderat


class DirectionDeed(StrEnum):
    PREPARE = "prepare"
    DECIDE = "decide"  # again, at the same meeting, changes the wording
    EVALUATE = "evaluate"


_D = DirectionState
DIRECTION_MOVES: Final[dict[DirectionDeed, tuple[tuple[DirectionState, ...], DirectionState]]] = {
    DirectionDeed.PREPARE: ((_D.PREPARING,), _D.PREPARING),
    DirectionDeed.DECIDE: ((_D.PREPARING, _D.DECIDED), _D.DECIDED),
    DirectionDeed.EVALUATE: ((_D.DECIDED, _D.EVALUATED), _D.EVALUATED),
}


def next_direction(state: DirectionState, deed: DirectionDeed) -> DirectionState | None:
    """The state after the deed, or None when the deed is not open from here."""
    before, after = DIRECTION_MOVES[deed]
    return after if state in before else None


def standing(state: DirectionState, *, starts_on: dt.date, on: dt.date) -> DirectionState:
    """The state as it is told: what is decided is in force from its quarter's first day."""
    return _D.IN_FORCE if state == _D.DECIDED and on >= starts_on else state
