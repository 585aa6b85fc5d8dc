"""The ladder: silence takes a rung up, an answer takes it down, and the leaders come after the group."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from malbild.goals.focus import Focus, focus
from malbild.goals.ladder import AGENDA_AFTER, WAY_AFTER, Rung, stand
from malbild.goals.states import MEASURE_PROMISED, MeasureState
from malbild.goals.status import Work

DAY = dt.date(2026, 11, 24)
D = dt.timedelta(days=1)
past_days = st.dates(DAY - 300 * D, DAY)
promised = st.builds(
    Work,
    state=st.sampled_from(sorted(MEASURE_PROMISED)),
    due=st.none() | st.dates(DAY - 200 * D, DAY + 100 * D),
    answered_on=st.none() | past_days,
    rhythm_days=st.integers(7, 90),
)
meetings = st.lists(st.dates(DAY - 300 * D, DAY + 300 * D), max_size=6)


def promise(*, due=None, answered=None, **more):
    return Work(MeasureState.UNDER_WAY, due, answered, **more)


@given(promised, meetings, st.booleans(), st.integers(0, 200), st.integers(0, 200), st.booleans())
def test_silence_never_takes_it_down(work, held, leaders, sooner, longer, helped):
    work = replace(work, waits_for_help=helped)
    named = DAY if helped else None
    first, later = sorted((sooner, longer))
    before, after = (stand(work, on=DAY + n * D, held=held, leaders=leaders, named_on=named) for n in (first, later))
    # With the rule on, the sounding board comes after the leaders, so up is up in both.
    assert before.rung <= after.rung
    assert before.meetings <= after.meetings


@given(promised, meetings, st.booleans())
def test_an_answer_takes_it_to_the_ground(work, held, leaders):
    said = replace(work, answered_on=DAY, due=None if work.due is None else work.due)
    assert stand(said, on=DAY, held=held, leaders=leaders).rung is Rung.GROUND


@given(promised, meetings, st.booleans())
def test_saying_what_blocks_gives_a_way_on_the_same_day_and_no_higher(work, held, leaders):
    said = replace(work, answered_on=DAY, waits_for_help=True)
    assert stand(said, on=DAY, held=held, leaders=leaders, named_on=DAY).rung is Rung.WAY


@given(promised, meetings, st.integers(0, 300))
def test_the_leaders_never_come_where_the_rule_is_off(work, held, days):
    assert stand(work, on=DAY + days * D, held=held).rung is not Rung.LEADERS


@given(promised, meetings, st.integers(0, 300))
def test_the_group_has_had_it_at_a_meeting_before_the_leaders_are_proposed(work, held, days):
    found = stand(work, on=DAY + days * D, held=held, leaders=True)
    if found.rung >= Rung.LEADERS:
        assert found.meetings
        assert found.since is not None
        assert any(found.since <= day < DAY + days * D for day in held)


@given(promised, meetings)
def test_what_has_ended_or_rests_stands_on_the_ground(work, held):
    for state in set(MeasureState) - MEASURE_PROMISED:
        assert stand(replace(work, state=state), on=DAY, held=held).rung is Rung.GROUND


def test_one_rung_at_a_time():
    work = promise(due=DAY, answered=DAY - 10 * D)
    on = {n: stand(work, on=DAY + n * D, held=[DAY - 20 * D]).rung for n in (0, 1, 14, 15, 28, 29)}
    assert on == {
        0: Rung.GROUND,
        1: Rung.ASK,
        14: Rung.ASK,
        15: Rung.WAY,
        28: Rung.WAY,
        29: Rung.AGENDA,
    }


def test_a_meeting_that_could_not_move_it_leads_on():
    work = promise(due=DAY, answered=DAY - 10 * D)
    one, two = [DAY + 3 * D], [DAY + 3 * D, DAY + 40 * D]
    assert stand(work, on=DAY + 3 * D, held=one, leaders=True).rung is Rung.ASK  # the meeting is not over yet
    assert stand(work, on=DAY + 4 * D, held=one, leaders=True).rung is Rung.LEADERS
    assert stand(work, on=DAY + 4 * D, held=one).rung is Rung.BOARD
    assert stand(work, on=DAY + 41 * D, held=two, leaders=True).rung is Rung.BOARD


def test_a_meeting_before_it_stood_still_is_not_counted():
    work = promise(due=DAY, answered=DAY - 10 * D)
    assert stand(work, on=DAY + 5 * D, held=[DAY - 2 * D], leaders=True).meetings == 0


@pytest.mark.parametrize(("days", "rung"), [(0, Rung.WAY), (13, Rung.WAY), (14, Rung.AGENDA)])
def test_help_that_nobody_gives_climbs_too(days, rung):
    work = promise(due=DAY, answered=DAY, waits_for_help=True)
    assert stand(work, on=DAY + days * D, named_on=DAY).rung is rung


def test_the_waits_are_whole_weeks():
    assert (WAY_AFTER.days % 7, AGENDA_AFTER.days % 7) == (0, 0)


# --- focus areas --------------------------------------------------------------


@given(st.lists(promised, max_size=5), st.none() | past_days)
def test_it_rests_only_by_decision(works, sign):
    assert focus(works, on=DAY, last_sign=sign) is not Focus.RESTING
    assert focus(works, on=DAY, last_sign=sign, look_again_on=DAY + D) is Focus.RESTING
    assert focus(works, on=DAY, last_sign=sign, look_again_on=DAY) is not Focus.RESTING


@given(st.lists(promised, min_size=1, max_size=5), st.none() | past_days, st.integers(0, 100))
def test_silence_never_makes_it_livelier(works, sign, days):
    order = [Focus.ACTIVE, Focus.SLOWING, Focus.STALLED]
    now, later = focus(works, on=DAY, last_sign=sign), focus(works, on=DAY + days * D, last_sign=sign)
    assert order.index(now) <= order.index(later)


def test_the_three_that_are_read():
    fresh, late = promise(due=DAY + 30 * D, answered=DAY - 5 * D), promise(due=DAY - 9 * D, answered=DAY - 50 * D)
    assert focus([fresh], on=DAY) is Focus.ACTIVE
    assert focus([fresh, late], on=DAY) is Focus.SLOWING
    assert focus([late], on=DAY) is Focus.STALLED
    assert focus([], on=DAY) is Focus.STALLED
    assert focus([], on=DAY, last_sign=DAY - 31 * D) is Focus.SLOWING
    assert focus([], on=DAY, last_sign=DAY - 30 * D) is Focus.ACTIVE
