"""The people of every test: two partnerships in the same police district, and those outside.

**Anna** coordinates ours, **Bo** is the kommunpolis, her equal; **Frida** takes part (the school), **Gun** sits in
the steering group, **Hans** is elected, **Rut** reads, **Ines** is the invited supporter, **Cia** coordinates the
neighbour's, **Dan** has an account but no seat, **Eva** is not signed in, and **a guest** holds a code.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pytest
from django.test import Client

from malbild.access.actor import Actor, Area, Role
from malbild.accounts import registry
from malbild.accounts.models import Municipality, Organisation, OrganisationKind, User
from malbild.kit import clock
from malbild.partnerships.models import Membership, Partnership, Party
from malbild.partnerships.seats import actor_for
from malbild.partnerships.services import create_partnership, seat_person

SEATED = ("anna", "bo", "frida", "gun", "hans", "rut", "ines")
EVERYONE = (*SEATED, "cia", "dan", "eva")
_ROLES = {
    "anna": (Role.COORDINATOR, "kommun"),
    "bo": (Role.LIAISON, "polis"),
    "frida": (Role.PARTICIPANT, "skola"),
    "gun": (Role.STEERING, "kommun"),
    "hans": (Role.ELECTED, "kommun"),
    "rut": (Role.READER, "kommun"),
}


@dataclass
class World:
    """Two partnerships and everyone around them."""

    ours: Partnership
    theirs: Partnership
    users: dict[str, User] = field(default_factory=dict)
    seats: dict[str, Membership] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        user = self.users.get(name)
        return actor_for(user.pk if user else None, on=clock.today())

    def client(self, name: str) -> Client:
        """A signed-in browser (Eva's is not)."""
        client = Client()
        if name in self.users:
            client.force_login(self.users[name])
        return client


def build_world() -> World:
    """Make everyone; any earlier rows may stand beside them."""
    if not Municipality.objects.exists():  # a flushed test database
        registry.load(Municipality)
    kinds = {
        "kommun": OrganisationKind.MUNICIPALITY,
        "polis": OrganisationKind.POLICE,
        "skola": OrganisationKind.SCHOOL,
        "grannkommun": OrganisationKind.MUNICIPALITY,
        "brå": OrganisationKind.NATIONAL,
    }
    orgs = {
        n: Organisation.objects.get_or_create(name=n.capitalize(), defaults={"kind": k})[0] for n, k in kinds.items()
    }
    place = Municipality.objects.get(code="0319")
    ours = create_partnership(
        name="Vår samverkan",
        slug="var",
        municipality=place,
        organisations=[orgs["kommun"], orgs["polis"], orgs["skola"]],
    )
    theirs = create_partnership(
        name="Grannens samverkan",
        slug="granne",
        municipality=Municipality.objects.get(code="0360"),
        organisations=[orgs["grannkommun"], orgs["polis"]],
    )
    world = World(ours, theirs)
    world.parties = {str(p.organisation).lower(): p for p in ours.parties.select_related("organisation")}
    for name, (role, party) in _ROLES.items():
        seat = seat_person(
            ours,
            party=world.parties[party],
            role=role,
            name=name.capitalize(),
            email=f"{name}@exempel.se",
            accepted=True,
        )
        world.seats[name], world.users[name] = seat, seat.user
    cia = seat_person(
        theirs,
        party=theirs.parties.first(),
        role=Role.COORDINATOR,
        name="Cia",
        email="cia@exempel.se",
        accepted=True,
    )
    world.seats["cia"], world.users["cia"] = cia, cia.user
    world.users["dan"] = User.objects.create_user("dan@exempel.se", "Dan")
    world.users["ines"] = User.objects.create_user("ines@exempel.se", "Ines")
    world.seats["ines"] = Membership.objects.create(
        partnership=ours,
        user=world.users["ines"],
        organisation=orgs["brå"],
        role=Role.SUPPORTER.value,
        areas=[Area.PLAN.value, Area.WORKSHOP.value, Area.SUPPORT.value, Area.TERMS.value],
        accepted_at=clock.now(),
        ends_on=clock.today() + dt.timedelta(days=90),
    )
    return world


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def _person(name: str) -> object:
    @pytest.fixture(name=name)
    def person(world: World) -> Actor:
        return world.actor(name)

    return person


anna, bo, frida, gun, hans, rut, ines, cia, dan, eva = (_person(n) for n in EVERYONE)
