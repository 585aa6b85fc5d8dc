"""Whoever comes in again is the same person: by a double tap, by the square, with the lobby on."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from malbild.access.scope import outside_the_walls, scope_for
from malbild.workshops import services
from malbild.workshops.models import Participant
from malbild.workshops.queries import door_of
from malbild.workshops.tests.log import holds
from malbild.workshops.tests.room import start
from malbild.workshops.tests.test_secrets import phone
from malbild.workshops.tokens import SEAT_COOKIE


@pytest.fixture
def workshop(world):
    return start(world)


def places(workshop) -> int:
    with outside_the_walls("test"):
        return Participant.objects.filter(workshop=workshop).count()


def code_of(workshop) -> dict[str, str]:
    return {"code": door_of(workshop).code, "kind": "school"}


def test_the_code_again_leads_to_the_place_that_one_has(world, workshop):
    client = phone(world, workshop)
    seat = client.cookies[SEAT_COOKIE].value
    before = holds(workshop)
    answer = client.post("/med/", code_of(workshop))
    assert (answer.status_code, answer.url) == (302, "/med/rum/")
    assert (places(workshop), client.cookies[SEAT_COOKIE].value) == (1, seat)
    assert holds(workshop) == before


@pytest.mark.parametrize("where", ["/med/?n={key}", "/med/?kod={code}", "/med/"])
def test_the_square_again_leads_straight_to_the_room(world, workshop, where):
    client, door = phone(world, workshop), door_of(workshop)
    answer = client.get(where.format(key=door.key, code=door.code))
    assert (answer.status_code, answer.headers.get("Location")) == (302, "/med/rum/")
    assert Client().get(where.format(key=door.key, code=door.code)).status_code == 200


def test_with_the_lobby_on_somebody_seated_is_not_put_outside(world, workshop, anna):
    client = phone(world, workshop)
    with scope_for(anna, world.ours.pk):
        services.set_lobby(anna, workshop.pk, on=True)
    assert client.post("/med/", code_of(workshop)).status_code == 302
    assert "Du är snart inne" not in client.get("/med/rum/").content.decode()
    with outside_the_walls("test"):
        assert not Participant.objects.filter(is_waiting=True).exists()


def test_a_double_tap_whose_first_answer_was_lost_is_one_person(world, workshop):
    client = Client()
    page = client.get("/med/").content.decode()
    once = re.search(r'name="once" value="(\w{32})"', page)
    assert once
    form = code_of(workshop) | {"once": once[1]}
    for _tap in range(2):
        client.cookies.pop(SEAT_COOKIE, None)
        assert client.post("/med/", form).url == "/med/rum/?ny=1"
    assert places(workshop) == 1
    assert client.get("/med/rum/").status_code == 200
    assert Client().post("/med/", code_of(workshop) | {"once": "f" * 32}).status_code == 302
    assert places(workshop) == 2


def test_a_seat_elsewhere_or_one_that_was_left_is_no_place_here(world, workshop):
    other = start(world)
    client = phone(world, other)
    assert client.get(f"/med/?n={door_of(workshop).key}").status_code == 200
    assert client.post("/med/", code_of(workshop)).status_code == 302
    assert (places(other), places(workshop)) == (1, 1)
    with outside_the_walls("test"):
        Participant.objects.filter(workshop=workshop).delete()
    assert client.get(f"/med/?n={door_of(workshop).key}").status_code == 200
    assert client.post("/med/", code_of(workshop)).status_code == 302
    assert places(workshop) == 1
