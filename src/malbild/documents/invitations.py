"""The call to a meeting: its agenda and a calendar file, one letter to each at the table."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.documents.calendar import calendar_file
from malbild.documents.services import at_the_table
from malbild.kit import clock
from malbild.meetings import queries
from malbild.meetings.models import Meeting
from malbild.meetings.words import day_text, when_text
from malbild.outbox.services import post
from malbild.partnerships.models import Membership
from malbild.partnerships.seats import seat_of

CALENDAR = "text/calendar"


class Call(StrEnum):
    CALLED = "called"
    CHANGED = "changed"
    CANCELLED = "cancelled"


def post_call(meeting_id: int, call: Call = Call.CALLED) -> int:
    """Post the call; the caller sees to it that it happens once. How many letters were written."""
    meeting = Meeting.objects.select_related("partnership").get(pk=meeting_id)
    with translation.override("sv"):
        seats = at_the_table(meeting.partnership_id)
        for seat in seats:
            _post_to(seat, meeting, call)
    return len(seats)


def _post_to(seat: Membership, meeting: Meeting, call: Call) -> None:
    """The agenda is read as this person sees it."""
    agenda = queries.agenda(Actor(seat.user_id, (seat_of(seat),)), meeting)
    slug = meeting.partnership.slug
    url = settings.SITE_ADDRESS + reverse("meetings:meeting", kwargs={"slug": slug, "meeting_id": meeting.pk})
    host = settings.SITE_ADDRESS.rpartition("/")[2].partition(":")[0]
    attached = calendar_file(
        uid=f"mote-{meeting.pk}@{host}",
        starts_at=meeting.starts_at,
        minutes=max(30, agenda.total_minutes),
        summary=_("Möte: %(who)s") % {"who": meeting.group or meeting.partnership.name},
        place=meeting.place,
        url=url,
        made_at=clock.now(),
        is_cancelled=call == Call.CANCELLED,
    )
    day = day_text(meeting.day, on=clock.today())
    context: dict[str, Any] = {
        "title": {
            Call.CALLED: _("Kallelse: möte %(day)s"),
            Call.CHANGED: _("Ändrad kallelse: möte %(day)s"),
            Call.CANCELLED: _("Inställt: möte %(day)s"),
        }[call]
        % {"day": day},
        "first": {
            Call.CALLED: _("Du är kallad till möte %(when)s."),
            Call.CHANGED: _("Tiden eller platsen är ändrad. Mötet är %(when)s."),
            Call.CANCELLED: _("Mötet %(when)s är inställt. Det som skulle tas upp följer med till nästa möte."),
        }[call]
        % {"when": when_text(meeting.starts_at)},
        "is_cancelled": call == Call.CANCELLED,
        "from_name": meeting.partnership.name,
        "demo": meeting.partnership.is_demo,
        "language": "sv",
        "name": seat.user.name.split(" ")[0] if seat.user.name else "",
        "place": meeting.place,
        "sections": [] if call == Call.CANCELLED else agenda.sections,
        "url": url,
    }
    post(
        to=seat.user.email,
        subject=str(context["title"]),
        text=render_to_string("documents/called_mail.txt", context),
        html=render_to_string("documents/called_mail.html", context),
        kind="invitation",
        partnership_id=meeting.partnership_id,
        attachments=[("mote.ics", CALENDAR, attached)],
    )
