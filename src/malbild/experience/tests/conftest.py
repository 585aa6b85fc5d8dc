"""A finished uppdrag with its chain, and a question about it."""

from __future__ import annotations

import datetime as dt

import pytest

from malbild.access.policy import Reach
from malbild.access.scope import outside_the_walls, scope_for
from malbild.experience import services
from malbild.goals import services as goals
from malbild.goals.states import GoalState
from malbild.kit import clock
from malbild.partnerships.models import TermsOfReference
from malbild.situation import services as situation

P = Reach.PARTNERSHIP


@pytest.fixture
def problem(world, anna):
    with scope_for(anna):
        return situation.add_problem(anna, world.ours.pk, title="Skadegörelse vid högstadiet", reach=P)


@pytest.fixture
def work(world, anna, frida, problem):
    """Goal, uppdrag, delmål and an åtgärd that Frida has done; the uppdrag is active."""
    with scope_for(anna):
        cause = situation.add_cause(anna, problem.pk, title="Mörka ytor")
        goal = goals.add_goal(anna, world.ours.pk, title="Fler trygga", cause_ids=[cause.pk], reach=P)
        work = goals.add_assignment(
            anna,
            world.ours.pk,
            title="Tryggt gångstråk",
            lead_party_id=world.parties["kommun"].pk,
            goal_id=goal.pk,
            reach=P,
        )
        sub_goal = goals.add_sub_goal(anna, work.pk, title="Belysningen är lagad")
        goals.activate_assignment(anna, work.pk)
        measure = goals.add_measure(
            anna,
            world.ours.pk,
            title="Ring bostadsbolaget",
            sub_goal_id=sub_goal.pk,
            cause_id=cause.pk,
            owner_id=world.seats["frida"].pk,
            due=clock.today() + dt.timedelta(days=14),
            reach=P,
        )
        goals.ask_owner(anna, measure.pk)
    with scope_for(frida):
        goals.accept_measure(frida, measure.pk)
        goals.answer_measure(frida, measure.pk, answer="done")
    return work


@pytest.fixture
def finished(anna, work):
    with scope_for(anna):
        return goals.end_assignment(anna, work.pk, to=GoalState.REACHED, note="Lamporna lyser")


@pytest.fixture
def terms(world):
    """An uppdragsbeskrivning under joint review, with a name in it that should not have been there."""
    with outside_the_walls("test"):
        return TermsOfReference.objects.create(
            partnership=world.ours,
            party=world.parties["kommun"],
            reach=P,
            version=2,
            state="in-review",
            purpose="Tryggare kommun",
            chair="Gun leder mötena",
        )


@pytest.fixture
def question(anna, world, work):
    with scope_for(anna):
        return services.ask(
            anna, world.ours.pk, kind="uppdrag", target_id=work.pk, question="Hur får vi med bostadsbolaget?"
        )
