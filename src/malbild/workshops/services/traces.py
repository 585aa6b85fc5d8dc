"""The side tables are emptied for good: rows, and what deleted rows leave on disk."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from malbild.access import traces
from malbild.workshops.models import CardKey, Vote

SIDE_TABLES = (CardKey, Vote)


def empty(rows: QuerySet[Any]) -> None:
    """Delete the rows and, once that is committed, what they leave in SQLite's log. Does not wait for anybody."""
    rows.delete()
    transaction.on_commit(traces.truncate_log, robust=True)


def sweep() -> bool:
    """Take away what is still left, because somebody was reading just then; the worker calls it every minute."""
    return traces.sweep(SIDE_TABLES)
