"""When, as people write it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from malbild.goals.plan_import.dates import Time, read_when

ON = dt.date(2026, 11, 24)
DAYS = {
    "våren 2027": "2027-05-31",
    "Våren -27": "2027-05-31",
    "v. 42": "2027-10-22",
    "vecka 12–14 2027": "2027-04-09",
    "v.53": "2027-01-01",
    "hösten": "2026-11-30",
    "HT-2027": "2027-11-30",
    "vintern 2026/27": "2027-02-28",
    "Q2 2027": "2027-06-30",
    "kv. 1-2 2027": "2027-06-30",
    "kvartal 3": "2027-09-30",
    "tredje kvartalet 2027": "2027-09-30",
    "T1 2027": "2027-04-30",
    "första halvåret 2027": "2027-06-30",
    "mars": "2027-03-31",
    "december": "2026-12-31",
    "maj 2027": "2027-05-31",
    "maj -27": "2027-05-31",
    "början av april": "2027-04-10",
    "mars–maj 2027": "2027-05-31",
    "jan-mars": "2027-03-31",
    "2027": "2027-12-31",
    "2026–2027": "2027-12-31",
    "2026/27": "2027-12-31",
    "2027-03": "2027-03-31",
    "31/3": "2027-03-31",
    "31/3-27": "2027-03-31",
    "2027-03-31": "2027-03-31",
    "270331": "2027-03-31",
    "31 mars 2027": "2027-03-31",
    "Senast den 15 mars 2027": "2027-03-15",
    "senast i maj": "2027-05-31",
    "t.o.m. 30 juni 2027": "2027-06-30",
    "före sommaren": "2027-05-31",
    "innan 1 maj": "2027-04-30",
    "vid årsskiftet": "2026-12-31",
    "1/3 - 30/5": "2027-05-30",
    "Start jan 2027, klart juni 2027": "2027-06-30",
    "46112": "2026-03-31",
    "29/2": None,
    "snarast": None,
    "99/99": None,
    "vecka 60": None,
    "efter beslut i KS": None,
    "31 mars 1950": None,
}


@pytest.mark.parametrize("text", DAYS)
def test_a_day_is_read_or_left_as_text(text):
    when = read_when(text, on=ON)
    assert (when.day.isoformat() if when.day else None) == DAYS[text]
    assert when.time is (Time.DAY if DAYS[text] else Time.UNKNOWN)


@pytest.mark.parametrize(
    "text", ["Löpande", "löpande under 2027", "Kontinuerligt", "2 gånger per termin", "tills vidare", "varje månad"]
)
def test_what_never_ends_is_no_day(text):
    assert read_when(text, on=ON).time is Time.ONGOING


@pytest.mark.parametrize("text", ["klart", "Klar", "genomfört", "avslutat."])
def test_done_written_where_the_day_should_be(text):
    assert read_when(text, on=ON).time is Time.DONE


@pytest.mark.parametrize("text", ["", "  ", "-", "–", "?"])
def test_nothing_is_nothing(text):
    assert read_when(text, on=ON).time is Time.NOTHING


def test_a_reading_of_ours_is_not_called_exact():
    assert read_when("31/3", on=ON).is_exact
    assert not read_when("våren 2027", on=ON).is_exact


PIECES = [
    "v.",
    "vecka",
    "Q",
    "kv",
    "maj",
    "mars",
    "våren",
    "höst",
    "2027",
    "-27",
    "31",
    "/",
    "3",
    " ",
    "–",
    "före",
    "ht",
]


@given(
    text=st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=8).map("".join)),
    on=st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 31)),
)
def test_every_text_gives_no_day_or_one_within_reach(text, on):
    when = read_when(text, on=on)
    assert (when.day is not None) == (when.time is Time.DAY)
    if when.day:
        assert on.year - 10 <= when.day.year <= on.year + 20
