"""The demo's open figures are Brå's own, and what is said of them can be stood for."""

from __future__ import annotations

import pytest
from django.test import Client

from malbild.accounts.models import User
from malbild.followup.figures import reading, words
from malbild.followup.figures.judging import judge_due
from malbild.series.models import Delivery, Indicator
from malbild.series.readings import Unit
from malbild.series.tests.files import shared
from malbild.statistics import Because, State
from malbild.web import demo
from malbild.web.demo import figures

KNIVSTA, VAXHOLM, SALEM, OURS = "0330", "0187", "0128", "0319"


@pytest.fixture
def taken_in(db):
    figures.take_in_all()


def figure(area, category):
    return reading.figure(Indicator.objects.get(category__startswith=category, unit=Unit.COUNT.value), area)


@pytest.mark.usefixtures("taken_in")
class TestVerdicts:
    def test_one_case_with_many_crimes_in_knivsta_judges_nothing(self):
        """April 2021 had 37 where eight is the next highest: marked, no verdict, and no improvement after it."""
        found = figure(KNIVSTA, "6 kap.")
        assert found.spikes == ((2021, 4),)
        assert words.spikes(found) == "En enskild månad sticker ut: april 2021. Den kan vara ett enda ärende."
        assert found.verdict.state is State.NO_SAFE_CHANGE

    @pytest.mark.parametrize("area", [KNIVSTA, VAXHOLM, SALEM])
    def test_small_places_are_told_no_change_that_chance_could_make(self, area):
        for category in ("3-7 kap.", "3 kap.", "därav misshandel"):
            found = figure(area, category)
            assert (found.verdict.state, found.last) == (State.NO_SAFE_CHANGE, (2023, 12)), category

    def test_what_is_too_rare_is_not_judged(self):
        assert figure(VAXHOLM, "7 kap.").verdict.because is Because.RARE

    def test_two_years_in_älvkarleby_say_the_level_and_no_change(self):
        found = figure(OURS, "Totalt")
        assert words.headline(found) == ("För lite underlag: 1\u00a0295 år 2025, 902 det enda år före som har siffror")
        assert "Det går inte att skilja en förändring" in words.development(found).line
        assert words.comparison(found).word == "Högre"

    def test_what_is_inferred_or_derived_says_so(self):
        notes = " ".join(reading.notes_on(figure(OURS, "Totalt")))
        assert "vår slutsats" in notes
        assert "härledda av oss" in notes
        assert {d.at.date().isoformat() for d in Delivery.objects.all()} == {"2026-11-22"}


def test_the_pages_of_ours_and_of_knivsta(db):
    demo.load()
    judge_due()
    maria = Client()
    maria.force_login(User.objects.get(email="maria@alvkarleby.exempel"))
    own = maria.get("/s/alvkarleby/siffror/").content.decode()
    assert "1\u00a0295 år 2025" in own
    vision = maria.get("/s/alvkarleby/malbild/").content.decode()
    assert "Totalt antal anmälda brott: 1\u00a0295 år 2025" in vision
    assert "Vi följer att arbetet görs" in vision
    assert "Otrygga i centrum på kvällen" in own
    there = maria.get("/s/alvkarleby/siffror/?kommun=0330").content.decode()
    assert "Siffror om Knivsta" in there
    spike = Indicator.objects.get(category__startswith="6 kap.")
    page = maria.get(f"/s/alvkarleby/siffror/{spike.pk}/?kommun=0330").content.decode()
    assert "april 2021" in page
    assert maria.get(f"/s/alvkarleby/siffror/{spike.pk}/").status_code == 404  # no such numbers of our own


def test_the_file_is_the_authoritys():
    """Against the derived tables, which serve as checks only."""
    raw = shared("brott/manad_2020_2023_avdubblerad.csv")
    if raw is None:
        pytest.skip("shared/data is not beside the repository")
    rows = [line.split(",") for line in raw.decode("utf-8-sig").splitlines()[1:]]
    theirs = {(r[1], r[2], r[3]): float(r[5]) for r in rows if r[1]}
    (_file, _raw, months), *_years = figures.tables()
    mine = {(r.area, r.category, f"{r.period.year}-{r.period.part:02}"): r.value for r in months.readings}
    assert len(mine) == 22 * 7 * 48
    assert {k: theirs[k] for k in mine} == mine
