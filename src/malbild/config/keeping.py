"""Backup and restore: everything in one file that either database can read.

The file is a zip with `manifest.json` (format, day, the last migration of each app, rows per table) and one
`<table>.jsonl` a table, each line a row by column name. It is written from one snapshot while the application runs.
Left out on purpose: sessions and sign-in codes (everyone signs in again), and what Django makes anew.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from malbild.access.scope import outside_the_walls
from malbild.config import schema
from malbild.kit import clock

FORMAT = 1
_BATCH = 500
_LEFT_OUT = {"contenttypes", "auth", "sessions", "usersessions"}
_CODES = ("outbox", "letter", {"kind": "code"})
_PLAIN = (str, int, float, bool, list, dict, type(None))

type Targets = list[tuple[str, str]]


class CannotKeep(Exception):
    """A backup or restore that cannot be done as asked; the message says why and what now."""


def told(deed: Callable[[], int]) -> int:
    """Run a backup or restore and print what came of it; the exit code."""
    try:
        rows = deed()
    except (CannotKeep, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{rows} rows")
    return 0


def backup(file: Path) -> int:
    """Write everything to `file`, which must not exist; return how many rows. Raises CannotKeep, OSError."""
    if file.exists():
        raise CannotKeep(f"{file} exists already. Choose another name.")
    if not schema.is_current():
        raise CannotKeep("The database is not up to date. Run: malbild migrate")
    part = file.with_name(file.name + ".part")
    targets = MigrationLoader(connection).graph.leaf_nodes()
    try:
        with outside_the_walls("backup"), _snapshot(), _private(part) as raw, zipfile.ZipFile(raw, "w") as out:
            counts = {m._meta.db_table: _write(out, m) for m in _tables(targets)}
            manifest = {
                "format": FORMAT,
                "made_at": clock.now().isoformat(timespec="seconds"),
                "schema": dict(sorted(targets)),
                "rows": counts,
            }
            out.writestr("manifest.json", json.dumps(manifest, indent=1), zipfile.ZIP_DEFLATED)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return sum(counts.values())


def restore(file: Path, *, replace: bool = False) -> int:
    """Read `file` into the database; return how many rows. The whole file is checked before anything is changed.

    Raises CannotKeep when the database has data and `replace` is not given, when the backup was made by a newer
    version, or by an older one and the database is not a new one; OSError.
    """
    with _opened(file) as source:
        manifest = _checked(source)
        targets: Targets = list(manifest["schema"].items())
        if newer := set(targets) - set(MigrationLoader(connection).graph.nodes):
            raise CannotKeep(f"The backup was made by a newer version ({min(newer)}). Update first, then restore.")
        older = set(targets) != set(MigrationLoader(connection).graph.leaf_nodes())
        if older and connection.introspection.table_names():
            raise CannotKeep("The backup was made by an older version. Restore it into a new, empty database.")
        with outside_the_walls("restore"):
            if older:
                MigrationExecutor(connection).migrate(targets)
            else:
                schema.bring_up_to_date()
                if not replace and _has_data(targets):
                    raise CannotKeep("The database has data. To throw it away and restore: --replace")
            rows = _fill(source, targets)
            if older:
                call_command("migrate", verbosity=0)
    return rows


def _fill(source: zipfile.ZipFile, targets: Targets) -> int:
    """Empty every table and read it back, in one transaction; keys are checked when it ends."""
    tables = list(_tables(targets, whole=True))
    rows = 0
    with transaction.atomic(), connection.constraint_checks_disabled():
        for model in tables:
            queryset = model._base_manager.all()
            queryset._raw_delete(queryset.db)
        for model in tables:
            if f"{model._meta.db_table}.jsonl" in source.namelist():
                rows += _read(source, model)
        connection.check_constraints()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), tables):
                cursor.execute(statement)
    return rows


def _tables(targets: Targets, *, whole: bool = False) -> Iterator[type[models.Model]]:
    """The tables as they were at those migrations, plain models without walls; `whole` also has the sessions'."""
    apps = MigrationLoader(connection).project_state(targets).apps
    left_out = _LEFT_OUT - ({"sessions", "usersessions"} if whole else set())
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.managed and not meta.proxy and meta.app_label not in left_out:
            yield model


def _has_data(targets: Targets) -> bool:
    """Whether somebody has begun: there is a person or a partnership."""
    begun = {"accounts.user", "partnerships.partnership"}
    return any(m._meta.label_lower in begun and m._base_manager.exists() for m in _tables(targets))


def _write(out: zipfile.ZipFile, model: type[models.Model]) -> int:
    rows = model._base_manager.order_by("pk")
    if (model._meta.app_label, model._meta.model_name) == _CODES[:2]:
        rows = rows.exclude(**_CODES[2])
    fields = model._meta.concrete_fields
    count = 0
    info = zipfile.ZipInfo(f"{model._meta.db_table}.jsonl")
    info.compress_type = zipfile.ZIP_DEFLATED
    with out.open(info, "w") as raw, io.TextIOWrapper(raw, encoding="utf-8") as lines:
        for row in rows.iterator(chunk_size=_BATCH):
            lines.write(json.dumps({f.attname: _plain(f, row) for f in fields}, ensure_ascii=False) + "\n")
            count += 1
    return count


def _plain(field: models.Field[Any, Any], row: models.Model) -> Any:
    value = field.value_from_object(row)
    return value if isinstance(value, _PLAIN) else field.value_to_string(row)


def _read(source: zipfile.ZipFile, model: type[models.Model]) -> int:
    fields = {f.attname: f for f in model._meta.concrete_fields}
    size = max(1, min(_BATCH, connection.ops.bulk_batch_size(list(fields.values()), [None] * _BATCH)))
    batch: list[models.Model] = []
    count = 0
    for values in _lines(source, model._meta.db_table):
        batch.append(model(**{name: _typed(fields[name], value) for name, value in values.items()}))
        count += 1
        if len(batch) == size:
            _insert(model, batch)
            batch = []
    if batch:
        _insert(model, batch)
    return count


def _typed(field: models.Field[Any, Any], value: Any) -> Any:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return value if value is None or isinstance(field, models.JSONField) else target.to_python(value)


def _insert(model: type[models.Model], batch: list[models.Model]) -> None:
    # raw, as Django's own fixtures are loaded: a day that is set on creation keeps the day it had.
    queryset: Any = model._base_manager.all()
    queryset._insert(batch, fields=model._meta.concrete_fields, raw=True, using=connection.alias)


def _lines(source: zipfile.ZipFile, table: str) -> Iterator[dict[str, Any]]:
    with source.open(f"{table}.jsonl") as raw, io.TextIOWrapper(raw, encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield json.loads(line)


def _opened(file: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        raise CannotKeep(f"{file} is not a backup, or it is damaged. Nothing was changed.") from error


def _checked(source: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest, when every table is whole and has the rows it should. Raises CannotKeep."""
    try:
        manifest: dict[str, Any] = json.loads(source.read("manifest.json"))
        whole = all(sum(1 for _row in _lines(source, table)) == n for table, n in manifest["rows"].items())
    except (KeyError, ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise CannotKeep("The file is not a backup, or it is damaged. Nothing was changed.") from error
    if manifest.get("format") != FORMAT:
        raise CannotKeep("The backup has a format that this version does not know. Update first, then restore.")
    if not whole:
        raise CannotKeep("Rows are missing in the file. Nothing was changed.")
    return manifest


def _private(path: Path) -> Any:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


@contextlib.contextmanager
def _snapshot() -> Iterator[None]:
    """A view of the database as it is now, however long the reading takes; stops no writer."""
    wrapper: Any = connection
    if connection.vendor == "sqlite":
        usual, wrapper.transaction_mode = wrapper.transaction_mode, "DEFERRED"
    try:
        with transaction.atomic(durable=True):
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("set transaction isolation level repeatable read, read only")
            yield
    finally:
        if connection.vendor == "sqlite":
            wrapper.transaction_mode = usual
