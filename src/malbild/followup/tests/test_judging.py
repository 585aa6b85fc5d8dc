"""A verdict is made once for each delivery and kept, so that a page only reads it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from malbild.followup.figures import listing, reading, words
from malbild.followup.figures.judging import judge_due, judgements, told
from malbild.followup.models import Judgement
from malbild.followup.tests.test_figures import OURS, country, deliver, see
from malbild.series.models import Delivery
from malbild.series.readings import Step
from malbild.series.services import take_out
from malbild.statistics import State

__all__ = ["see"]

pytestmark = pytest.mark.django_db
CALM = [78.0, 80.0, 71.0, 74.0, 77.0, 69.0, 72.0, 75.0]
WORSE = [*CALM[:-1], 160.0]


@pytest.mark.parametrize(
    ("counts", "step"),
    [(country(8, WORSE), Step.YEAR), (country(8, CALM), Step.YEAR), (country(48, [6.0] * 40 + [30.0] * 8), Step.MONTH)],
)
def test_what_is_kept_is_what_the_figure_says(world, counts, step):
    indicator = deliver(counts, step=step)
    judge_due()
    kept, found = told(judgements(OURS)[0]), reading.figure(indicator, OURS)
    assert kept.indicator == indicator
    assert (kept.verdict.state, kept.verdict.because) == (found.verdict.state, found.verdict.because)
    assert (words.headline(kept), words.development(kept)) == (words.headline(found), words.development(found))
    assert (kept.last, kept.since, kept.spikes) == (found.last, found.since, found.spikes)


def test_judged_once_and_again_when_numbers_come(world, django_assert_num_queries):
    deliver(country(8, CALM), raw=b"1")
    assert judge_due() == 2  # the neighbour has a partnership too
    with django_assert_num_queries(3):
        assert judge_due() == 0
    deliver(country(8, WORSE), raw=b"2")
    assert judge_due() == 2  # the neighbour has a partnership too
    row = Judgement.objects.get(area=OURS)
    assert (row.before, row.state) == (State.NO_SAFE_CHANGE, State.CLEAR_UP)


def test_only_where_there_is_a_partnership(world):
    deliver({"2480": [500.0] * 6, OURS: CALM[:6]})
    judge_due()
    assert list(Judgement.objects.values_list("area", flat=True)) == [OURS]


def test_until_it_is_judged_the_list_says_so_and_then_the_word(see, world):
    deliver(country(8, CALM))
    assert "Bedöms inom någon minut" in see("anna", "/s/var/siffror/").content.decode()
    judge_due()
    page = see("anna", "/s/var/siffror/").content.decode()
    assert "Ingen säker förändring" in page
    assert "75 år 2025, i snitt 73 per år tidigare" in page
    small = page.split('class="ch-small"')[1].split("</svg>")[0]
    assert small.count("<rect") == len(CALM)
    assert "2025: 75" in small


def test_clear_changes_stand_first(world):
    deliver(country(8, CALM), category="A", raw=b"1")
    deliver(country(8, WORSE), category="B", raw=b"2")
    judge_due()
    assert [(r.indicator.category, r.state) for r in listing.listed(OURS)] == [
        ("B", State.CLEAR_UP),
        ("A", State.NO_SAFE_CHANGE),
    ]


def test_the_list_asks_as_often_for_one_as_for_many(world, django_assert_num_queries):
    for several in (1, 6):
        for n in range(several):
            deliver({OURS: CALM}, category=f"{several} {n}", raw=f"{several} {n}".encode())
        judge_due()
        with django_assert_num_queries(2):
            assert len(listing.listed(OURS)) >= several


def test_reading_what_is_kept_loads_no_numpy():
    """The målbild and the start page read verdicts; numpy costs each process half a second and 60 MB."""
    code = (
        "import django, sys; django.setup()\n"
        "from malbild.followup.figures import judging, listing, words\n"
        "sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_delivery_that_is_taken_back_takes_its_verdict_with_it(world):
    deliver(country(8, CALM), raw=b"1")
    judge_due()
    deliver(country(8, WORSE), raw=b"2")
    judge_due()
    take_out(Delivery.objects.first())
    judge_due()
    assert Judgement.objects.get(area=OURS).state == State.NO_SAFE_CHANGE
    take_out(Delivery.objects.get(taken_back_at=None))
    judge_due()
    assert not Judgement.objects.exists()
    assert listing.listed(OURS) == []
