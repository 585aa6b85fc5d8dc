"""What will probably be open at the next meeting: said no surer than it is, and about nobody."""

import datetime as dt

import pytest

from malbild.access.scope import scope_for
from malbild.followup.promises import Promise
from malbild.goals.states import MeasureState
from malbild.kit import clock
from malbild.meetings.queries.ahead import ahead, open_ahead

TODAY = dt.date(2026, 11, 24)
MEETINGS = [TODAY - dt.timedelta(days=n) for n in (180, 120, 60)]


def promised(days_ago, *, done_ago=None, ended_ago=None):
    day = lambda n: None if n is None else TODAY - dt.timedelta(days=n)  # noqa: E731
    state = MeasureState.DONE if done_ago is not None else MeasureState.UNDER_WAY
    state = MeasureState.NOT_DONE if ended_ago is not None else state
    return Promise(state, day(days_ago - 60), day(done_ago), accepted_on=day(days_ago), ended_on=day(ended_ago))


def year(done, left):
    """`done` åtgärder that stood at one meeting and were done by the next, and `left` that are open still."""
    return [*(promised(190, done_ago=130) for _ in range(done)), *(promised(190) for _ in range(left))]


def test_a_range_of_counts_for_what_is_open():
    found = ahead(year(8, 10), MEETINGS, on=TODAY)
    assert found.open_now == 10
    assert 0 <= found.low <= found.expected <= found.high <= 10
    assert found.words == f"Av de 10 åtgärder som pågår är troligen {found.low}–{found.high} kvar till nästa möte."


def test_those_who_get_more_done_have_less_left():
    assert ahead(year(30, 6), MEETINGS, on=TODAY).expected < ahead(year(5, 6), MEETINGS, on=TODAY).expected


def test_words_only_while_fewer_than_five_are_done():
    found = ahead(year(4, 10), MEETINGS, on=TODAY)
    assert not any(sign.isdigit() for sign in found.words)
    assert "för få klara" in found.words


@pytest.mark.parametrize("rows", [year(8, 2), []])
def test_a_short_list_needs_no_forecast(rows):
    assert ahead(rows, MEETINGS, on=TODAY) is None


def test_one_meeting_before_is_too_little():
    assert ahead(year(8, 10), MEETINGS[-1:], on=TODAY) is None


def test_what_ended_undone_stands_no_more():
    rows = [*year(8, 10), *(promised(190, ended_ago=150) for _ in range(20))]
    assert ahead(rows, MEETINGS, on=TODAY).open_now == 10
    assert ahead(rows, [TODAY - dt.timedelta(days=n) for n in (140, 100, 60)], on=TODAY) == ahead(
        year(8, 10), [TODAY - dt.timedelta(days=n) for n in (140, 100, 60)], on=TODAY
    )


def test_the_future_is_not_looked_into():
    rows = [*year(8, 10), promised(190, done_ago=-5)]
    assert ahead(rows, MEETINGS, on=TODAY).open_now == 10


def test_two_queries_and_the_same_for_everybody(room, django_assert_num_queries):
    for title in ("En", "Två", "Tre"):
        room.promise(title)
    for who in ("anna", "frida"):
        actor = room.world.actor(who)
        with scope_for(actor), django_assert_num_queries(2):
            assert open_ahead(actor, room.world.ours.pk, on=clock.today()) is None
