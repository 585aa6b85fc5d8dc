"""What each has taken on beside the time there is: for those who plan, and for each person their own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, may, require
from malbild.goals import queries, services
from malbild.goals.forms.load import TimeForm
from malbild.goals.models import Measure
from malbild.goals.views.finding import here
from malbild.kit import clock
from malbild.ui.form_page import form_page
from malbild.ui.place import place
from malbild.ui.said import say


@require_GET
def load(request: ActorRequest) -> HttpResponse:
    """Everybody's for those who plan; for the others only their own."""
    own = queries.own_facts(request.actor, request.partnership.pk)
    require(request.actor, Action.LOAD_VIEW, own)
    today, me = clock.today(), request.actor.membership_in(request.partnership.pk)
    plans = may(request.actor, Action.LOAD_VIEW, here(request))
    people = queries.loads(request.actor, on=today, only=None if plans else me or 0)
    context = {
        "plans": plans,
        "people": people,
        "parties": queries.by_party(people, on=today) if plans else [],
        "mine": next((p for p in people if p.membership_id == me), None),
        "my_id": me,
    }
    return render(request, "goals/load.html", context)


@require_http_methods(["GET", "POST"])
def my_time(request: ActorRequest) -> HttpResponse:
    require(request.actor, Action.TIME_SET, queries.own_facts(request.actor, request.partnership.pk))
    said = queries.time_to_give(request.actor, request.actor.membership_in(request.partnership.pk) or 0)
    return form_page(
        request,
        TimeForm(request.POST or None, initial={"days": said.days, "per": said.per} if said else {}),
        _("Hur mycket tid har du?"),
        lambda v: services.set_time(request.actor, request.partnership.pk, **v),
        place(request, "goals:load"),
        _("För arbetet i %(name)s. Bara du ändrar det. De som planerar ser det: samordnaren och kommunpolisen.")
        % {"name": request.partnership.name},
        submit=_("Spara min tid"),
    )


@require_POST
def size(request: ActorRequest, measure_id: int) -> HttpResponse:
    services.size_measure(request.actor, measure_id, size=request.POST.get("size", ""))
    say(request, _("Storleken är sparad."))
    return redirect(place(request, "goals:measure", measure_id=measure_id))


def tell_load(request: ActorRequest, measure: Measure) -> None:
    """Say at once, and calmly, when what was just asked for does not fit."""
    if measure.owner_id and may(request.actor, Action.LOAD_VIEW, here(request)):
        found = queries.load_of(request.actor, measure.owner_id, on=clock.today())
        if found and (words := found.warning()):
            messages.info(request, words + " " + _("Ni kan välja en senare dag eller någon annan."))
