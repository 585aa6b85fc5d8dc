"""Pages after the meeting: check and close, the minutes, corrections."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, may, require
from malbild.kit.clock import SWEDEN
from malbild.meetings import queries, services
from malbild.meetings.forms import CorrectionForm
from malbild.meetings.models import Attendance, EntryKind, Meeting
from malbild.meetings.services.closing import UNDO
from malbild.meetings.views.found import meeting_of, people
from malbild.meetings.words import day_text, full_day, when_text
from malbild.ui.form_page import form_page
from malbild.ui.place import place


@require_http_methods(["GET", "POST"])
def close(request: ActorRequest, meeting_id: int) -> HttpResponse:
    """Check, then close: what lacks owner or day, what goes to next time, who is asked."""
    found = meeting_of(request, meeting_id, Action.MINUTES_CLOSE)
    if request.method == "POST":
        send = bool(request.POST.get("send"))
        services.close_meeting(request.actor, meeting_id, send=send)
        said = _("Mötet är avslutat. Anteckningarna skickas till alla i samverkan.")
        messages.success(request, said if send else _("Mötet är avslutat. Anteckningarna är inte skickade."))
        return redirect(place(request, "meetings:meeting", meeting_id=meeting_id))
    if not found.is_open:
        return redirect(place(request, "meetings:meeting", meeting_id=meeting_id))
    agenda = queries.agenda(request.actor, found)
    after = queries.following(request.actor, found)
    context = {
        "meeting": found,
        "agenda": agenda,
        "asked": [e for e in agenda.entries if e.kind == EntryKind.MEASURE and not e.is_draft],
        "left": queries.next_time(agenda),
        "unreached": queries.unreached(agenda),
        "present": Attendance.objects.visible_to(request.actor).filter(meeting=found).count(),
        "after": when_text(after.starts_at) if after else "",
        "after_day": day_text(after.day, on=found.day) if after else "",
        "people": people(request),
    }
    return render(request, "meetings/close.html", context)


@require_GET
def preview(request: ActorRequest, meeting_id: int) -> HttpResponse:
    """The minutes as they would be if the meeting closed now."""
    found = meeting_of(request, meeting_id, Action.MEETING_VIEW)
    if not found.is_open:
        return redirect(place(request, "meetings:meeting", meeting_id=meeting_id))
    data = queries.minutes_data(request.actor, queries.agenda(request.actor, found))
    return render(request, "meetings/preview.html", {"meeting": found, "minutes": data})


def minutes_page(request: ActorRequest, found: Meeting) -> HttpResponse:
    """The frozen minutes of a closed meeting, with their corrections."""
    minutes = queries.current_minutes(request.actor, found)
    until = found.closed_at + UNDO if found.closed_at else None
    may_close = may(request.actor, Action.MINUTES_CLOSE, found.facts)
    context = {
        "meeting": found,
        "frozen": minutes,
        "minutes": minutes.snapshot if minutes else {},
        "corrections": queries.corrections(request.actor, minutes) if minutes else [],
        "closed_on": full_day(found.closed_at.astimezone(SWEDEN).date()) if found.closed_at else "",
        "may_close": may_close,
        "may_change": may_close and services.may_change_minutes(found),
        "until": full_day(until.astimezone(SWEDEN).date()) if until else "",
    }
    return render(request, "meetings/minutes.html", context)


@require_POST
def reopen(request: ActorRequest, meeting_id: int) -> HttpResponse:
    services.reopen_meeting(request.actor, meeting_id)
    messages.success(request, _("Mötet är öppet igen. De som har blivit tillfrågade är det fortfarande."))
    return redirect(place(request, "meetings:meeting", meeting_id=meeting_id))


@require_http_methods(["GET", "POST"])
def correct(request: ActorRequest, meeting_id: int) -> HttpResponse:
    found = meeting_of(request, meeting_id, Action.MINUTES_CLOSE)
    require(request.actor, Action.MINUTES_CLOSE, found.facts)
    return form_page(
        request,
        CorrectionForm(request.POST or None),
        _("Skriv en rättelse"),
        lambda v: services.correct_minutes(request.actor, meeting_id, **v),
        place(request, "meetings:meeting", meeting_id=meeting_id),
        _("Anteckningarna står kvar som de var. Rättelsen visas bredvid med sin dag."),
        submit=_("Spara rättelsen"),
    )
