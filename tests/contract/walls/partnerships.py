"""Who gets what of partnerships."""

from __future__ import annotations

from tests.contract.walls.common import ONLY_SIGNED_IN, POST_ONLY, Row, inside

ROWS: dict[str, Row] = {
    "invitations:accept": ({"seat_id": "anna"}, {**POST_ONLY, "eva": 302}),
    "invitations:list": ({}, ONLY_SIGNED_IN),
    "partnerships:end-seat": ({"seat_id": "frida"}, inside(405)),
    "partnerships:invite": ({}, inside(403, anna=200, bo=200, hans=404, rut=404, ines=404)),
    "partnerships:invite-supporter": ({}, inside(403, anna=200, bo=200, hans=404, rut=404, ines=404)),
    "partnerships:last-day": ({}, inside(ines=404)),
    "partnerships:people": ({}, inside(ines=404)),
    "partnerships:situation": ({}, inside(403, anna=200, bo=200, hans=404, rut=404, ines=404)),
}
