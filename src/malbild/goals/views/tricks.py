"""The small routines: read all ten, or try one where something has stopped."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from malbild.access.errors import Hidden
from malbild.access.http import ActorRequest
from malbild.access.policy import Action, may, require
from malbild.goals import services
from malbild.goals.forms.tricks import StepForm, TryForm
from malbild.goals.models import Assignment, Measure
from malbild.goals.names import Reasons
from malbild.goals.tricks import BY_KEY, TRICKS, Trick
from malbild.goals.views.finding import find, here, people
from malbild.ui.form_page import form_page
from malbild.ui.place import place


@require_GET
def tricks(request: ActorRequest) -> HttpResponse:
    require(request.actor, Action.GAPS_VIEW, here(request))
    rows = [(trick, ", ".join(str(Reasons(r).label).lower() for r in trick.reasons)) for trick in TRICKS]
    return render(request, "goals/tricks.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def try_on_measure(request: ActorRequest, measure_id: int, key: str) -> HttpResponse:
    """An organiser asks somebody for a small åtgärd beside it; an owner takes the routine as their first step."""
    trick = _trick(key)
    found = find(request, Measure, measure_id, Action.MEASURE_EDIT)
    back = place(request, "goals:measure", measure_id=measure_id)
    if found.assignment_id and may(request.actor, Action.MEASURE_ASK, found.facts):
        return _ask(request, trick, found.assignment_id, back, about=found.title, beside=found)
    return form_page(
        request,
        StepForm(request.POST or None, initial={"first_step": trick.step}),
        str(trick.title),
        lambda v: services.try_as_step(request.actor, key, measure_id, **v),
        back,
        str(trick.how),
        submit=_("Prova som första steg"),
        said=_("Det står som ditt första steg nu."),
        more=_about(trick, found.title),
        template="goals/try_trick.html",
    )


@require_http_methods(["GET", "POST"])
def try_on_work(request: ActorRequest, assignment_id: int, key: str) -> HttpResponse:
    trick = _trick(key)
    found = find(request, Assignment, assignment_id, Action.MEASURE_ASK)
    back = place(request, "goals:assignment", assignment_id=assignment_id)
    return _ask(request, trick, assignment_id, back, about=found.title)


def _ask(
    request: ActorRequest, trick: Trick, assignment_id: int, back: str, *, about: str, beside: Measure | None = None
) -> HttpResponse:
    start = {"title": trick.step, "owner_id": beside.owner_id if beside else None}
    return form_page(
        request,
        TryForm(request.POST or None, initial=start, people=people(request)),
        str(trick.title),
        lambda v: services.try_trick(
            request.actor, trick.key, assignment_id, beside_id=beside.pk if beside else None, **v
        ),
        lambda made: place(request, "goals:measure", measure_id=made.pk),
        str(trick.how),
        back=back,
        submit=_("Prova och fråga"),
        said=_("Det är en åtgärd nu, och ägaren är tillfrågad."),
        more=_about(trick, about),
        template="goals/try_trick.html",
    )


def _trick(key: str) -> Trick:
    if key not in BY_KEY:
        raise Hidden
    return BY_KEY[key]


def _about(trick: Trick, what: str) -> dict[str, Any]:
    return {"source": trick.source, "deed": _("Prova för %(what)s") % {"what": what}}
