"""The signal is never good without a fresh answer."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from malbild.goals.states import MEASURE_DEEDS, Deed, MeasureState, next_measure_state
from malbild.goals.status import Progress, Work, has_fresh_answer, is_stalled, progress, progress_of_all

DAY = dt.date(2026, 11, 24)
days = st.dates(DAY - dt.timedelta(400), DAY)
works = st.builds(
    Work,
    state=st.sampled_from(MeasureState),
    due=st.none() | st.dates(DAY - dt.timedelta(200), DAY + dt.timedelta(200)),
    answered_on=st.none() | days,
    rhythm_days=st.integers(1, 90),
    waits_for_help=st.booleans(),
)


def ago(n: int) -> dt.date:
    return DAY - dt.timedelta(n)


@given(work=works)
def test_on_plan_and_late_need_a_fresh_answer(work):
    if progress(work, on=DAY) in (Progress.ON_PLAN, Progress.LATE):
        assert has_fresh_answer(work, on=DAY)


@given(works=st.lists(works, max_size=5))
def test_an_uppdrag_is_on_plan_only_when_no_part_is_worse(works):
    if progress_of_all(works, on=DAY) == Progress.ON_PLAN:
        bad = {Progress.NEEDS_HELP, Progress.NO_FRESH_ANSWER, Progress.LATE}
        live = [w for w in works if w.state not in ("not-done", "replaced", "to-line")]
        assert not bad & {progress(w, on=DAY) for w in live}


@pytest.mark.parametrize(
    ("work", "signal"),
    [
        (Work(MeasureState.UNDER_WAY, DAY, ago(60)), Progress.ON_PLAN),
        (Work(MeasureState.UNDER_WAY, DAY, ago(61)), Progress.NO_FRESH_ANSWER),
        (Work(MeasureState.UNDER_WAY, ago(1), ago(3)), Progress.LATE),
        (Work(MeasureState.UNDER_WAY, ago(1), ago(3), waits_for_help=True), Progress.NEEDS_HELP),
        (Work(MeasureState.PAUSED, ago(1), None), Progress.PAUSED),
        (Work(MeasureState.DONE, ago(90), ago(200)), Progress.DONE),
        (Work(MeasureState.ASKED, DAY, None), Progress.NO_FRESH_ANSWER),
    ],
)
def test_the_first_that_fits(work, signal):
    assert progress(work, on=DAY) == signal


@pytest.mark.parametrize(
    ("work", "meeting", "stalled"),
    [
        (Work(MeasureState.ACCEPTED, ago(2), ago(30)), ago(10), True),
        (Work(MeasureState.ACCEPTED, ago(2), ago(5)), ago(10), False),  # answered since the meeting
        (Work(MeasureState.ACCEPTED, DAY, ago(30)), ago(10), False),  # neither late nor silent too long
        (Work(MeasureState.ACCEPTED, None, ago(80)), ago(10), True),
        (Work(MeasureState.ACCEPTED, ago(2), ago(30)), None, True),
        (Work(MeasureState.DRAFT, ago(2), None), ago(10), False),  # nobody has promised anything
    ],
)
def test_the_stall_rule(work, meeting, stalled):
    assert is_stalled(work, on=DAY, previous_meeting=meeting) is stalled


@given(state=st.sampled_from(MeasureState), deed=st.sampled_from(Deed))
def test_a_deed_leads_where_the_table_says_or_nowhere(state, deed):
    after = next_measure_state(state, deed)
    assert after in (None, MEASURE_DEEDS[deed][1])
    assert (after is not None) == (state in MEASURE_DEEDS[deed][0])
