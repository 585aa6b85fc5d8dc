"""Pages of one uppdrag and its delmål."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, may, may_share
from malbild.goals import queries, services
from malbild.goals.forms.aims import EndForm
from malbild.goals.forms.assignments import (
    AssignmentEditForm,
    AssignmentForm,
    SubGoalEditForm,
    SubGoalForm,
    ToLineForm,
)
from malbild.goals.forms.tricks import RestForm
from malbild.goals.models import Assignment, OverarchingGoal, SubGoal
from malbild.goals.states import GOAL_ENDED, GoalState
from malbild.goals.views.finding import find, goals, parties, routines, shared_like, standing
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.ui.form_page import form_page
from malbild.ui.place import place
from malbild.ui.said import say

_WORK = ("title", "lead_party_id", "group", "goal_id", "routine_id", "decision_needed")
_SMART = ("title", "due", "specific", "measurable", "acceptable", "realistic", "kind")


@require_GET
def assignment(request: ActorRequest, assignment_id: int) -> HttpResponse:
    return _page(request, assignment_id)


def _page(request: ActorRequest, assignment_id: int, refusal: str = "") -> HttpResponse:
    found = find(request, Assignment, assignment_id)
    may_edit = may(request.actor, Action.ASSIGNMENT_EDIT, found.facts)
    is_ended = found.state in GOAL_ENDED
    context = {
        "row": queries.assignment_row(request.actor, found, on=clock.today()),
        "work": found,
        "goal": queries.seen(request.actor, found.goal),
        "routine": queries.seen(request.actor, found.routine),
        "marks": queries.way_of_assignment(request.actor, found),
        "may_rest": may_edit and found.state == GoalState.ACTIVE and found.rests_on is None,
        "may_wake": may_edit and found.rests_on is not None and not is_ended,
        "refusal": refusal,
        "may_edit": may_edit,
        "may_add": may_edit and not is_ended,
        "may_start": may_edit and found.state in (GoalState.DRAFT, GoalState.FORMULATED, GoalState.ACCEPTED),
        "may_end": may_edit and found.state == GoalState.ACTIVE,
        "may_move": found.state == GoalState.ACTIVE and may(request.actor, Action.LINEWORK_MOVE, found.facts),
        "may_share": may_share(request.actor, found.facts),
    }
    return render(request, "goals/assignment.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
def add_assignment(request: ActorRequest, goal_id: int) -> HttpResponse:
    goal = find(request, OverarchingGoal, goal_id, Action.ASSIGNMENT_EDIT)
    return form_page(
        request,
        AssignmentForm(request.POST or None, parties=parties(request)),
        _("Nytt uppdrag"),
        lambda v: services.add_assignment(
            request.actor, request.partnership.pk, goal_id=goal_id, reach=shared_like(goal), **v
        ),
        lambda made: place(request, "goals:assignment", assignment_id=made.pk),
        _("Hur ska ni nå målet: %(goal)s?") % {"goal": goal.title},
        back=place(request, "goals:goal", goal_id=goal_id),
        submit=_("Spara uppdraget"),
        said=_("Uppdraget är sparat."),
    )


@require_http_methods(["GET", "POST"])
def edit_assignment(request: ActorRequest, assignment_id: int) -> HttpResponse:
    found = find(request, Assignment, assignment_id, Action.ASSIGNMENT_EDIT)

    def current() -> dict[str, Any]:
        return _values(standing(request, Assignment, assignment_id), _WORK)

    return form_page(
        request,
        AssignmentEditForm(
            request.POST or None,
            initial=_values(found, _WORK),
            parties=parties(request),
            goals=goals(request),
            routines=routines(request),
        ),
        _("Ändra uppdraget"),
        lambda v: services.edit_assignment(request.actor, assignment_id, **v),
        place(request, "goals:assignment", assignment_id=assignment_id),
        current=current,
        changed_by=lambda: queries.changed_by(found),
        submit=_("Spara uppdraget"),
    )


@require_POST
def activate(request: ActorRequest, assignment_id: int) -> HttpResponse:
    """Start it; a refusal is told on the uppdrag's own page, where what is missing can be added."""
    try:
        services.activate_assignment(request.actor, assignment_id)
    except Refusal as refusal:
        return _page(request, assignment_id, str(refusal.message))
    say(request, _("Uppdraget är aktivt. Det syns nu i målbilden."))
    return redirect(place(request, "goals:assignment", assignment_id=assignment_id))


@require_http_methods(["GET", "POST"])
def end_assignment(request: ActorRequest, assignment_id: int) -> HttpResponse:
    found = find(request, Assignment, assignment_id, Action.ASSIGNMENT_EDIT)
    return form_page(
        request,
        EndForm(request.POST or None),
        _("Avsluta uppdraget"),
        lambda v: services.end_assignment(request.actor, assignment_id, to=GoalState(v["to"]), note=v["note"]),
        place(request, "goals:assignment", assignment_id=assignment_id),
        found.title,
        submit=_("Avsluta uppdraget"),
        said=_("Uppdraget är avslutat."),
    )


@require_http_methods(["GET", "POST"])
def rest(request: ActorRequest, assignment_id: int) -> HttpResponse:
    """Vila: a decision with its reason and the day to look again."""
    found = find(request, Assignment, assignment_id, Action.ASSIGNMENT_EDIT)
    return form_page(
        request,
        RestForm(request.POST or None),
        _("Låt uppdraget vila"),
        lambda v: services.rest_assignment(request.actor, assignment_id, **v),
        place(request, "goals:assignment", assignment_id=assignment_id),
        _("%(work)s vilar tills ni tittar igen. Det som är lovat pausas, och ingen får frågor om det under tiden.")
        % {"work": found.title},
        submit=_("Låt det vila"),
        said=_("Uppdraget vilar. Dagen för att titta igen är sparad."),
    )


@require_POST
def wake(request: ActorRequest, assignment_id: int) -> HttpResponse:
    services.wake_assignment(request.actor, assignment_id)
    say(request, _("Uppdraget är igång igen, med det som var lovat."))
    return redirect(place(request, "goals:assignment", assignment_id=assignment_id))


@require_http_methods(["GET", "POST"])
def to_line(request: ActorRequest, assignment_id: int) -> HttpResponse:
    found = find(request, Assignment, assignment_id, Action.LINEWORK_MOVE)
    return form_page(
        request,
        ToLineForm(request.POST or None),
        _("Gör till linjearbete"),
        lambda v: services.move_to_line(request.actor, assignment_id, **v),
        lambda made: place(request, "goals:line-work", line_work_id=made.pk),
        _("%(work)s sitter i vardagen och behöver bara följas. Historiken följer med.") % {"work": found.title},
        back=place(request, "goals:assignment", assignment_id=assignment_id),
        submit=_("Gör till linjearbete"),
        said=_("Uppdraget är linjearbete nu."),
    )


@require_POST
def share_assignment(request: ActorRequest, assignment_id: int) -> HttpResponse:
    services.share_assignment(request.actor, assignment_id)
    say(request, _("Uppdraget är delat med alla parter."))
    return redirect(place(request, "goals:assignment", assignment_id=assignment_id))


@require_GET
def sub_goal(request: ActorRequest, sub_goal_id: int) -> HttpResponse:
    found = find(request, SubGoal, sub_goal_id)
    answers = queries.party_answers(request.actor, found)
    may_edit = may(request.actor, Action.SUBGOAL_EDIT, found.facts)
    work = queries.seen(request.actor, found.assignment)
    rows = queries.measures(request.actor).filter(sub_goal=found)
    context = {
        "sub_goal": found,
        "work": work,
        "goal": queries.seen(request.actor, work.goal) if work else None,
        "questions": queries.smart_questions(found, answers),
        "parties": answers,
        "measures": [queries.measure_row(m, on=clock.today()) for m in rows],
        "may_edit": may_edit,
        "may_confirm": may(request.actor, Action.PARTY_CONFIRM, found.facts),
        "may_end": may_edit and found.state == GoalState.ACTIVE,
    }
    return render(request, "goals/sub_goal.html", context)


@require_http_methods(["GET", "POST"])
def add_sub_goal(request: ActorRequest, assignment_id: int) -> HttpResponse:
    found = find(request, Assignment, assignment_id, Action.SUBGOAL_EDIT)
    return form_page(
        request,
        SubGoalForm(request.POST or None),
        _("Delmål i %(work)s") % {"work": found.title},
        lambda v: services.add_sub_goal(request.actor, assignment_id, **v),
        lambda made: place(request, "goals:sub-goal", sub_goal_id=made.pk),
        back=place(request, "goals:assignment", assignment_id=assignment_id),
        submit=_("Spara delmålet"),
        said=_("Delmålet är sparat."),
    )


@require_http_methods(["GET", "POST"])
def edit_sub_goal(request: ActorRequest, sub_goal_id: int) -> HttpResponse:
    found = find(request, SubGoal, sub_goal_id, Action.SUBGOAL_EDIT)

    def current() -> dict[str, Any]:
        return _values(standing(request, SubGoal, sub_goal_id), _SMART)

    return form_page(
        request,
        SubGoalEditForm(request.POST or None, initial=_values(found, _SMART)),
        _("Ändra delmålet"),
        lambda v: services.edit_sub_goal(request.actor, sub_goal_id, **v),
        place(request, "goals:sub-goal", sub_goal_id=sub_goal_id),
        _("Frågorna är ett stöd. Lämna dem tomma tills ni vet."),
        current=current,
        changed_by=lambda: queries.changed_by(found),
        submit=_("Spara delmålet"),
    )


@require_http_methods(["GET", "POST"])
def end_sub_goal(request: ActorRequest, sub_goal_id: int) -> HttpResponse:
    found = find(request, SubGoal, sub_goal_id, Action.SUBGOAL_EDIT)
    return form_page(
        request,
        EndForm(request.POST or None),
        _("Avsluta delmålet"),
        lambda v: services.end_sub_goal(request.actor, sub_goal_id, to=GoalState(v["to"]), note=v["note"]),
        place(request, "goals:sub-goal", sub_goal_id=sub_goal_id),
        found.title,
        submit=_("Avsluta delmålet"),
        said=_("Delmålet är avslutat."),
    )


def _values(row: Assignment | SubGoal, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
