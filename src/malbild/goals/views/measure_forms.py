"""The pages with one form on an åtgärd: write, change, hand over, split, end, and how help was given."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, may, require
from malbild.goals import queries, services
from malbild.goals.forms.measures import (
    ENDS,
    DeclineForm,
    EndMeasureForm,
    FollowUpForm,
    HelpForm,
    MeasureAgainstForm,
    MeasureEditForm,
    MeasureForm,
    OtherDayForm,
    OwnerForm,
    SplitForm,
)
from malbild.goals.models import Assignment, HelpRequest, LineWork, Measure
from malbild.goals.states import Deed, MeasureState, next_measure_state
from malbild.goals.views.finding import (
    causes,
    find,
    here,
    other_measures,
    people,
    shared_like,
    standing,
    sub_goals,
    works,
)
from malbild.goals.views.load import tell_load
from malbild.kit import clock
from malbild.situation.models import Cause
from malbild.ui.form_page import form_page
from malbild.ui.place import place
from malbild.ui.said import say

_EDITED = ("title", "due", "cause_id", "how_it_acts", "assignment_id", "sub_goal_id", "is_decision_needed")


def _back(request: ActorRequest, measure_id: int) -> str:
    return place(request, "goals:measure", measure_id=measure_id)


@require_http_methods(["GET", "POST"])
def add_measure(request: ActorRequest, assignment_id: int) -> HttpResponse:
    work = find(request, Assignment, assignment_id, Action.MEASURE_ASK)
    return form_page(
        request,
        MeasureForm(request.POST or None, people=people(request), causes=causes(request)),
        _("Ny åtgärd"),
        lambda v: services.add_measure(
            request.actor, request.partnership.pk, assignment_id=assignment_id, reach=shared_like(work), **v
        ),
        lambda made: _back(request, made.pk),
        _("I uppdraget %(work)s. Börja med ett verb: ring, bjud in, laga.") % {"work": work.title},
        back=place(request, "goals:assignment", assignment_id=assignment_id),
        submit=_("Spara åtgärden"),
        said=_("Åtgärden är sparad."),
    )


@require_http_methods(["GET", "POST"])
def add_measure_against(request: ActorRequest, cause_id: int) -> HttpResponse:
    cause = find(request, Cause, cause_id, Action.MEASURE_ASK)
    return form_page(
        request,
        MeasureAgainstForm(request.POST or None, people=people(request), works=works(request)),
        _("Ny åtgärd mot en orsak"),
        lambda v: services.add_measure(
            request.actor, request.partnership.pk, cause_id=cause_id, reach=shared_like(cause), **v
        ),
        lambda made: _back(request, made.pk),
        _("Mot orsaken: %(cause)s") % {"cause": cause.title},
        back=place(request, "goals:from-problem"),
        submit=_("Spara åtgärden"),
        said=_("Åtgärden är sparad."),
    )


@require_http_methods(["GET", "POST"])
def edit_measure(request: ActorRequest, measure_id: int) -> HttpResponse:
    found = find(request, Measure, measure_id, Action.MEASURE_EDIT)
    may_set_day = may(request.actor, Action.MEASURE_ASK, found.facts)
    left_out = {"due": not may_set_day, "assignment_id": found.assignment_id is not None}
    names = [n for n in _EDITED if not left_out.get(n)]

    def values(row: Measure) -> dict[str, Any]:
        return {name: getattr(row, name) for name in names}

    form = MeasureEditForm(
        request.POST or None,
        initial=values(found),
        causes=causes(request),
        works=[] if found.assignment_id else works(request),
        sub_goals=sub_goals(request, queries.seen(request.actor, found.assignment)),
        may_set_day=may_set_day,
    )
    return form_page(
        request,
        form,
        _("Ändra åtgärden"),
        lambda v: services.edit_measure(request.actor, measure_id, **v),
        _back(request, measure_id),
        current=lambda: values(standing(request, Measure, measure_id)),
        changed_by=lambda: queries.changed_by(found),
        submit=_("Spara åtgärden"),
    )


@require_http_methods(["GET", "POST"])
def other_day(request: ActorRequest, measure_id: int) -> HttpResponse:
    """Yes, but to another day."""
    found = find(request, Measure, measure_id, Action.MEASURE_ACCEPT)
    return form_page(
        request,
        OtherDayForm(request.POST or None),
        _("Annat datum"),
        lambda v: services.accept_measure(request.actor, measure_id, **v),
        _back(request, measure_id),
        found.title,
        submit=_("Ja, till den dagen"),
        said=_("Tack. Åtgärden är din, och gruppen ser den nya dagen."),
    )


@require_http_methods(["GET", "POST"])
def decline(request: ActorRequest, measure_id: int) -> HttpResponse:
    found = find(request, Measure, measure_id, Action.MEASURE_ACCEPT)
    return form_page(
        request,
        DeclineForm(request.POST or None),
        _("Fel person"),
        lambda v: services.decline_measure(request.actor, measure_id, **v),
        _back(request, measure_id),
        _("%(measure)s går tillbaka till samordnaren, som frågar någon annan.") % {"measure": found.title},
        submit=_("Lämna tillbaka"),
        said=_("Tack för att du sa till. Samordnaren frågar någon annan."),
    )


@require_http_methods(["GET", "POST"])
def choose_owner(request: ActorRequest, measure_id: int) -> HttpResponse:
    """Choose who is asked, or hand it over to somebody else."""
    found = find(request, Measure, measure_id, Action.MEASURE_ASK)
    is_over = found.owner_id is not None and found.state != MeasureState.DRAFT
    may_see_load = may(request.actor, Action.LOAD_VIEW, here(request))

    def ask_and_tell(values: dict[str, Any]) -> Measure:
        asked = services.hand_over(request.actor, measure_id, **values)
        tell_load(request, asked)
        return asked

    return form_page(
        request,
        OwnerForm(
            request.POST or None,
            people=people(request),
            initial={"owner_id": None if is_over else found.owner_id, "due": found.due},
        ),
        _("Lämna över åtgärden") if is_over else _("Välj ägare och datum"),
        ask_and_tell,
        _back(request, measure_id),
        _("%(measure)s. Personen får frågan och svarar själv ja eller nej.") % {"measure": found.title},
        submit=_("Fråga personen"),
        said=_("Frågan är ställd."),
        template="goals/ask_owner.html",
        more={"people_now": queries.loads(request.actor, on=clock.today()) if may_see_load else []},
    )


@require_http_methods(["GET", "POST"])
def end_measure(request: ActorRequest, measure_id: int) -> HttpResponse:
    """Pause it by decision, give it up, replace it, or let it be everyday work."""
    found = find(request, Measure, measure_id, Action.MEASURE_END)
    ends = [(d, name) for d, name in ENDS if next_measure_state(MeasureState(found.state), Deed(d))]
    form = EndMeasureForm(request.POST or None, ends=ends, others=other_measures(request, found))
    return form_page(
        request,
        form,
        _("Pausa eller avsluta"),
        lambda v: _end(request, measure_id, v),
        lambda made: (
            place(request, "goals:line-work", line_work_id=made.pk)
            if isinstance(made, LineWork)
            else _back(request, measure_id)
        ),
        found.title,
        back=_back(request, measure_id),
        submit=_("Spara"),
        template="goals/end_measure.html",
    )


def _end(request: ActorRequest, measure_id: int, values: dict[str, Any]) -> Measure | LineWork:
    deed, note = Deed(values["deed"]), values["note"]
    match deed:
        case Deed.REPLACE:
            return services.replace_measure(
                request.actor, measure_id, title=values["title"], by_id=None if values["title"] else values["by_id"]
            )
        case Deed.MOVE_TO_LINE:
            return services.measure_to_line(request.actor, measure_id, reason=note[:200])
        case _:
            return services.end_measure(request.actor, measure_id, deed=deed, reason=values["reason"], note=note)


@require_http_methods(["GET", "POST"])
def split_measure(request: ActorRequest, measure_id: int) -> HttpResponse:
    found = find(request, Measure, measure_id, Action.MEASURE_END)
    form = SplitForm(request.POST or None)
    return form_page(
        request,
        form,
        _("Dela upp åtgärden"),
        lambda _values: services.split_measure(request.actor, measure_id, steps=form.steps),
        lambda made: _back(request, made[0].pk),
        _("%(measure)s ersätts av mindre steg med samma ägare, orsak och delmål.") % {"measure": found.title},
        back=_back(request, measure_id),
        submit=_("Dela upp"),
        said=_("Åtgärden är uppdelad. Här är det första steget."),
    )


@require_http_methods(["GET", "POST"])
def follow_up(request: ActorRequest, measure_id: int) -> HttpResponse:
    found = find(request, Measure, measure_id, Action.MEASURE_END)
    return form_page(
        request,
        FollowUpForm(request.POST or None),
        _("Följ upp åtgärden"),
        lambda v: services.end_measure(request.actor, measure_id, deed=Deed.FOLLOW_UP, **v),
        _back(request, measure_id),
        found.title,
        submit=_("Markera som uppföljd"),
        said=_("Åtgärden är uppföljd."),
    )


@require_POST
def resume(request: ActorRequest, measure_id: int) -> HttpResponse:
    services.end_measure(request.actor, measure_id, deed=Deed.RESUME)
    say(request, _("Åtgärden är igång igen."))
    return redirect(_back(request, measure_id))


@require_POST
def reopen(request: ActorRequest, measure_id: int) -> HttpResponse:
    services.end_measure(request.actor, measure_id, deed=Deed.REOPEN)
    say(request, _("Åtgärden är öppen igen."))
    return redirect(_back(request, measure_id))


@require_http_methods(["GET", "POST"])
def close_help(request: ActorRequest, help_id: int) -> HttpResponse:
    """Say how it was solved; the owner and the group see it."""
    asked = get_object_or_404(HelpRequest.objects.visible_to(request.actor), pk=help_id)
    require(request.actor, Action.HELP_CLOSE, asked.measure.facts)
    return form_page(
        request,
        HelpForm(request.POST or None),
        _("Så löste det sig"),
        lambda v: services.close_help(request.actor, help_id, **v),
        _back(request, asked.measure_id),
        asked.text or asked.measure.title,
        submit=_("Stäng frågan"),
        said=_("Frågan är löst."),
    )
