"""The signed cookie of a guest's seat: which place, in which workshop."""

from __future__ import annotations

from typing import Final

from django.core import signing

SEAT_COOKIE: Final = "malbild_workshop"
KEPT: Final = 60 * 24 * 3600  # seconds; two sittings may lie weeks apart
_SALT = "malbild.workshops.seat"


def seat_token(partnership_id: int, workshop_id: int, participant_id: int) -> str:
    return signing.dumps([partnership_id, workshop_id, participant_id], salt=_SALT)


def read_seat(token: str) -> tuple[int, int, int] | None:
    """(partnership, workshop, participant) of a token that we signed; None for anything else."""
    try:
        partnership_id, workshop_id, participant_id = signing.loads(token, salt=_SALT, max_age=KEPT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return partnership_id, workshop_id, participant_id
