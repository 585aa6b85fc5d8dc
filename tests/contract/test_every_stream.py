"""Every live feed admits whom the table (walls/live.py) says, and tells a foreign tenant nothing."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from malbild.access.policy import Reach
from malbild.access.scope import scope_for
from malbild.kit import clock
from malbild.live.feeds import FEEDS, Asked, Reader
from malbild.meetings.models import Meeting
from malbild.workshops import services
from malbild.workshops.models import Workshop
from malbild.workshops.tests.room import start
from malbild.workshops.tests.test_secrets import phone
from tests.contract.walls.live import FEEDS as TABLE
from tests.people import EVERYONE, World


@pytest.fixture
def workshop(world: World) -> Workshop:
    return start(world)


def asked(thing: Workshop | Meeting, client: Client) -> Asked:
    return Asked(thing.pk, {name: morsel.value for name, morsel in client.cookies.items()})


def admitted(name: str, thing: Workshop | Meeting, client: Client) -> Reader | None:
    return FEEDS[name].admit(asked(thing, client))


def meeting(world: World) -> Meeting:
    """One that has been held: those who see only what is decided could read it."""
    with scope_for(world.actor("anna"), world.ours.pk):
        wall = {"partnership": world.ours, "party": world.parties["kommun"], "reach": Reach.DECIDED}
        return Meeting.objects.create(starts_at=clock.now(), state="closed", **wall)


def take_places(world: World, workshop: Workshop) -> None:
    for who in ("anna", "bo", "frida", "gun"):
        with scope_for(world.actor(who), world.ours.pk):
            services.join_with_account(world.actor(who), workshop.pk)


def test_every_feed_has_its_row() -> None:
    assert set(FEEDS) == set(TABLE)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_each_person_is_let_in_or_not_as_the_table_says(world: World, workshop: Workshop, name: str) -> None:
    take_places(world, workshop)
    guest = phone(world, workshop)
    people = {who: world.client(who) for who in EVERYONE} | {"a guest": guest}
    thing = meeting(world) if name == "mote" else workshop
    assert {who for who, client in people.items() if admitted(name, thing, client)} == TABLE[name]


def test_a_guest_of_one_workshop_hears_nothing_of_another(world: World, workshop: Workshop) -> None:
    other = start(world)
    guest = phone(world, workshop)
    assert admitted("rum", workshop, guest) is not None
    assert [admitted(name, other, guest) for name in FEEDS] == [None] * len(FEEDS)


def test_whoever_has_not_gone_in_is_not_in_the_room(world: World, workshop: Workshop) -> None:
    assert admitted("rum", workshop, world.client("anna")) is None
    take_places(world, workshop)
    assert admitted("rum", workshop, world.client("anna")) is not None


def test_a_seat_that_was_taken_back_is_let_in_no_more(world: World, workshop: Workshop) -> None:
    frida = world.client("frida")
    assert admitted("ledare", workshop, frida) is not None
    world.seats["frida"].revoked_at = workshop.started_at
    world.seats["frida"].save()
    assert admitted("ledare", workshop, frida) is None


def test_a_guest_who_left_is_let_in_no_more(world: World, workshop: Workshop) -> None:
    guest = phone(world, workshop)
    kept = asked(workshop, guest)
    guest.post("/med/rum/lamna/")
    assert FEEDS["rum"].admit(kept) is None


@pytest.mark.parametrize("token", ["", "x", "1:2:3", "WzEsMSwxXQ:1abc:forged"])
def test_a_forged_seat_opens_nothing(world: World, workshop: Workshop, token: str) -> None:
    assert FEEDS["rum"].admit(Asked(workshop.pk, {"malbild_workshop": token})) is None


def test_signing_out_ends_the_right_to_listen(world: World, workshop: Workshop) -> None:
    anna = world.client("anna")
    kept = asked(workshop, anna)
    assert kept.cookies.get(settings.SESSION_COOKIE_NAME)
    assert FEEDS["ledare"].admit(kept) is not None
    anna.logout()
    assert FEEDS["ledare"].admit(kept) is None


def test_a_view_belongs_to_one_workshop_and_one_language(world: World, workshop: Workshop) -> None:
    other, anna = start(world), world.client("anna")
    swedish, elsewhere = asked(workshop, anna), asked(other, anna)
    english = Asked(swedish.thing_id, swedish.cookies, "en")
    readers = [FEEDS["ledare"].admit(a) for a in (swedish, english, elsewhere)]
    assert len({r.view for r in readers if r}) == 3
    said = [FEEDS["ledare"].frame(r, None) for r in readers[:2] if r]
    assert [frame.says["count"].split("</strong> ")[1] for frame in said if frame] == ["är med", "taking part"]
