"""Who gets what of workshops."""

from __future__ import annotations

from malbild.goals.models import Assignment, LineWork, Measure, OverarchingGoal
from malbild.kit import clock
from malbild.workshops.models import Group, Outcome, Round, Workshop
from tests.contract.walls.common import ALL, POST_ONLY, Row, inside, ours
from tests.people import EVERYONE, World

_ONE = {"workshop_id": "workshop"}
_SEEN = inside(200, hans=404, rut=404)
_LED = inside(403, anna=200, bo=200, hans=404, rut=404)
_POST = inside(405)
_TAKES_PART = inside(200, hans=404, rut=404, ines=403)  # a supporter only when let in

ROWS: dict[str, Row] = {
    "documents:send-workshop": (_ONE, _POST),
    "documents:workshop-docx": (_ONE, _SEEN),
    "documents:workshop-json": (_ONE, _SEEN),
    "documents:workshop-minutes": (_ONE, _SEEN),
    "documents:workshop-pdf": (_ONE, _SEEN),
    "documents:workshop-xlsx": (_ONE, _SEEN),
    "experience:workshop-feedback": (_ONE, _LED),
    "guests:card": ({}, POST_ONLY),
    "guests:done": ({}, POST_ONLY),
    "guests:join": ({}, ALL),
    "guests:leave": ({}, POST_ONLY),
    "guests:own": ({}, dict.fromkeys(EVERYONE, 302)),
    "guests:room": ({}, dict.fromkeys(EVERYONE, 302)),
    "guests:room-part": ({}, dict.fromkeys(EVERYONE, 302)),
    "guests:vote": ({}, POST_ONLY),
    "guests:waiting": ({}, ALL),
    "guests:worker": ({}, ALL),
    "workshops:advance": (_ONE, _POST),
    "workshops:ask": ({**_ONE, "measure_id": "grown"}, inside(403, anna=200, bo=200, hans=404, rut=404)),
    "workshops:asked": (_ONE, _TAKES_PART),
    "workshops:assignment": ({**_ONE, "goal_id": "wgoal"}, _LED),
    "workshops:background": ({"kind": "line_work", "thing_id": "grown-line"}, inside(200, hans=404, rut=404)),
    "workshops:card": (_ONE, _POST),
    "workshops:card-for-someone": (_ONE, _LED),
    "workshops:close": (_ONE, _LED),
    "workshops:confirm": (_ONE, _POST),
    "workshops:decide": ({**_ONE, "group_id": "wgroup"}, _LED),
    "workshops:done": (_ONE, _POST),
    "workshops:goal": (_ONE, _LED),
    "workshops:group": (_ONE, _POST),
    "workshops:let-in": (_ONE, _POST),
    "workshops:list": ({}, inside(200, hans=404, rut=404)),
    "workshops:lobby": (_ONE, _POST),
    "workshops:measure": ({**_ONE, "assignment_id": "wassignment"}, _LED),
    "workshops:next-meeting": (_ONE, _LED),
    "workshops:own": (_ONE, _TAKES_PART),
    "workshops:overview": (_ONE, _SEEN),
    "workshops:paper-cards": (_ONE, _SEEN),
    "workshops:pause": (_ONE, _POST),
    "workshops:projector": (_ONE, _SEEN),
    "workshops:projector-part": (_ONE, _SEEN),
    "workshops:remote": (_ONE, _LED),
    "workshops:remote-part": (_ONE, _LED),
    "workshops:rename": ({**_ONE, "group_id": "wgroup"}, _LED),
    "workshops:reopen": (_ONE, _POST),
    "workshops:resume": (_ONE, _POST),
    "workshops:room": (_ONE, _TAKES_PART),
    "workshops:room-part": (_ONE, _TAKES_PART),
    "workshops:routine": (_ONE, _LED),
    "workshops:run-sheet": (_ONE, _SEEN),
    "workshops:say": (_ONE, _POST),
    "workshops:start": ({}, inside(403, anna=200, bo=200, hans=404, rut=404)),
    "workshops:step-in": (_ONE, _POST),
    "workshops:sub-goal": ({**_ONE, "assignment_id": "wassignment"}, _LED),
    "workshops:supporter": (_ONE, _POST),
    "workshops:take-back": (_ONE, _POST),
    "workshops:time": (_ONE, _POST),
    "workshops:undo": (_ONE, _POST),
    "workshops:vision": (_ONE, _LED),
    "workshops:vote": (_ONE, _POST),
    "workshops:vote-again": (_ONE, _POST),
    "workshops:vote-for-someone": (_ONE, _LED),
    "workshops:weigh": (_ONE, _POST),
}


def _workshop(world: World) -> int:
    start = {"started_at": clock.now(), "step": 3, "beat": "decide"}
    return Workshop.objects.get_or_create(title="Vår workshop", **ours(world), defaults=start)[0].pk


def _round(world: World) -> Round:
    shown = {"revealed_at": clock.now(), "shown_at": clock.now()}
    return Round.objects.get_or_create(workshop_id=_workshop(world), step=3, **ours(world), defaults=shown)[0]


def _group(world: World) -> int:
    row = {"workshop_id": _workshop(world), "round": _round(world), "title": "Vår grupp"}
    return Group.objects.get_or_create(**row, **ours(world))[0].pk


def _goal(world: World) -> int:
    start = {"title": "Vårt mål", "changed_on": clock.today()}
    return OverarchingGoal.objects.get_or_create(number=71, **ours(world), defaults=start)[0].pk


def _assignment(world: World) -> int:
    lead = {"lead_party": world.parties["kommun"]}
    return Assignment.objects.get_or_create(title="Uppdrag ur workshop", **ours(world), defaults=lead)[0].pk


def _grown(world: World) -> int:
    measure = Measure.objects.get_or_create(number=73, **ours(world), defaults={"title": "Vår åtgärd"})[0]
    link = {"workshop_id": _workshop(world), "measure": measure, "step": 3}
    Outcome.objects.get_or_create(**link, **ours(world), defaults={"title": measure.title})
    return measure.pk


def _grown_line(world: World) -> int:
    lead = {"responsible_party": world.parties["kommun"]}
    work = LineWork.objects.get_or_create(title="Det som fungerar", **ours(world), defaults=lead)[0]
    link = {"workshop_id": _workshop(world), "line_work": work, "step": 1}
    Outcome.objects.get_or_create(**link, **ours(world), defaults={"title": work.title})
    return work.pk


MAKERS = {
    "grown-line": _grown_line,
    "workshop": _workshop,
    "wgroup": _group,
    "wgoal": _goal,
    "wassignment": _assignment,
    "grown": _grown,
}
