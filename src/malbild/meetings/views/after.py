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
from malbild.meetings.services.approving import UNDO
from malbild.meetings.views.found import meeting_of, numbers, people
from malbild.meetings.words import day_text, full_day, when_text
from malbild.ui.form_page import form_page
from malbild.ui.place import place


@require_http_methods(["GET", "POST"])
def close(request: ActorRequest, meeting_id: int) -> HttpResponse:
    """Check, then close: what lacks owner or day, what goes to next time, who is asked."""
    found = meeting_of(request, meeting_id, Action.MINUTES_CLOSE)
    if request.method == "POST":
        send = bool(request.POST.get("send"))
        approvers = numbers(request.POST.getlist("approvers"))
        services.close_meeting(request.actor, meeting_id, send=send, approvers=approvers)
        said = _("Mötet är avslutat. Anteckningarna skickas till alla i samverkan.")
        messages.success(request, said if send else _("Mötet är avslutat. Anteckningarna är inte skickade."))
        return redirect(place(request, "meetings:meeting", meeting_id=meeting_id))
    if not found.is_open:
        return redirect(place(request, "meetings:meeting", meeting_id=meeting_id))
    agenda = queries.agenda(request.actor, found)
    after = queries.following(request.actor, found)
    here = set(
        Attendance.objects.visible_to(request.actor).filter(meeting=found).values_list("membership_id", flat=True)
    )
    context = {
        "meeting": found,
        "agenda": agenda,
        "asked": [e for e in agenda.entries if e.kind == EntryKind.MEASURE and not e.is_draft],
        "left": queries.next_time(agenda),
        "unreached": queries.unreached(agenda),
        "present": len(here),
        "after": when_text(after.starts_at) if after else "",
        "after_day": day_text(after.day, on=found.day) if after else "",
        # Those who were there first: they can say whether it is right.
        "people": sorted(people(request), key=lambda row: row[0] not in here),
        "chosen": services.earlier_approvers(found),
    }
    return render(request, "meetings/close.html", context)


@require_GET
def preview(request: ActorRequest, meeting_id: int) -> HttpResponse:
    """The minutes as they would be if the meeting closed now: the whole, or (?delas) as they are shared."""
    found = meeting_of(request, meeting_id, Action.MEETING_VIEW)
    if not found.is_open:
        return redirect(place(request, "meetings:meeting", meeting_id=meeting_id))
    is_shared = "delas" in request.GET
    agenda = queries.agenda(request.actor, found)
    context = {
        "meeting": found,
        "minutes": queries.minutes_data(request.actor, agenda, whole=not is_shared),
        "is_shared": is_shared,
        "has_inside": is_shared or queries.has_inside(agenda),
    }
    return render(request, "meetings/preview.html", context)


def minutes_page(request: ActorRequest, found: Meeting) -> HttpResponse:
    """The frozen minutes of a closed meeting, with their corrections and approvals: the whole, or (?delas) what is
    shared."""
    record = queries.record(request.actor, found, whole="delas" not in request.GET)
    until = found.closed_at + UNDO if found.closed_at else None
    may_close = may(request.actor, Action.MINUTES_CLOSE, found.facts)
    me = request.actor.membership_in(found.partnership_id)
    mine = next((a for a in record.waits_for if a.membership_id == me), None) if record else None
    context = {
        "meeting": found,
        "record": record,
        "frozen": record.minutes if record else None,
        "minutes": record.data if record else {},
        "corrections": record.corrections if record else [],
        "closed_on": full_day(found.closed_at.astimezone(SWEDEN).date()) if found.closed_at else "",
        "approved_on": full_day(record.approved_on.astimezone(SWEDEN).date()) if record and record.approved_on else "",
        "asks_me": mine if mine is not None and may(request.actor, Action.MINUTES_APPROVE, mine.facts) else None,
        "seal": queries.seal(record.minutes) if record and (mine or (record.approved_on and may_close)) else "",
        "may_close": may_close,
        "may_change": may_close and services.may_change_minutes(found),
        "may_correct": may_close and record is not None and services.may_correct(found, record.approvals),
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
        _("Anteckningarna står kvar som de var. Rättelsen visas bredvid med sin dag. De som justerar tillfrågas igen."),
        submit=_("Spara rättelsen"),
    )
