"""Pages in the room: one agenda point at a time, with what was promised and one field to write in."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, may, require
from malbild.goals import services as goals
from malbild.goals.models import Assignment, HelpRequest, Measure, MeasureAnswer
from malbild.goals.states import Answer
from malbild.kit.clock import SWEDEN
from malbild.kit.errors import Refusal
from malbild.meetings import queries, services
from malbild.meetings.forms import (
    DecisionForm,
    EntryForm,
    MeetingForm,
    NeedHelpForm,
    NewDateForm,
    OthersForm,
    OutcomeForm,
    OwnerForm,
    PutAwayForm,
    WriteForm,
)
from malbild.meetings.models import AgendaPoint, Attendance, CarryOver, Entry, EntryKind, Meeting
from malbild.meetings.views.found import here, meeting_of, number, people
from malbild.meetings.words import day_text, full_day, time_text
from malbild.ui.form_page import SentBefore, form_page, once
from malbild.ui.place import place

ONE_TAP = (Answer.DONE, Answer.ON_TRACK)
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
            return redirect(f"{_room(request, meeting_id, point_id)}#skriv")
        except SentBefore:
            return redirect(_room(request, meeting_id, point_id))
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
    agenda = queries.agenda(request.actor, found)
    section = agenda.section_of(point_id)
    if section is None:
        return redirect(place(request, "meetings:meeting", meeting_id=meeting_id))
    if request.htmx:  # the log asks whether the other note-taker has written something
        return render(
            request, "meetings/log.html", {"meeting": found, "agenda": agenda, "section": section, "may_edit": may_edit}
        )
    context = _room_context(request, agenda, section) | {
        "form": form,
        "may_edit": may_edit,
        "people": them,
        "once": secrets.token_hex(16),
    }
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
        return redirect(_room(request, meeting_id, point_id))
    after = agenda.after(section)
    if after is None:
        return redirect(place(request, "meetings:close", meeting_id=meeting_id))
    return redirect(_room(request, meeting_id, after.point.pk))


@require_POST
def answer(request: ActorRequest, meeting_id: int, measure_id: int) -> HttpResponse:
    said = request.POST.get("answer", "")
    if said not in ONE_TAP:
        raise Refusal(_("Välj ett av svaren. Inget har ändrats."))
    services.answer_at_meeting(request.actor, meeting_id, measure_id, answer=said)
    return redirect(_back(request, meeting_id, f"a{measure_id}"))


@require_http_methods(["GET", "POST"])
def need_help(request: ActorRequest, meeting_id: int, measure_id: int) -> HttpResponse:
    form = NeedHelpForm(request.POST or None)
    return _answer_page(request, meeting_id, measure_id, Answer.NEED_HELP, form, _("Svar: behöver hjälp"))


@require_http_methods(["GET", "POST"])
def new_date(request: ActorRequest, meeting_id: int, measure_id: int) -> HttpResponse:
    form = NewDateForm(request.POST or None)
    return _answer_page(request, meeting_id, measure_id, Answer.NEW_DATE, form, _("Svar: ny tid"))


def _answer_page(
    request: ActorRequest, meeting_id: int, measure_id: int, answer: Answer, form: Form, intro: str
) -> HttpResponse:
    """The two answers that need a word more: what help, or which day."""
    meeting_of(request, meeting_id, Action.MEETING_VIEW)
    measure = get_object_or_404(Measure.objects.visible_to(request.actor).shared(), pk=measure_id)
    require(request.actor, Action.MEASURE_ANSWER, measure.facts)
    return form_page(
        request,
        form,
        measure.title,
        lambda v: services.answer_at_meeting(request.actor, meeting_id, measure_id, answer=answer.value, **v),
        _back(request, meeting_id, f"a{measure_id}"),
        intro,
        submit=_("Spara svaret"),
        said=_("Svaret är sparat."),
        more={"deed": intro},
    )


@require_POST
def undo_answer(request: ActorRequest, meeting_id: int, answer_id: int) -> HttpResponse:
    said = get_object_or_404(MeasureAnswer.objects.visible_to(request.actor), pk=answer_id)
    goals.undo_answer(request.actor, answer_id)
    messages.success(request, _("Svaret är ångrat."))
    return redirect(_back(request, meeting_id, f"a{said.measure_id}"))


@require_http_methods(["GET", "POST"])
def choose_owner(request: ActorRequest, meeting_id: int, measure_id: int) -> HttpResponse:
    """Give an ownerless åtgärd on the agenda its owner and day; it is asked at closing."""
    found = meeting_of(request, meeting_id, Action.MEETING_EDIT)
    measure = get_object_or_404(Measure.objects.visible_to(request.actor).shared(), pk=measure_id)
    after = queries.following(request.actor, found)
    initial = {"owner_id": measure.owner_id, "due": measure.due or (after.day if after else None)}
    return form_page(
        request,
        OwnerForm(request.POST or None, people=people(request), initial=initial),
        measure.title,
        lambda v: _take(request, found, measure, **v),
        _back(request, meeting_id, f"a{measure_id}"),
        _("Frågan går ut när mötet avslutas."),
        submit=_("Spara"),
        more={"deed": _("Välj ägare")},
    )


def _take(request: ActorRequest, found: Meeting, measure: Measure, **values: Any) -> Entry:
    """One line for each åtgärd: choosing again changes the line."""
    standing = Entry.objects.visible_to(request.actor).filter(meeting=found, measure=measure, removed_at=None)
    if (entry := standing.filter(kind=EntryKind.MEASURE).first()) is not None:
        return services.edit_entry(request.actor, entry.pk, text=entry.text, **values)
    point = number(request.GET.get("punkt"))
    return services.write(
        request.actor,
        found.pk,
        kind=EntryKind.MEASURE,
        text=measure.title,
        measure_id=measure.pk,
        point_id=point,
        **values,
    )


@require_http_methods(["GET", "POST"])
def solve_help(request: ActorRequest, meeting_id: int, help_id: int) -> HttpResponse:
    meeting_of(request, meeting_id, Action.MEETING_EDIT)
    asked = get_object_or_404(HelpRequest.objects.visible_to(request.actor).select_related("measure"), pk=help_id)
    return form_page(
        request,
        OutcomeForm(request.POST or None),
        asked.measure.title,
        lambda v: services.solve_help(request.actor, meeting_id, help_id, **v),
        _back(request, meeting_id, f"h{help_id}"),
        asked.text,
        submit=_("Spara"),
        more={"deed": _("Så löste det sig")},
    )


@require_http_methods(["GET", "POST"])
def decide_measure(request: ActorRequest, meeting_id: int, measure_id: int) -> HttpResponse:
    found = get_object_or_404(Measure.objects.visible_to(request.actor).shared(), pk=measure_id)
    return _decide(request, meeting_id, found.title, measure_id=measure_id)


@require_http_methods(["GET", "POST"])
def decide_work(request: ActorRequest, meeting_id: int, assignment_id: int) -> HttpResponse:
    found = get_object_or_404(Assignment.objects.visible_to(request.actor).shared(), pk=assignment_id)
    return _decide(request, meeting_id, found.title, assignment_id=assignment_id)


def _decide(
    request: ActorRequest,
    meeting_id: int,
    title: str,
    *,
    measure_id: int | None = None,
    assignment_id: int | None = None,
) -> HttpResponse:
    """The decision that an åtgärd or an uppdrag waited for."""
    found = meeting_of(request, meeting_id, Action.MEETING_EDIT)
    point = number(request.GET.get("punkt"))
    return form_page(
        request,
        DecisionForm(request.POST or None, initial={"body": found.group or _("Gruppen")}),
        title,
        lambda v: services.write(
            request.actor,
            meeting_id,
            kind=EntryKind.DECISION,
            point_id=point,
            measure_id=measure_id,
            assignment_id=assignment_id,
            **v,
        ),
        _back(request, meeting_id),
        submit=_("Spara beslutet"),
        said=_("Beslutet är sparat."),
        more={"deed": _("Beslut")},
    )


@require_POST
def carried(request: ActorRequest, meeting_id: int, item_id: int) -> HttpResponse:
    """A thing from an earlier meeting: discussed now, or not after all."""
    deed = request.POST.get("deed", "")
    if deed not in ("discussed", "keep"):
        raise Refusal(_("Välj en av knapparna. Inget har ändrats."))
    services.discuss_carried(request.actor, item_id, meeting_id, on=deed == "discussed")
    return redirect(_back(request, meeting_id, f"k{item_id}"))


@require_http_methods(["GET", "POST"])
def put_away(request: ActorRequest, meeting_id: int, item_id: int) -> HttpResponse:
    found = meeting_of(request, meeting_id, Action.MEETING_EDIT)
    item = get_object_or_404(CarryOver.objects.visible_to(request.actor), pk=item_id)
    return form_page(
        request,
        PutAwayForm(request.POST or None),
        _("Lägg undan: %(what)s") % {"what": item.text},
        lambda v: services.put_away(request.actor, item_id, meeting_id=found.pk, **v),
        _back(request, meeting_id, f"k{item_id}"),
        _("Den kommer inte tillbaka på dagordningen. Raden står kvar i anteckningarna."),
        submit=_("Lägg undan"),
    )


@require_http_methods(["GET", "POST"])
def edit_entry(request: ActorRequest, entry_id: int) -> HttpResponse:
    entry = _entry(request, entry_id)
    works = [(a.pk, a.title) for a in Assignment.objects.visible_to(request.actor).shared()]
    form = EntryForm(
        request.POST or None, kind=entry.kind, people=people(request), works=works, initial=_written(entry)
    )
    return form_page(
        request,
        form,
        _("Ändra: %(kind)s") % {"kind": entry.get_kind_display().lower()},
        lambda v: services.edit_entry(request.actor, entry_id, **v),
        _back(request, entry.meeting_id),
        current=lambda: {k: v for k, v in _written(_entry(request, entry_id)).items() if k in form.fields},
        submit=_("Spara ändringen"),
    )


def _written(entry: Entry) -> dict[str, Any]:
    names = ("text", "owner_id", "due", "assignment_id", "body")
    return {name: getattr(entry, name) for name in names}


@require_POST
def remove_entry(request: ActorRequest, entry_id: int) -> HttpResponse:
    """Undo a captured line, or take the undo back."""
    entry = _entry(request, entry_id)
    back = request.POST.get("deed") == "back"
    services.remove_entry(request.actor, entry_id, back=back)
    messages.success(request, _("Raden är tillbaka.") if back else _("Raden är borttagen."))
    return redirect(_back(request, entry.meeting_id, "log"))


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
    )
    messages.success(request, _("Närvaron är sparad."))
    return redirect(_back(request, meeting_id))


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
        _back(request, meeting_id),
        submit=_("Boka mötet"),
        said=_("Nästa möte är bokat."),
    )


def _entry(request: ActorRequest, entry_id: int) -> Entry:
    entry = get_object_or_404(Entry.objects.visible_to(request.actor), pk=entry_id)
    require(request.actor, Action.MEETING_EDIT, entry.facts)
    return entry


def _room(request: ActorRequest, meeting_id: int, point_id: int) -> str:
    return place(request, "meetings:room", meeting_id=meeting_id, point_id=point_id)


def _back(request: ActorRequest, meeting_id: int, mark: str = "") -> str:
    """Back to the point the person came from, or to the closing page."""
    if request.GET.get("till") == "avsluta":
        return place(request, "meetings:close", meeting_id=meeting_id)
    point = number(request.GET.get("punkt") or request.POST.get("punkt"))
    if point is None:
        return place(request, "meetings:meeting", meeting_id=meeting_id)
    return _room(request, meeting_id, point) + (f"#{mark}" if mark else "")
