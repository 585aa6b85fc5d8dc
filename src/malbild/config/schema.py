"""Bringing the database up to date."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def is_current() -> bool:
    """Whether every migration has run."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def version() -> dict[str, str]:
    """The last migration of each app, as this code has them: {"goals": "0003_…"}."""
    return dict(sorted(MigrationExecutor(connection).loader.graph.leaf_nodes()))


def bring_up_to_date(*, verbosity: int = 0) -> None:
    """Run what is left to run; a database that is current costs one look."""
    if not is_current():
        call_command("migrate", verbosity=verbosity)
