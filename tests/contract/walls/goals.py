"""Who gets what of goals."""

from __future__ import annotations

from malbild.goals.models import Assignment, Measure, OverarchingGoal
from malbild.kit import clock
from tests.contract.walls.common import Row, edit_ours, inside, ours
from tests.people import World

ROWS: dict[str, Row] = {
    "goals:accept": ({"measure_id": "measure"}, inside(405)),
    "goals:activate": ({"assignment_id": "assignment"}, inside(405)),
    "goals:add-assignment": ({"goal_id": "goal"}, edit_ours()),
    "goals:add-goal": ({}, edit_ours(ines=403)),
    "goals:add-measure": ({"assignment_id": "assignment"}, edit_ours()),
    "goals:add-sub-goal": ({"assignment_id": "assignment"}, edit_ours()),
    "goals:answer": ({"measure_id": "measure"}, inside(405)),
    "goals:ask": ({"measure_id": "measure"}, inside(405)),
    "goals:plan": ({}, inside()),
    "goals:write-vision": ({}, edit_ours(ines=403)),
}


def _goal(world: World) -> int:
    start = {"title": "Vårt mål", "changed_on": clock.today()}
    return OverarchingGoal.objects.get_or_create(number=1, **ours(world), defaults=start)[0].pk


def _assignment(world: World) -> int:
    lead = {"lead_party": world.parties["kommun"]}
    return Assignment.objects.get_or_create(title="Vårt uppdrag", **ours(world), defaults=lead)[0].pk


def _measure(world: World) -> int:
    return Measure.objects.get_or_create(number=1, **ours(world), defaults={"title": "Vår åtgärd"})[0].pk


MAKERS = {"goal": _goal, "assignment": _assignment, "measure": _measure}
