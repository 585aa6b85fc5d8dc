"""Workshops for the bench: made by the services, with what a client needs to take part or to lead."""

from __future__ import annotations

import json
import uuid

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from bench import data
from bench.crowd.hall import text_of
from malbild.access.actor import Actor
from malbild.access.scope import outside_the_walls, scope_for
from malbild.accounts.models import User
from malbild.kit import clock
from malbild.partnerships.models import Partnership
from malbild.partnerships.seats import actor_for
from malbild.workshops import services
from malbild.workshops.models import Card, Workshop
from malbild.workshops.queries import door_of
from malbild.workshops.services.joining import guest_of
from malbild.workshops.states import Beat
from malbild.workshops.tokens import SEAT_COOKIE, seat_token

CSRF = {"csrftoken": "a" * 32}
KEY = "b" * 32


def open_room(slug: str = data.FIFTY, seats: int = 0) -> dict[str, str]:
    """A workshop in step 1, writing. With `seats` that many have joined already, else phones come by the code."""
    anna, place = _anna(), _place(slug)
    with scope_for(anna, place.pk):
        workshop = services.start_workshop(anna, place.pk, title="Höstens workshop")
        while workshop.beat != Beat.WRITE:
            workshop = services.advance(anna, workshop.pk, turn=workshop.turn)
        door = door_of(workshop)
        if door is None:
            raise RuntimeError("the workshop has no door")
        joined = [services.join_as_guest(door, kind="school") for _n in range(seats)]
        cookies = [{SEAT_COOKIE: seat_token(place.pk, workshop.pk, one.pk), **CSRF} for one in joined]
        return {
            "id": str(workshop.pk),
            "code": door.code,
            "turn": str(workshop.turn),
            "address": reverse("workshops:overview", kwargs={"slug": slug, "workshop_id": workshop.pk}),
            "leader": json.dumps(signed_in()),
            "seats": json.dumps(cookies),
        }


def signed_in() -> dict[str, str]:
    """The leader's cookies."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(email=data.ANNA))
    name = settings.SESSION_COOKIE_NAME
    return {name: client.cookies[name].value, **CSRF}


def fill_up(room: dict[str, str], cards: int) -> None:
    """Cards until there are that many."""
    with outside_the_walls("bench"):
        workshop = Workshop.objects.get(pk=room["id"])
    guest = guest_of(workshop.partnership_id, workshop.pk)
    with scope_for(guest, workshop.partnership_id), transaction.atomic():
        for n in range(cards - cards_in([room])):
            number = str(uuid.uuid4())
            services.write_card(guest, workshop.pk, client_id=number, text=text_of(n, 1000), key=KEY)


def cards_in(rooms: list[dict[str, str]]) -> int:
    with outside_the_walls("bench"):
        return Card.objects.filter(workshop_id__in=[r["id"] for r in rooms]).count()


def _anna() -> Actor:
    return actor_for(User.objects.get(email=data.ANNA).pk, on=clock.today())


def _place(slug: str) -> Partnership:
    with outside_the_walls("bench"):
        return Partnership.objects.get(slug=slug)
