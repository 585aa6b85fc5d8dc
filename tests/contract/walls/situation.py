"""Who gets what of situation."""

from __future__ import annotations

from malbild.situation.models import Problem, SituationPicture
from tests.contract.walls.common import Row, edit_ours, inside, ours
from tests.people import World

ROWS: dict[str, Row] = {
    "situation:add-cause": ({"problem_id": "problem"}, edit_ours()),
    "situation:add-evidence": ({"problem_id": "problem"}, edit_ours()),
    "situation:add-problem": ({}, edit_ours(ines=403)),
    "situation:edit-problem": ({"problem_id": "problem"}, edit_ours()),
    "situation:mark-valid": ({"picture_id": "picture"}, edit_ours(gun=200)),
    "situation:picture": ({}, inside()),
    "situation:problem": ({"problem_id": "problem"}, inside(hans=404, rut=404)),
    "situation:share": ({"problem_id": "problem"}, inside(405)),
    "situation:write": ({}, edit_ours(ines=403)),
}


def _problem(world: World) -> int:
    return Problem.objects.get_or_create(number=1, **ours(world), defaults={"title": "Vårt problem"})[0].pk


def _picture(world: World) -> int:
    return SituationPicture.objects.get_or_create(version=1, **ours(world), defaults={"title": "Vår bild"})[0].pk


MAKERS = {"problem": _problem, "picture": _picture}
