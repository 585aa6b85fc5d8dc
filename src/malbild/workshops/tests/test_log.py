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
from malbild.partnerships.models import Membership
from malbild.workshops import services
from malbild.workshops.models import Card, Event, Group, Round, Workshop
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


def test_no_line_before_the_reveal_names_a_card_whatever_was_done_with_it(world, anna):
    workshop = until(world, start(world), 1, Beat.WRITE)
    actor = guest_of(world.ours.pk, workshop.pk)

    def everything_that_touches_a_card():
        ids = [str(uuid.uuid4()) for _n in range(5)]
        with scope_for(actor, world.ours.pk):
            mark = Round.objects.get(workshop=workshop, step=1).writing_mark
            said = {"key": KEY, "mark": mark}
            for number in ids[:4]:
                services.write_card(actor, workshop.pk, client_id=number, text="Ett", n=1, **said)
            services.write_card(actor, workshop.pk, client_id=ids[0], text="Ett till", n=2, **said)
            services.change_card(actor, workshop.pk, client_id=ids[1], text="Ändrat", key=KEY)
            services.withdraw_card(actor, workshop.pk, client_id=ids[2], key=KEY)
            for number in ids[3:]:
                services.withdraw_unsure(actor, workshop.pk, client_id=number, n=2, **said)
        with scope_for(anna, world.ours.pk):
            made = services.enter_cards(anna, workshop.pk, lines=[("Sagt", ""), ("Sagt igen", "")])
            services.take_back_entered(anna, workshop.pk, card_id=made[0].pk)
            services.card_for_someone(anna, workshop.pk, text="Sagt högt")

    def named():
        """The cards that a line names, in whatever place."""
        with outside_the_walls("test"):
            keys = [str(pk) for pk in Card.objects.filter(workshop=workshop).values_list("pk", flat=True)]
        said = every_line(workshop)
        return [key for key in keys if key in said]

    everything_that_touches_a_card()
    assert named() == []
    go(world, workshop)
    shown = named()
    assert shown
    with scope_for(anna, world.ours.pk):
        services.undo_last(anna, workshop.pk)
    everything_that_touches_a_card()
    assert named() == shown
    holds(workshop)


NOT_LOGGED = {
    # Never changes after the first line, or says only how often something has changed.
    Workshop: {"id", "partnership_id", "party_id", "reach", "started_at", "version", "counted", "seq"},
    Round: {"id", "partnership_id", "party_id", "reach", "workshop_id"},
    Group: {"id", "partnership_id", "party_id", "reach", "workshop_id"},
    # … and a card's words, which are never in the log; its number is the phone's own.
    Card: {"id", "partnership_id", "party_id", "reach", "workshop_id", "client_id", "text", "sort"},
}


@pytest.mark.parametrize("model", NOT_LOGGED)
def test_every_column_is_in_the_log_but_those_that_are_named(model):
    columns = {f.attname for f in model._meta.concrete_fields}
    assert set(model.LOGGED) == columns - NOT_LOGGED[model]
    assert NOT_LOGGED[model] <= columns


def test_the_log_tells_a_proposal_from_a_decision(world, anna, ines):
    workshop = start(world)
    with scope_for(anna, world.ours.pk):
        services.let_supporter(anna, workshop.pk, leads=True)
    until(world, workshop, 1, Beat.WRITE)
    write(world, workshop, "Ett")
    until(world, workshop, 1, Beat.DECIDE)
    group = groups(world, workshop)[0]
    with scope_for(ines, world.ours.pk):
        services.weigh(ines, workshop.pk, criteria=["common"])
        services.decide_group(ines, workshop.pk, group_id=group.pk, decision="taken")
    state = holds(workshop)
    assert state.groups[group.pk]["is_proposed"]
    assert state.rounds[group.round_id]["criteria"] == ["common"]
    assert state.rounds[group.round_id]["weighed_at"]
    with scope_for(anna, world.ours.pk):
        services.confirm_decision(anna, workshop.pk, group_ids=[group.pk])
    assert not holds(workshop).groups[group.pk]["is_proposed"]


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


def test_a_membership_that_led_is_deleted_and_its_lines_stand_without_it(world):
    workshop = start(world)
    with outside_the_walls("test"):
        seats = Event.objects.filter(workshop=workshop).values_list("by", flat=True)
        seat = Membership.objects.get(pk=seats[0])
        said = [(e.seq, e.what, e.data) for e in Event.objects.all()]
        Membership._base_manager.filter(pk=seat.pk).delete()
        assert [(e.seq, e.what, e.data) for e in Event.objects.all()] == said
        assert not Event.objects.exclude(by=None).exists()
        for said_otherwise in ({"by": world.seats["bo"]}, {"by": None, "what": "x"}, {"data": None}, {}):
            with pytest.raises(Lasting):
                Event.objects.update(**said_otherwise)


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
