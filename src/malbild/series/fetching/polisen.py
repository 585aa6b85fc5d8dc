"""The police's events: at most five hundred, a few times a day. Their rules ask for a name and ten seconds' pause.

Source: polisen.se/om-polisen/om-webbplatsen/oppna-data. An event that was edited replaces itself; old ones are gone.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Final

from malbild.kit import clock
from malbild.series.fetching.http import Client
from malbild.series.formats.polisen import read
from malbild.series.models import PoliceEvent

APART: Final = 10.0
KEPT: Final = dt.timedelta(days=60)


def fetch(client: Client) -> int:
    """Take in what is new or edited; how many are known after it. Raises NotFetched, and NotThisFile for other JSON."""
    found = read(json.dumps(client.get("events")).encode())
    oldest = clock.now() - KEPT
    rows = [
        PoliceEvent(number=e.id, at=e.at, kind=e.kind[:120], title=e.title[:300], url=e.url[:400], area=e.area or "")
        for e in {e.id: e for e in found}.values()
        if e.at >= oldest
    ]
    PoliceEvent.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["number"], update_fields=["at", "kind", "title", "url", "area"]
    )
    PoliceEvent.objects.filter(at__lt=oldest).delete()
    return len(rows)
