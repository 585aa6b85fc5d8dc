"""Pages of one goal."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, Reach, may, may_share, require
from malbild.goals import queries, services
from malbild.goals.forms.aims import EndForm, FormulateLaterForm, GoalEditForm, GoalForm, GoalLinksForm
from malbild.goals.models import OverarchingGoal
from malbild.goals.states import GoalState, may_move_goal
from malbild.goals.views.finding import causes, find, here, people, standing
from malbild.goals.wording import sounds_like_doing
from malbild.kit import clock
from malbild.situation.models import Cause, Problem
from malbild.situation.queries import problems_with_causes
from malbild.ui.form_page import form_page
from malbild.ui.place import place
from malbild.ui.said import say

TEXTS = ("title", "effect", "notes")


@require_GET
def goal(request: ActorRequest, goal_id: int) -> HttpResponse:
    found = find(request, OverarchingGoal, goal_id)
    may_edit = may(request.actor, Action.GOAL_EDIT, found.facts)
    context = {
        "goal": found,
        "problems": Problem.objects.visible_to(request.actor).filter(goal_links__goal=found),
        "causes": Cause.objects.visible_to(request.actor).filter(goal_links__goal=found).select_related("problem"),
        "works": queries.assignment_rows(request.actor, found, on=clock.today()),
        "parties": queries.party_answers(request.actor, found),
        "may_edit": may_edit,
        "may_confirm": may(request.actor, Action.PARTY_CONFIRM, found.facts),
        "may_add": may(request.actor, Action.ASSIGNMENT_EDIT, found.facts),
        "may_end": may_edit and may_move_goal(GoalState(found.state), GoalState.CLOSED),
        "may_share": may_share(request.actor, found.facts),
        "advice": may_edit and sounds_like_doing(found.title),
    }
    return render(request, "goals/goal.html", context)


@require_http_methods(["GET", "POST"])
def add_goal(request: ActorRequest) -> HttpResponse:
    require(request.actor, Action.GOAL_EDIT, here(request))

    def deed(values: dict[str, Any]) -> OverarchingGoal:
        reach = Reach.OWN_PARTY if values.pop("is_draft") else Reach.PARTNERSHIP
        return services.add_goal(request.actor, request.partnership.pk, reach=reach, **values)

    return form_page(
        request,
        GoalForm(request.POST or None),
        _("Nytt mål"),
        deed,
        lambda made: place(request, "goals:goal", goal_id=made.pk),
        _("Målet delas med alla parter när du sparar, om du inte väljer att vänta."),
        submit=_("Spara målet"),
        said=_("Målet är sparat."),
        back=place(request, "goals:plan"),
    )


@require_http_methods(["GET", "POST"])
def add_later(request: ActorRequest) -> HttpResponse:
    """A "mål att formulera": somebody words it by a day."""
    require(request.actor, Action.GOAL_EDIT, here(request))
    return form_page(
        request,
        FormulateLaterForm(request.POST or None, people=people(request)),
        _("Mål att formulera"),
        lambda v: services.add_goal(request.actor, request.partnership.pk, reach=Reach.PARTNERSHIP, **v),
        place(request, "goals:plan"),
        _("Ni är överens om ämnet men inte om orden. Någon skriver ett förslag till en bestämd dag."),
    )


@require_http_methods(["GET", "POST"])
def edit_goal(request: ActorRequest, goal_id: int) -> HttpResponse:
    found = find(request, OverarchingGoal, goal_id, Action.GOAL_EDIT)
    is_new = found.state == GoalState.DRAFT

    def current() -> dict[str, str]:
        return _texts(standing(request, OverarchingGoal, goal_id))

    return form_page(
        request,
        GoalEditForm(request.POST or None, initial=_texts(found)),
        _("Formulera målet") if is_new else _("Ändra målet"),
        lambda v: services.edit_goal(request.actor, goal_id, **v),
        place(request, "goals:goal", goal_id=goal_id),
        "" if is_new else _("Ändrar ni målet eller effekten bekräftar varje part på nytt."),
        current=current,
        changed_by=lambda: queries.changed_by(found),
        submit=_("Spara målet"),
        template="goals/goal_form.html",
        more={"advice": sounds_like_doing(request.POST.get("title", found.title))},
    )


@require_http_methods(["GET", "POST"])
def link_goal(request: ActorRequest, goal_id: int) -> HttpResponse:
    found = find(request, OverarchingGoal, goal_id, Action.GOAL_EDIT)
    chosen = {
        "problem_ids": list(found.problem_links.values_list("problem_id", flat=True)),
        "cause_ids": list(found.cause_links.values_list("cause_id", flat=True)),
    }
    problems = [(p.pk, f"{p.number} {p.title}") for p in problems_with_causes(request.actor)]
    return form_page(
        request,
        GoalLinksForm(request.POST or None, initial=chosen, problems=problems, causes=causes(request)),
        _("Vad ska målet påverka?"),
        lambda v: services.set_goal_links(request.actor, goal_id, **v),
        place(request, "goals:goal", goal_id=goal_id),
        found.title,
    )


@require_http_methods(["GET", "POST"])
def end_goal(request: ActorRequest, goal_id: int) -> HttpResponse:
    found = find(request, OverarchingGoal, goal_id, Action.GOAL_EDIT)
    return form_page(
        request,
        EndForm(request.POST or None),
        _("Avsluta målet"),
        lambda v: services.end_goal(request.actor, goal_id, to=GoalState(v["to"]), note=v["note"]),
        place(request, "goals:goal", goal_id=goal_id),
        found.title,
        submit=_("Avsluta målet"),
        said=_("Målet är avslutat."),
    )


@require_POST
def share_goal(request: ActorRequest, goal_id: int) -> HttpResponse:
    services.share_goal(request.actor, goal_id)
    say(request, _("Målet är delat med alla parter."))
    return redirect(place(request, "goals:goal", goal_id=goal_id))


def _texts(goal: OverarchingGoal) -> dict[str, str]:
    return {name: getattr(goal, name) for name in TEXTS}
