"""What tells one moment of the room from another: the token of what is shown, and which round a phone's key is for."""

from __future__ import annotations

from malbild.workshops import states
from malbild.workshops.models import Round, Workshop
from malbild.workshops.states import Beat


def token(workshop: Workshop) -> str:
    """Changes with everything that a participant sees."""
    return f"{workshop.version}{'g' if workshop.in_grace else ''}"


def open_mark(workshop: Workshop, now: Round | None) -> str:
    """Which secret is open: writing, voting, or none."""
    if now is None or not workshop.is_running or workshop.beat not in (Beat.WRITE, Beat.VOTE):
        return ""
    return now.writing_mark if workshop.beat == Beat.WRITE else now.voting_mark


def sending_mark(workshop: Workshop, now: Round | None) -> str:
    """The mark that a phone sends with: also in the grace after writing."""
    return now.writing_mark if now is not None and workshop.in_grace else open_mark(workshop, now)


def kept_mark(workshop: Workshop, now: Round | None) -> str:
    """The key that a phone may still need, also overnight or when the voting is opened anew; all others are over."""
    if now is None or workshop.state == states.WorkshopState.CLOSED:
        return ""
    if workshop.beat == Beat.WRITE:
        return now.writing_mark
    return now.voting_mark if workshop.beat in (Beat.READ, Beat.VOTE) else ""
