"""PostgreSQL row-level security over every walled table: the wall behind the wall, for raw SQL and joins.

Runs after each migrate, so a new table cannot be forgotten; a contract test reads the catalogue.
A superuser or a role with BYPASSRLS walks through it, so the application must not be one.
"""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.db import connections

_OPEN = "current_setting('malbild.open', true)"
# SQL promises no order between the two sides of "or", so the second must stand "*" too.
_RULE = f"({_OPEN} = '*' or partnership_id = any (string_to_array(nullif(nullif({_OPEN}, ''), '*'), ',')::bigint[]))"


def walled_tables() -> list[str]:
    """The database tables behind the wall, sorted."""
    from malbild.access.models import Walled  # noqa: PLC0415 - models load after the app registry

    return sorted(m._meta.db_table for m in apps.get_models() if issubclass(m, Walled))


def raise_wall(sender: AppConfig, using: str = "default", **_: Any) -> None:
    """Enable and force the policy on every walled table that exists (post_migrate)."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in (connection.ops.quote_name(t) for t in walled_tables() if t in existing):
            cursor.execute(f"alter table {table} enable row level security")
            cursor.execute(f"alter table {table} force row level security")
            cursor.execute(f"drop policy if exists wall on {table}")
            # Names from our own models and a constant: no user text reaches this statement.
            cursor.execute(f"create policy wall on {table} using {_RULE}")
