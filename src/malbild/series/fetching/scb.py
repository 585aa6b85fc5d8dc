"""Statistics Sweden: population by municipality and year, by PxWebApi 2, and by PxWebApi 1 where that is what answers.

Sources: statistikdatabasen.scb.se/api/v2 (limits are read from /config), api.scb.se/OV0104/v1. CC0.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import batched
from typing import Any, Final

from django.utils.translation import gettext as _

from malbild.series import areas
from malbild.series.fetching.http import Client, NotFetched
from malbild.series.formats.scb import read
from malbild.series.readings import Reading, Table

TABLE: Final = "TAB638"
OLD_TABLE: Final = "BE/BE0101/BE0101A/BefolkningNy"
CONTENTS: Final = "BE0101N1"
_CELLS, _CALLS, _WINDOW = 150_000, 30, 10
"""What /config said in 2026: cells in an answer, calls in so many seconds."""


def fetch(client: Client, years: int) -> tuple[Table, bytes]:
    """The population of every municipality on 31 December of the newest so many years. Raises NotFetched.

    The years are not named: a year that is not out yet would have the whole question refused.
    """
    cells = _limits(client)
    parts = []
    for codes in _regions(cells // years):
        selection = [
            {"variableCode": "Region", "valueCodes": list(codes)},
            {"variableCode": "ContentsCode", "valueCodes": [CONTENTS]},
            {"variableCode": "Tid", "valueCodes": [f"TOP({years})"]},
        ]
        address = f"tables/{TABLE}/data?lang=sv&outputFormat=json-stat2"
        parts.append(client.post(address, {"selection": selection}))
    return _together(parts)


def fetch_v1(client: Client, years: int) -> tuple[Table, bytes]:
    """The same from the older interface."""
    parts = []
    for codes in _regions(_CELLS // years):
        query = [
            {"code": "Region", "selection": {"filter": "item", "values": list(codes)}},
            {"code": "ContentsCode", "selection": {"filter": "item", "values": [CONTENTS]}},
            {"code": "Tid", "selection": {"filter": "top", "values": [str(years)]}},
        ]
        parts.append(client.post(OLD_TABLE, {"query": query, "response": {"format": "json-stat2"}}))
    return _together(parts)


def _limits(client: Client) -> int:
    """Cells in an answer; the pace of the client is set to what the service asks for."""
    told = client.get("config")
    if not isinstance(told, dict):
        raise NotFetched(_("SCB svarade i en annan form än den vi känner. Inget har sparats."))
    calls, window = _whole(told, "maxCallsPerTimeWindow", _CALLS), _whole(told, "timeWindow", _WINDOW)
    client.apart = max(client.apart, window / calls)
    return _whole(told, "maxDataCells", _CELLS)


def _whole(told: dict[str, Any], name: str, usual: int) -> int:
    value = told.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else usual


def _regions(most: int) -> list[tuple[str, ...]]:
    codes = sorted(areas.inhabitants())
    return list(batched(codes, max(1, most), strict=False))


def _together(parts: Sequence[Any]) -> tuple[Table, bytes]:
    """One table of all parts; each is read by itself, so a part in another form is refused as a whole."""
    readings, table = list[Reading](), None
    for part in parts:
        table = read(json.dumps(part).encode())
        readings += table.readings
    if table is None:
        raise NotFetched(_("SCB har inga siffror för de åren. Inget har ändrats."))
    raw = json.dumps(list(parts), ensure_ascii=False, sort_keys=True).encode()
    return Table(table.source, table.step, readings, table.notes), raw
