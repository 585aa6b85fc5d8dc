"""Who gets what of documents. A calendar's address answers whoever holds it, as the one person whose it is."""

from __future__ import annotations

from malbild.access.actor import Actor
from malbild.documents.feeds import open_feed, token_of
from malbild.goals.models import Measure
from malbild.goals.states import MeasureState
from malbild.kit import clock
from malbild.partnerships.seats import actor_for
from tests.contract.walls.common import ALL, Row, inside, ours
from tests.people import World

ROWS: dict[str, Row] = {
    "documents:calendar": ({}, inside(hans=404, rut=404, ines=404)),
    "documents:set-feed": ({}, inside(405)),
    "documents:first-step": ({"measure_id": "first-step-measure"}, inside(403, frida=200)),
    "openfeeds:calendar": ({"token": "feed-token"}, ALL),
    "openfeeds:due-days": ({"token": "feed-token"}, ALL),
}


def _measure(world: World) -> int:
    start = {
        "title": "Fridas åtgärd",
        "owner": world.seats["frida"],
        "state": MeasureState.ACCEPTED,
        "if_then": "När jag är på kontoret så ringer jag",
    }
    return Measure.objects.get_or_create(number=74, **ours(world) | {"reach": 2}, defaults=start)[0].pk


def _token(world: World) -> str:
    frida: Actor = actor_for(world.users["frida"].pk, on=clock.today())
    return token_of(open_feed(frida, world.ours.pk))


MAKERS = {"feed-token": _token, "first-step-measure": _measure}
