"""The hinder register sums what stands in the way and points at nobody."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from malbild.access.policy import Reach
from malbild.access.scope import scope_for
from malbild.followup import services
from malbild.followup.hinders import FEWEST, Said, last_months, may_be_told, summed
from malbild.followup.models import HinderDeed
from malbild.goals import services as goals
from malbild.goals.states import Deed
from malbild.kit import clock

ON = dt.date(2026, 11, 25)
NOW, BEFORE = last_months(ON)
PAGE = "/s/var/uppfoljning/hinder/"
reasons = st.sampled_from(["resources", "legal-doubt", "decision-missing"])
said = st.builds(
    Said,
    reason=reasons,
    thing=st.tuples(st.just("measure"), st.integers(1, 6)),
    person=st.none() | st.integers(1, 5),
    on=st.dates(dt.date(2025, 11, 1), ON),
)


def one(reason, thing, person, on=dt.date(2026, 8, 1)):
    return Said(reason, ("measure", thing), person, on)


def test_whole_months_only_and_the_half_year_before():
    assert (NOW.start, NOW.last) == (dt.date(2026, 5, 1), dt.date(2026, 10, 31))
    assert (BEFORE.start, BEFORE.last) == (dt.date(2025, 11, 1), dt.date(2026, 4, 30))
    assert last_months(dt.date(2028, 2, 29))[0].last == dt.date(2028, 1, 31)


@given(st.lists(said, max_size=30))
def test_no_count_ever_stands_for_fewer_than_three_things_or_people(rows):
    found = summed(rows, NOW)
    for reason, count in found.counts.items():
        mine = [r for r in rows if r.reason == reason and NOW.start <= r.on < NOW.until]
        assert count == len({r.thing for r in mine}) >= FEWEST
        assert len({r.person for r in mine if r.person}) >= FEWEST


@given(st.lists(said, max_size=30))
def test_what_is_held_back_cannot_be_worked_out_from_the_rest(rows):
    found = summed(rows, NOW)
    rest = [r for r in rows if r.reason not in found.counts and NOW.start <= r.on < NOW.until]
    if found.others is not None:
        assert may_be_told(rest)
        assert len({r.reason for r in rest}) > 1  # the sum of one reason would be that reason
    elif rest:
        assert found.has_few


def test_one_person_who_says_it_often_is_never_a_number():
    assert summed([one("resources", n, 1) for n in range(9)], NOW).counts == {}


def test_the_same_thing_said_twice_is_one():
    rows = [one("resources", 1, 1), one("resources", 1, 1), one("resources", 2, 2), one("resources", 3, 3)]
    assert summed(rows, NOW).counts == {"resources": 3}


@pytest.fixture
def blocked(world):
    """Three people have said that a decision is missing, one that it is about time; all of it in September."""
    anna = world.actor("anna")
    september = dt.datetime(2026, 9, 10, 9, tzinfo=clock.SWEDEN)
    told = Counter()
    for who, reason in (("frida", "dm"), ("bo", "dm"), ("gun", "dm"), ("frida", "r")):
        with clock.standing_at(september), scope_for(anna):
            made = goals.add_measure(
                anna,
                world.ours.pk,
                title=f"{who} {reason}",
                owner_id=world.seats[who].pk,
                due=dt.date(2026, 12, 1),
                reach=Reach.PARTNERSHIP,
            )
            goals.ask_owner(anna, made.pk)
        actor = world.actor(who)
        with clock.standing_at(september), scope_for(actor):
            goals.accept_measure(actor, made.pk)
            code = {"dm": "decision-missing", "r": "resources"}[reason]
            goals.answer_measure(actor, made.pk, answer="need-help", reason=code)
            told[code] += 1
    assert told == {"decision-missing": 3, "resources": 1}


def test_the_page_tells_the_sum_and_neither_names_nor_the_lone_reason(world, blocked):
    page = world.client("gun").get(PAGE).content.decode()
    assert "Beslut saknas" in page
    assert "3 saker har fått vänta" in page
    assert "för få gånger för att räknas" in page
    assert "Tid eller resurser" not in page
    for name in ("Frida", "frida dm", "Bo ", "bo dm"):
        assert name not in page


@pytest.mark.parametrize(
    ("who", "reads", "writes"),
    [
        ("anna", 200, 302),
        ("bo", 200, 302),
        ("gun", 200, 302),
        ("frida", 200, 403),
        ("hans", 404, 404),
        ("rut", 404, 404),
        ("ines", 404, 404),
        ("cia", 404, 404),
        ("dan", 404, 404),
    ],
)
def test_the_steering_group_and_the_organisers_write_what_was_done(world, blocked, who, reads, writes):
    client = world.client(who)
    assert client.get(PAGE).status_code == reads
    line = "Samordnaren får beställa för 20 000 kronor."
    assert client.post(f"{PAGE}decision-missing/", {"text": line}).status_code == writes
    with scope_for(world.actor("anna")):
        assert HinderDeed.objects.count() == (1 if writes == 302 else 0)
    if writes == 302:
        assert line in world.client("frida").get(PAGE).content.decode()


def test_a_hinder_that_there_is_none_of_is_not_found_and_a_number_of_a_person_is_stopped(world):
    client = world.client("anna")
    assert client.get(f"{PAGE}trams/").status_code == 404
    assert client.post(f"{PAGE}resources/", {"text": "Fråga 19900101-1239"}).status_code == 422
    with scope_for(world.actor("anna")):
        assert not HinderDeed.objects.exists()


def test_what_the_follow_up_found_and_what_was_given_up_is_counted_too(world, anna):
    september = dt.datetime(2026, 9, 10, 9, tzinfo=clock.SWEDEN)
    with clock.standing_at(september), scope_for(anna):
        work = goals.add_assignment(
            anna, world.ours.pk, title="Stråket", lead_party_id=world.parties["kommun"].pk, reach=Reach.PARTNERSHIP
        )
        given_up = goals.add_measure(
            anna, world.ours.pk, title="Gav upp", owner_id=world.seats["gun"].pk, reach=Reach.PARTNERSHIP
        )
        goals.end_measure(anna, given_up.pk, deed=Deed.GIVE_UP, reason="resources")
        told = {"thing": "assignment", "thing_id": work.pk, "finding": "Ingen tid.", "deviation": "resources"}
        services.write_note(anna, **told)
        line = goals.add_line_work(anna, world.ours.pk, title="Rond", responsible_party_id=world.parties["kommun"].pk)
    bo = world.actor("bo")
    with clock.standing_at(september), scope_for(bo):
        services.write_note(bo, **{**told, "thing": "line_work", "thing_id": line.pk})
    page = world.client("gun").get(PAGE).content.decode()
    assert "Tid eller resurser" in page
    assert "3 saker har fått vänta" in page


def test_what_the_neighbour_did_is_not_here(world):
    cia = world.actor("cia")
    with scope_for(cia):
        services.act_on_hinder(cia, world.theirs.pk, reason="resources", text="Grannens rad")
    assert "Grannens rad" not in world.client("anna").get(PAGE).content.decode()


def test_the_same_queries_however_many_have_said_something(world, blocked, django_assert_max_num_queries):
    client = world.client("anna")
    with django_assert_max_num_queries(14):
        client.get(PAGE)


def test_the_steering_group_sees_it_on_its_start_page_and_the_group_does_not(world, blocked):
    assert "Det som är i vägen" in world.client("gun").get("/s/var/").content.decode()
    assert "Det som är i vägen" not in world.client("frida").get("/s/var/").content.decode()


def test_the_start_page_of_the_steering_group_asks_at_most_twelve_times(world, blocked, django_assert_max_num_queries):
    client = world.client("gun")
    with django_assert_max_num_queries(60) as asked:
        client.get("/s/var/")
    assert len([q for q in asked.captured_queries if "set_config" not in q["sql"]]) <= 12
