"""Pages of documents."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, may, require
from malbild.documents import services, workshop_export, workshop_minutes
from malbild.kit.errors import Refusal
from malbild.meetings import queries
from malbild.meetings.models import Meeting
from malbild.meetings.queries import Record
from malbild.ui.form_page import SentBefore, new_key, once
from malbild.ui.paper import docx
from malbild.ui.place import place
from malbild.workshops.models import Workshop


@require_GET
def minutes_pdf(request: ActorRequest, meeting_id: int) -> HttpResponse:
    """The minutes of a closed meeting, for whoever may read them: what may be shared, or (?hela) all of it."""
    record = _record(request, meeting_id)
    return _file(services.minutes_pdf(record), services.PDF, services.file_name(record), shown=True)


@require_GET
def minutes_docx(request: ActorRequest, meeting_id: int) -> HttpResponse:
    record = _record(request, meeting_id)
    return _file(services.minutes_docx(record), docx.MEDIA_TYPE, services.file_name(record, "docx"))


def _record(request: ActorRequest, meeting_id: int) -> Record:
    rows = Meeting.objects.visible_to(request.actor).select_related("partnership")
    meeting = get_object_or_404(rows, pk=meeting_id)
    require(request.actor, Action.MEETING_VIEW, meeting.facts)
    record = queries.record(request.actor, meeting, whole="hela" in request.GET)
    if record is None:
        raise Refusal(_("Mötet är inte avslutat än. Anteckningarna blir klara när det är det."))
    return record


@require_POST
def send_minutes(request: ActorRequest, meeting_id: int) -> HttpResponse:
    sent = services.send_minutes(request.actor, meeting_id)
    said = ngettext("Skickat till %d person.", "Skickat till %d personer.", sent) % sent
    messages.success(request, said if sent else _("Anteckningarna är redan skickade."))
    return redirect(place(request, "meetings:meeting", meeting_id=meeting_id))


@require_GET
def workshop_page(request: ActorRequest, workshop_id: int) -> HttpResponse:
    """The workshop's minutes to look at before they are sent, printed or fetched."""
    workshop = _workshop(request, workshop_id)
    context = {
        "workshop": workshop,
        "paper": workshop_minutes.workshop_paper(request.actor, workshop),
        "may_send": not workshop.is_running and may(request.actor, Action.WORKSHOP_DECIDE, workshop.facts),
        "once": new_key(),
    }
    return render(request, "documents/workshop_minutes.html", context)


@require_GET
def workshop_pdf(request: ActorRequest, workshop_id: int) -> HttpResponse:
    workshop = _workshop(request, workshop_id)
    made = workshop_minutes.workshop_pdf(request.actor, workshop)
    return _file(made, services.PDF, workshop_minutes.file_name(workshop, "pdf"), shown=True)


@require_GET
def workshop_docx(request: ActorRequest, workshop_id: int) -> HttpResponse:
    workshop = _workshop(request, workshop_id)
    made = workshop_minutes.workshop_docx(request.actor, workshop)
    return _file(made, docx.MEDIA_TYPE, workshop_minutes.file_name(workshop, "docx"))


@require_GET
def workshop_json(request: ActorRequest, workshop_id: int) -> HttpResponse:
    workshop = _workshop(request, workshop_id)
    made = workshop_export.workshop_json(request.actor, workshop)
    return _file(made, "application/json", workshop_minutes.file_name(workshop, "json"))


@require_GET
def workshop_xlsx(request: ActorRequest, workshop_id: int) -> HttpResponse:
    workshop = _workshop(request, workshop_id)
    made = workshop_export.workshop_xlsx(request.actor, workshop)
    return _file(made, workshop_export.XLSX, workshop_minutes.file_name(workshop, "xlsx"))


@require_POST
def send_workshop(request: ActorRequest, workshop_id: int) -> HttpResponse:
    """One press, one letter each; a double tap or a resend is the same press."""
    workshop = _workshop(request, workshop_id)
    try:
        with transaction.atomic():
            once(request)
            sent = workshop_minutes.send_workshop_minutes(request.actor, workshop.pk)
        messages.success(request, ngettext("Skickat till %d person.", "Skickat till %d personer.", sent) % sent)
    except SentBefore:
        messages.success(request, _("Anteckningarna är redan skickade."))
    return redirect(place(request, "documents:workshop-minutes", workshop_id=workshop_id))


def _workshop(request: ActorRequest, workshop_id: int) -> Workshop:
    rows = Workshop.objects.visible_to(request.actor).select_related("partnership")
    found = get_object_or_404(rows, pk=workshop_id)
    require(request.actor, Action.WORKSHOP_VIEW, found.facts)
    return found


def _file(made: bytes, media_type: str, name: str, *, shown: bool = False) -> HttpResponse:
    headers = {
        "Content-Disposition": f'{"inline" if shown else "attachment"}; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(made, content_type=media_type, headers=headers)
