"""The participant's page for someone with an account, who can also say yes to an åtgärd."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from malbild.access.http import ActorRequest, wants_json
from malbild.access.policy import Action, require
from malbild.kit import clock
from malbild.kit.days import parse_day
from malbild.kit.errors import Refusal
from malbild.ui.place import place
from malbild.workshops import queries, services
from malbild.workshops.models import Participant, Workshop
from malbild.workshops.services.deciding import clean_line
from malbild.workshops.views import phones, rooms
from malbild.workshops.views.seat import Here, live_address, outside

_NAMES = {
    "room": "workshops:room",
    "room-part": "workshops:room-part",
    "own": "workshops:own",
    "asked": "workshops:asked",
    "card": "workshops:card",
    "vote": "workshops:vote",
    "done": "workshops:done",
    "say": "workshops:say",
}


def _here(request: ActorRequest, workshop_id: int) -> Here | None:
    workshop = get_object_or_404(Workshop.objects.visible_to(request.actor), pk=workshop_id)
    require(request.actor, Action.BEAT_TAKE_PART, workshop.facts)
    rows = Participant.objects.visible_to(request.actor).filter(workshop=workshop)
    mine = rows.filter(membership__user_id=request.actor.user_id or 0).first()
    if mine is None:
        return None
    urls = {key: place(request, name, workshop_id=workshop.pk) for key, name in _NAMES.items()}
    urls["live"] = live_address(workshop.pk)
    return Here(request.actor, workshop, mine, urls, is_guest=False)


def _inside(view: Callable[[ActorRequest, Here], HttpResponse]) -> Callable[[ActorRequest, int], HttpResponse]:
    def find(request: ActorRequest, workshop_id: int) -> HttpResponse:
        here = _here(request, workshop_id)
        return view(request, here) if here else _outside(request, workshop_id)

    return find


def _outside(request: ActorRequest, workshop_id: int) -> HttpResponse:
    if wants_json(request):
        return outside()
    workshop = get_object_or_404(Workshop.objects.visible_to(request.actor), pk=workshop_id)
    return render(request, "workshops/step_in.html", {"workshop": workshop})


room = require_GET(_inside(rooms.room))
room_part = require_GET(_inside(rooms.room_part))
own = require_GET(_inside(phones.own))
card = require_POST(_inside(rooms.card))
vote = require_POST(_inside(rooms.vote))
done = require_POST(_inside(rooms.done))


def _asked(request: ActorRequest, here: Here) -> HttpResponse:
    """The åtgärder that wait for one's own yes: the one thing on the page that is for this person only."""
    found = queries.asked_of(here.actor, here.workshop)
    return render(request, "workshops/asked_part.html", {"asked": found, "urls": here.urls})


asked = require_GET(_inside(_asked))


@require_POST
def step_in(request: ActorRequest, workshop_id: int) -> HttpResponse:
    services.join_with_account(request.actor, workshop_id, is_remote="is_remote" in request.POST)
    return redirect(place(request, "workshops:room", workshop_id=workshop_id))


@require_POST
def say(request: ActorRequest, workshop_id: int) -> HttpResponse:
    """The owner's answer to an åtgärd: yes, yes with another day, or wrong person."""
    here = _here(request, workshop_id)
    if here is None:
        return _outside(request, workshop_id)
    try:
        messages.success(request, _answer(request, here))
    except Refusal as refusal:
        kept = {name: request.POST.get(name, "") for name in ("measure", "due", "if_then")}
        return rooms.show(request, here, status=422, refused=str(refusal.message), said=kept)
    return redirect(here.urls["room"])


def _answer(request: ActorRequest, here: Here) -> str:
    measure_id, due_text = request.POST.get("measure", ""), request.POST.get("due", "").strip()
    if not measure_id.isdecimal() or len(measure_id) > 17:
        raise Refusal(_("Vi förstod inte svaret. Inget har ändrats."))
    if request.POST.get("say") == "wrong":
        services.say_wrong_person(here.actor, here.workshop.pk, measure_id=int(measure_id))
        return _("Tack. Ledaren frågar någon annan.")
    due = parse_day(due_text, on=clock.today()) if due_text else None
    if due_text and due is None:
        raise Refusal(_("Skriv ett datum, till exempel 27 november 2026."))
    if due is not None and due < clock.today():
        raise Refusal(_("Välj en ny dag, i dag eller senare."))
    line = clean_line(request.POST.get("if_then", ""), 200)
    services.say_yes(here.actor, here.workshop.pk, measure_id=int(measure_id), if_then=line, due=due)
    return _("Sparat. Du har tagit på dig åtgärden.")
