"""Makes the documents and posts them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from malbild.access.actor import Actor
from malbild.access.policy import Action, require
from malbild.audit import log
from malbild.documents.meeting_paper import approved_text, inside_notice, meeting_paper
from malbild.kit.clock import SWEDEN
from malbild.meetings.models import Meeting, Minutes
from malbild.meetings.queries import Record, at_the_table
from malbild.meetings.services import take_for_mailing
from malbild.meetings.words import full_day
from malbild.outbox.services import post
from malbild.partnerships.models import Membership
from malbild.ui.paper.docx import paper_docx
from malbild.ui.paper.pdf import make_pdf

PDF = "application/pdf"
_MINUTES = Path(__file__).parent / "typst/minutes.typ"


def minutes_pdf(record: Record) -> bytes:
    """The frozen minutes with their corrections and approvals as an accessible PDF: as much as the record holds."""
    with translation.override("sv"):
        data = record.data | {
            "demo": record.minutes.partnership.is_demo,
            "notice": inside_notice(record),
            "approved": approved_text(record),
            "corrections": [
                {"text": c.text, "day": full_day(c.at.astimezone(SWEDEN).date())} for c in record.corrections
            ],
        }
        return make_pdf(_MINUTES, data, at=record.last_at)


def minutes_docx(record: Record) -> bytes:
    """The same as a Word file."""
    with translation.override("sv"):
        return paper_docx(meeting_paper(record), at=record.last_at)


def file_name(record: Record, ending: str = "pdf") -> str:
    inside = "-bara-for-oss" if record.is_whole else ""
    return f"anteckningar-{record.data['day']}{inside}.{ending}"


def post_minutes(meeting_id: int, *, even_if_not_asked: bool = False) -> int:
    """Post the minutes to everyone at the table, once for each closing; how many letters were written."""
    minutes = take_for_mailing(meeting_id, even_if_not_asked=even_if_not_asked)
    if minutes is None:
        return 0
    with translation.override("sv"):
        # A letter is passed on: it carries what may be shared, also to those who may read more in the app.
        shared = Record(minutes, minutes.snapshot, [])
        attached = (file_name(shared), PDF, minutes_pdf(shared))
        seats = at_the_table(minutes.partnership_id)
        for seat in seats:
            _post_to(seat, minutes, attached)
    return len(seats)


@transaction.atomic
def send_minutes(actor: Actor, meeting_id: int) -> int:
    """Post minutes that were closed without being sent. Sending twice sends once."""
    meeting = Meeting.objects.visible_to(actor).get(pk=meeting_id)
    require(actor, Action.MINUTES_CLOSE, meeting.facts)
    sent = post_minutes(meeting_id, even_if_not_asked=True)
    log.record(actor, Action.MINUTES_CLOSE, meeting, deed="send", letters=sent)
    return sent


def _post_to(seat: Membership, minutes: Minutes, attached: tuple[str, str, bytes]) -> None:
    data = minutes.snapshot
    where = reverse("meetings:meeting", kwargs={"slug": minutes.partnership.slug, "meeting_id": minutes.meeting_id})
    context: dict[str, Any] = {
        "title": data["title"],
        "from_name": data["partnership"],
        "demo": minutes.partnership.is_demo,
        "language": "sv",
        "name": seat.user.name.split(" ")[0] if seat.user.name else "",
        "minutes": data,
        "mine": [m for m in data["measures"] if m["owner_id"] == seat.pk and not m["is_draft"]],
        "is_new_version": minutes.version > 1,
        "url": settings.SITE_ADDRESS + where,
    }
    post(
        to=seat.user.email,
        subject=_subject(minutes),
        text=render_to_string("documents/minutes_mail.txt", context),
        html=render_to_string("documents/minutes_mail.html", context),
        kind="minutes",
        partnership_id=minutes.partnership_id,
        from_name=minutes.partnership.name,
        attachments=[attached],
    )


def _subject(minutes: Minutes) -> str:
    """Anteckningar från mötet tisdag 8 december 2026: 2 beslut, 3 åtgärder"""
    data = minutes.snapshot
    decisions, measures = len(data["decisions"]), len(data["measures"])
    counts = [
        ngettext("%d beslut", "%d beslut", decisions) % decisions,
        ngettext("%d åtgärd", "%d åtgärder", measures) % measures,
    ]
    title = _("Nya %(title)s") % {"title": data["title"][:1].lower() + data["title"][1:]}
    return f"{title if minutes.version > 1 else data['title']}: {', '.join(counts)}"
