"""Before and after: the list, starting, the summary, and what is printed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from malbild.access.actor import Area
from malbild.access.http import ActorRequest
from malbild.access.policy import Action, may, require, table_facts
from malbild.ui.form_page import form_page
from malbild.ui.place import place
from malbild.workshops import queries, services
from malbild.workshops.content import SCRIPTS, STEPS
from malbild.workshops.forms import PlanForm, StartForm
from malbild.workshops.models import Workshop
from malbild.workshops.models.trail import KINDS
from malbild.workshops.names import Beats
from malbild.workshops.qr import square
from malbild.workshops.states import MINUTES, Beat, time_plan
from malbild.workshops.views.guests import address_of

SHEETS = (8, 16, 24, 40, 80)


@require_GET
def all_workshops(request: ActorRequest) -> HttpResponse:
    here = table_facts(request.actor, request.partnership.pk, area=Area.WORKSHOP)
    require(request.actor, Action.WORKSHOP_VIEW, here)
    found = list(Workshop.objects.visible_to(request.actor))
    context = {
        "workshops": found,
        "open_to_me": {w.pk for w in found if w.is_running and may(request.actor, Action.BEAT_TAKE_PART, w.facts)},
        "may_lead": may(request.actor, Action.WORKSHOP_DECIDE, here),
    }
    return render(request, "workshops/list.html", context)


@require_http_methods(["GET", "POST"])
def start(request: ActorRequest) -> HttpResponse:
    require(
        request.actor, Action.WORKSHOP_DECIDE, table_facts(request.actor, request.partnership.pk, area=Area.WORKSHOP)
    )
    return form_page(
        request,
        StartForm(request.POST or None, initial={"title": _("Från ord till handling")}),
        _("Starta en workshop"),
        lambda v: _started(request, v["title"], is_named=v["names"] == "yes"),
        lambda made: place(request, "workshops:projector", workshop_id=made.pk),
        _("Fyra steg på ungefär tre timmar, eller två tillfällen. Allt som skrivs här delas med alla parter."),
        submit=_("Starta workshopen"),
        said=_("Workshopen är startad."),
        back=place(request, "workshops:list"),
    )


def _started(request: ActorRequest, title: str, *, is_named: bool) -> Workshop:
    made = services.start_workshop(request.actor, request.partnership.pk, title=title, is_named=is_named)
    services.know_leaders_address(made, address_of(request))
    return made


@require_GET
def overview(request: ActorRequest, workshop_id: int) -> HttpResponse:
    workshop = _seen(request, workshop_id)
    context = {
        "workshop": workshop,
        "leads": may(request.actor, Action.WORKSHOP_LEAD, workshop.facts),
        "growth": queries.growth(request.actor, workshop),
        "left": queries.left_over(request.actor, workshop),
        "to_develop": queries.took_to_develop(request.actor, workshop),
        "decides": may(request.actor, Action.WORKSHOP_DECIDE, workshop.facts),
        "takes_part": may(request.actor, Action.BEAT_TAKE_PART, workshop.facts),
        "weighed": queries.weighed(request.actor, workshop),
        "proposed": queries.proposed(request.actor, workshop),
        "door": queries.door_of(workshop),
    }
    return render(request, "workshops/overview.html", context)


@require_GET
def background(request: ActorRequest, kind: str, thing_id: int) -> HttpResponse:
    """The cards that something in the plan grew from."""
    if kind not in KINDS:
        raise Http404
    require(request.actor, Action.WORKSHOP_VIEW, table_facts(request.actor, request.partnership.pk, area=Area.WORKSHOP))
    found = queries.outcome_of(request.actor, kind, thing_id)
    if found is None:
        raise Http404
    cards = queries.background_of(request.actor, **{f"{kind}_id": thing_id})
    return render(request, "workshops/background.html", {"outcome": found, "cards": cards})


@require_GET
def run_sheet(request: ActorRequest, workshop_id: int) -> HttpResponse:
    """What to say and when; with clock times from a chosen start, for one sitting or two."""
    workshop = _seen(request, workshop_id)
    form = PlanForm(request.GET if "start" in request.GET else None, initial={"start": "13.00", "sittings": "1"})
    start, sittings = dt.time(13), 1
    if form.is_bound and form.is_valid():
        start, sittings = form.cleaned_data["start"], int(form.cleaned_data["sittings"] or 1)
    planned = time_plan(start, sittings=sittings)
    at = {(p.step, p.beat): p.at for p in planned if p.beat}
    steps: list[dict[str, Any]] = []
    for number, text in STEPS.items():
        beats: list[dict[str, Any]] = [
            {
                "name": Beats(beat).label,
                "at": at[(number, beat)],
                "minutes": MINUTES[(number, beat)],
                "script": SCRIPTS[(number, beat)],
            }
            for beat in Beat
            if beat is not Beat.LOBBY
        ]
        steps.append({"number": number, "text": text, "beats": beats, "minutes": sum(b["minutes"] for b in beats)})
    context = {
        "workshop": workshop,
        "form": form,
        "steps": steps,
        "planned": [p for p in planned if p.beat in (None, Beat.ASK)],
        "sittings": sittings,
        "welcome": SCRIPTS[(0, Beat.LOBBY)],
    }
    return render(request, "workshops/run_sheet.html", context, status=422 if form.errors else 200)


@require_GET
def paper_cards(request: ActorRequest, workshop_id: int) -> HttpResponse:
    """Cards to cut out, with the way in for who has a phone after all and a mark to tick off by."""
    workshop = _seen(request, workshop_id)
    wanted = request.GET.get("antal", "")
    many = int(wanted) if wanted in {str(n) for n in SHEETS} else SHEETS[0]
    door = queries.door_of(workshop)
    address = request.build_absolute_uri(reverse("guests:join"))
    context = {
        "workshop": workshop,
        "slips": range(1, many + 1),
        "amounts": SHEETS,
        "door": door,
        "short_address": address.split("://", 1)[-1].rstrip("/"),
        "square": square(f"{address}?n={door.key}") if door else None,
    }
    return render(request, "workshops/paper_cards.html", context)


def _seen(request: ActorRequest, workshop_id: int) -> Workshop:
    found = get_object_or_404(Workshop.objects.visible_to(request.actor), pk=workshop_id)
    require(request.actor, Action.WORKSHOP_VIEW, found.facts)
    return found
