"""From beat to beat: the table, the clock, undo, the pause overnight, the ending."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from malbild.access.errors import Forbidden
from malbild.access.scope import outside_the_walls, scope_for
from malbild.goals.models import LineWork
from malbild.kit import clock
from malbild.meetings.models import CarryOver, Meeting
from malbild.workshops import services, states
from malbild.workshops.content import SCRIPTS, STEPS, describes_an_activity
from malbild.workshops.errors import NothingToUndo, NotNow
from malbild.workshops.models import Card, Event, Group
from malbild.workshops.queries import door_of
from malbild.workshops.states import Beat, Decision, Deed
from malbild.workshops.tests.room import fresh, go, groups, start, until, write
from malbild.workshops.tests.test_secrets import phone


def test_the_way_is_five_beats_in_four_steps_and_ends():
    place, way = (0, Beat.LOBBY), []
    while (goes := states.after(*place)) is not None:
        way.append(place := goes)
    beats = [b for b in Beat if b is not Beat.LOBBY]
    assert way == [(step, beat) for step in (1, 2, 3, 4) for beat in beats]
    assert set(way) == set(SCRIPTS) - {(0, Beat.LOBBY)} == set(states.MINUTES)
    assert set(STEPS) == {1, 2, 3, 4}
    assert 150 <= sum(states.MINUTES.values()) <= 180  # three hours with a break


def test_no_beat_is_open_for_both_writing_and_voting():
    for beat in Beat:
        assert not {Deed.WRITE_CARD, Deed.VOTE} <= states.OPEN_IN[beat]
    assert states.after(1, Beat.WRITE, Beat.DECIDE) is None


@pytest.mark.parametrize(("groups_", "dots"), [(1, 2), (6, 2), (7, 3), (15, 3), (16, 5), (40, 5)])
def test_dots_follow_the_number_of_groups(groups_, dots):
    assert states.dots_for(groups_) == dots


votes = st.integers(0, 9)
decisions = st.sampled_from([Decision.OPEN, Decision.TAKEN, Decision.LATER])


@given(mine=votes, others=st.lists(st.tuples(decisions, votes), max_size=6))
def test_taking_the_top_never_goes_against_the_votes_and_ties_go_against_nobody(mine, others):
    top = max((v for _d, v in others), default=0)
    if mine >= top:
        assert not states.differs_from_votes(Decision.TAKEN, mine, others)
    if all(v == mine for _d, v in others):
        assert not states.differs_from_votes(Decision.LATER, mine, others) or not others


@pytest.mark.parametrize(
    ("goal", "is_activity"),
    [
        ("Ha möten varje månad", True),
        ("Vi ska samverka bättre", True),
        ("Fler känner sig trygga i centrum", False),
        ("Alla barn är i skolan", False),
        ("Tagande av ansvar ökar", False),
    ],
)
def test_a_goal_that_says_what_is_done_is_seen(goal, is_activity):
    assert describes_an_activity(goal) is is_activity


def test_the_clock_is_advice_and_the_server_keeps_it(world, anna):
    workshop = until(world, start(world), 1, Beat.WRITE)
    with scope_for(anna, world.ours.pk):
        assert workshop.seconds_left in (359, 360)
        assert services.add_time(anna, workshop.pk).seconds_left in (419, 420)
        with clock.standing_at(clock.now() + dt.timedelta(minutes=2)):
            held = services.pause_timer(anna, workshop.pk)
            assert held.seconds_left in (299, 300)
            services.pause_timer(anna, workshop.pk)
        with clock.standing_at(clock.now() + dt.timedelta(minutes=60)):
            assert fresh(world, workshop).seconds_left in (299, 300)
            services.resume_timer(anna, workshop.pk)
        with clock.standing_at(clock.now() + dt.timedelta(minutes=80)):
            assert fresh(world, workshop).seconds_left == 0
            write(world, workshop, "Tiden är slut men inget är låst")


def test_the_talk_about_the_causes_is_not_skipped_in_silence(world, anna):
    workshop = until(world, start(world), 2, Beat.ASK)
    with scope_for(anna, world.ours.pk):
        with pytest.raises(NotNow, match="orsakerna"):
            services.advance(anna, workshop.pk, turn=workshop.turn)
        with clock.standing_at(clock.now() + dt.timedelta(minutes=16)):
            assert services.advance(anna, workshop.pk, turn=workshop.turn).beat == Beat.WRITE


def test_grouping_is_undone_step_by_step_and_the_words_are_kept(world, anna):
    workshop = until(world, start(world), 1, Beat.WRITE)
    cards = [write(world, workshop, text) for text in ("Ett", "Två", "Tre")]
    until(world, workshop, 1, Beat.READ)
    with scope_for(anna, world.ours.pk):
        group = services.make_group(anna, workshop.pk, card_ids=[cards[0].pk, cards[1].pk], title="Grupp")
        services.rename_group(anna, workshop.pk, group_id=group.pk, title="Nytt namn")
        services.set_aside(anna, workshop.pk, card_ids=[cards[2].pk])
        services.undo_last(anna, workshop.pk)
        assert not Card.objects.get(pk=cards[2].pk).is_aside
        services.undo_last(anna, workshop.pk)
        assert Group.objects.get(pk=group.pk).title == "Grupp"
        services.undo_last(anna, workshop.pk)
        assert Group.objects.get(pk=group.pk).is_removed
        assert not Card.objects.exclude(group=None).exists()
        services.undo_last(anna, workshop.pk)
        assert fresh(world, workshop).beat == Beat.WRITE
        assert sorted(Card.objects.values_list("text", flat=True)) == ["Ett", "Tre", "Två"]
        log = list(Event.objects.values_list("seq", flat=True))
        assert log == list(range(1, len(log) + 1))


def test_a_second_tap_on_undo_undoes_nothing_more(world, anna):
    workshop = go(world, start(world), times=2)
    with scope_for(anna, world.ours.pk):
        seq = workshop.seq
        services.undo_last(anna, workshop.pk, seq=seq)
        with pytest.raises(NothingToUndo):
            services.undo_last(anna, workshop.pk, seq=seq)
        assert fresh(world, workshop).beat == Beat.ASK


def test_a_shown_result_cannot_be_made_secret_again_but_voted_once_more(world, anna):
    workshop = until(world, start(world), 1, Beat.WRITE)
    write(world, workshop, "Ett")
    write(world, workshop, "Två")
    workshop = until(world, workshop, 1, Beat.DECIDE)
    with scope_for(anna, world.ours.pk):
        with pytest.raises(NothingToUndo, match="hemligt"):
            services.undo_last(anna, workshop.pk)
        again = services.vote_again(anna, workshop.pk, turn=workshop.turn)
        assert again.beat == Beat.VOTE
        assert {g.votes for g in groups(world, workshop)} == {None}


def test_loose_cards_become_groups_and_undo_makes_them_loose_again(world, anna):
    workshop = until(world, start(world), 1, Beat.WRITE)
    write(world, workshop, "Ensamt kort")
    until(world, workshop, 1, Beat.VOTE)
    assert [g.title for g in groups(world, workshop)] == ["Ensamt kort"]
    with scope_for(anna, world.ours.pk):
        services.undo_last(anna, workshop.pk)
    assert groups(world, workshop) == []
    until(world, workshop, 1, Beat.VOTE)
    assert [g.title for g in groups(world, workshop)] == ["Ensamt kort"]


def test_paused_overnight_everyone_comes_back_to_the_same_room(world, anna):
    workshop = until(world, start(world), 1, Beat.WRITE)
    client = phone(world, workshop)
    client.post("/med/rum/kort/", {"client_id": "0f0e0d0c-0b0a-4908-8706-050403020100", "text": "Kvar i morgon"})
    first = door_of(workshop).code
    with scope_for(anna, world.ours.pk):
        services.pause_workshop(anna, workshop.pk)
    assert "pausad" in client.get("/med/rum/").content.decode()
    with clock.standing_at(clock.now() + dt.timedelta(hours=18)):
        with scope_for(anna, world.ours.pk):
            services.resume_workshop(anna, workshop.pk)
        assert door_of(workshop).code != first
        page = client.get("/med/rum/").content.decode()
        assert "Kvar i morgon" in page  # still hidden from everyone else, still one's own
        assert client.get("/med/").url == "/med/rum/"
        assert 300 < fresh(world, workshop).seconds_left <= 360


def test_ending_in_the_middle_carries_everything_over_once(world, anna):
    workshop = until(world, start(world), 1, Beat.WRITE)
    write(world, workshop, "Hann inte läsas")
    with scope_for(anna, world.ours.pk):
        services.close_workshop(anna, workshop.pk)
        services.reopen_workshop(anna, workshop.pk)
        services.close_workshop(anna, workshop.pk)
        assert [c.text for c in CarryOver.objects.all()] == ["Hann inte läsas"]


def test_what_works_is_followed_once_also_after_undo(world, anna):
    workshop = until(world, start(world), 1, Beat.WRITE)
    write(world, workshop, "Nattvandringen")
    workshop = until(world, workshop, 1, Beat.DECIDE)
    with scope_for(anna, world.ours.pk):
        services.decide_group(anna, workshop.pk, group_id=groups(world, workshop)[0].pk, decision="works")
    go(world, workshop)
    with scope_for(anna, world.ours.pk):
        services.undo_last(anna, workshop.pk)
    go(world, workshop)
    with outside_the_walls("test"):
        assert LineWork.objects.count() == 1


def test_the_next_meeting_is_booked_before_anyone_leaves(world, anna):
    workshop = until(world, start(world), 4, Beat.DECIDE)
    when = clock.now().replace(microsecond=0) + dt.timedelta(days=14)
    with scope_for(anna, world.ours.pk):
        for _tap in range(2):
            services.book_next_meeting(anna, workshop.pk, starts_at=when, place="Kommunhuset")
        assert Meeting.objects.count() == 1


def test_a_fourth_goal_is_refused_and_one_to_formulate_needs_owner_and_day(world, anna):
    workshop = until(world, start(world), 2, Beat.DECIDE)
    with scope_for(anna, world.ours.pk):
        with pytest.raises(NotNow, match="en dag"):
            services.grow_goal(anna, workshop.pk, title="Halvt", formulate_by_id=world.seats["bo"].pk)
        later = clock.today() + dt.timedelta(days=30)
        made = services.grow_goal(
            anna, workshop.pk, title="Halvt", formulate_by_id=world.seats["bo"].pk, formulate_due=later
        )
        assert (made.state, made.formulate_due) == ("draft", later)
        for n in (2, 3):
            services.grow_goal(anna, workshop.pk, title=f"Mål {n}")
        with pytest.raises(NotNow, match="tre mål"):
            services.grow_goal(anna, workshop.pk, title="Mål 4")


def test_plans_are_built_in_their_own_step(world, anna):
    workshop = until(world, start(world), 1, Beat.DECIDE)
    with scope_for(anna, world.ours.pk), pytest.raises(NotNow, match="steg 2"):
        services.grow_goal(anna, workshop.pk, title="För tidigt")


def test_ended_while_voting_the_votes_are_counted_and_stand_when_reopened(world, anna):
    workshop = until(world, start(world), 1, Beat.WRITE)
    write(world, workshop, "Ett")
    until(world, workshop, 1, Beat.VOTE)
    client = phone(world, workshop)
    client.post("/med/rum/rost/", {"group": groups(world, workshop)[0].pk, "dots": 2})
    with scope_for(anna, world.ours.pk):
        services.close_workshop(anna, workshop.pk)
        again = services.reopen_workshop(anna, workshop.pk)
    assert again.beat == Beat.DECIDE
    assert [g.votes for g in groups(world, workshop)] == [2]


def test_ended_while_writing_the_cards_are_read_and_writing_is_over(world, anna):
    workshop = until(world, start(world), 1, Beat.WRITE)
    write(world, workshop, "Ett")
    with scope_for(anna, world.ours.pk):
        services.close_workshop(anna, workshop.pk)
        assert services.reopen_workshop(anna, workshop.pk).beat == Beat.READ
    with pytest.raises(NotNow):
        write(world, workshop, "Två")


def test_what_is_said_after_the_writing_is_entered_by_the_leader(world, anna, frida):
    workshop = until(world, start(world), 1, Beat.READ)
    with scope_for(anna, world.ours.pk), clock.standing_at(clock.now() + dt.timedelta(minutes=5)):
        services.card_for_someone(anna, workshop.pk, text="Sagt högt")
    assert "Sagt högt" in phone(world, workshop).get("/med/rum/").content.decode()
    with scope_for(frida, world.ours.pk), pytest.raises(Forbidden):
        services.card_for_someone(frida, workshop.pk, text="Inte jag")
    until(world, workshop, 1, Beat.VOTE)
    with scope_for(anna, world.ours.pk), pytest.raises(NotNow):
        services.card_for_someone(anna, workshop.pk, text="För sent")
