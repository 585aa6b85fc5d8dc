"""Who gets what of series: the organisers alone bring files in, and each sees their own."""

from __future__ import annotations

from malbild.kit import clock
from malbild.series.models import Delivery, Upload
from tests.contract.walls.common import Row, inside
from tests.people import World


def organise() -> dict[str, int]:
    return inside(403, anna=200, bo=200, ines=404, hans=404, rut=404)


ROWS: dict[str, Row] = {
    "series:bring-in": ({}, organise()),
    "series:cancel": ({"upload_id": "annas_upload"}, inside(405)),
    "series:marked-file": ({"upload_id": "annas_upload"}, {**organise(), "bo": 404}),
    "series:take-back": ({"delivery_id": "annas_delivery"}, inside(405)),
    "series:uploads-part": ({}, organise()),
}


def _upload(world: World) -> int:
    given = {"name": "fil.txt", "state": Upload.State.REFUSED, "raw": b"a;b\n", "problems": [[1, "columns", "a;b"]]}
    return Upload.objects.get_or_create(by=world.users["anna"], defaults={"at": clock.now(), **given})[0].pk


def _delivery(world: World) -> int:
    given = {"source": "bra_sol", "name": "fil.txt", "at": clock.now()}
    return Delivery.objects.get_or_create(sha256="0" * 64, by=world.users["anna"], defaults=given)[0].pk


MAKERS = {"annas_upload": _upload, "annas_delivery": _delivery}
