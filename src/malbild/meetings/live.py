"""The meeting's feed, `mote`: which notes are the newest, who writes where, and whether the meeting still goes on.

No words of the notes go through it: a page that hears of news fetches its own part, with its own rights.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import NamedTuple, cast

from django.db.models import Count, Max, Q
from django.utils import translation
from django.utils.translation import gettext as _

from malbild.access.policy import Action, may, shared_table, table_facts
from malbild.access.scope import scope_for
from malbild.kit import clock
from malbild.live.feeds import Asked, Frame, Reader, register
from malbild.live.visitors import signed_in
from malbild.meetings.models import AgendaPoint, Entry, Meeting, Writing
from malbild.meetings.services.writing import FRESH, ROOM
from malbild.partnerships.seats import actor_for


class View(NamedTuple):
    """Everyone at the table who reads in one language sees the same."""

    partnership_id: int
    meeting_id: int
    language: str


class NotesFeed:
    name = "mote"

    def admit(self, asked: Asked) -> Reader | None:
        actor = actor_for(signed_in(asked.cookies), on=clock.today())
        if not actor.seats:
            return None
        with scope_for(actor):
            meeting = Meeting.objects.visible_to(actor).filter(pk=asked.thing_id).first()
            # Read as the table: whoever sees only what is decided hears nothing while it is said.
            if meeting is None or not may(actor, Action.MEETING_VIEW, table_facts(actor, meeting.partnership_id)):
                return None
            view = View(meeting.partnership_id, meeting.pk, asked.language)
            return Reader(ROOM.format(meeting.pk), view)

    def frame(self, reader: Reader, before: Frame | None) -> Frame | None:
        view = cast("View", reader.view)
        actor = shared_table(view.partnership_id)
        with translation.override(view.language), scope_for(actor, view.partnership_id):
            meeting = Meeting.objects.visible_to(actor).filter(pk=view.meeting_id).first()
            if meeting is None:
                return None
            now = clock.now()
            rows = Writing.objects.visible_to(actor).filter(meeting=meeting, at__gt=now - FRESH)
            writing = list(rows.select_related("membership__user", "point", "entry").order_by("at", "pk"))
            says = {
                "log": _version(meeting),
                "state": meeting.state,
                "writing": json.dumps([_told(w) for w in writing]),
            }
        again_in = min(((w.at + FRESH - now).total_seconds() + 0.1 for w in writing), default=None)
        if before is not None and before.says == says:
            return before if before.again_in is None and again_in is None else replace(before, again_in=again_in)
        return Frame(int(now.timestamp() * 1000), says, again_in=again_in)


def _version(meeting: Meeting) -> str:
    entries = Entry.objects.filter(meeting=meeting).aggregate(n=Count("pk"), last=Max("changed_at"))
    points = AgendaPoint.objects.filter(meeting=meeting).aggregate(
        n=Count("handled_at"), last=Max("handled_at"), inside=Count("pk", filter=Q(is_internal=True))
    )
    return hashlib.sha256(repr([*entries.values(), *points.values()]).encode()).hexdigest()[:16]


def _told(writing: Writing) -> dict[str, str | int]:
    name = writing.membership.user.name.split(" ")[0] or _("Någon")
    if writing.entry is not None:
        said = _("%(name)s ändrar en rad.") % {"name": name}
    elif writing.point is not None:
        where = writing.point.title or writing.point.get_kind_display()
        said = _("%(name)s skriver under %(point)s.") % {"name": name, "point": where}
    else:
        said = _("%(name)s skriver.") % {"name": name}
    return {"me": writing.membership.user_id, "entry": writing.entry_id or 0, "text": said}


def open_feed() -> None:
    register(NotesFeed())
