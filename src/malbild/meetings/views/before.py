"""Pages before the meeting: the list, planning, the agenda."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, Reach, may, require
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.meetings import queries, services
from malbild.meetings.forms import CancelForm, EditMeetingForm, MeetingForm, MinutesForm, PointForm
from malbild.meetings.models import AgendaPoint, Meeting, Reply
from malbild.meetings.quarters import turning_near
from malbild.meetings.queries.series import Move
from malbild.meetings.states import MeetingState
from malbild.meetings.views.after import minutes_page
from malbild.meetings.views.found import here, meeting_of, number, room_address
from malbild.meetings.words import day_text, time_text
from malbild.ui.form_page import form_page
from malbild.ui.place import place


@require_GET
def meetings(request: ActorRequest) -> HttpResponse:
    require(request.actor, Action.MEETING_VIEW, here(request, Reach.DECIDED))
    found = queries.meetings_of(request.actor)
    context = {
        "next": found.coming[0] if found.coming else None,
        "coming": found.coming[1:],
        "held": found.held,
        "cancelled": found.cancelled,
        "asked": queries.asked_to_approve(request.actor),
        "may_edit": may(request.actor, Action.MEETING_EDIT, here(request)),
        "decided_only": not may(request.actor, Action.MEETING_VIEW, here(request)),
    }
    return render(request, "meetings/meetings.html", context)


@require_http_methods(["GET", "POST"])
def plan(request: ActorRequest) -> HttpResponse:
    require(request.actor, Action.MEETING_EDIT, here(request))
    return form_page(
        request,
        MeetingForm(request.POST or None, initial={"minutes": Meeting.USUAL_MINUTES}),
        _("Planera ett möte"),
        lambda v: services.plan_meeting(request.actor, request.partnership.pk, **_when(v)),
        lambda made: place(request, "meetings:meeting", meeting_id=made.pk),
        _("Dagordningen föreslår sig själv av det som väntar. Du kan ändra den sedan."),
        back=place(request, "meetings:list"),
        submit=_("Planera mötet"),
        said=_("Mötet är planerat. Här är förslaget till dagordning."),
    )


@require_http_methods(["GET", "POST"])
def edit(request: ActorRequest, meeting_id: int) -> HttpResponse:
    """One meeting, or with it those after it in its series: then the days are shown before anything is saved."""
    found = meeting_of(request, meeting_id, Action.MEETING_EDIT)
    after = len(queries.later(request.actor, found))
    form = EditMeetingForm(request.POST or None, initial=_written(found), after=after)
    moves: list[Move] = []
    if form.is_valid() and form.cleaned_data.get("rest"):
        moves = queries.moves(request.actor, found, form.cleaned_data["starts_at"])
        if request.POST.get("shown") != _as_shown(moves):
            form = EditMeetingForm(initial=request.POST.dict(), after=after)
    return form_page(
        request,
        form,
        _("Ändra tid, plats eller grupp"),
        lambda v: (services.edit_rest if v.get("rest") else services.edit_meeting)(
            request.actor, meeting_id, **_when(v)
        ),
        place(request, "meetings:meeting", meeting_id=meeting_id),
        current=lambda: _written(Meeting.objects.visible_to(request.actor).get(pk=meeting_id)),
        submit=_("Spara ändringen"),
        said=_("Ändringen är sparad."),
        template="meetings/edit.html",
        more={"moves": moves, "shown": _as_shown(moves)},
    )


def _as_shown(moves: list[Move]) -> str:
    """What the page showed: what was changed after that is shown again before anything is saved."""
    return " ".join(f"{move.meeting.pk}:{move.starts_at.isoformat()}" for move in moves)


@require_GET
def meeting(request: ActorRequest, meeting_id: int) -> HttpResponse:
    """The meeting where it is in its life: the agenda, the room, or the minutes."""
    found = meeting_of(request, meeting_id, Action.MEETING_VIEW)
    if found.is_closed:
        return minutes_page(request, found)
    agenda = queries.agenda(request.actor, found)
    if found.is_open and agenda.sections:
        return redirect(place(request, "meetings:room", meeting_id=meeting_id, point_id=agenda.sections[0].point.pk))
    context = {
        "meeting": found,
        "agenda": agenda,
        "turnout": queries.turnout(request.actor, found) if found.state == MeetingState.CALLED else None,
        "replies": Reply.choices,
        "turn": turning_near(found.day),
        "may_edit": may(request.actor, Action.MEETING_EDIT, found.facts) and found.is_coming,
        "is_today": found.day <= clock.today(),
    }
    return render(request, "meetings/prepare.html", context)


@require_http_methods(["GET", "POST"])
def add_point(request: ActorRequest, meeting_id: int) -> HttpResponse:
    found = meeting_of(request, meeting_id, Action.MEETING_EDIT)
    return form_page(
        request,
        PointForm(request.POST or None),
        _("Lägg till en punkt"),
        lambda v: services.add_point(request.actor, found.pk, **v),
        place(request, "meetings:meeting", meeting_id=meeting_id),
        _("Hinner ni inte dit följer punkten med till nästa möte."),
        submit=_("Lägg till punkten"),
    )


@require_POST
def change_point(request: ActorRequest, point_id: int) -> HttpResponse:
    """One button on a point: up, down, away, back, its minutes, or what to take in depth."""
    point = get_object_or_404(AgendaPoint.objects.visible_to(request.actor).select_related("meeting"), pk=point_id)
    require(request.actor, Action.MEETING_EDIT, point.facts)
    deed = request.POST.get("deed", "")
    if deed in ("up", "down"):
        services.move_point(request.actor, point_id, up=deed == "up", past=number(request.POST.get("past")))
    elif deed in ("away", "back"):
        services.take_away(request.actor, point_id, back=deed == "back")
        messages.success(request, _("Punkten är borttagen.") if deed == "away" else _("Punkten är tillbaka."))
    elif deed in ("inside", "shared"):
        services.keep_inside(request.actor, point_id, on=deed == "inside")
        said = _("Punkten är bara för oss. Den kommer inte med i det som delas.")
        messages.success(request, said if deed == "inside" else _("Punkten delas som de andra."))
        if point.meeting.is_open:
            return redirect(room_address(request, point.meeting_id, point_id))
    elif deed == "minutes":
        form = MinutesForm(request.POST)
        if not form.is_valid():
            raise Refusal(_("Skriv minuterna med siffror, till exempel 15. Inget har ändrats."))
        services.set_minutes(request.actor, point_id, minutes=form.cleaned_data["minutes"])
    elif deed == "depth" and (work := number(request.POST.get("assignment"))):
        services.choose_depth(request.actor, point_id, assignment_id=work)
    else:
        raise Refusal(_("Välj en av knapparna vid punkten. Inget har ändrats."))
    return redirect(f"{place(request, 'meetings:meeting', meeting_id=point.meeting_id)}#punkt-{point_id}")


@require_POST
def call(request: ActorRequest, meeting_id: int) -> HttpResponse:
    services.call_meeting(request.actor, meeting_id)
    messages.success(request, _("Kallelsen är skickad till alla vid bordet, med dagordning och kalenderbokning."))
    return redirect(place(request, "meetings:meeting", meeting_id=meeting_id))


@require_POST
def answer(request: ActorRequest, meeting_id: int) -> HttpResponse:
    """Whether the person comes, by one tap."""
    row = services.answer_invitation(request.actor, meeting_id, answer=request.POST.get("answer", ""))
    said = {
        Reply.YES: _("Du kommer. Gruppen ser det."),
        Reply.NO: _("Du kan inte komma. Gruppen ser det."),
        Reply.MAYBE: _("Du kommer kanske. Gruppen ser det."),
    }
    messages.success(request, said[Reply(row.answer)])
    return redirect(f"{place(request, 'meetings:meeting', meeting_id=meeting_id)}#kommer")


@require_http_methods(["GET", "POST"])
def cancel(request: ActorRequest, meeting_id: int) -> HttpResponse:
    """Asked on a page of its own: those who were called are told at once, and that cannot be taken back."""
    found = meeting_of(request, meeting_id, Action.MEETING_EDIT)
    after = queries.later(request.actor, found)
    return form_page(
        request,
        CancelForm(request.POST if request.method == "POST" else None, after=len(after)),
        _("Ställa in mötet %(day)s?") % {"day": day_text(found.day)},
        lambda v: (services.cancel_rest if v.get("rest") else services.cancel_meeting)(request.actor, meeting_id),
        place(request, "meetings:list"),
        _("Det som skulle tas upp följer med till nästa möte."),
        submit=_("Ställ in mötet"),
        said=_("Inställt. Det som inte hann tas upp följer med till nästa möte."),
        back=place(request, "meetings:meeting", meeting_id=meeting_id),
        template="meetings/cancel.html",
        more={"meeting": found, "after": after},
    )


@require_POST
def start(request: ActorRequest, meeting_id: int) -> HttpResponse:
    services.open_meeting(request.actor, meeting_id)
    return redirect(place(request, "meetings:meeting", meeting_id=meeting_id))


def _when(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "starts_at": values["starts_at"],
        "place": values["place"],
        "group": values["group"],
        "minutes": values["minutes"],
    }


def _written(found: Meeting) -> dict[str, Any]:
    return {
        "day": found.day.isoformat(),
        "time": time_text(found.starts_at),
        "place": found.place,
        "group": found.group,
        "minutes": found.length,
    }
