"""Whose phone it is: the signed cookie of a guest's seat, and the key that only this phone holds for the round."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.http import ActorRequest, wants_json
from malbild.access.scope import scope_for
from malbild.workshops.models import Participant, Workshop
from malbild.workshops.services.joining import guest_of
from malbild.workshops.tokens import KEPT, SEAT_COOKIE, read_seat, seat_token

KEY_COOKIE = "malbild_runda"


@dataclass(frozen=True)
class Here:
    """Somebody in the room: the actor, their place, and the addresses of their own page."""

    actor: Actor
    workshop: Workshop
    mine: Participant
    urls: dict[str, str]
    is_guest: bool


def keep_seat(response: HttpResponse, seated: Participant) -> None:
    _set(response, SEAT_COOKIE, seat_token(seated.partnership_id, seated.workshop_id, seated.pk))


def forget_seat(response: HttpResponse) -> None:
    response.delete_cookie(SEAT_COOKIE)
    response.delete_cookie(KEY_COOKIE)


def guest_urls(workshop_id: int) -> dict[str, str]:
    names = ("room", "room-part", "own", "card", "vote", "done", "leave")
    return {name: reverse(f"guests:{name}") for name in names} | {"live": live_address(workshop_id)}


def live_address(workshop_id: int) -> str:
    """The participants' stream; it is not among Django's own addresses."""
    return f"/live/rum/{workshop_id}/"


def seated(view: Callable[[ActorRequest, Here], HttpResponse]) -> Callable[..., HttpResponseBase]:
    """A page for a guest: opens the one workshop of the cookie, or leads to the code.

    A phone that asks for data is told that it is outside, so that what waits on it is kept.
    """

    @wraps(view)
    def through_the_door(request: ActorRequest) -> HttpResponseBase:
        place = read_seat(request.COOKIES.get(SEAT_COOKIE, ""))
        if place is None:
            return outside() if wants_json(request) else redirect("guests:join")
        partnership_id, workshop_id, participant_id = place
        actor = guest_of(partnership_id, workshop_id)
        with scope_for(actor, partnership_id):
            workshop = Workshop.objects.visible_to(actor).filter(pk=workshop_id).first()
            mine = Participant.objects.visible_to(actor).filter(pk=participant_id, workshop_id=workshop_id).first()
            if workshop is None or mine is None:
                response: HttpResponse = outside() if wants_json(request) else redirect("guests:join")
                forget_seat(response)
                return response
            return view(request, Here(actor, workshop, mine, guest_urls(workshop_id), is_guest=True))

    return through_the_door


def outside() -> JsonResponse:
    """Said to a phone that has no seat in the room (any more)."""
    why = _("Telefonen är inte med i workshopen. Det du skrev finns kvar på telefonen.")
    return JsonResponse({"ok": False, "why": why, "code": "out"}, status=403)


def key_of(request: ActorRequest, mark: str, *, make: bool = True) -> str:
    """The key of a browser without scripts for this round; a new one when it has none yet, "" unless `make`."""
    kept_mark, _dot, kept = request.COOKIES.get(KEY_COOKIE, "").partition(".")
    if kept_mark == mark and len(kept) == 32:
        return kept
    return secrets.token_hex(16) if make else ""


def keep_key(response: HttpResponse, mark: str, key: str) -> None:
    _set(response, KEY_COOKIE, f"{mark}.{key}")


def _set(response: HttpResponse, name: str, value: str) -> None:
    secure: Any = settings.SESSION_COOKIE_SECURE
    response.set_cookie(name, value, max_age=KEPT, httponly=True, samesite="Lax", secure=secure)
