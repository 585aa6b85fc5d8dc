"""Who gets what of goals."""

from __future__ import annotations

from typing import Any

from malbild.access.policy import Reach
from malbild.goals.models import (
    Assignment,
    Handover,
    HelpRequest,
    LineWork,
    Measure,
    MeasureAnswer,
    OverarchingGoal,
    SubGoal,
)
from malbild.kit import clock
from malbild.situation.models import Cause, Problem
from tests.contract.walls.common import Row, edit_ours, inside, ours
from tests.people import World

POST = inside(405)
SHARED = inside(hans=404, rut=404)  # shared with the partnership, not decided yet
# The åtgärd below is Frida's and she has been asked: she may change, answer and decline it. Organisers hand it over.
HERS = edit_ours(frida=200)
ONLY_HERS = {**HERS, "anna": 403, "bo": 403}

ROWS: dict[str, Row] = {
    "goals:accept": ({"measure_id": "measure"}, POST),
    "goals:accept-other-day": ({"measure_id": "measure"}, ONLY_HERS),
    "goals:activate": ({"assignment_id": "assignment"}, POST),
    "goals:add-assignment": ({"goal_id": "goal"}, edit_ours()),
    "goals:add-goal": ({}, edit_ours(ines=403)),
    "goals:add-goal-later": ({}, edit_ours(ines=403)),
    "goals:add-lesson": ({"line_work_id": "plan_line_work"}, edit_ours(hans=403, rut=403)),
    "goals:add-line-work": ({}, edit_ours()),
    "goals:add-measure": ({"assignment_id": "assignment"}, edit_ours()),
    "goals:add-measure-against": ({"cause_id": "cause"}, edit_ours()),
    "goals:add-routine": ({}, edit_ours()),
    "goals:add-sub-goal": ({"assignment_id": "assignment"}, edit_ours()),
    "goals:another-way": ({"measure_id": "measure"}, HERS),
    "goals:answer": ({"measure_id": "measure"}, POST),
    "goals:ask": ({"measure_id": "measure"}, POST),
    "goals:assignment": ({"assignment_id": "assignment"}, SHARED),
    "goals:assignment-to-line": ({"assignment_id": "assignment"}, edit_ours()),
    "goals:choose-owner": ({"measure_id": "measure"}, edit_ours()),
    "goals:close-help": ({"help_id": "help"}, edit_ours(frida=200, ines=404)),
    "goals:close-seat": ({"seat_id": "frida"}, POST),
    "goals:decline": ({"measure_id": "measure"}, ONLY_HERS),
    "goals:edit-assignment": ({"assignment_id": "assignment"}, edit_ours()),
    "goals:edit-goal": ({"goal_id": "goal"}, edit_ours()),
    "goals:edit-line-work": ({"line_work_id": "plan_line_work"}, edit_ours(hans=403, rut=403)),
    "goals:edit-measure": ({"measure_id": "measure"}, HERS),
    "goals:edit-sub-goal": ({"sub_goal_id": "sub_goal"}, edit_ours()),
    "goals:ended": ({}, inside()),
    "goals:end-assignment": ({"assignment_id": "assignment"}, edit_ours()),
    "goals:end-goal": ({"goal_id": "goal"}, edit_ours()),
    "goals:end-measure": ({"measure_id": "measure"}, edit_ours()),
    "goals:end-sub-goal": ({"sub_goal_id": "sub_goal"}, edit_ours()),
    "goals:follow-up-measure": ({"measure_id": "measure"}, edit_ours()),
    "goals:from-problem": ({}, inside()),
    "goals:gaps": ({}, inside(hans=404, rut=404, ines=403)),
    "goals:goal": ({"goal_id": "goal"}, SHARED),
    "goals:handover": ({"seat_id": "frida"}, inside(200, gun=403, hans=404, rut=404, ines=404)),
    "goals:lift": ({"line_work_id": "plan_line_work"}, edit_ours(hans=403, rut=403)),
    "goals:line": ({}, inside()),
    "goals:line-work": ({"line_work_id": "plan_line_work"}, inside()),
    "goals:link-goal": ({"goal_id": "goal"}, edit_ours()),
    "goals:load": ({}, inside(hans=404, rut=404, ines=404)),
    "goals:measure": ({"measure_id": "measure"}, SHARED),
    "goals:my-time": ({}, inside(hans=404, rut=404, ines=404)),
    "goals:plan": ({}, inside()),
    "goals:rest": ({"assignment_id": "assignment"}, edit_ours()),
    "goals:reopen-measure": ({"measure_id": "measure"}, POST),
    "goals:resume-measure": ({"measure_id": "measure"}, POST),
    "goals:routines": ({}, inside()),
    "goals:share-assignment": ({"assignment_id": "assignment"}, POST),
    "goals:share-goal": ({"goal_id": "goal"}, POST),
    "goals:share-measure": ({"measure_id": "measure"}, POST),
    "goals:size": ({"measure_id": "measure"}, POST),
    "goals:split-measure": ({"measure_id": "measure"}, edit_ours()),
    "goals:sub-goal": ({"sub_goal_id": "sub_goal"}, SHARED),
    "goals:take-over": ({"handover_id": "handover"}, inside(403, frida=200, hans=404, rut=404, ines=404)),
    "goals:tricks": ({}, inside(hans=404, rut=404, ines=403)),
    "goals:try-on-measure": ({"measure_id": "measure", "key": "en-ager"}, HERS),
    "goals:try-on-work": ({"assignment_id": "assignment", "key": "en-ager"}, edit_ours()),
    "goals:undo": ({"answer_id": "answer"}, POST),
    "goals:vacancies": ({}, inside(hans=404, rut=404, ines=403)),
    "goals:wake": ({"assignment_id": "assignment"}, POST),
    "goals:write-vision": ({}, edit_ours(ines=403)),
}


def _goal(world: World) -> int:
    start = {"title": "Vårt mål", "changed_on": clock.today(), "state": "formulated"}
    return OverarchingGoal.objects.get_or_create(number=1, **ours(world), defaults=start)[0].pk


def _assignment(world: World) -> int:
    lead = {"lead_party": world.parties["kommun"]}
    return Assignment.objects.get_or_create(title="Vårt uppdrag", **ours(world), defaults=lead)[0].pk


def _sub_goal(world: World) -> int:
    start = {"title": "Vårt delmål", "changed_on": clock.today()}
    return SubGoal.objects.get_or_create(assignment_id=_assignment(world), **ours(world), defaults=start)[0].pk


def _measure(world: World) -> int:
    asked = {"title": "Vår åtgärd", "owner": world.seats["frida"], "state": "asked", "due": clock.today()}
    return Measure.objects.get_or_create(number=1, **ours(world), defaults=asked)[0].pk


def _answer(world: World) -> int:
    said: dict[str, Any] = {"measure_id": _measure(world), "answer": "on-track", "at": clock.now()}
    return MeasureAnswer.objects.create(**ours(world), **said).pk


def _handover(world: World) -> int:
    offered: dict[str, Any] = {"seat": world.seats["bo"], "to": world.seats["frida"], "at": clock.now()}
    return Handover.objects.create(**ours(world), **offered, line_work_id=_line_work(world)).pk


def _help(world: World) -> int:
    return HelpRequest.objects.create(**ours(world), measure_id=_measure(world), opened_at=clock.now()).pk


def _cause(world: World) -> int:
    problem = Problem.objects.get_or_create(number=1, **ours(world), defaults={"title": "Vårt problem"})[0]
    named = {"title": "Vår orsak", "problem": problem}
    return Cause.objects.get_or_create(number=1, **ours(world), defaults=named)[0].pk


def _line_work(world: World) -> int:
    wall = {**ours(world), "reach": Reach.DECIDED}
    named = {"responsible_party": world.parties["kommun"]}
    return LineWork.objects.get_or_create(title="Vårt linjearbete", **wall, defaults=named)[0].pk


MAKERS = {
    "answer": _answer,
    "assignment": _assignment,
    "cause": _cause,
    "goal": _goal,
    "handover": _handover,
    "help": _help,
    "plan_line_work": _line_work,
    "measure": _measure,
    "sub_goal": _sub_goal,
}
