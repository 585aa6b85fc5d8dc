"""States of a request for support and of an experience card, and the deeds that move them, as pure tables."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class SupportState(StrEnum):
    REQUESTED = "requested"  # begärd
    ACCEPTED = "accepted"  # accepterad
    UNDER_WAY = "under-way"  # pågår
    AWAITING_FEEDBACK = "awaiting-feedback"  # väntar på återkoppling
    CLOSED = "closed"  # avslutad


class SupportDeed(StrEnum):
    ACCEPT = "accept"
    START = "start"
    HAND_BACK = "hand-back"
    ANSWER = "answer"
    FEED_BACK = "feed-back"
    CLOSE = "close"
    REOPEN = "reopen"


_S = SupportState
_OPEN = (_S.REQUESTED, _S.ACCEPTED, _S.UNDER_WAY, _S.AWAITING_FEEDBACK)
SUPPORT_DEEDS: Final[dict[SupportDeed, dict[SupportState, SupportState]]] = {
    SupportDeed.ACCEPT: {_S.REQUESTED: _S.ACCEPTED},
    SupportDeed.START: {_S.REQUESTED: _S.UNDER_WAY, _S.ACCEPTED: _S.UNDER_WAY},
    SupportDeed.HAND_BACK: {_S.ACCEPTED: _S.AWAITING_FEEDBACK, _S.UNDER_WAY: _S.AWAITING_FEEDBACK},
    SupportDeed.ANSWER: {s: s for s in _OPEN},
    SupportDeed.FEED_BACK: {_S.AWAITING_FEEDBACK: _S.UNDER_WAY},
    SupportDeed.CLOSE: dict.fromkeys(_OPEN, _S.CLOSED),
    SupportDeed.REOPEN: {_S.CLOSED: _S.UNDER_WAY},
}
SUPPORTERS_DEEDS: Final = (SupportDeed.ACCEPT, SupportDeed.START, SupportDeed.HAND_BACK, SupportDeed.ANSWER)
TABLES_DEEDS: Final = (SupportDeed.FEED_BACK, SupportDeed.CLOSE, SupportDeed.REOPEN)


def next_support_state(state: SupportState, deed: SupportDeed) -> SupportState | None:
    """The state after the deed, or None when the deed is not open from here."""
    return SUPPORT_DEEDS[deed].get(state)


class CardState(StrEnum):
    INTERNAL = "internal"  # intern
    DEIDENTIFIED = "deidentified"  # avidentifierad: waits for every party's yes
    APPROVED = "approved"  # godkänd av parter
    PUBLISHED = "published"  # publicerad
    OUTDATED = "outdated"  # inaktuell


class CardDeed(StrEnum):
    EDIT = "edit"
    DEIDENTIFY = "deidentify"
    APPROVE = "approve"  # the last party's yes
    PUBLISH = "publish"
    RETIRE = "retire"


_C = CardState
CARD_DEEDS: Final[dict[CardDeed, dict[CardState, CardState]]] = {
    # A changed text has been read by nobody: it starts over, whatever stood before.
    CardDeed.EDIT: dict.fromkeys(CardState, _C.INTERNAL),
    CardDeed.DEIDENTIFY: {_C.INTERNAL: _C.DEIDENTIFIED},
    CardDeed.APPROVE: {_C.DEIDENTIFIED: _C.APPROVED},
    CardDeed.PUBLISH: {_C.APPROVED: _C.PUBLISHED},
    CardDeed.RETIRE: {_C.PUBLISHED: _C.OUTDATED},
}


def next_card_state(state: CardState, deed: CardDeed) -> CardState | None:
    return CARD_DEEDS[deed].get(state)
