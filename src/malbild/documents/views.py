"""Pages of documents."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, require
from malbild.documents import services
from malbild.kit.errors import Refusal
from malbild.meetings import queries
from malbild.meetings.models import Meeting
from malbild.ui.place import place


@require_GET
def minutes_pdf(request: ActorRequest, meeting_id: int) -> HttpResponse:
    """The minutes of a closed meeting, for whoever may read them."""
    rows = Meeting.objects.visible_to(request.actor).select_related("partnership")
    meeting = get_object_or_404(rows, pk=meeting_id)
    require(request.actor, Action.MEETING_VIEW, meeting.facts)
    minutes = queries.current_minutes(request.actor, meeting)
    if minutes is None:
        raise Refusal(_("Mötet är inte avslutat än. Anteckningarna blir en PDF när det är det."))
    pdf = services.minutes_pdf(minutes, queries.corrections(request.actor, minutes))
    headers = {
        "Content-Disposition": f'inline; filename="{services.file_name(minutes)}"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(pdf, content_type=services.PDF, headers=headers)


@require_POST
def send_minutes(request: ActorRequest, meeting_id: int) -> HttpResponse:
    sent = services.send_minutes(request.actor, meeting_id)
    said = ngettext("Skickat till %d person.", "Skickat till %d personer.", sent) % sent
    messages.success(request, said if sent else _("Anteckningarna är redan skickade."))
    return redirect(place(request, "meetings:meeting", meeting_id=meeting_id))
