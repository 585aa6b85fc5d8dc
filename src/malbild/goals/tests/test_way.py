"""Sagt → beslutat → accepterat → klart, with the days that are known and no others."""

import datetime as dt

import pytest

from malbild.access.scope import scope_for
from malbild.goals import services
from malbild.goals.states import MeasureState
from malbild.goals.way import Steps, last_step, way
from malbild.kit import clock

ON = dt.date(2026, 11, 25)
A, B, C = dt.date(2026, 11, 3), dt.date(2026, 11, 5), dt.date(2026, 11, 9)
S = MeasureState


def marks(steps):
    return [step.mark.value for step in way(steps, on=ON)]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (Steps(S.DRAFT, A), ["taken", "now", "to-come", "to-come"]),
        (Steps(S.ASKED, A, B, due=ON), ["taken", "taken", "now", "to-come"]),
        (Steps(S.ACCEPTED, A, B, C, due=ON), ["taken", "taken", "taken", "now"]),
        (Steps(S.DONE, A, B, C, ON), ["taken"] * 4),
        (Steps(S.DONE, A, done_on=ON), ["taken", "unknown", "unknown", "taken"]),  # told as done in the Excel plan
        (Steps(S.NOT_DONE, A, B), ["taken", "taken", "unknown", "ended"]),
        (Steps(S.PAUSED, A, B, C), ["taken", "taken", "taken", "ended"]),
    ],
)
def test_at_most_one_step_is_now_and_none_is_guessed(steps, expected):
    assert marks(steps) == expected


@pytest.mark.parametrize("state", list(S))
def test_every_state_has_four_steps_with_words(state):
    steps = way(Steps(state, A), on=ON)
    assert [bool(s.word and s.said) for s in steps] == [True] * 4


def test_a_day_that_has_passed_is_said_without_blame():
    late = way(Steps(S.UNDER_WAY, A, B, C, due=dt.date(2026, 11, 20)), on=ON)[-1]
    assert late.said.replace("\u00a0", " ").startswith("Skulle ha varit klart fredag 20 november")


def test_a_list_tells_the_last_step_in_short():
    assert last_step(Steps(S.ASKED, A, B)).endswith("väntar på ja")
    assert last_step(Steps(S.ACCEPTED, A, B, C)).startswith("Accepterat")
    assert last_step(Steps(S.DRAFT, A)).startswith("Sagt")


def test_the_page_of_an_atgard_draws_its_way_for_everyone_at_the_table(world, ours, frida):
    def read(name):
        return world.client(name).get(f"/s/var/uppdrag/atgard/{ours.measure.pk}/").content.decode()

    assert "Väntar på svar från Frida" in read("gun")
    with scope_for(frida):
        services.accept_measure(frida, ours.measure.pk)
    page = read("gun")
    assert ('aria-current="step"' in page, "Väntar på svar från Frida" in page) == (True, False)
    assert page.count('data-mark="taken"') == 3
    with scope_for(frida):
        services.answer_measure(frida, ours.measure.pk, answer="done")
    assert read("gun").count('data-mark="taken"') == 4


def test_a_new_owner_has_not_said_yes(world, ours, anna, frida):
    with scope_for(frida):
        services.accept_measure(frida, ours.measure.pk)
    with scope_for(anna):
        services.hand_over(anna, ours.measure.pk, owner_id=world.seats["bo"].pk, due=clock.today())
    page = world.client("anna").get(f"/s/var/uppdrag/atgard/{ours.measure.pk}/").content.decode()
    assert "Väntar på svar från Bo" in page
