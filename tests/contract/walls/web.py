"""Who gets what of web."""

from __future__ import annotations

from tests.contract.walls.common import ALL, POST_ONLY, Row, inside
from tests.people import EVERYONE

ROWS: dict[str, Row] = {
    "open:about-data": ({}, ALL),
    "open:accessibility": ({}, ALL),
    "open:help": ({}, ALL),
    "open:language": ({}, POST_ONLY),
    "open:start": ({}, {**dict.fromkeys(EVERYONE, 302), "dan": 200}),
    "web:home": ({}, inside()),
    "web:together": ({}, inside(hans=404, rut=404, ines=403)),
}
