"""What a room of people never reaches is refused in words, and the leader goes on."""

from __future__ import annotations

import uuid

import pytest

from malbild.access.scope import outside_the_walls, scope_for
from malbild.workshops import services, states
from malbild.workshops.errors import TooMany
from malbild.workshops.models import Card, Participant, Round
from malbild.workshops.services.joining import guest_of
from malbild.workshops.services.record import wall
from malbild.workshops.states import Beat
from malbild.workshops.tests.log import holds
from malbild.workshops.tests.room import KEY, OTHER_KEY, go, guest, start, until, write
from malbild.workshops.tests.test_secrets import phone


@pytest.fixture
def writing(world):
    return until(world, start(world), 1, Beat.WRITE)


def flood(workshop, count: int) -> None:
    with outside_the_walls("test"):
        now = Round.objects.get(workshop=workshop, step=1)
        Card.objects.bulk_create(
            Card(**wall(workshop), round=now, client_id=uuid.uuid4(), text="Fullt") for _n in range(count)
        )


def test_one_phone_writes_so_many_cards_and_no_more(world, writing, anna, monkeypatch):
    monkeypatch.setattr(states, "MOST_CARDS_A_KEY", 3)
    first = [str(uuid.uuid4()) for _n in range(3)]
    for number in first:
        write(world, writing, "Ett kort", client_id=number)
    before = holds(writing)
    with pytest.raises(TooMany, match="3 kort"):
        write(world, writing, "Ett för mycket")
    assert holds(writing) == before
    actor = guest_of(world.ours.pk, writing.pk)
    with scope_for(actor, world.ours.pk):
        mark = Round.objects.get(workshop=writing, step=1).writing_mark
        with pytest.raises(TooMany):
            services.withdraw_unsure(actor, writing.pk, client_id=str(uuid.uuid4()), key=KEY, n=1, mark=mark)
        services.withdraw_card(actor, writing.pk, client_id=first[0], key=KEY)
        with pytest.raises(TooMany):
            write(world, writing, "Återtagna räknas")
    write(world, writing, "Ett kort", client_id=first[1])  # the same send again is no new card
    write(world, writing, "En annans", key=OTHER_KEY)
    with scope_for(anna, world.ours.pk):
        assert len(services.enter_cards(anna, writing.pk, lines=[("Sagt", "")] * 4)) == 4


def test_a_round_takes_so_many_cards_also_in_the_grace_and_the_leader_goes_on(world, writing, anna, monkeypatch):
    monkeypatch.setattr(states, "MOST_CARDS_A_ROUND", 5)
    flood(writing, 4)
    write(world, writing, "Det sista")
    with pytest.raises(TooMany, match="inga fler"):
        write(world, writing, "Ett för mycket", key=OTHER_KEY)
    go(world, writing)
    with pytest.raises(TooMany):
        write(world, writing, "I sista stund")
    with scope_for(anna, world.ours.pk):
        services.card_for_someone(anna, writing.pk, text="Sagt högt")


def test_a_card_too_many_is_said_on_the_page_and_kept_there(world, writing, monkeypatch):
    monkeypatch.setattr(states, "MOST_CARDS_A_ROUND", 0)
    said = {"client_id": str(uuid.uuid4()), "text": "Min tanke"}
    page = phone(world, writing).post("/med/rum/kort/", said, follow=True).content.decode()
    assert "inga fler" in page
    assert "Min tanke" in page


def test_a_room_has_so_many_places_and_one_with_a_seat_at_the_table_still_comes_in(world, writing, frida, monkeypatch):
    monkeypatch.setattr(states, "MOST_PLACES", 2)
    for _n in range(2):
        guest(world, writing)
    with pytest.raises(TooMany, match="full"):
        guest(world, writing)
    with scope_for(frida, world.ours.pk):
        services.join_with_account(frida, writing.pk)
    with outside_the_walls("test"):
        assert Participant.objects.filter(workshop=writing).count() == 3


def test_the_bounds_leave_room_for_a_hall():
    assert states.MOST_CARDS_A_KEY >= 2 * 6 * 60 / 15  # twice a card every 15 seconds through the longest writing
    assert states.MOST_CARDS_A_ROUND >= 300 * 10
    assert states.MOST_PLACES >= 300 * 5
