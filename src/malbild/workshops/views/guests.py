"""The open door: six digits, no account."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malbild.access.http import ActorRequest
from malbild.access.scope import scope_for
from malbild.kit.errors import Refusal
from malbild.workshops import services
from malbild.workshops.forms import JoinForm
from malbild.workshops.models import JoinCode, Workshop
from malbild.workshops.services.joining import guest_of
from malbild.workshops.tokens import SEAT_COOKIE
from malbild.workshops.views import phones, rooms
from malbild.workshops.views.seat import Here, forget_seat, is_inside, keep_seat, seated

room = require_GET(seated(rooms.room))
room_part = require_GET(seated(rooms.room_part))
own = require_GET(seated(phones.own))
card = require_POST(seated(rooms.card))
vote = require_POST(seated(rooms.vote))
done = require_POST(seated(rooms.done))


@require_http_methods(["GET", "POST"])
def join(request: ActorRequest) -> HttpResponse:
    """Show the code field, or let in. Someone who is in already comes back to the room by itself."""
    if request.method == "GET":
        if request.COOKIES.get(SEAT_COOKIE) and not request.GET:
            return redirect("guests:room")
        start = {"key": request.GET.get("n", ""), "code": request.GET.get("kod", "")}
        return _form(request, JoinForm(initial=start))
    form = JoinForm(request.POST)
    if not form.is_valid():
        return _form(request, form, 422)
    said = form.cleaned_data
    try:
        door = services.find_door(code=said["code"], key=said["key"], address=address_of(request))
        if (inside := _own_door(request, door)) is not None:
            return inside
        if not said["name"] and "name" not in request.POST and _is_named(door):
            return _form(request, form, asks_name=True)
        mine = services.join_as_guest(door, kind=said["kind"], name=said["name"], is_remote=said["is_remote"])
    except Refusal as refusal:
        form.add_error("code" if "code" in form.fields else None, str(refusal.message))
        return _form(request, form, 422)
    # Says to the worker that this is a coming in, so that it does not show the room that the phone was in before.
    response = redirect(reverse("guests:room") + "?ny=1")
    keep_seat(response, mine)
    return response


@require_GET
def waiting(request: ActorRequest) -> HttpResponse:
    """Asked by the page that waits: nothing while outside, and then the page is fetched anew."""
    if not is_inside(request):
        return HttpResponse(status=204)
    return HttpResponse(headers={"HX-Redirect": reverse("guests:room")})


def _own_door(request: ActorRequest, door: JoinCode) -> HttpResponse | None:
    """Who has an account and a seat at this table goes to their own page, where åtgärder can be accepted."""
    if not request.actor.seat_in(door.partnership_id):
        return None
    with scope_for(request.actor, door.partnership_id):
        if not Workshop.objects.visible_to(request.actor).filter(pk=door.workshop_id).exists():
            return None
        services.join_with_account(request.actor, door.workshop_id)
    return redirect("workshops:room", slug=door.partnership.slug, workshop_id=door.workshop_id)


def _is_named(door: JoinCode) -> bool:
    actor = guest_of(door.partnership_id, door.workshop_id)
    with scope_for(actor, door.partnership_id):
        return Workshop.objects.visible_to(actor).filter(pk=door.workshop_id, is_named=True).exists()


def _form(request: ActorRequest, form: JoinForm, status: int = 200, *, asks_name: bool = False) -> HttpResponse:
    context = {"form": form, "asks_name": asks_name or bool(form.data.get("name"))}
    return render(request, "workshops/join.html", context, status=status)


@require_POST
def leave(request: ActorRequest) -> HttpResponse:
    """Leave on this device."""
    response = seated(_leave)(request)
    return response if isinstance(response, HttpResponse) else redirect("guests:join")


def _leave(request: ActorRequest, here: Here) -> HttpResponse:
    services.leave(here.actor, here.mine.pk)
    response = redirect("guests:join")
    forget_seat(response)
    return response


def address_of(request: ActorRequest) -> str:
    """The address that a request comes from; behind our own proxy the last one it has added."""
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded: str = request.META.get("HTTP_X_FORWARDED_FOR", "")
        if forwarded:
            return forwarded.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
