"""Who is told and when, as pure rules."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from malbild.goals.states import MeasureState
from malbild.goals.status import Work
from malbild.kit.clock import SWEDEN
from malbild.momentum import rules
from malbild.momentum.rules import Kind, Reader, Rhythm, Wait, mail_due, what_waits

D = dt.date
ONE = dt.timedelta(days=1)
TUESDAY = D(2026, 12, 1)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (D(2026, 12, 1), True),
        (D(2026, 12, 24), False),  # julafton
        (D(2026, 12, 31), False),  # nyårsafton
        (D(2027, 1, 6), False),  # trettondedag jul
        (D(2027, 3, 26), False),  # långfredagen
        (D(2027, 5, 6), False),  # Kristi himmelsfärdsdag
        (D(2027, 6, 25), False),  # midsommarafton
        (D(2027, 6, 24), True),
        (D(2026, 12, 5), False),  # lördag
        (D(2028, 2, 29), True),  # skottdagen, en tisdag
    ],
)
def test_working_days_are_swedish(day, works):
    assert rules.is_working_day(day) is works


def test_a_day_off_moves_the_mail_to_the_next_working_day():
    assert rules.next_mail_day(D(2026, 12, 24)) == D(2026, 12, 28)
    assert rules.has_own_day(3, since=D(2026, 12, 23), on=D(2026, 12, 28))  # the Thursday was Christmas Eve
    assert not rules.has_own_day(3, since=D(2026, 12, 28), on=D(2026, 12, 29))


def test_the_holiday_weeks_are_silent():
    assert not rules.is_mail_day(D(2026, 7, 1))  # week 27
    assert rules.next_mail_day(D(2026, 6, 29)) == D(2026, 8, 3)  # week 32
    assert not rules.has_own_day(rules.TUESDAY, since=D(2026, 6, 30), on=D(2026, 8, 3))
    assert rules.has_own_day(rules.TUESDAY, since=D(2026, 8, 3), on=D(2026, 8, 4))


def test_the_year_turns_in_the_middle_of_a_week():
    assert rules.week_of(D(2027, 1, 1)) == "2026-W53"
    assert rules.week_of(D(2026, 12, 29)) == "2026-W53"
    assert rules.week_of(D(2027, 1, 4)) == "2027-W01"


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-12-01 07:29", False),
        ("2026-12-01 07:30", True),
        ("2026-12-01 18:00", False),
        ("2026-12-05 09:00", False),
    ],
)
def test_mail_goes_in_the_working_day(moment, is_open):
    assert rules.is_open(dt.datetime.fromisoformat(moment).replace(tzinfo=SWEDEN)) is is_open


@pytest.mark.parametrize("utc", ["2027-03-26 06:30", "2027-03-30 05:30"])
def test_half_past_seven_is_swedish_on_both_sides_of_summer_time(utc):
    """26 March is Good Friday; the Tuesday after the clock moved, 05.30 UTC is 07.30."""
    local = dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC).astimezone(SWEDEN)
    assert (local.hour, local.minute) == (7, 30)
    assert rules.is_open(local) is (local.date() == D(2027, 3, 30))


@pytest.mark.parametrize(
    ("meeting", "mail"),
    [
        (D(2026, 12, 8), D(2026, 12, 1)),
        (D(2027, 1, 7), D(2026, 12, 28)),  # two days off between, and New Year's Eve
        (D(2026, 8, 6), D(2026, 8, 3)),  # would fall in the silent weeks
    ],
)
def test_the_mail_before_a_meeting_goes_five_working_days_ahead(meeting, mail):
    assert rules.meeting_mail_day(meeting) == mail


# --- what waits ---------------------------------------------------------------


def work(state=MeasureState.UNDER_WAY, due=None, answered=None, **more):
    return Work(state, due, answered, **more)


@pytest.mark.parametrize(
    ("item", "meeting_on", "expected"),
    [
        (work(MeasureState.ASKED), None, Wait.ASKED),
        (work(MeasureState.DRAFT), None, None),
        (work(MeasureState.DONE), None, None),
        (work(MeasureState.PAUSED), None, None),
        (work(due=TUESDAY - ONE, answered=TUESDAY - 9 * ONE), None, Wait.LATE),
        (work(due=TUESDAY, answered=TUESDAY - 9 * ONE), None, Wait.SOON),
        (work(due=TUESDAY + 14 * ONE, answered=TUESDAY - 9 * ONE), None, Wait.SOON),
        (work(due=TUESDAY + 15 * ONE, answered=TUESDAY - 9 * ONE), None, None),
        (work(due=TUESDAY - ONE, answered=TUESDAY - 5 * ONE), None, None),  # answered last week: left alone
        (work(due=TUESDAY + 40 * ONE, answered=TUESDAY - 14 * ONE), TUESDAY + 7 * ONE, Wait.MEETING),
        (work(due=TUESDAY + 40 * ONE, answered=TUESDAY - 13 * ONE), TUESDAY + 7 * ONE, None),
        (work(answered=TUESDAY - 61 * ONE), None, Wait.SILENT),
        (work(answered=TUESDAY - 60 * ONE), None, None),
        (work(due=TUESDAY - ONE, waits_for_help=True), None, None),  # waits for the coordinator
    ],
)
def test_an_atgard_waits_when_an_answer_is_of_use(item, meeting_on, expected):
    assert what_waits(item, on=TUESDAY, meeting_on=meeting_on) is expected


# --- whom to write to ---------------------------------------------------------


def due(on=TUESDAY, since=None, **reader):
    return mail_due(Reader(**{"waits": True, "near": True, **reader}), since=since or on - ONE, on=on)


def test_nothing_waits_no_mail():
    assert due() is Kind.DIGEST
    assert due(waits=False) is None


def test_only_on_ones_own_weekday():
    assert [d for d in range(5) if due(on=D(2026, 11, 30) + d * ONE)] == [1]
    assert [d for d in range(5) if due(on=D(2026, 11, 30) + d * ONE, weekday=4)] == [4]


def test_a_run_that_comes_late_still_writes_what_was_due():
    assert due(on=TUESDAY + ONE, since=TUESDAY - ONE) is Kind.DIGEST


def test_at_most_one_mail_a_week_from_any_partnership():
    assert due(last_mail_on=TUESDAY - 5 * ONE) is None
    assert due(last_mail_on=TUESDAY - 6 * ONE) is Kind.DIGEST


def test_monthly_when_nothing_is_near():
    assert due(near=False, last_here_on=TUESDAY - 27 * ONE) is None
    assert due(near=False, last_here_on=TUESDAY - 28 * ONE) is Kind.DIGEST


def test_each_rhythm_is_kept():
    told = {"last_here_on": TUESDAY - 14 * ONE}
    assert due(rhythm=Rhythm.WEEKLY, **told) is Kind.DIGEST
    assert due(rhythm=Rhythm.MONTHLY, **told) is None
    assert due(rhythm=Rhythm.MEETINGS, **told) is None
    assert due(rhythm=Rhythm.NONE) is None
    before = {"meeting_on": D(2026, 12, 8), **told}
    assert due(rhythm=Rhythm.MEETINGS, **before) is Kind.MEETING
    assert due(rhythm=Rhythm.MONTHLY, **before) is Kind.MEETING
    assert due(rhythm=Rhythm.NONE, **before) is None


def test_the_mail_before_the_meeting_replaces_that_weeks_digest():
    meeting = D(2026, 12, 10)  # its mail goes on Thursday 3 December
    assert due(meeting_on=meeting) is None
    assert due(on=D(2026, 12, 3), meeting_on=meeting, weekday=3) is Kind.MEETING
    assert due(on=D(2026, 12, 8), meeting_on=meeting, told_of_meeting=True, last_mail_on=D(2026, 12, 3)) is None


def test_a_meeting_called_too_late_waits_for_the_cap():
    after_a_digest = {"meeting_on": D(2026, 12, 7), "last_mail_on": TUESDAY}
    assert due(on=D(2026, 12, 3), **after_a_digest) is None
    assert due(on=D(2026, 12, 7), **after_a_digest) is None  # the meeting's own day is too late


MOMENT = dt.datetime(2026, 12, 1, 7, 30, tzinfo=SWEDEN)


def test_two_digests_without_a_word_rest_and_a_sign_of_life_begins_again():
    sent = [MOMENT, MOMENT + 7 * ONE]
    later = MOMENT + 14 * ONE
    assert not rules.is_resting(sent[:1], heard_at=None, at=later)
    assert rules.is_resting(sent, heard_at=None, at=later)
    assert rules.is_resting(sent, heard_at=MOMENT - ONE, at=later)
    assert not rules.is_resting(sent, heard_at=MOMENT + ONE, at=later)
    assert not rules.is_resting(sent, heard_at=None, at=MOMENT + 8 * ONE)  # time to answer the second
    assert due(rests=True) is None


def test_the_third_new_day_asks_what_now():
    assert [rules.asks_what_now(n) for n in range(4)] == [False, False, True, True]


days = st.dates(D(2026, 1, 1), D(2029, 12, 31))


@given(day=days)
def test_the_next_mail_day_is_the_first_that_is_open(day):
    found = rules.next_mail_day(day)
    assert rules.is_mail_day(found)
    assert not any(rules.is_mail_day(day + n * ONE) for n in range((found - day).days))


@given(
    start=days,
    weekday=st.integers(0, 4),
    rhythm=st.sampled_from(Rhythm),
    meetings=st.lists(st.integers(0, 200), max_size=6),
    near=st.booleans(),
    gaps=st.sets(st.integers(0, 200), max_size=60),
)
def test_half_a_year_never_annoys_anybody(start, weekday, rhythm, meetings, near, gaps):
    """Whatever the meetings and however often the run is missed: never two within six days, never on a day off."""
    sent: list[D] = []
    told: set[D] = set()
    since = start - ONE
    for n in range(200):
        on = start + n * ONE
        if n in gaps or not rules.is_mail_day(on):
            continue
        coming = sorted(start + m * ONE for m in meetings if m >= n)
        reader = Reader(
            waits=True,
            near=near,
            rhythm=rhythm,
            weekday=weekday,
            last_mail_on=sent[-1] if sent else None,
            last_here_on=sent[-1] if sent else None,
            meeting_on=coming[0] if coming else None,
            told_of_meeting=bool(coming) and coming[0] in told,
        )
        kind = mail_due(reader, since=since, on=on)
        since = on
        if kind is Kind.MEETING:
            told.add(coming[0])
        if kind is not None:
            sent.append(on)
    assert all(rules.is_mail_day(d) for d in sent)
    assert len({rules.week_of(d) for d in sent}) == len(sent)
    assert all((b - a).days >= rules.APART_DAYS for a, b in itertools.pairwise(sent))
    if rhythm is Rhythm.NONE:
        assert sent == []
