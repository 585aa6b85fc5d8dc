"""Who gets what of the plan that comes in from Excel."""

from __future__ import annotations

from malbild.access.policy import Reach
from malbild.goals.models import PlanImport
from malbild.goals.plan_import import draft
from malbild.goals.plan_import.pasted import read_pasted
from malbild.kit import clock
from tests.contract.walls.common import Row, inside, ours
from tests.people import World

# A draft is the municipality's own: the police do not find it, its steering member may read no draft of a plan.
_DRAFT = inside(404, anna=200, gun=403)
_ORGANISERS = inside(403, anna=200, bo=200, hans=404, rut=404, ines=404)

ROWS: dict[str, Row] = {
    "plan-import:columns": ({"import_id": "plan_draft"}, inside(405)),
    "plan-import:discard": ({"import_id": "plan_draft"}, inside(405)),
    "plan-import:link": ({}, _ORGANISERS),
    "plan-import:link-assignment": ({"assignment_id": "assignment"}, inside(405)),
    "plan-import:link-measure": ({"measure_id": "measure"}, inside(405)),
    "plan-import:preview": ({"import_id": "plan_draft"}, _DRAFT),
    "plan-import:row": ({"import_id": "plan_draft", "number": 2}, _DRAFT),
    "plan-import:rows": ({"import_id": "plan_draft"}, inside(405)),
    "plan-import:start": ({}, _ORGANISERS),
    "plan-import:undo": ({"import_id": "plan_draft"}, inside(405)),
}


def _draft(world: World) -> int:
    grids = read_pasted("Orsak\tÅtgärd\tVem\nMörkt\tLaga ljuset\tAnna")
    start = {"reading": draft.new(grids, on=clock.today()), "created_at": clock.now()}
    wall = {**ours(world), "reach": Reach.OWN_PARTY}
    return PlanImport.objects.get_or_create(file_name="plan.xlsx", **wall, defaults=start)[0].pk


MAKERS = {"plan_draft": _draft}
