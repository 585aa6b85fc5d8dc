"""States of the plan and the deeds that move them, in one pure table (DOMAIN 5.2 "As built")."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class MeasureState(StrEnum):
    DRAFT = "draft"  # utkast
    ASKED = "asked"  # tillfrågad
    ACCEPTED = "accepted"  # accepterad
    UNDER_WAY = "under-way"  # pågår
    DONE = "done"  # klar
    FOLLOWED_UP = "followed-up"  # uppföljd
    PAUSED = "paused"  # pausad (by decision)
    NOT_DONE = "not-done"  # ej genomförd (reason)
    REPLACED = "replaced"  # ersatt
    TO_LINE = "to-line"  # överförd till linje


class GoalState(StrEnum):
    """Goal, uppdrag and delmål share one life."""

    DRAFT = "draft"  # utkast, also "mål att formulera"
    FORMULATED = "formulated"  # formulerat
    ACCEPTED = "accepted"  # accepterat per part
    ACTIVE = "active"  # aktivt
    REACHED = "reached"  # uppnått
    PARTLY = "partly"  # delvis
    RECONSIDERED = "reconsidered"  # omprövat
    CLOSED = "closed"  # nedlagt


class LineState(StrEnum):
    WORKS = "works"  # Fungerar
    WAVERS = "wavers"  # Svajar
    LIFTED = "lifted"  # lyft till utveckling


class Deed(StrEnum):
    ASK = "ask"
    ACCEPT = "accept"
    DECLINE = "decline"
    TAKE_BACK_YES = "take-back-yes"
    START = "start"
    FINISH = "finish"
    REOPEN = "reopen"
    FOLLOW_UP = "follow-up"
    PAUSE = "pause"
    RESUME = "resume"
    GIVE_UP = "give-up"
    REPLACE = "replace"
    MOVE_TO_LINE = "move-to-line"


_M = MeasureState
_OPEN = (_M.ASKED, _M.ACCEPTED, _M.UNDER_WAY)
MEASURE_DEEDS: Final[dict[Deed, tuple[tuple[MeasureState, ...], MeasureState]]] = {
    Deed.ASK: ((_M.DRAFT, _M.ASKED), _M.ASKED),
    Deed.ACCEPT: ((_M.ASKED,), _M.ACCEPTED),
    Deed.DECLINE: ((_M.ASKED,), _M.DRAFT),
    Deed.TAKE_BACK_YES: ((_M.ACCEPTED,), _M.ASKED),
    Deed.START: ((*_OPEN, _M.DONE), _M.UNDER_WAY),
    Deed.FINISH: ((_M.DRAFT, *_OPEN, _M.PAUSED), _M.DONE),
    Deed.REOPEN: ((_M.DONE, _M.NOT_DONE), _M.UNDER_WAY),
    Deed.FOLLOW_UP: ((_M.DONE,), _M.FOLLOWED_UP),
    Deed.PAUSE: ((_M.DRAFT, *_OPEN), _M.PAUSED),
    Deed.RESUME: ((_M.PAUSED,), _M.ACCEPTED),
    Deed.GIVE_UP: ((_M.DRAFT, *_OPEN, _M.PAUSED), _M.NOT_DONE),
    Deed.REPLACE: ((_M.DRAFT, *_OPEN, _M.PAUSED), _M.REPLACED),
    Deed.MOVE_TO_LINE: ((_M.DRAFT, *_OPEN, _M.DONE, _M.FOLLOWED_UP, _M.PAUSED), _M.TO_LINE),
}
MEASURE_OPEN: Final = frozenset({_M.DRAFT, _M.ASKED, _M.ACCEPTED, _M.UNDER_WAY, _M.PAUSED})
MEASURE_PROMISED: Final = frozenset({_M.ACCEPTED, _M.UNDER_WAY})

_G = GoalState
GOAL_MOVES: Final[dict[GoalState, tuple[GoalState, ...]]] = {
    _G.DRAFT: (_G.FORMULATED, _G.CLOSED),
    _G.FORMULATED: (_G.DRAFT, _G.ACCEPTED, _G.ACTIVE, _G.CLOSED),
    _G.ACCEPTED: (_G.FORMULATED, _G.ACTIVE, _G.CLOSED),
    _G.ACTIVE: (_G.REACHED, _G.PARTLY, _G.RECONSIDERED, _G.CLOSED),
    _G.REACHED: (_G.ACTIVE,),
    _G.PARTLY: (_G.ACTIVE,),
    _G.RECONSIDERED: (_G.FORMULATED, _G.CLOSED),
    _G.CLOSED: (_G.DRAFT,),
}
GOAL_ENDED: Final = frozenset({_G.REACHED, _G.PARTLY, _G.RECONSIDERED, _G.CLOSED})


class Answer(StrEnum):
    """The four answers an owner can give with one tap."""

    DONE = "done"  # Klart
    ON_TRACK = "on-track"  # På gång
    NEED_HELP = "need-help"  # Jag behöver hjälp
    NEW_DATE = "new-date"  # Ny tid


class Reason(StrEnum):
    """Why something was not done or needs another day: Brå's documentation prompts as codes."""

    RESOURCES = "resources"
    STAFF_CHANGE = "staff-change"
    WAITING_FOR_PARTY = "waiting-for-party"
    UNCLEAR_RESPONSIBILITY = "unclear-responsibility"
    WRONG_MEASURE = "wrong-measure"
    LEGAL_DOUBT = "legal-doubt"
    EXTERNAL_EVENT = "external-event"
    NO_LONGER_RELEVANT = "no-longer-relevant"
    DECISION_MISSING = "decision-missing"


def next_measure_state(state: MeasureState, deed: Deed) -> MeasureState | None:
    """The state after the deed, or None when the deed is not open from here."""
    before, after = MEASURE_DEEDS[deed]
    return after if state in before else None


def may_move_goal(state: GoalState, to: GoalState) -> bool:
    return to in GOAL_MOVES[state]
