"""The plan whole: the page of everything, the målbild sentence, the gaps and the walk from a problem."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, may, require
from malbild.goals import queries, services
from malbild.goals.forms.aims import VisionForm
from malbild.goals.models import SharedVision
from malbild.goals.views.finding import here
from malbild.kit import clock
from malbild.ui.form_page import form_page
from malbild.ui.place import place


@require_GET
def plan(request: ActorRequest) -> HttpResponse:
    today, me = clock.today(), request.actor.membership_in(request.partnership.pk)
    plans = may(request.actor, Action.LOAD_VIEW, here(request))
    own = may(request.actor, Action.LOAD_VIEW, queries.own_facts(request.actor, request.partnership.pk))
    full = queries.overfull(request.actor, on=today, only=None if plans else me) if own else []
    sees_gaps = may(request.actor, Action.GAPS_VIEW, here(request))
    context = {
        "plan": queries.plan(request.actor, on=today),
        "vacant": queries.vacancies(request.actor, on=today) if sees_gaps else [],
        "full": [p.warning(to_self=p.membership_id == me) for p in full],
        "may_see_load": own,
        "may_edit": may(request.actor, Action.GOAL_EDIT, here(request)),
        "may_see_stalled": may(request.actor, Action.STUCK_VIEW, here(request)),
        "may_see_gaps": sees_gaps,
        "my_id": me,
    }
    return render(request, "goals/plan.html", context)


@require_GET
def ended(request: ActorRequest) -> HttpResponse:
    """The goals of earlier years: the plan page is for what goes on."""
    return render(request, "goals/ended.html", {"goals": queries.ended_goals(request.actor)})


@require_GET
def gaps(request: ActorRequest) -> HttpResponse:
    require(request.actor, Action.GAPS_VIEW, here(request))
    context = {
        "gaps": queries.gaps(request.actor, on=clock.today()),
        "may_edit": may(request.actor, Action.GOAL_EDIT, here(request)),
    }
    return render(request, "goals/gaps.html", context)


@require_GET
def from_problem(request: ActorRequest) -> HttpResponse:
    context = {
        "walk": queries.walk(request.actor, on=clock.today()),
        "may_edit": may(request.actor, Action.GOAL_EDIT, here(request)),
    }
    return render(request, "goals/from_problem.html", context)


@require_http_methods(["GET", "POST"])
def write_vision(request: ActorRequest) -> HttpResponse:
    require(request.actor, Action.VISION_EDIT, here(request))
    rows = SharedVision.objects.visible_to(request.actor).filter(is_current=True)
    standing = rows.first()
    start = {"sentence": standing.sentence, "horizon_year": standing.horizon_year} if standing else {}

    def current() -> dict[str, object]:
        now = rows.first()
        return {"sentence": now.sentence, "horizon_year": now.horizon_year} if now else {}

    return form_page(
        request,
        VisionForm(request.POST or None, initial={"horizon_year": clock.today().year + 1, **start}),
        _("Målbilden"),
        lambda v: services.write_vision(request.actor, request.partnership.pk, **v),
        place(request, "goals:plan"),
        _("En mening om vart ni vill. Ändrar ni den bekräftar varje part på nytt."),
        current=current,
        changed_by=lambda: queries.changed_by(standing) if standing else "",
    )
