"""People write the time as they say it."""

import datetime as dt

import pytest

from malbild.kit.times import parse_time


@pytest.mark.parametrize(
    "text", ["13.00", "13:00", "kl 13", "kl. 13", "13", "Kl 13.00", "klockan 13", "1300", " 13 . 00 ", "kl\u00a013"]
)
def test_one_o_clock_is_understood_in_every_way_people_write_it(text):
    assert parse_time(text) == dt.time(13, 0)


@pytest.mark.parametrize("text", ["25.00", "13.75", "efter lunch", "", "13.0", "1 300", "-1", "13.000"])
def test_what_is_no_time_is_nothing(text):
    assert parse_time(text) is None
