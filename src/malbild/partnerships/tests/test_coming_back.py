"""A person is invited from the page; a seat that was ended can be given again."""

from __future__ import annotations

import pytest

from malbild.access.actor import Role
from malbild.accounts.models import User
from malbild.partnerships.models import Membership
from malbild.partnerships.services import AlreadySeated, end_seat, invite

pytestmark = pytest.mark.django_db


def ask_back(world, anna) -> Membership:
    frida = User.objects.get(pk=world.users["frida"].pk)
    given = {"role": Role.PARTICIPANT, "name": frida.name, "email": frida.email}
    return invite(anna, world.ours, party_id=world.seats["frida"].party_id, **given)


def test_who_left_is_invited_again_and_says_yes_anew(world, anna):
    with pytest.raises(AlreadySeated):
        ask_back(world, anna)
    end_seat(anna, world.seats["frida"].pk)
    assert world.client("frida").get("/s/var/").status_code == 404
    seat = ask_back(world, anna)
    assert (seat.pk, seat.revoked_at, seat.accepted_at) == (world.seats["frida"].pk, None, None)


def test_a_person_is_invited_from_the_page(world):
    given = {"seat": world.seats["frida"].party_id, "name": "Nils", "email": "nils@exempel.se"}
    sent = world.client("anna").post("/s/var/deltagare/bjud-in/", given | {"role": Role.STEERING.value})
    assert sent.status_code == 302
    seat = Membership.objects.get(user__email="nils@exempel.se")
    assert (seat.role, seat.accepted_at) == (Role.STEERING.value, None)
