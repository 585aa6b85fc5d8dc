"""Pages of line work: the list, one piece with its light follow-up, and the routines."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, may, require
from malbild.goals import queries, services
from malbild.goals.forms.linework import LessonForm, LiftForm, LineWorkForm, PulseForm, RoutineForm
from malbild.goals.models import FollowUpRoutine, Lesson, LinePulse, LineWork
from malbild.goals.states import LineState
from malbild.goals.views.finding import find, here, parties, people, routines, standing
from malbild.ui.form_page import form_page
from malbild.ui.place import place

_EDITED = ("title", "responsible_party_id", "owner_id", "routine_id", "note")


@require_GET
def line(request: ActorRequest) -> HttpResponse:
    rows = LineWork.objects.visible_to(request.actor).select_related("responsible_party__organisation", "owner__user")
    context = {
        "works": queries.line_rows(request.actor, rows),
        "lessons": Lesson.objects.visible_to(request.actor).select_related("line_work"),
        "may_edit": may(request.actor, Action.LINEWORK_EDIT, here(request)),
    }
    return render(request, "goals/line.html", context)


@require_http_methods(["GET", "POST"])
def line_work(request: ActorRequest, line_work_id: int) -> HttpResponse:
    """One piece of line work. A POST is the light follow-up."""
    found = find(request, LineWork, line_work_id)
    may_pulse = found.state != LineState.LIFTED and may(request.actor, Action.LINEWORK_PULSE, found.facts)
    if request.method == "POST":
        require(request.actor, Action.LINEWORK_PULSE, found.facts)
    pulses = list(LinePulse.objects.visible_to(request.actor).filter(line_work=found).select_related("by__user")[:12])
    context = {
        "work": found,
        "routine": queries.seen(request.actor, found.routine),
        "pulses": pulses,
        "marks": queries.way_of_line_work(request.actor, found),
        "next_on": queries.next_pulse_on(found),
        "lessons": Lesson.objects.visible_to(request.actor).filter(line_work=found),
        "wavers_again": found.state == LineState.WAVERS and queries.wavers_in_a_row([p.state for p in pulses]),
        "may_pulse": may_pulse,
        "may_edit": may(request.actor, Action.LINEWORK_EDIT, found.facts),
        "may_lift": found.state != LineState.LIFTED and may(request.actor, Action.LINEWORK_MOVE, found.facts),
    }
    return form_page(
        request,
        PulseForm(request.POST or None),
        found.title,
        lambda v: services.pulse(request.actor, line_work_id, **v),
        place(request, "goals:line-work", line_work_id=line_work_id),
        submit=_("Spara"),
        template="goals/line_work.html",
        more=context,
    )


@require_http_methods(["GET", "POST"])
def add_line_work(request: ActorRequest) -> HttpResponse:
    require(request.actor, Action.LINEWORK_EDIT, here(request))
    return form_page(
        request,
        _form(request),
        _("Nytt linjearbete"),
        lambda v: services.add_line_work(request.actor, request.partnership.pk, **v),
        lambda made: place(request, "goals:line-work", line_work_id=made.pk),
        _("Det som fungerar behöver inget mål. Det räcker att följa det."),
        back=place(request, "goals:line"),
        submit=_("Spara linjearbetet"),
    )


@require_http_methods(["GET", "POST"])
def edit_line_work(request: ActorRequest, line_work_id: int) -> HttpResponse:
    found = find(request, LineWork, line_work_id, Action.LINEWORK_EDIT)
    return form_page(
        request,
        _form(request, found),
        _("Ändra linjearbetet"),
        lambda v: services.edit_line_work(request.actor, line_work_id, **v),
        place(request, "goals:line-work", line_work_id=line_work_id),
        current=lambda: _values(standing(request, LineWork, line_work_id)),
        changed_by=lambda: queries.changed_by(found),
        submit=_("Spara linjearbetet"),
    )


def _form(request: ActorRequest, work: LineWork | None = None) -> LineWorkForm:
    return LineWorkForm(
        request.POST or None,
        initial=_values(work) if work else None,
        parties=parties(request),
        people=people(request),
        routines=routines(request),
    )


def _values(work: LineWork) -> dict[str, Any]:
    return {name: getattr(work, name) for name in _EDITED}


@require_http_methods(["GET", "POST"])
def lift(request: ActorRequest, line_work_id: int) -> HttpResponse:
    found = find(request, LineWork, line_work_id, Action.LINEWORK_MOVE)
    return form_page(
        request,
        LiftForm(request.POST or None),
        _("Lyft till utveckling"),
        lambda v: services.lift_to_development(request.actor, line_work_id, **v),
        lambda made: place(request, "goals:assignment", assignment_id=made.pk),
        _("%(work)s blir ett uppdrag. Det behöver ett mål och ett delmål innan det startar. Historiken följer med.")
        % {"work": found.title},
        back=place(request, "goals:line-work", line_work_id=line_work_id),
        submit=_("Lyft till utveckling"),
        said=_("Linjearbetet är ett uppdrag nu. Välj mål och delmål."),
    )


@require_http_methods(["GET", "POST"])
def add_lesson(request: ActorRequest, line_work_id: int) -> HttpResponse:
    found = find(request, LineWork, line_work_id, Action.LINEWORK_EDIT)
    return form_page(
        request,
        LessonForm(request.POST or None),
        _("Ny lärdom"),
        lambda v: services.add_lesson(request.actor, request.partnership.pk, line_work_id=line_work_id, **v),
        place(request, "goals:line-work", line_work_id=line_work_id),
        found.title,
        submit=_("Spara lärdomen"),
    )


@require_GET
def routine_list(request: ActorRequest) -> HttpResponse:
    """Existing routines first, then the new ones."""
    rows = FollowUpRoutine.objects.visible_to(request.actor).select_related("owner__user")
    context = {
        "existing": rows.filter(is_existing=True),
        "new": rows.filter(is_existing=False),
        "may_edit": may(request.actor, Action.ROUTINE_EDIT, here(request)),
    }
    return render(request, "goals/routines.html", context)


@require_http_methods(["GET", "POST"])
def add_routine(request: ActorRequest) -> HttpResponse:
    require(request.actor, Action.ROUTINE_EDIT, here(request))
    return form_page(
        request,
        RoutineForm(request.POST or None, people=people(request)),
        _("Ny rutin för uppföljning"),
        lambda v: services.add_routine(request.actor, request.partnership.pk, **v),
        place(request, "goals:routines"),
        _("Ta det som redan finns först. En rutin som finns blir oftare av än en ny."),
        submit=_("Spara rutinen"),
    )
