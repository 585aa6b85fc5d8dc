"""A plan to test on: one goal, its uppdrag, and an åtgärd that Frida has been asked to do."""

import datetime as dt
from dataclasses import dataclass

import pytest

from malbild.access.policy import Reach
from malbild.access.scope import scope_for
from malbild.goals import services
from malbild.goals.models import Assignment, Measure, OverarchingGoal
from malbild.kit import clock
from malbild.situation.models import Cause, Problem
from malbild.situation.services import add_cause, add_problem

P = Reach.PARTNERSHIP


@dataclass
class PlanOfOurs:
    problem: Problem
    cause: Cause
    goal: OverarchingGoal
    work: Assignment
    measure: Measure
    due: dt.date


@pytest.fixture
def ours(world, anna):
    """Problem, cause, goal, uppdrag and an åtgärd that Frida is asked to do; nothing is decided yet."""
    due = clock.today() + dt.timedelta(days=14)
    with scope_for(anna):
        problem = add_problem(anna, world.ours.pk, title="Skadegörelse", reach=P)
        cause = add_cause(anna, problem.pk, title="Mörka ytor")
        goal = services.add_goal(anna, world.ours.pk, title="Fler känner sig trygga", cause_ids=[cause.pk], reach=P)
        work = services.add_assignment(
            anna,
            world.ours.pk,
            title="Tryggt gångstråk",
            lead_party_id=world.parties["kommun"].pk,
            goal_id=goal.pk,
            reach=P,
        )
        measure = services.add_measure(
            anna,
            world.ours.pk,
            title="Ring bolaget",
            assignment_id=work.pk,
            cause_id=cause.pk,
            owner_id=world.seats["frida"].pk,
            due=due,
            reach=P,
        )
        services.ask_owner(anna, measure.pk)
    return PlanOfOurs(problem, cause, goal, work, measure, due)


@pytest.fixture
def promise(ours, frida):
    """The same åtgärd, and Frida has said yes."""
    with scope_for(frida):
        services.accept_measure(frida, ours.measure.pk)
        ours.measure.refresh_from_db()
    return ours
