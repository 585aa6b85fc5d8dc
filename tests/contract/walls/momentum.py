"""Who gets what of momentum. A mail's link answers whoever holds it, as the one person it was sent to."""

from __future__ import annotations

from malbild.goals.models import Assignment, HelpRequest, LineWork, Measure
from malbild.goals.states import MeasureState
from malbild.kit import clock
from malbild.momentum.services import new_token, open_link
from tests.contract.walls.common import ALL, POST_ONLY, Row, inside, ours
from tests.people import World

_ORGANISERS = inside(403, anna=200, bo=200, hans=404, rut=404, ines=404)
_AT_THE_TABLE = inside(hans=404, rut=404, ines=404)

_SENDERS = inside(403, anna=200, bo=200, hans=404, rut=404)

ROWS: dict[str, Row] = {
    "answers:choose": ({"token": "mail-token", "answer": "klart", "measure_id": "promise"}, ALL),
    "answers:link": ({"token": "mail-token"}, ALL),
    "answers:mail": ({"token": "mail-token"}, ALL),
    "answers:not-me": ({"token": "mail-token"}, ALL),
    "answers:pulse": ({"token": "mail-token", "line_work_id": "asked-line", "word": "fungerar"}, ALL),
    "answers:renew": ({"token": "mail-token"}, POST_ONLY),
    "answers:undo": ({"token": "mail-token", "answer_id": 1}, POST_ONLY),
    "answers:undo-yes": ({"token": "mail-token", "measure_id": 1}, POST_ONLY),
    "answers:unsubscribe": ({"token": "mail-token"}, ALL),
    "answers:worker": ({}, ALL),
    "momentum:again": ({"letter_id": 1}, inside(405)),
    "momentum:answer": ({}, inside(405)),
    "momentum:app-json": ({}, inside()),
    "momentum:block": ({"measure_id": "promise"}, inside(405)),
    "momentum:block-work": ({"assignment_id": 1}, inside(405)),
    "momentum:called": ({"user_id": 1}, inside(405)),
    "momentum:drive": ({}, _ORGANISERS),
    "momentum:mail": ({}, _AT_THE_TABLE),
    "momentum:mail-health": ({}, _ORGANISERS),
    "momentum:mail-now": ({}, inside(405)),
    "momentum:pulse": ({"line_work_id": "asked-line"}, inside(405)),
    "momentum:send-measure": ({"measure_id": "promise"}, _SENDERS),
    "momentum:send-work": ({"assignment_id": "stalled-work"}, inside(403, anna=200, bo=200, hans=404, rut=404)),
    "momentum:settled": ({"reply_id": 1}, inside(405)),
    "momentum:solve": (
        {"help_id": "asked-help"},
        inside(403, anna=200, bo=200, frida=200, hans=404, rut=404, ines=404),
    ),
    "momentum:stalled": ({}, inside(gun=403, hans=404, rut=404, ines=403)),
    "momentum:stalled-rule": ({}, inside(405)),
    "momentum:test-letter": ({}, inside(405)),
    "momentum:undo": ({"answer_id": 1}, inside(405)),
    "momentum:undo-yes": ({"measure_id": 1}, inside(405)),
    "momentum:waiting": ({}, inside()),
    "momentum:write-again": ({"user_id": 1}, inside(405)),
}


def _promise(world: World) -> int:
    start = {"title": "Fridas åtgärd", "owner": world.seats["frida"], "state": MeasureState.UNDER_WAY}
    return Measure.objects.get_or_create(number=71, **ours(world), defaults=start)[0].pk


def _help(world: World) -> int:
    start = {"opened_at": clock.now(), "text": "Vi behöver hjälp"}
    return HelpRequest.objects.get_or_create(measure_id=_promise(world), **ours(world), defaults=start)[0].pk


def _line(world: World) -> int:
    start = {"responsible_party": world.parties["skola"], "owner": world.seats["frida"]}
    return LineWork.objects.get_or_create(title="Fridas linjearbete", **ours(world), defaults=start)[0].pk


def _work(world: World) -> int:
    lead = {"lead_party": world.parties["kommun"]}
    return Assignment.objects.get_or_create(title="Det stilla uppdraget", **ours(world), defaults=lead)[0].pk


def _token(world: World) -> str:
    token = new_token(world.ours.pk)
    open_link(world.seats["frida"], token, [_promise(world)], at=clock.now(), line_ids=[_line(world)])
    return token


MAKERS = {"mail-token": _token, "promise": _promise, "asked-help": _help, "asked-line": _line, "stalled-work": _work}
