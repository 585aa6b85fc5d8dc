"""The scores of the forecasts are honest: nothing is known before its day, and one's own history is read."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from bench import forecast, stand
from bench.promises import law, own
from bench.promises.judge import QUESTIONS
from malbild.access.policy import Reach
from malbild.access.scope import scope_for
from malbild.goals import services
from malbild.goals.states import Answer
from malbild.kit import clock
from tests.people import World

UNTIL = law.YEARS * 365


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("today", [400, 900])
def test_a_forecast_is_the_same_whatever_happens_after_its_day(question: str, today: int) -> None:
    rows, meetings = law.histories(4, 1)
    ask = QUESTIONS[question]
    nothing_more = [
        replace(r, done=r.done if r.is_done(today) else None, ended=r.ended if r.ended and r.ended <= today else None)
        for r in rows
        if r.made <= today
    ]
    as_it_went, cut_off = ask(rows, meetings, UNTIL), ask(nothing_more, meetings, UNTIL)
    asked_by_today = len(ask([r for r in rows if r.due < today], meetings, today).came)
    assert asked_by_today > 20
    for way, chances in as_it_went.chances.items():
        assert chances[:asked_by_today] == cut_off.chances[way][:asked_by_today], way


def test_the_bench_says_what_it_measured_and_that_there_is_no_history_of_ones_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(stand, "CALLER", {})
    figure = forecast.measure(tmp_path, quick=True)
    said = capsys.readouterr().out
    assert figure.startswith("forecast: in time Brier 0.")
    assert "base rate" in figure
    assert "own history: none" in said


def test_a_history_of_ones_own_is_days_and_numbers(world: World) -> None:
    anna, bo = world.actor("anna"), world.actor("bo")
    today, began = clock.today(), clock.today() - dt.timedelta(days=30)
    with clock.standing_at(clock.now() - dt.timedelta(days=30)):
        with scope_for(anna):
            made = services.add_measure(
                anna,
                world.ours.pk,
                title="Ring bolaget",
                owner_id=world.seats["bo"].pk,
                due=today - dt.timedelta(days=10),
                reach=Reach.PARTNERSHIP,
            )
            services.ask_owner(anna, made.pk)
        with scope_for(bo):
            services.accept_measure(bo, made.pk)
    with scope_for(bo):
        services.answer_measure(bo, made.pk, answer=Answer.DONE)
    found = own.gather()
    assert found["promises"] == [(0, began.toordinal(), today.toordinal() - 10, today.toordinal(), None)]
    assert "Ring" not in str(found)
