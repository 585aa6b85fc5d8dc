"""Pages of the follow-up: the målbild, who has confirmed it, and the notes."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from malbild.access.actor import Area
from malbild.access.http import ActorRequest
from malbild.access.models import Walled
from malbild.access.policy import Action, Facts, Reach, may, require, table_facts
from malbild.followup import queries, services
from malbild.followup.forms import ConfirmForm, NoteForm
from malbild.goals.models import Assignment, LineWork, OverarchingGoal, SharedVision, SubGoal
from malbild.goals.services import confirm
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.ui.form_page import form_page
from malbild.ui.place import place


@require_GET
def vision(request: ActorRequest) -> HttpResponse:
    require(request.actor, Action.VISION_VIEW, _here(request, Reach.DECIDED))
    page = queries.vision_page(request.actor, request.partnership.pk, on=clock.today())
    context = {
        "page": page,
        "may_write": may(request.actor, Action.VISION_EDIT, _here(request)),
        "may_confirm": _may_confirm(request),
        "may_read_answers": may(request.actor, Action.VISION_VIEW, _here(request)),
        "mine": _my_answer(request, page.parties),
    }
    return render(request, "followup/vision.html", context)


@require_GET
def confirmations(request: ActorRequest) -> HttpResponse:
    require(request.actor, Action.VISION_VIEW, _here(request))
    context = {
        "groups": queries.things_to_confirm(request.actor, request.partnership.pk, party_id=_my_party(request)),
        "may_confirm": _may_confirm(request),
    }
    return render(request, "followup/confirmations.html", context)


@require_http_methods(["GET", "POST"])
def confirm_vision(request: ActorRequest) -> HttpResponse:
    row = get_object_or_404(SharedVision.objects.visible_to(request.actor), is_current=True)
    return _confirm(request, row, _("Målbilden"), row.sentence, "vision_id")


@require_http_methods(["GET", "POST"])
def confirm_goal(request: ActorRequest, goal_id: int) -> HttpResponse:
    row = get_object_or_404(OverarchingGoal.objects.visible_to(request.actor), pk=goal_id)
    return _confirm(request, row, _("Mål %(n)s") % {"n": row.number}, row.title, "goal_id", row.effect)


@require_http_methods(["GET", "POST"])
def confirm_sub_goal(request: ActorRequest, sub_goal_id: int) -> HttpResponse:
    rows = SubGoal.objects.visible_to(request.actor).select_related("assignment")
    row = get_object_or_404(rows, pk=sub_goal_id)
    return _confirm(
        request, row, _("Delmål i %(work)s") % {"work": row.assignment.title}, row.title, "sub_goal_id", row.measurable
    )


def _confirm(request: ActorRequest, row: Any, kind: str, text: str, key: str, more: str = "") -> HttpResponse:
    """One form for all three; what is confirmed is the version the person had in front of them."""
    require(request.actor, Action.PARTY_CONFIRM, row.facts)

    def deed(values: dict[str, Any]) -> object:
        if values.pop("version") != row.version:
            raise Refusal(_("Texten har ändrats sedan du öppnade sidan. Läs den nya versionen och svara på den."))
        return confirm(request.actor, **{key: row.pk}, **values)

    data = request.POST.copy() if request.method == "POST" else None
    response = form_page(
        request,
        ConfirmForm(data, initial={"version": row.version}),
        _("Bekräfta eller invänd"),
        deed,
        place(request, "followup:confirmations"),
        said=_("Svaret är sparat. Alla parter ser det."),
        submit=_("Skicka svaret"),
        template="followup/confirm.html",
        more={"row": row, "kind": kind, "text": text, "more_text": more, "party": _party_name(request)},
    )
    return response


def _may_confirm(request: ActorRequest) -> bool:
    return may(request.actor, Action.PARTY_CONFIRM, _here(request))


def _my_party(request: ActorRequest) -> int | None:
    seat = request.actor.seat_in(request.partnership.pk)
    return seat.party_id if seat else None


def _my_answer(request: ActorRequest, parties: list[queries.PartySaid]) -> queries.PartySaid | None:
    return next((p for p in parties if p.party_id == _my_party(request)), None)


def _party_name(request: ActorRequest) -> str:
    party = request.partnership.parties.select_related("organisation").filter(pk=_my_party(request)).first()
    return str(party) if party else ""


@require_GET
def assignment_notes(request: ActorRequest, assignment_id: int) -> HttpResponse:
    row = get_object_or_404(Assignment.objects.visible_to(request.actor), pk=assignment_id)
    sub_goals = list(SubGoal.objects.visible_to(request.actor).filter(assignment=row))
    notes = queries.notes_of_assignment(request.actor, row.pk)
    return _notes(request, row, row.title, _("Uppdrag"), "followup:note-assignment", "assignment_id", notes, sub_goals)


@require_GET
def goal_notes(request: ActorRequest, goal_id: int) -> HttpResponse:
    row = get_object_or_404(OverarchingGoal.objects.visible_to(request.actor), pk=goal_id)
    notes = queries.notes_of(request.actor, "goal", row.pk)
    kind = _("Mål %(n)s") % {"n": row.number}
    return _notes(request, row, row.title, kind, "followup:note-goal", "goal_id", notes)


@require_GET
def line_notes(request: ActorRequest, line_work_id: int) -> HttpResponse:
    row = get_object_or_404(LineWork.objects.visible_to(request.actor), pk=line_work_id)
    notes = queries.notes_of(request.actor, "line_work", row.pk)
    return _notes(request, row, row.title, _("Följs i vardagen"), "followup:note-line-work", "line_work_id", notes)


def _notes(
    request: ActorRequest, row: Walled, title: str, kind: str, route: str, key: str, notes: Any, sub_goals: Any = ()
) -> HttpResponse:
    context = {
        "title": title,
        "kind": kind,
        "notes": notes,
        "sub_goals": sub_goals,
        "write": place(request, route, **{key: row.pk}) if may(request.actor, Action.NOTE_WRITE, row.facts) else "",
    }
    return render(request, "followup/notes.html", context)


@require_http_methods(["GET", "POST"])
def note_assignment(request: ActorRequest, assignment_id: int) -> HttpResponse:
    back = place(request, "followup:assignment-notes", assignment_id=assignment_id)
    return _write_note(request, "assignment", assignment_id, back)


@require_http_methods(["GET", "POST"])
def note_sub_goal(request: ActorRequest, sub_goal_id: int) -> HttpResponse:
    row = get_object_or_404(SubGoal.objects.visible_to(request.actor), pk=sub_goal_id)
    back = place(request, "followup:assignment-notes", assignment_id=row.assignment_id)
    return _write_note(request, "sub_goal", sub_goal_id, back)


@require_http_methods(["GET", "POST"])
def note_goal(request: ActorRequest, goal_id: int) -> HttpResponse:
    return _write_note(request, "goal", goal_id, place(request, "followup:goal-notes", goal_id=goal_id))


@require_http_methods(["GET", "POST"])
def note_line_work(request: ActorRequest, line_work_id: int) -> HttpResponse:
    back = place(request, "followup:line-notes", line_work_id=line_work_id)
    return _write_note(request, "line_work", line_work_id, back)


def _write_note(request: ActorRequest, thing: str, thing_id: int, back: str) -> HttpResponse:
    row = get_object_or_404(services.MODELS[thing].objects.visible_to(request.actor), pk=thing_id)
    require(request.actor, Action.NOTE_WRITE, row.facts)
    return form_page(
        request,
        NoteForm(request.POST or None),
        _("Följ upp: %(title)s") % {"title": row},
        lambda v: services.write_note(request.actor, thing=thing, thing_id=thing_id, **v),
        back,
        _("Alla parter ser det du skriver. Skriv om arbetet och platsen, aldrig om enskilda personer."),
        said=_("Uppföljningen är sparad."),
        submit=_("Spara uppföljningen"),
    )


def _here(request: ActorRequest, reach: Reach = Reach.PARTNERSHIP) -> Facts:
    return table_facts(request.actor, request.partnership.pk, area=Area.PLAN, reach=reach)
