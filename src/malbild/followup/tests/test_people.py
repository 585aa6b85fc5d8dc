"""Crimes are held against the people of their own year, where these are known."""

from __future__ import annotations

import numpy as np
import pytest

from malbild.accounts import registry
from malbild.followup.figures import reading, words
from malbild.followup.figures.judging import judge_due, judgements
from malbild.followup.figures.judging import told as judged
from malbild.followup.figures.people import people
from malbild.followup.models import Judgement
from malbild.followup.tests.test_figures import OURS, country, deliver
from malbild.series.readings import Mark, Period, Reading, Step, Table, Unit
from malbild.series.services import take_in
from malbild.statistics import State

pytestmark = pytest.mark.django_db


def census(ends: dict[str, list[float | None]], first: int = 2015) -> None:
    rows = [
        Reading(area, "Folkmängd", Unit.PEOPLE, Period(first + i), v, Mark.NONE if v else Mark.NOT_AVAILABLE, 1)
        for area, values in ends.items()
        for i, v in enumerate(values)
    ]
    take_in(Table("scb", Step.YEAR, rows), name="folkmängd", raw=repr(ends).encode())


def steady(years: int) -> dict[str, list[float | None]]:
    return {row["code"]: [float(row["inhabitants"])] * years for row in registry.rows()}


def test_a_year_has_the_mean_of_its_two_year_ends(db):
    census({OURS: [1000.0, 1100.0, None, 1300.0]})
    assert people().by_year([OURS], 2014, 7).tolist() == [[1000.0, 1000.0, 1050.0, 1150.0, 1250.0, 1300.0, 1300.0]]


def test_who_is_not_told_of_has_the_registrys_number(db):
    neighbour = next(row for row in registry.rows() if row["code"] == "0360")
    census({OURS: [1000.0, 1000.0]})
    assert people().by_year(["0360", OURS], 2016, 1).tolist() == [[float(neighbour["inhabitants"])], [1000.0]]


def test_growth_alone_is_no_rise_in_crime(world):
    """As many more crimes as there are more people: clear where the people are not known, and not where they are."""
    ours = [400.0] * 7 + [600.0]
    indicator = deliver(country(8, ours), first=2018)
    assert reading.figure(indicator, OURS).verdict.state is State.CLEAR_UP
    census({**steady(11), OURS: [9000.0] * 10 + [18_000.0]})
    found = reading.figure(indicator, OURS)
    assert found.verdict.state is State.NO_SAFE_CHANGE
    assert np.isclose(found.verdict.expected, 600.0)
    told = "600 år 2025, i snitt 400 per år tidigare (600 med dagens folkmängd)"
    assert words.headline(found) == f"Ingen säker förändring: {told}"


def test_newer_people_are_judged_anew_and_once(world):
    deliver(country(8, [400.0] * 7 + [600.0]), first=2018)
    judge_due()
    row = Judgement.objects.get(area=OURS)
    assert (row.state, row.people) == (State.CLEAR_UP, None)
    census({**steady(11), OURS: [9000.0] * 10 + [18_000.0]})
    assert judge_due() > 0
    assert judge_due() == 0
    row = Judgement.objects.get(area=OURS, indicator__source="bra_sol")
    assert (row.before, row.state, row.people.name) == (State.CLEAR_UP, State.NO_SAFE_CHANGE, "folkmängd")


def test_the_band_is_scaled_by_the_years_own_people(world):
    indicator = deliver(country(8, [400.0] * 8), first=2018)
    before = reading.figure(indicator, OURS).years[-1].band
    known = next(row["inhabitants"] for row in registry.rows() if row["code"] == OURS)
    census({**steady(11), OURS: [known * 2.0] * 11})
    after = reading.figure(indicator, OURS).years[-1].band
    assert np.allclose(after, np.array(before) * 2)


def test_the_years_before_are_told_as_they_were(world):
    indicator = deliver({OURS: [902.0, 1295.0]}, first=2024)
    census({OURS: [9400.0, 9400.0, 9500.0]}, first=2023)
    told = words.counts_in_words(reading.figure(indicator, OURS))
    assert told == "1\u00a0295 år 2025, 902 det enda år före som har siffror"
    judge_due()
    assert words.counts_in_words(judged(judgements(OURS)[0])) == told


def test_it_is_said_which_people_they_are(world):
    indicator = deliver(country(8, [400.0] * 8), first=2018)
    assert any("vid slutet av 2025" in line for line in words.counted(reading.figure(indicator, OURS)))
    census(steady(11))
    assert any("medelfolkmängden" in line for line in words.counted(reading.figure(indicator, OURS)))
