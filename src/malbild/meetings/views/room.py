"""Pages in the room: one agenda point at a time, with what was promised and one field to write in."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, may, require
from malbild.kit.clock import SWEDEN
from malbild.kit.errors import Refusal
from malbild.meetings import queries, services
from malbild.meetings.forms import (
    MeetingForm,
    OthersForm,
    WriteForm,
)
from malbild.meetings.models import AgendaPoint, Attendance, EntryKind, Meeting
from malbild.meetings.quarters import turning_near
from malbild.meetings.states import PointKind
from malbild.meetings.views.found import back_to, here, meeting_of, number, people, room_address
from malbild.meetings.words import day_text, full_day, time_text
from malbild.ui.form_page import SentBefore, form_page, once
from malbild.ui.place import place

USUAL_PAUSE = dt.timedelta(days=35)


@require_http_methods(["GET", "POST"])
def room(request: ActorRequest, meeting_id: int, point_id: int) -> HttpResponse:
    """One point of the meeting that goes on; POST writes under it."""
    found = meeting_of(request, meeting_id, Action.MEETING_VIEW)
    may_edit = may(request.actor, Action.MEETING_EDIT, found.facts)
    if request.method == "POST":
        require(request.actor, Action.MEETING_EDIT, found.facts)
    elif not found.is_open:
        return redirect(place(request, "meetings:meeting", meeting_id=meeting_id))
    them = people(request) if may_edit else []
    form = WriteForm(request.POST or None, people=them, initial={"body": found.group or _("Gruppen")})
    if form.is_valid():
        try:
            with transaction.atomic():
                once(request)
                _write(request, found, point_id, form.cleaned_data)
            return redirect(f"{room_address(request, meeting_id, point_id)}#skriv")
        except SentBefore:
            return redirect(room_address(request, meeting_id, point_id))
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
    agenda = queries.agenda(request.actor, found)
    section = agenda.section_of(point_id)
    if section is None:
        return redirect(place(request, "meetings:meeting", meeting_id=meeting_id))
    shown = {
        "meeting": found,
        "agenda": agenda,
        "section": section,
        "may_edit": may_edit,
        "inside": {s.point.pk for s in agenda.sections if s.point.is_internal},
    }
    if request.htmx:  # the log asks what the other note-taker has written
        return render(request, "meetings/log.html", shown)
    context = (
        _room_context(request, agenda, section)
        | shown
        | {
            "form": form,
            "bodies": queries.deciding_bodies(request.actor, found) if may_edit else [],
            "people": them,
            "once": secrets.token_hex(16),
        }
    )
    if section.point.kind == PointKind.QUARTER:
        context["page"] = queries.quarter_page(request.actor, turning_near(found.day))
        context["mark"] = str(section.point.pk)
    return render(request, "meetings/room.html", context, status=422 if form.errors else 200)


def _write(request: ActorRequest, found: Meeting, point_id: int, values: dict[str, Any]) -> None:
    """What is written under "djupdykning" belongs to the uppdrag that is discussed."""
    point = get_object_or_404(AgendaPoint.objects.visible_to(request.actor), pk=point_id, meeting=found)
    work = point.assignment_id if values["kind"] == EntryKind.MEASURE else None
    entry = services.write(request.actor, found.pk, point_id=point_id, assignment_id=work, **values)
    said = {
        EntryKind.DECISION: _("Beslutet är sparat."),
        EntryKind.MEASURE: _("Åtgärden är sparad som utkast. Den saknar ägare eller dag."),
        EntryKind.NOTE: _("Anteckningen är sparad."),
    }[EntryKind(entry.kind)]
    if entry.kind == EntryKind.MEASURE and not entry.is_draft:
        said = _("Åtgärden är sparad. Frågan går ut när mötet avslutas.")
    messages.success(request, said)


def _room_context(request: ActorRequest, agenda: queries.Agenda, section: queries.Section) -> dict[str, Any]:
    found = agenda.meeting
    moments = [e.changed_at for e in agenda.entries] + [x.said.at for s in agenda.sections for x in s.lines if x.said]
    present = Attendance.objects.visible_to(request.actor).filter(meeting=found).values_list("membership_id", flat=True)
    after = queries.following(request.actor, found)
    return {
        "meeting": found,
        "agenda": agenda,
        "section": section,
        "next_section": agenda.after(section),
        "present": list(present),
        "expected": [] if present or found.others else queries.expected(request.actor, found),
        "after": after,
        "after_day": day_text(after.day, on=found.day) if after else "",
        "saved_at": time_text(max(moments)) if moments else "",
        "drafts": len(agenda.drafts),
        "may_answer": [
            x.measure.pk
            for x in section.promises
            if x.measure and may(request.actor, Action.MEASURE_ANSWER, x.measure.facts)
        ],
        "suggested": _suggestion(agenda),
    }


def _suggestion(agenda: queries.Agenda) -> dict[str, str]:
    """The usual time between two meetings, on the same weekday and hour."""
    here_day = agenda.meeting.day
    pause = here_day - agenda.previous.day if agenda.previous else USUAL_PAUSE
    weeks = max(1, round(pause.days / 7))
    day = here_day + dt.timedelta(weeks=weeks)
    return {"day": full_day(day).partition(" ")[2], "time": time_text(agenda.meeting.starts_at)}


@require_POST
def handle(request: ActorRequest, meeting_id: int, point_id: int) -> HttpResponse:
    """Tick the point off and go to the next, or (deed=again) take it up again."""
    services.handle_point(request.actor, point_id, on=request.POST.get("deed") != "again")
    found = meeting_of(request, meeting_id, Action.MEETING_EDIT)
    agenda = queries.agenda(request.actor, found)
    section = agenda.section_of(point_id)
    if request.POST.get("deed") == "again" or section is None:
        return redirect(room_address(request, meeting_id, point_id))
    after = agenda.after(section)
    if after is None:
        return redirect(place(request, "meetings:close", meeting_id=meeting_id))
    return redirect(room_address(request, meeting_id, after.point.pk))


@require_POST
def attendance(request: ActorRequest, meeting_id: int) -> HttpResponse:
    """Only what changed on this page is sent on: two may tick at once."""
    meeting_of(request, meeting_id, Action.MEETING_EDIT)
    form = OthersForm(request.POST)
    if not form.is_valid():
        raise Refusal(" ".join(str(e) for errors in form.errors.values() for e in errors))
    ticked = {n for text in request.POST.getlist("here") if (n := number(text))}
    before = {n for text in request.POST.getlist("before") if (n := number(text))}
    others = form.cleaned_data["others"]
    services.set_attendance(
        request.actor,
        meeting_id,
        came=ticked - before,
        left=before - ticked,
        others=others if others != request.POST.get("others_before", "") else None,
        others_before=request.POST.get("others_before"),
    )
    messages.success(request, _("Närvaron är sparad."))
    return redirect(back_to(request, meeting_id))


@require_http_methods(["GET", "POST"])
def book_next(request: ActorRequest, meeting_id: int) -> HttpResponse:
    """Book the next meeting while everyone is in the room."""
    found = meeting_of(request, meeting_id, Action.MEETING_EDIT)
    require(request.actor, Action.MEETING_EDIT, here(request))
    suggestion = _suggestion(queries.agenda(request.actor, found))
    form = MeetingForm(request.POST or None, initial={"place": found.place, "group": found.group, **suggestion})
    return form_page(
        request,
        form,
        _("Boka nästa möte"),
        lambda v: services.plan_meeting(
            request.actor,
            request.partnership.pk,
            starts_at=v["starts_at"].astimezone(SWEDEN),
            place=v["place"],
            group=v["group"],
        ),
        back_to(request, meeting_id),
        submit=_("Boka mötet"),
        said=_("Nästa möte är bokat."),
    )
