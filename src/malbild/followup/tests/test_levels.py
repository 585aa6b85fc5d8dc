"""What Kolada and Statistics Sweden tell: levels with their band, never held against chance."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from malbild.accounts import registry
from malbild.followup.figures import drawing, reading, words
from malbild.followup.figures.judging import judge_due
from malbild.followup.models import Judgement
from malbild.followup.tests.test_figures import OURS, see
from malbild.series.models import Indicator
from malbild.series.names import name_of, titles
from malbild.series.readings import Mark, Period, Reading, Step, Table, Unit
from malbild.series.services import take_in

__all__ = ["see"]

pytestmark = pytest.mark.django_db


def told(source: str, category: str, unit: Unit, ours: list[float], theirs: float, *, first: int = 2020) -> Indicator:
    """Every municipality at `theirs` a year from `first`, ours as given."""
    places = {row["code"]: [theirs] * len(ours) for row in registry.rows()} | {OURS: ours}
    rows = [
        Reading(area, category, unit, Period(first + i), value, Mark.NONE, 1)
        for area, values in places.items()
        for i, value in enumerate(values)
    ]
    take_in(Table(source, Step.YEAR, rows), name="svar", raw=repr((category, ours)).encode())
    judge_due()
    return Indicator.objects.get(source=source, category=category)


@pytest.fixture
def rate(world) -> Indicator:
    return told("kolada", "N07546", Unit.PER_100_000, [310.0, 290.0, 1300.5], 200.0)


class TestNames:
    def test_codes_have_names_for_people(self):
        assert name_of("kolada", "N07546") == "Anmälda bostadsinbrott"
        assert name_of("kolada", "U01420 · kvinnor") == "Invånare 16-84 år som avstår från att gå ut ensam · kvinnor"
        assert name_of("kolada", "N99999") == "N99999"
        assert name_of("bra_sol", "N07546") == "N07546"

    def test_no_name_ends_with_its_unit(self):
        assert not [code for code in titles() if re.search(r"100 000|%", name_of("kolada", code))]


class TestTheList:
    def test_levels_stand_apart_with_their_latest_number_and_name(self, see, rate, world):
        told("kolada", "N07609", Unit.PERCENT, [21.5, 24.25], 30.0)
        told("scb", "Folkmängd", Unit.PEOPLE, [9300.0, 9277.0], 50_000.0)
        page = see("frida", "/s/var/siffror/").content.decode()
        part = page[page.index('id="fler"') :]
        assert "Anmälda bostadsinbrott" in part
        assert "1\u00a0301 per 100 000 invånare år 2022" in part
        assert "24,3 % år 2021" in part
        assert "9\u00a0277 invånare år 2021" in part
        assert "Det finns inga siffror" not in page[: page.index('id="fler"')]

    def test_the_same_queries_however_many(self, see, rate):
        see("frida", "/s/var/siffror/")
        with CaptureQueriesContext(connection) as few:
            see("frida", "/s/var/siffror/")
        for code in ("N07540", "N07543", "N07544"):
            told("kolada", code, Unit.PER_100_000, [5.0], 9.0)
        with CaptureQueriesContext(connection) as many:
            page = see("frida", "/s/var/siffror/").content.decode()
        assert page.count("per 100 000 invånare år") == 4
        assert len(many) == len(few)

    def test_they_are_no_news_and_change_no_verdict(self, rate):
        row = Judgement.objects.get(area=OURS)
        assert (row.state, row.because, row.adjusted) == ("too_few", "rate", None)


class TestThePage:
    def test_a_rate_is_told_as_it_is_and_not_scaled_to_our_size(self, see, rate):
        found = reading.figure(rate, OURS)
        assert words.headline(found) == "Anmälda bostadsinbrott: 1\u00a0301 per 100 000 invånare år 2022"
        assert found.years[-1].band == (200.0, 200.0)
        page = see("frida", f"/s/var/siffror/{rate.pk}/").content.decode()
        assert "är över bandet för liknande kommuner, 200–200" in page
        assert "Hämta antal också" in page
        assert "omräknat" not in page
        assert "Alla brott anmäls inte" in page
        assert "i snitt" not in page

    def test_a_share_has_a_decimal_and_says_that_it_is_no_count(self, see, world):
        share = told("kolada", "N07609", Unit.PERCENT, [21.5, 24.25], 30.0)
        page = see("frida", f"/s/var/siffror/{share.pk}/").content.decode()
        assert '<td class="n">24,3</td>' in page
        assert "24,3 år 2021 är under bandet för liknande kommuner, 30,0–30,0" in page
        assert "Utveckling</dt>" not in page
        assert "Alla brott anmäls inte" not in page

    def test_how_crimes_are_divided_is_said_of_crimes_only(self, world):
        rate = told("kolada", "N07540", Unit.PER_100_000, [5.0] * 3, 9.0, first=2016)
        share = told("kolada", "N07609", Unit.PERCENT, [25.0] * 3, 30.0, first=2016)
        assert drawing.changes_within(reading.figure(rate, OURS)) == [2017]
        assert drawing.changes_within(reading.figure(share, OURS)) == []

    def test_a_size_is_compared_with_nobody(self, see, world):
        people = told("scb", "Folkmängd", Unit.PEOPLE, [9300.0, 9277.0], 50_000.0)
        page = see("frida", f"/s/var/siffror/{people.pk}/").content.decode()
        assert "<h1>Folkmängd: 9\u00a0277 invånare år 2021</h1>" in page
        assert "Jämförs med" not in page
        assert "För lite underlag" not in page

    @pytest.mark.parametrize("file", ["csv", "xlsx", "json", "svg"])
    def test_its_files(self, see, rate, file):
        routes = {"csv": "figure-csv", "xlsx": "figure-xlsx", "json": "figure-json", "svg": "figure-svg-file"}
        answer = see("frida", reverse(f"followup:{routes[file]}", kwargs={"slug": "var", "indicator_id": rate.pk}))
        assert answer.status_code == 200
        if file == "json":
            assert answer.json()["indicator"]["name"] == "Anmälda bostadsinbrott"
        if file == "csv":
            assert "2022;1300,5;" in answer.content.decode()
