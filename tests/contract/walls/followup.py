"""Who gets what of followup."""

from __future__ import annotations

from malbild.followup.models import OwnFigure
from malbild.goals.models import Assignment, LineWork, OverarchingGoal, SubGoal
from malbild.kit import clock
from malbild.series.models import Indicator
from malbild.series.readings import Mark, Period, Reading, Step, Table, Unit
from malbild.series.services import take_in
from tests.contract.walls.common import Row, edit_ours, inside, ours
from tests.people import World


def confirm() -> dict[str, int]:
    """Everyone at the table answers for their own party; the supporter never does."""
    return inside(200, ines=403, hans=404, rut=404)


def write() -> dict[str, int]:
    return inside(200, gun=403, ines=403, hans=404, rut=404)


ROWS: dict[str, Row] = {
    "followup:add-own": ({}, inside(403, anna=200, bo=200, ines=404, hans=404, rut=404)),
    "followup:drop-own": ({"own_id": "own_figure"}, inside(405)),
    "followup:edit-own": ({"own_id": "own_figure"}, edit_ours()),
    "followup:own": ({"own_id": "own_figure"}, inside(hans=404, rut=404)),
    "followup:act-on-hinder": ({"reason": "resources"}, inside(200, frida=403, ines=404, hans=404, rut=404)),
    "followup:assignment-notes": ({"assignment_id": "followed_assignment"}, inside(hans=404, rut=404)),
    "followup:compare": ({"indicator_id": "figure"}, inside(403, anna=200, bo=200, ines=404, hans=404, rut=404)),
    "followup:confirm-goal": ({"goal_id": "followed_goal"}, confirm()),
    "followup:confirm-sub-goal": ({"sub_goal_id": "followed_sub_goal"}, confirm()),
    "followup:confirm-vision": ({}, inside(404)),  # none is written here; test_confirm.py has one
    "followup:confirmations": ({}, inside(hans=404, rut=404)),
    "followup:drop-target-assignment": ({"assignment_id": "followed_assignment"}, inside(405)),
    "followup:drop-target-goal": ({"goal_id": "followed_goal"}, inside(405)),
    "followup:figure": ({"indicator_id": "figure"}, inside()),
    "followup:figure-csv": ({"indicator_id": "figure"}, inside()),
    "followup:figure-json": ({"indicator_id": "figure"}, inside()),
    "followup:figure-map": ({"indicator_id": "figure"}, inside()),
    "followup:figure-png-file": ({"indicator_id": "figure"}, inside()),
    "followup:figure-svg-file": ({"indicator_id": "figure"}, inside()),
    "followup:figure-xlsx": ({"indicator_id": "figure"}, inside()),
    "followup:figures": ({}, inside()),
    "followup:goal-notes": ({"goal_id": "followed_goal"}, inside(hans=404, rut=404)),
    "followup:hinders": ({}, inside(200, ines=404, hans=404, rut=404)),
    "followup:line-notes": ({"line_work_id": "followed_line_work"}, inside(hans=404, rut=404)),
    "followup:note-assignment": ({"assignment_id": "followed_assignment"}, write()),
    "followup:note-goal": ({"goal_id": "followed_goal"}, write()),
    "followup:note-line-work": ({"line_work_id": "followed_line_work"}, write()),
    "followup:note-sub-goal": ({"sub_goal_id": "followed_sub_goal"}, write()),
    "followup:target-assignment": ({"assignment_id": "followed_assignment"}, edit_ours()),
    "followup:target-goal": ({"goal_id": "followed_goal"}, edit_ours()),
    "followup:vision": ({}, inside()),
}


def _goal(world: World) -> int:
    start = {"title": "Vårt följda mål", "changed_on": clock.today(), "state": "formulated"}
    return OverarchingGoal.objects.get_or_create(number=71, **ours(world), defaults=start)[0].pk


def _assignment(world: World) -> int:
    lead = {"lead_party": world.parties["kommun"]}
    return Assignment.objects.get_or_create(title="Vårt följda uppdrag", **ours(world), defaults=lead)[0].pk


def _sub_goal(world: World) -> int:
    given = {"title": "Vårt följda delmål", "assignment_id": _assignment(world)}
    return SubGoal.objects.get_or_create(**given, **ours(world), defaults={"changed_on": clock.today()})[0].pk


def _line_work(world: World) -> int:
    lead = {"responsible_party": world.parties["kommun"]}
    return LineWork.objects.get_or_create(title="Vår nattvandring", **ours(world), defaults=lead)[0].pk


def _figure(world: World) -> int:
    """An indicator of our own municipality; the neighbour's partnership has another, without numbers."""
    found = Indicator.objects.filter(category="Totalt antal anmälda brott").first()
    if found is None:
        code = world.ours.municipality.code
        what = "Totalt antal anmälda brott"
        cells = [Reading(code, what, Unit.COUNT, Period(y), y - 1100.0, Mark.NONE, y) for y in range(2018, 2026)]
        take_in(Table("bra_csv", Step.YEAR, cells), name="brott.csv", raw=b"figure")
        found = Indicator.objects.get(category="Totalt antal anmälda brott")
    return found.pk


def _own_figure(world: World) -> int:
    start = {"unit": "percent", "values": [[2024, 30.0, 212], [2025, 28.0, 190]], "changed_on": clock.today()}
    return OwnFigure.objects.get_or_create(title="Otrygga i centrum", **ours(world), defaults=start)[0].pk


MAKERS = {
    "figure": _figure,
    "own_figure": _own_figure,
    "followed_goal": _goal,
    "followed_assignment": _assignment,
    "followed_sub_goal": _sub_goal,
    "followed_line_work": _line_work,
}
