"""Kolada, version 3: at most 25 figures in a call, page after page, and each figure's unit from its own title.

Source: kolada.se/om-oss/api. The figures are reported crimes, and what surveys say of safety and trust, by municipality
and year.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import batched
from typing import Any, Final

from django.utils.translation import gettext as _

from malbild.series.fetching.http import Client, NotFetched
from malbild.series.formats.kolada import read_answer, unit_in
from malbild.series.names import titles
from malbild.series.readings import Table, Unit

A_CALL: Final = 25
A_PAGE: Final = 5000
MOST_PAGES: Final = 400
APART: Final = 0.25  # seconds: other clients keep to five calls a second


def fetch(client: Client, years: Sequence[int], kpis: Sequence[str] = ()) -> tuple[Table, bytes]:
    """The figures of all municipalities in these years: the table, and the answers put together. Raises NotFetched.

    Without `kpis` those that we know the titles of.
    """
    kpis = kpis or tuple(titles())
    units, entries = dict[str, Unit](), list[Any]()
    for some in batched(kpis, A_CALL, strict=False):
        ids = ",".join(some)
        units |= {str(k.get("id")): unit_in(str(k.get("title", ""))) for k in _pages(client, f"kpi/{ids}")}
        entries += _pages(client, f"data/kpi/{ids}/year/{','.join(map(str, years))}")
    if not entries:
        raise NotFetched(_("Kolada har inga siffror för de åren. Inget har ändrats."))
    raw = json.dumps({"values": entries}, ensure_ascii=False, sort_keys=True).encode()
    return read_answer(raw, units), raw


def _pages(client: Client, path: str) -> Iterator[Any]:
    """Every entry of every page. Raises NotFetched for another shape, and for pages without end."""
    address = f"{path}?per_page={A_PAGE}"
    for _page in range(MOST_PAGES):
        document = client.get(address)
        found = document.get("values", document.get("results")) if isinstance(document, dict) else None
        if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
            raise NotFetched(_("Kolada svarade i en annan form än den vi känner. Inget har sparats."))
        yield from found
        following = document.get("next_url") or document.get("next_page")
        if not following:
            return
        address = str(following)
    raise NotFetched(_("Kolada svarade med sidor utan slut. Inget har sparats."))
