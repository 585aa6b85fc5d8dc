"""From the groups to the plan, in Bestäm: målbild, goals, uppdrag, delmål, åtgärder, routines."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, require
from malbild.goals.models import Assignment, Measure, OverarchingGoal, SharedVision
from malbild.kit import clock
from malbild.situation.queries import causes
from malbild.ui.form_page import form_page
from malbild.ui.place import place
from malbild.workshops import queries, services
from malbild.workshops.content import describes_an_activity
from malbild.workshops.forms import (
    AskForm,
    AssignmentForm,
    Choices,
    GoalForm,
    MeasureForm,
    NextMeetingForm,
    RoutineForm,
    SubGoalForm,
    VisionForm,
)
from malbild.workshops.models import Workshop
from malbild.workshops.queries.growth import name_of


@require_http_methods(["GET", "POST"])
def vision(request: ActorRequest, workshop_id: int) -> HttpResponse:
    _led(request, workshop_id)
    now = SharedVision.objects.visible_to(request.actor).filter(is_current=True).first()
    start = {
        "sentence": now.sentence if now else "",
        "horizon_year": now.horizon_year if now else clock.today().year + 1,
    }
    return form_page(
        request,
        VisionForm(request.POST or None, initial=start),
        _("Målbilden"),
        lambda v: services.grow_vision(request.actor, workshop_id, **v),
        _back(request, workshop_id),
        _("En mening som alla kan ställa sig bakom. Den kan ändras sedan."),
        submit=_("Spara målbilden"),
    )


@require_http_methods(["GET", "POST"])
def goal(request: ActorRequest, workshop_id: int) -> HttpResponse:
    workshop = _led(request, workshop_id)
    form = GoalForm(
        request.POST or None,
        groups=_taken(request, workshop),
        causes=[(c.pk, c.title) for c in causes(request.actor)],
        people=_people(request),
    )

    def deed(values: dict[str, Any]) -> OverarchingGoal:
        made = services.grow_goal(request.actor, workshop_id, **values)
        if describes_an_activity(made.title):
            messages.warning(
                request,
                _("Målet låter som en aktivitet. Vilken effekt ska det ge? Ni kan ändra det under Uppdrag."),
            )
        return made

    return form_page(
        request,
        form,
        _("Nytt mål"),
        deed,
        _back(request, workshop_id),
        _("Målet delas med alla parter när du sparar."),
        submit=_("Spara målet"),
    )


@require_http_methods(["GET", "POST"])
def assignment(request: ActorRequest, workshop_id: int, goal_id: int) -> HttpResponse:
    workshop = _led(request, workshop_id)
    above = get_object_or_404(OverarchingGoal.objects.visible_to(request.actor), pk=goal_id)
    parties = [(p.pk, str(p)) for p in request.partnership.parties.select_related("organisation")]
    return form_page(
        request,
        AssignmentForm(request.POST or None, parties=parties, groups=_taken(request, workshop)),
        _("Nytt uppdrag"),
        lambda v: services.grow_assignment(request.actor, workshop_id, goal_id=goal_id, **v),
        _back(request, workshop_id),
        _("För målet: %(goal)s") % {"goal": above.title},
        submit=_("Spara uppdraget"),
    )


@require_http_methods(["GET", "POST"])
def sub_goal(request: ActorRequest, workshop_id: int, assignment_id: int) -> HttpResponse:
    workshop = _led(request, workshop_id)
    above = get_object_or_404(Assignment.objects.visible_to(request.actor), pk=assignment_id)
    return form_page(
        request,
        SubGoalForm(request.POST or None, groups=_taken(request, workshop)),
        _("Delmål i %(work)s") % {"work": above.title},
        lambda v: services.grow_sub_goal(request.actor, workshop_id, assignment_id=assignment_id, **v),
        _back(request, workshop_id),
        _("Frågorna är råd. Bara den första behöver svar."),
        submit=_("Spara delmålet"),
    )


@require_http_methods(["GET", "POST"])
def measure(request: ActorRequest, workshop_id: int, assignment_id: int) -> HttpResponse:
    workshop = _led(request, workshop_id)
    above = get_object_or_404(Assignment.objects.visible_to(request.actor), pk=assignment_id)
    form = MeasureForm(request.POST or None, people=_people(request), groups=_taken(request, workshop))
    return form_page(
        request,
        form,
        _("Åtgärd i %(work)s") % {"work": above.title},
        lambda v: services.grow_measure(request.actor, workshop_id, assignment_id=assignment_id, **v),
        _back(request, workshop_id),
        _("Med både ägare och dag frågas ägaren direkt. Annars är åtgärden ett utkast."),
        submit=_("Spara åtgärden"),
    )


@require_http_methods(["GET", "POST"])
def ask(request: ActorRequest, workshop_id: int, measure_id: int) -> HttpResponse:
    _led(request, workshop_id)
    found = get_object_or_404(Measure.objects.visible_to(request.actor), pk=measure_id)
    return form_page(
        request,
        AskForm(request.POST or None, people=_people(request), initial={"owner_id": found.owner_id, "due": found.due}),
        found.title,
        lambda v: services.ask_new_owner(request.actor, workshop_id, measure_id=measure_id, **v),
        _back(request, workshop_id),
        submit=_("Fråga"),
        said=_("Frågan är ställd. Svaret kommer på ägarens egen telefon."),
    )


@require_http_methods(["GET", "POST"])
def routine(request: ActorRequest, workshop_id: int) -> HttpResponse:
    """Existing routines come first; a new one only when none fits."""
    workshop = _led(request, workshop_id)
    work, line_work = queries.without_routine(request.actor)
    form = RoutineForm(
        request.POST or None,
        standing=[(r.pk, r.title) for r in queries.routines(request.actor)],
        people=_people(request),
        work=[(w.pk, w.title) for w in work],
        line_work=[(w.pk, w.title) for w in line_work],
        groups=_taken(request, workshop),
    )

    def deed(values: dict[str, Any]) -> object:
        chosen = values.pop("routine_id", None)
        if chosen:
            follows = {k: values.get(k, ()) for k in ("assignment_ids", "line_work_ids")}
            return services.use_routine(request.actor, workshop_id, routine_id=chosen, **follows)
        values["rhythm_days"] = values.get("rhythm_days") or 30
        return services.grow_routine(request.actor, workshop_id, **values)

    return form_page(
        request,
        form,
        _("Så följer vi upp"),
        deed,
        _back(request, workshop_id),
        _("Använd en rutin som finns om det går. Kryssa för det som ska följas."),
        submit=_("Spara rutinen"),
    )


@require_http_methods(["GET", "POST"])
def next_meeting(request: ActorRequest, workshop_id: int) -> HttpResponse:
    _led(request, workshop_id)
    return form_page(
        request,
        NextMeetingForm(request.POST or None),
        _("Boka nästa möte"),
        lambda v: services.book_next_meeting(request.actor, workshop_id, **v),
        _back(request, workshop_id),
        _("Dagordningen föreslås av sig själv. Kallelsen skickar du från mötets sida."),
        submit=_("Boka mötet"),
        said=_("Mötet är bokat."),
    )


def _led(request: ActorRequest, workshop_id: int) -> Workshop:
    found = get_object_or_404(Workshop.objects.visible_to(request.actor), pk=workshop_id)
    require(request.actor, Action.WORKSHOP_DECIDE, found.facts)
    return found


def _back(request: ActorRequest, workshop_id: int) -> str:
    return place(request, "workshops:remote", workshop_id=workshop_id) + "#plan"


def _taken(request: ActorRequest, workshop: Workshop) -> Choices:
    return [(row.group.pk, row.group.title) for row in queries.board(request.actor, workshop).taken]


def _people(request: ActorRequest) -> Choices:
    return [(m.pk, name_of(m)) for m in queries.table_people(request.actor, request.partnership.pk)]
