"""Two take notes at once: each is told that the other has a line half written, and where. Never the words."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction

from malbild.access.actor import Actor
from malbild.access.policy import Action, require
from malbild.kit import clock
from malbild.live.wires import tell
from malbild.meetings.models import AgendaPoint, Entry, Meeting, Writing
from malbild.meetings.services.planning import wall

ROOM: Final = "meeting:{}"
FRESH: Final = dt.timedelta(seconds=20)  # after that nobody is said to write


def tell_room(meeting_id: int) -> None:
    """Say that something in the meeting has changed, when it is saved."""
    tell(ROOM.format(meeting_id))


@transaction.atomic
def say_writing(actor: Actor, meeting_id: int, *, point_id: int | None = None, entry_id: int | None = None) -> None:
    """The actor has a line half written under a point, or changes a line; neither means no longer.

    Kept for seconds and no deed on the notes, so it leaves no trail.
    """
    meeting = Meeting.objects.visible_to(actor).get(pk=meeting_id)
    require(actor, Action.MEETING_EDIT, meeting.facts)
    me = actor.membership_in(meeting.partnership_id)
    entry = Entry.objects.visible_to(actor).filter(pk=entry_id, meeting=meeting).first() if entry_id else None
    point = AgendaPoint.objects.visible_to(actor).filter(pk=point_id, meeting=meeting).first() if point_id else None
    if me is None or not meeting.is_open:
        return
    if entry is None and point is None:
        stop_writing(meeting, me)
    else:
        start = {**wall(meeting), "point": point, "entry": entry, "at": clock.now()}
        Writing.objects.update_or_create(meeting=meeting, membership_id=me, defaults=start)
    tell_room(meeting.pk)


def stop_writing(meeting: Meeting, membership_id: int | None) -> None:
    Writing.objects.filter(meeting=meeting, membership_id=membership_id or 0).delete()
