"""Insyn: what a supporter has looked at, for those who let them in."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from malbild.audit.models import AuditEvent
from malbild.experience.trail import VISIT, VISITED
from malbild.kit.clock import SWEDEN


@dataclass(frozen=True)
class Visit:
    """One supporter's one day: which kinds of pages, in words."""

    user_id: int
    on: dt.date
    pages: list[str]


def visits(partnership_id: int, *, limit: int = 400) -> list[Visit]:
    """Days with what was looked at, the newest first; one query. The caller has required AUDIT_VIEW."""
    rows = AuditEvent.objects.filter(partnership_id=partnership_id, action=VISIT, details__has_key="page")
    found: defaultdict[tuple[dt.date, int], list[str]] = defaultdict(list)
    for event in rows.order_by("-at", "-pk")[:limit]:
        page = str(VISITED.get(event.details["page"], event.details["page"]))
        day = found[event.at.astimezone(SWEDEN).date(), event.user_id or 0]
        if page not in day:
            day.append(page)
    return [Visit(user_id, on, pages) for (on, user_id), pages in found.items()]
