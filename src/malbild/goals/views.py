"""Pages of the plan."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malbild.access.actor import Area
from malbild.access.http import ActorRequest
from malbild.access.policy import Action, Facts, Reach, may, require, table_facts
from malbild.goals import queries, services
from malbild.goals.forms import AssignmentForm, GoalForm, MeasureForm, SubGoalForm, VisionForm
from malbild.goals.models import Assignment, OverarchingGoal
from malbild.goals.states import Answer
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.partnerships.queries import possible_owners
from malbild.ui.form_page import form_page
from malbild.ui.place import place

SIMPLE_ANSWERS = (Answer.DONE, Answer.ON_TRACK, Answer.NEED_HELP)


@require_GET
def plan(request: ActorRequest) -> HttpResponse:
    context = {
        "plan": queries.plan(request.actor, on=clock.today()),
        "may_edit": may(request.actor, Action.GOAL_EDIT, _here(request)),
        "my_id": request.actor.membership_in(request.partnership.pk),
    }
    return render(request, "goals/plan.html", context)


@require_http_methods(["GET", "POST"])
def write_vision(request: ActorRequest) -> HttpResponse:
    require(request.actor, Action.VISION_EDIT, _here(request))
    return form_page(
        request,
        VisionForm(request.POST or None, initial={"horizon_year": clock.today().year + 1}),
        _("Målbilden"),
        lambda v: services.write_vision(request.actor, request.partnership.pk, **v),
        place(request, "goals:plan"),
    )


@require_http_methods(["GET", "POST"])
def add_goal(request: ActorRequest) -> HttpResponse:
    require(request.actor, Action.GOAL_EDIT, _here(request))
    return form_page(
        request,
        GoalForm(request.POST or None),
        _("Nytt mål"),
        lambda v: services.add_goal(request.actor, request.partnership.pk, reach=Reach.PARTNERSHIP, **v),
        place(request, "goals:plan"),
        _("Målet delas med alla parter när du sparar."),
    )


@require_http_methods(["GET", "POST"])
def add_assignment(request: ActorRequest, goal_id: int) -> HttpResponse:
    goal = get_object_or_404(OverarchingGoal.objects.visible_to(request.actor), pk=goal_id)
    require(request.actor, Action.ASSIGNMENT_EDIT, goal.facts)
    parties = [(p.pk, str(p)) for p in request.partnership.parties.select_related("organisation")]
    return form_page(
        request,
        AssignmentForm(request.POST or None, parties=parties),
        _("Nytt uppdrag"),
        lambda v: services.add_assignment(
            request.actor, request.partnership.pk, goal_id=goal_id, reach=Reach(min(goal.reach, Reach.PARTNERSHIP)), **v
        ),
        place(request, "goals:plan"),
    )


@require_http_methods(["GET", "POST"])
def add_sub_goal(request: ActorRequest, assignment_id: int) -> HttpResponse:
    found = _assignment(request, assignment_id, Action.SUBGOAL_EDIT)
    return form_page(
        request,
        SubGoalForm(request.POST or None),
        _("Delmål i %(work)s") % {"work": found.title},
        lambda v: services.add_sub_goal(request.actor, assignment_id, **v),
        place(request, "goals:plan"),
    )


@require_http_methods(["GET", "POST"])
def add_measure(request: ActorRequest, assignment_id: int) -> HttpResponse:
    found = _assignment(request, assignment_id, Action.MEASURE_ASK)
    people = [(m.pk, f"{m.user.name}, {m.party}") for m in possible_owners(request.actor, request.partnership.pk)]
    return form_page(
        request,
        MeasureForm(request.POST or None, people=people),
        _("Åtgärd i %(work)s") % {"work": found.title},
        lambda v: services.add_measure(
            request.actor,
            request.partnership.pk,
            assignment_id=assignment_id,
            reach=Reach(min(found.reach, Reach.PARTNERSHIP)),
            **v,
        ),
        place(request, "goals:plan"),
    )


@require_POST
def activate(request: ActorRequest, assignment_id: int) -> HttpResponse:
    services.activate_assignment(request.actor, assignment_id)
    return redirect(place(request, "goals:plan"))


@require_POST
def ask(request: ActorRequest, measure_id: int) -> HttpResponse:
    services.ask_owner(request.actor, measure_id)
    return redirect(place(request, "goals:plan"))


@require_POST
def accept(request: ActorRequest, measure_id: int) -> HttpResponse:
    services.accept_measure(request.actor, measure_id)
    return redirect(place(request, "goals:plan"))


@require_POST
def answer(request: ActorRequest, measure_id: int) -> HttpResponse:
    said = request.POST.get("answer", "")
    if said not in SIMPLE_ANSWERS:
        raise Refusal(_("Välj ett av svaren. Inget har ändrats."))
    services.answer_measure(request.actor, measure_id, answer=said)
    return redirect(place(request, "goals:plan"))


def _here(request: ActorRequest) -> Facts:
    return table_facts(request.actor, request.partnership.pk, area=Area.PLAN)


def _assignment(request: ActorRequest, assignment_id: int, action: Action) -> Assignment:
    found = get_object_or_404(Assignment.objects.visible_to(request.actor), pk=assignment_id)
    require(request.actor, action, found.facts)
    return found
