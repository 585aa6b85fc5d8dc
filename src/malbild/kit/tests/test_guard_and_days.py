"""Personal numbers are found however they are written; days are read as they are meant."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from malbild.kit.days import parse_day
from malbild.kit.guard import clean, has_personal_number

ON = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    "text",
    ["811218-9876", "Killen 19811218-9876 var där", "8112189876", "811218 9876", "811218+9876", "811278-9873"],
)
def test_a_personal_number_is_found(text):
    assert has_personal_number(text)


@pytest.mark.parametrize("text", ["811218-9875", "Ärende 2026-11-24", "tel 070-123 45 67", "8113189876", "902 brott"])
def test_other_numbers_pass(text):
    assert not has_personal_number(text)


def test_a_hidden_sign_does_not_hide_it():
    assert has_personal_number("8112\u200b18-9876")


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("27 november 2026", dt.date(2026, 11, 27)),
        ("fredag 27 nov", dt.date(2026, 11, 27)),
        ("27/11", dt.date(2026, 11, 27)),
        ("1 mars", dt.date(2027, 3, 1)),
        ("2027-03-01", dt.date(2027, 3, 1)),
        ("31 februari", None),
        ("snart", None),
    ],
)
def test_a_day_is_read(text, day):
    assert parse_day(text, on=ON) == day


@given(st.dates(dt.date(2026, 11, 24), dt.date(2027, 11, 23)))
def test_a_day_without_year_is_the_coming_one(day):
    assert parse_day(f"{day.day}/{day.month}", on=ON) == day
