"""A seat that was ended can be given again."""

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
