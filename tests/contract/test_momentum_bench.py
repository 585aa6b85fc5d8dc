"""What the momentum bench holds everybody to, lived through a summer by a few simulated people. No figure is judged."""

from __future__ import annotations

import datetime as dt

import pytest

from bench import momentum
from bench.weeks import arms, place
from bench.weeks.assumed import Luck, assumptions
from bench.weeks.course import Course, Mail
from bench.weeks.score import Score, broken, score
from malbild.access.scope import scope_for
from malbild.accounts import registry
from malbild.accounts.models import Municipality
from malbild.kit import clock
from malbild.kit.workdays import SILENT_WEEKS
from malbild.momentum.seats import door

JUNE = dt.datetime(2027, 6, 1, 13, tzinfo=clock.SWEDEN)
AUGUST = dt.datetime(2027, 8, 24, 13, tzinfo=clock.SWEDEN)
QUIET = Luck(5, scale=0.5)  # answers halved: some fall silent


def live(arm: arms.Arm, luck: Luck, *, meets: dt.datetime = AUGUST, measures: int = 8) -> Course:
    if not Municipality.objects.exists():  # a flushed test database
        registry.load(Municipality)
    here = place.make(0, luck, began=JUNE, meets=meets, measures=measures, people=5)
    course = Course(arm, luck, [here])
    course.run()
    return course


def test_a_summer_of_our_mails_breaks_none_of_our_rules(db: None) -> None:
    course = live(arms.OURS, QUIET)
    assert broken(course) == []
    assert score(course).most_a_week == 1
    assert len(course.mails) > 8
    assert course.said > 3
    weeks = {mail.on.isocalendar().week for mail in course.mails}
    assert weeks & set(range(22, 27))
    assert weeks & set(range(32, 35))
    assert not weeks & set(SILENT_WEEKS)
    assert course.rung, "nobody's mails rested, so nothing was tried"


def test_the_judge_sees_two_mails_a_week_and_a_third_to_somebody_silent(db: None) -> None:
    course = live(arms.NONE, QUIET, meets=JUNE + dt.timedelta(weeks=3), measures=5)
    member, work = course.places[0].members[1], course.places[0].works[1]
    course.arm = arms.OURS
    for day in (2, 4, 15):
        on = JUNE.date() + dt.timedelta(days=day)
        course.mails.append(Mail(day, member, on, "", [work.pk]))
    member.heard.clear()
    said = " ".join(broken(course))
    assert "two mails in a week" in said
    assert "after 2 without a word" in said


def test_the_judge_sees_a_mail_about_anothers_atgard_and_on_a_day_off(db: None) -> None:
    course = live(arms.NONE, QUIET, meets=JUNE + dt.timedelta(days=2), measures=5)
    here = course.places[0]
    midsummer_eve = dt.date(2027, 6, 25)
    course.arm = arms.OURS
    with scope_for(door(here.partnership.pk), here.partnership.pk):
        course._check(here, Mail(1, here.members[1], midsummer_eve, "", [here.works[2].pk]))
    assert ["another's" in x or "a day off" in x for x in course.wrong] == [True, True]


def test_every_arm_has_the_same_chances_whatever_was_drawn_before() -> None:
    luck = Luck(1)
    first = luck.number("open", "anna", 3)
    luck.number("something else")
    assert Luck(1).number("open", "anna", 3) == first != Luck(2).number("open", "anna", 3)
    assert 0.45 < sum(luck.number("x", n) for n in range(500)) / 500 < 0.55


@pytest.mark.parametrize(("scale", "name"), [(0.5, "by_link"), (2.0, "unasked_a_week")])
def test_halving_and_doubling_is_of_the_answers_only(scale: float, name: str) -> None:
    one, other = Luck(1), Luck(1, scale)
    assert other.answers(name, "anna") == pytest.approx(one.answers(name, "anna") * scale)
    assert other.answers("when_signed_in", "anna") == one.answers("when_signed_in", "anna")
    assert other.number("open") == one.number("open")


def test_a_result_that_is_better_here_and_worse_there_is_said_to_flip() -> None:
    words, is_flip = momentum._verdict({(1.0, 1): 1, (0.5, 1): -1, (2.0, 1): 1})
    assert is_flip
    assert words == "FLIPS: better in 2, worse in 1 of 3 (worse: × 0.5 seed 1)"
    assert momentum._verdict({(1.0, 1): -1, (0.5, 1): -1}) == ("worse in 2 of 2", False)
    assert momentum._verdict({(1.0, 1): 0, (0.5, 1): 0}) == ("the same in 2 of 2", False)


def test_the_program_prints_every_measure_of_every_arm_and_counts_the_flips(capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = Score(0.8, 0.9, 2, 0.1, 0.5, 1, 60), Score(0.4, 0.5, 9, 0.6, 0.5, 3, 90)
    cells = {(1.0, 1): good, (2.0, 1): good}
    results = {arm.name: dict.fromkeys(cells, bad) for arm in arms.ARMS} | {arms.OURS.name: cells}
    results[arms.LIST.name] = {(1.0, 1): bad, (2.0, 1): Score(0.9, 0.9, 2, 0.1, 0.5, 1, 60)}
    momentum._table(1.0, results)
    flips = momentum._judge(results)
    said = capsys.readouterr().out
    assert flips == 1
    assert "80%" in said
    assert said.count("FLIPS: better in 1, worse in 1 of 2 (better: × 1 seed 1)") == 1
    for label, _form, _more in momentum.MEASURES.values():
        assert said.count(label) == 1 + 5


def test_every_assumption_says_where_it_comes_from() -> None:
    lines = momentum.FILE.read_text(encoding="utf-8").splitlines()
    numbers = [x for x in lines if " = " in x and not x.startswith("#")]
    under_a_note = ("monthly", "meetings", "none", "stops", "minutes_")
    assert len(numbers) > 30
    assert [x for x in numbers if "#" not in x and not x.startswith(under_a_note)] == []
    assert assumptions()["place"]["weeks"] == 8
