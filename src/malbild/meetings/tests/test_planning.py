"""Meetings are planned by the two organisers; what was not reached waits for the next agenda."""

import datetime as dt

import pytest

from malbild.access.errors import Forbidden, Hidden
from malbild.access.scope import scope_for
from malbild.goals.models import Measure
from malbild.kit import clock
from malbild.kit.clock import SWEDEN
from malbild.kit.errors import Refusal
from malbild.meetings import queries, services
from malbild.meetings.errors import NotNow
from malbild.meetings.models import CarryOver, Meeting
from malbild.meetings.states import MOVES, Deed, MeetingState, next_state

NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=SWEDEN)
SOON = dt.datetime(2026, 12, 8, 13, 0, tzinfo=SWEDEN)


@pytest.fixture(autouse=True)
def a_fixed_day():
    with clock.standing_at(NOW):
        yield


def plan(actor, world, **more):
    with scope_for(actor):
        return services.plan_meeting(actor, world.ours.pk, **{"starts_at": SOON, **more})


def test_the_states_follow_the_table():
    assert next_state(MeetingState.PLANNED, Deed.CALL) == MeetingState.CALLED
    assert next_state(MeetingState.CLOSED, Deed.CLOSE) is None
    assert {after for _before, after in MOVES.values()} == set(MeetingState) - {MeetingState.PLANNED}


@pytest.mark.parametrize("who", ["anna", "bo"])
def test_both_organisers_plan_a_meeting_and_it_gets_an_agenda(world, who):
    meeting = plan(world.actor(who), world, place="Kommunhuset")
    with scope_for(world.actor("frida")):
        kinds = ["since-last", "waiting", "carried", "in-depth", "quarter", "next"]
        assert [p.kind for p in meeting.points.all()] == kinds
        assert queries.next_meeting(world.actor("frida"), at=clock.now()) == meeting


@pytest.mark.parametrize("who", ["frida", "gun"])
def test_those_who_take_part_cannot_plan(world, who):
    with pytest.raises(Forbidden):
        plan(world.actor(who), world)


@pytest.mark.parametrize("who", ["hans", "rut", "ines", "cia", "dan"])
def test_those_who_do_not_see_plans_cannot_plan(world, who):
    with pytest.raises((Hidden, Forbidden)):
        plan(world.actor(who), world)


def test_the_same_time_twice_is_one_meeting(world, anna):
    assert plan(anna, world) == plan(anna, world)


def test_a_time_that_has_passed_is_refused(world, anna):
    with pytest.raises(Refusal, match="passerat"):
        plan(anna, world, starts_at=NOW - dt.timedelta(days=1))
    with scope_for(anna):
        assert not Meeting.objects.exists()


def test_a_late_start_is_still_the_next_meeting_and_a_closed_one_is_the_previous(world, anna):
    meeting = plan(anna, world)
    with scope_for(anna):
        assert queries.next_meeting(anna, at=SOON + dt.timedelta(minutes=10)) == meeting
        assert queries.next_meeting(anna, at=SOON + dt.timedelta(days=1)) is None
        assert queries.previous_meeting_day(anna, on=dt.date(2026, 12, 20)) is None
        Meeting.objects.update(state="closed")
        assert queries.previous_meeting_day(anna, on=dt.date(2026, 12, 20)) == dt.date(2026, 12, 8)
        assert queries.previous_meeting_day(anna, on=dt.date(2026, 12, 8)) is None


def test_calling_and_cancelling_twice_is_once_and_a_cancelled_meeting_stays_cancelled(world, anna):
    meeting = plan(anna, world)
    with scope_for(anna):
        assert services.call_meeting(anna, meeting.pk).called_at == services.call_meeting(anna, meeting.pk).called_at
        services.cancel_meeting(anna, meeting.pk)
        services.cancel_meeting(anna, meeting.pk)
        with pytest.raises(NotNow):
            services.call_meeting(anna, meeting.pk)
        with pytest.raises(NotNow):
            services.edit_meeting(anna, meeting.pk, starts_at=SOON)


def test_a_group_from_a_workshop_waits_once_for_the_next_agenda(world, anna, frida):
    with scope_for(anna):
        said = {"text": "Skolan saknas ofta", "reason": "Från workshopen 24 november"}
        first = services.carry_over(anna, world.ours.pk, **said)
        assert services.carry_over(anna, world.ours.pk, **said) == first
        with pytest.raises(Measure.DoesNotExist):
            services.carry_over(anna, world.ours.pk, text="x", measure_id=999)
    with scope_for(frida):
        assert [c.text for c in CarryOver.objects.visible_to(frida)] == ["Skolan saknas ofta"]
        with pytest.raises(Forbidden):
            services.carry_over(frida, world.ours.pk, text="y")


def test_nothing_is_put_away_without_a_line(world, anna):
    with scope_for(anna):
        item = services.carry_over(anna, world.ours.pk, text="Skolan saknas ofta")
        with pytest.raises(Refusal, match="rad"):
            services.put_away(anna, item.pk, note=" ")
        services.put_away(anna, item.pk, note="Tas upp i skolans egen grupp")
        item.refresh_from_db()
    assert item.put_away_note == "Tas upp i skolans egen grupp"
