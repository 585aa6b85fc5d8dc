"""Rows that are written once: a log that nobody rewrites, not even by mistake.

The model refuses to save or delete a row that stands; only a key to somebody who leaves may be emptied. Behind it a
trigger in the database refuses every UPDATE of what the row says, on SQLite and PostgreSQL alike, so raw SQL cannot
rewrite it either. Removal has no trigger: a restore empties every table, and a partnership that ends takes its log
along. A reader sees a removed row as a gap in the count.
"""

from __future__ import annotations

from typing import Any, Never

from django.apps import AppConfig, apps
from django.db import connections, models

from malbild.access.models import Walled, WalledQuerySet


class Lasting(Exception):
    """A row that is written once was to be changed or removed: a bug, never the user's doing."""


class LastingQuerySet[M: "Walled"](WalledQuerySet[M]):
    def update(self, **values: Any) -> int:
        """Only a key to somebody who leaves is emptied: that is how Django sets it to null when they do."""
        field = self.model._meta.get_field
        if not values or not all(v is None and _may_be_emptied(field(name)) for name, v in values.items()):
            raise Lasting(f"rows of {self.model.__name__} never change")
        return super().update(**values)

    def delete(self) -> Never:
        raise Lasting(f"rows of {self.model.__name__} are never removed")


class WrittenOnce(Walled):
    """The base of a log. Set `objects` to a manager from `LastingQuerySet`."""

    class Meta(Walled.Meta):
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Lasting(f"rows of {type(self).__name__} never change")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> Never:
        raise Lasting(f"rows of {type(self).__name__} are never removed")


def raise_guard(sender: AppConfig, using: str = "default", **_: Any) -> None:
    """Make the triggers anew after each migrate: SQLite drops them with every table that it rebuilds."""
    connection = connections[using]
    quote = connection.ops.quote_name
    existing = set(connection.introspection.table_names())
    tables = [m for m in apps.get_models() if issubclass(m, WrittenOnce) and m._meta.db_table in existing]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and tables:
            cursor.execute(
                "create or replace function malbild_written_once() returns trigger language plpgsql as "
                "$$ begin raise exception 'rows of % never change', tg_table_name; end $$"
            )
        for model in tables:
            table, name = quote(model._meta.db_table), quote(f"{model._meta.db_table}_stands")
            told = ", ".join(quote(str(f.column)) for f in model._meta.concrete_fields if not _may_be_emptied(f))
            cursor.execute(f"drop trigger if exists {name}" + (f" on {table}" * (connection.vendor == "postgresql")))
            # Names from our own models: no user text reaches these statements.
            cursor.execute(
                f"create trigger {name} before update of {told} on {table} "
                + (
                    "for each row execute function malbild_written_once()"
                    if connection.vendor == "postgresql"
                    else f"begin select raise(abort, 'rows of {model._meta.db_table} never change'); end"
                )
            )


def _may_be_emptied(field: object) -> bool:
    """A key to somebody who may leave is set to null when they do; that is no rewriting."""
    return isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.SET_NULL
