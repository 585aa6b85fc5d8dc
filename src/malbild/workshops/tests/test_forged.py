"""Replayed and forged posts, other rooms' keys, wrong clocks, two leaders in the same instant.

Refused, and the room stands exactly as before.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
import uuid

import pytest
from django.core import signing
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.test import Client

from malbild.access.scope import outside_the_walls, scope_for
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.workshops import services
from malbild.workshops.models import Card, CardKey, Vote
from malbild.workshops.services.joining import guest_of
from malbild.workshops.services.traces import sweep
from malbild.workshops.states import Beat
from malbild.workshops.tests.fuzz import fuzz
from malbild.workshops.tests.log import holds
from malbild.workshops.tests.room import KEY, OTHER_KEY, fresh, go, groups, guest, start, until, write
from malbild.workshops.tests.test_secrets import phone
from tests.people import build_world


@pytest.fixture
def voting(world):
    workshop = until(world, start(world), 1, Beat.WRITE)
    for n in range(3):
        write(world, workshop, f"Kort {n}")
    return until(world, workshop, 1, Beat.VOTE)


def test_hostile_posts_break_nothing(world):
    got = fuzz(world, times=250)
    assert got[422] > 50
    assert got[302] > 10


def test_rows_of_another_workshop_are_not_there(world, voting):
    other = until(world, start(world), 1, Beat.WRITE)
    write(world, other, "Där")
    until(world, other, 1, Beat.VOTE)
    theirs, foreign = guest(world, other), groups(world, other)[0]
    mine = guest(world, voting)
    before = (holds(voting), holds(other))
    actor = guest_of(world.ours.pk, voting.pk)
    with scope_for(actor, world.ours.pk):
        for seat, group in ((theirs.pk, foreign.pk), (mine.pk, foreign.pk), (theirs.pk, groups(world, voting)[0].pk)):
            with pytest.raises(ObjectDoesNotExist):
                services.vote(actor, seat, group_id=group, dots=1, key=KEY)
        with pytest.raises(ObjectDoesNotExist):
            services.mark_done(actor, theirs.pk)
    assert (holds(voting), holds(other)) == before


def test_another_key_reaches_neither_a_card_nor_a_slip(world):
    workshop = until(world, start(world), 1, Beat.WRITE)
    number = str(uuid.uuid4())
    write(world, workshop, "Mitt", client_id=number)
    before, actor = holds(workshop), guest_of(world.ours.pk, workshop.pk)
    with scope_for(actor, world.ours.pk):
        for deed, said in (
            (services.change_card, {"text": "Stulet"}),
            (services.withdraw_card, {}),
            (services.write_card, {"text": "Stulet"}),
        ):
            with pytest.raises((Refusal, ObjectDoesNotExist)):
                deed(actor, workshop.pk, client_id=number, key=OTHER_KEY, **said)
    assert holds(workshop) == before
    with outside_the_walls("test"):
        assert Card.objects.get().text == "Mitt"


@pytest.mark.parametrize("salt", ["malbild.workshops.seat", "another"])
def test_a_seat_that_we_did_not_sign_or_that_is_old_opens_nothing(world, voting, salt):
    mine = guest(world, voting)
    old = clock.now() - dt.timedelta(days=61)
    value = signing.dumps([world.ours.pk, voting.pk, mine.pk], salt=salt)
    if salt != "another":  # ours, from two months ago
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("time.time", old.timestamp)
            value = signing.dumps([world.ours.pk, voting.pk, mine.pk], salt=salt)
    before, client = holds(voting), Client()
    client.cookies["malbild_workshop"] = value
    for path in ("kort/", "rost/", "klar/"):
        assert client.post(f"/med/rum/{path}", {"text": "x", "group": "1", "dots": "1"}).url == "/med/"
    assert holds(voting) == before


def test_a_vote_sent_again_after_the_result_changes_nothing(world, voting):
    client, group = phone(world, voting), groups(world, voting)[0]
    said = {"group": group.pk, "dots": 2}
    assert client.post("/med/rum/rost/", said).status_code == 302
    assert client.post("/med/rum/rost/", said).status_code == 302
    go(world, voting)
    before = holds(voting)
    assert before.groups[group.pk]["votes"] == 2
    assert client.post("/med/rum/rost/", said).status_code == 422
    assert holds(voting) == before


def test_an_old_slip_does_not_count_when_the_group_votes_again(world, anna, voting):
    mine, group, actor = guest(world, voting), groups(world, voting)[0], guest_of(world.ours.pk, voting.pk)
    with scope_for(actor, world.ours.pk):
        services.vote(actor, mine.pk, group_id=group.pk, dots=2, key=KEY)
    go(world, voting)
    with scope_for(anna, world.ours.pk):
        services.vote_again(anna, voting.pk, turn=fresh(world, voting).turn)
    with scope_for(actor, world.ours.pk):
        services.vote(actor, mine.pk, group_id=group.pk, dots=1, key=KEY)
    go(world, voting)
    assert holds(voting).groups[group.pk]["votes"] == 1


def test_no_time_that_a_phone_sends_is_trusted(world):
    """A phone whose clock is a day wrong, and says so in every way it can."""
    workshop = until(world, start(world), 1, Beat.WRITE)
    client = phone(world, workshop)
    yesterday = (clock.now() - dt.timedelta(days=1)).isoformat()
    lies = {"at": yesterday, "now": yesterday, "sent_at": yesterday, "timer_ends_at": yesterday}
    head = {"HTTP_DATE": "Mon, 23 Nov 2026 10:00:00 GMT", "HTTP_IF_MODIFIED_SINCE": "Mon, 23 Nov 2026 10:00:00 GMT"}
    said = {"client_id": str(uuid.uuid4()), "text": "Ett kort", **lies}
    assert client.post("/med/rum/kort/", said, **head).status_code == 302
    go(world, workshop)
    with clock.standing_at(clock.now() + dt.timedelta(seconds=31)):  # the server's own grace is over
        before = holds(workshop)
        late = {"client_id": str(uuid.uuid4()), "text": "Sent", **lies}
        assert client.post("/med/rum/kort/", late, **head).status_code == 422
        assert holds(workshop) == before
    revealed = [str(row["revealed_at"]) for row in before.rounds.values() if row["revealed_at"]]
    assert [day for day in revealed if day < yesterday] == []
    assert len(revealed) == 1


def _at_once(*deeds):
    """Run the deeds in threads that start in the same instant; what each raised, or None."""
    barrier, raised = threading.Barrier(len(deeds)), [None] * len(deeds)

    def one(number, deed):
        try:
            barrier.wait(20)
            deed()
        except Exception as error:
            raised[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


@pytest.mark.postgres
def test_two_leaders_in_the_same_instant_move_one_beat(transactional_db):
    world = build_world()
    workshop = until(world, start(world), 1, Beat.WRITE)
    for n in range(4):
        write(world, workshop, f"Kort {n}")
    turn = fresh(world, workshop).turn

    def press(name):
        def deed():
            actor = world.actor(name)
            with scope_for(actor, world.ours.pk):
                services.advance(actor, workshop.pk, turn=turn)

        return deed

    raised = _at_once(press("anna"), press("bo"))
    assert sorted(type(e).__name__ for e in raised) == ["NoneType", "SomebodyWasFirst"]
    assert holds(workshop).place == (1, Beat.READ)


@pytest.mark.postgres
def test_the_same_card_from_two_tabs_in_the_same_instant_is_one_card(transactional_db):
    world = build_world()
    workshop = until(world, start(world), 1, Beat.WRITE)
    same = str(uuid.uuid4())
    raised = _at_once(*[lambda: write(world, workshop, "Ett kort", client_id=same)] * 4)
    assert raised == [None] * 4
    assert sum(row.get("written", 0) for row in holds(workshop).rounds.values()) == 1


@pytest.mark.postgres
def test_emptied_side_tables_are_given_back_to_the_disk(transactional_db):
    world = build_world()
    workshop = until(world, start(world), 1, Beat.WRITE)
    for n in range(5):
        write(world, workshop, f"Kort {n}", key=f"{n:032d}")

    def size() -> int:
        with connection.cursor() as cursor:
            cursor.execute("select pg_stat_force_next_flush()")
            cursor.execute("select pg_relation_size('workshops_cardkey')")
            return int(cursor.fetchone()[0])

    assert size() > 0
    go(world, workshop)
    assert size() > 0  # deleted, yet there
    until_at = time.monotonic() + 10
    while size() and time.monotonic() < until_at:  # the server's own counts of dead rows come a little later
        assert sweep()
    assert size() == 0
    with outside_the_walls("test"):
        assert not CardKey.objects.exists()
        assert not Vote.objects.exists()
