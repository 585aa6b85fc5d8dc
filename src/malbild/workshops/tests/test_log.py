"""The log carries the room: replayed it gives the tables after every deed, and it tells no secret."""

from __future__ import annotations

import datetime as dt
import uuid
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction

from malbild.access.lasting import Lasting
from malbild.access.scope import outside_the_walls, scope_for
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.workshops import services
from malbild.workshops.models import Card, Event, Group, Round
from malbild.workshops.replay import BrokenLog, fold
from malbild.workshops.services.joining import guest_of
from malbild.workshops.services.record import led
from malbild.workshops.states import Beat
from malbild.workshops.tests.log import as_stored, every_line, holds, replayed
from malbild.workshops.tests.room import KEY, OTHER_KEY, fresh, go, groups, guest, start, until, write


def test_after_every_deed_of_a_whole_round_the_log_gives_the_tables(world, anna, bo):
    workshop = start(world)
    actor = guest_of(world.ours.pk, workshop.pk)
    mine, other = guest(world, workshop), guest(world, workshop)
    seen = []

    def then(deed, *args, by=anna, **said):
        with scope_for(by, world.ours.pk):
            made = deed(by, *args, **said)
        seen.append(holds(workshop))
        return made

    def on(to=""):
        then(services.advance, workshop.pk, turn=fresh(world, workshop).turn, to=to, although=True)

    on(), on()
    cards = []
    for n in range(4):
        number = str(uuid.uuid4())
        cards.append(
            then(services.write_card, workshop.pk, client_id=number, text=f"Kort {n}", key=KEY, sort="works", by=actor)
        )
        then(services.change_card, workshop.pk, client_id=number, text=f"Ändrat {n}", key=KEY, by=actor)
    then(services.withdraw_card, workshop.pk, client_id=str(cards[3].client_id), key=KEY, by=actor)
    then(services.withdraw_card, workshop.pk, client_id=str(cards[3].client_id), key=KEY, by=actor)
    then(services.card_for_someone, workshop.pk, text="Sagt högt")
    then(services.mark_done, mine.pk, by=actor)
    then(services.add_time, workshop.pk)
    then(services.pause_timer, workshop.pk)
    then(services.resume_timer, workshop.pk)
    on()
    then(services.undo_last, workshop.pk)
    write(world, workshop, "Efter ångrat")
    on()
    assert sorted(row["is_withdrawn"] for row in holds(workshop).cards.values()) == [False] * 5 + [True]
    write(world, workshop, "Hann precis")
    group = then(services.make_group, workshop.pk, card_ids=[cards[0].pk, cards[1].pk], title="Grupp")
    then(services.move_cards, workshop.pk, card_ids=[cards[2].pk], group_id=group.pk)
    then(services.set_aside, workshop.pk, card_ids=[cards[2].pk], by=bo)
    then(services.undo_last, workshop.pk)
    then(services.take_back, workshop.pk, card_ids=[cards[2].pk])
    then(services.rename_group, workshop.pk, group_id=group.pk, title="Nytt namn")
    on()
    then(services.pause_workshop, workshop.pk)
    with clock.standing_at(clock.now() + dt.timedelta(days=1)):
        then(services.resume_workshop, workshop.pk)
    then(services.vote, mine.pk, group_id=group.pk, dots=2, key=KEY, by=actor)
    then(services.vote, other.pk, group_id=group.pk, dots=1, key=OTHER_KEY, by=actor)
    then(services.vote_for_someone, workshop.pk, dots={group.pk: 1})
    assert holds(workshop).groups[group.pk]["votes"] is None
    on()
    assert holds(workshop).groups[group.pk]["votes"] == 4
    then(services.vote_again, workshop.pk, turn=fresh(world, workshop).turn)
    on()
    rest = next(g for g in groups(world, workshop) if g.pk != group.pk)
    then(services.decide_group, workshop.pk, group_id=group.pk, decision="works", lesson="Fast dag", why="Störst nytta")
    then(services.decide_group, workshop.pk, group_id=rest.pk, decision="later", why="Nästa år")
    then(services.undo_last, workshop.pk)
    on(), on()
    then(services.close_workshop, workshop.pk)
    then(services.reopen_workshop, workshop.pk)
    until(world, workshop, 2, Beat.DECIDE)
    then(services.grow_goal, workshop.pk, title="Färre skadas")
    then(services.leave, mine.pk, by=actor)
    then(services.close_workshop, workshop.pk)

    assert seen[-1].place == (2, Beat.DECIDE)
    assert [s.seq for s in seen] == sorted(s.seq for s in seen)  # and equal where a deed changed nothing
    with outside_the_walls("test"):
        lines = list(Event.objects.filter(workshop=workshop))
    for state in seen:  # the room as it stood at any line
        assert fold(lines[: state.seq]) == state


@pytest.mark.parametrize("beat", [Beat.WRITE, Beat.VOTE])
def test_ended_inside_an_open_round_the_log_gives_the_tables(world, anna, beat):
    workshop = until(world, start(world), 1, Beat.WRITE)
    write(world, workshop, "Ett")
    until(world, workshop, 1, beat)
    with scope_for(anna, world.ours.pk):
        services.close_workshop(anna, workshop.pk)
        holds(workshop)
        services.reopen_workshop(anna, workshop.pk)
    holds(workshop)


def test_a_refused_deed_leaves_nothing_for_the_next_line(world, anna):
    workshop = until(world, start(world), 1, Beat.WRITE)
    write(world, workshop, "Ett")
    until(world, workshop, 1, Beat.VOTE)
    before = as_stored(workshop)
    with scope_for(anna, world.ours.pk), transaction.atomic():
        led(anna, workshop.pk)
        Group.objects.filter(workshop=workshop).update(title="Aldrig sagt")
        transaction.set_rollback(True)
    assert as_stored(workshop) == before
    guest(world, workshop)
    assert "Aldrig sagt" not in every_line(workshop)
    holds(workshop)


def test_the_log_holds_no_words_of_a_card_and_no_card_before_it_is_shown(world):
    workshop = until(world, start(world), 1, Beat.WRITE)
    guest(world, workshop)
    kept, gone = str(uuid.uuid4()), str(uuid.uuid4())
    one = write(world, workshop, "Kvarlämnat", client_id=kept)
    two = write(world, workshop, "Återtaget", client_id=gone)
    actor = guest_of(world.ours.pk, workshop.pk)
    with scope_for(actor, world.ours.pk):
        services.withdraw_card(actor, workshop.pk, client_id=gone, key=KEY)
    said = every_line(workshop)
    assert not [w for w in ("Kvarlämnat", "Återtaget", kept, gone, str(one.pk), str(two.pk)) if w in said]
    assert as_stored(workshop).cards == {}
    go(world, workshop)
    said = every_line(workshop)
    assert str(one.pk) in said
    assert not [w for w in ("Kvarlämnat", "Återtaget", kept, gone) if w in said]


def test_neither_keys_nor_lines_tell_in_which_order_cards_came(world):
    workshop = until(world, start(world), 1, Beat.WRITE)
    sent = [write(world, workshop, f"Kort {n}").pk for n in range(12)]
    assert sent != sorted(sent)
    go(world, workshop)
    with outside_the_walls("test"):
        lines = list(Event.objects.filter(workshop=workshop))
        named = [line for line in lines if "cards" in line.data["now"]]
        assert [line.what for line in named] == ["advance"]
        assert {int(k) for k in named[0].data["now"]["cards"]} == set(sent)
        assert [c.pk for c in Card.objects.filter(workshop=workshop)] != sent


def test_a_line_stands_for_ever(world, anna):
    workshop = until(world, start(world), 1, Beat.WRITE)
    with outside_the_walls("test"):
        line = Event.objects.filter(workshop=workshop)[0]
        line.data = {"now": {}}
        for deed in (line.save, line.delete, Event.objects.all().delete, lambda: Event.objects.update(what="x")):
            with pytest.raises(Lasting):
                deed()
        for told in ("data", "what", "seq", "at", "undo", "is_lead"):
            with (
                pytest.raises(DatabaseError, match="never change"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(f"update workshops_event set {told} = {told}")
        assert Event.objects.filter(workshop=workshop)[0].data != {"now": {}}


def test_whoever_led_may_leave_and_the_line_stands_without_them(world, anna):
    workshop = start(world)
    with outside_the_walls("test"), connection.cursor() as cursor:
        cursor.execute("update workshops_event set by_id = null")
        line = Event.objects.get(workshop=workshop)
        assert (line.by_id, line.what) == (None, "start")


def test_a_removed_line_is_seen_and_so_is_a_changed_table(world):
    workshop = until(world, start(world), 1, Beat.WRITE)
    with outside_the_walls("test"):
        lines = list(Event.objects.filter(workshop=workshop))
        with pytest.raises(BrokenLog):
            fold(lines[1:])
        assert fold(lines[:-1]) != as_stored(workshop)  # the last one: the workshop counts its own lines
        with pytest.raises(BrokenLog):
            fold([SimpleNamespace(seq=1, data={"now": {"people": {"1": {}}}})])
        Round.objects.filter(workshop=workshop, step=1).update(voters=7)
        assert replayed(workshop) != as_stored(workshop)


def test_refusals_write_no_line(world, anna):
    workshop = until(world, start(world), 1, Beat.WRITE)
    before = holds(workshop)
    with pytest.raises(Refusal):
        write(world, workshop, "x" * 10_000)
    with scope_for(anna, world.ours.pk), pytest.raises(Refusal):
        services.advance(anna, workshop.pk, turn=0)
    assert holds(workshop) == before
