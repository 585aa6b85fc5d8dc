"""The one door: which partnerships the running code may touch.

PostgreSQL is told the same through the setting `malbild.open`, which the row-level policies read;
it is sent again whenever a connection is opened, so a lost connection sees nothing rather than too much.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from malbild.access.actor import Actor

EVERYTHING: Final = "everything"
type Doors = frozenset[int] | str | None
_open: ContextVar[Doors] = ContextVar("open_partnerships", default=None)
_FAILED: Final = 3  # libpq: PQTRANS_INERROR
_log = logging.getLogger("malbild.access")


def open_partnerships() -> Doors:
    """The open partnerships' ids, EVERYTHING, or None when no scope is open."""
    return _open.get()


def is_everything(value: object) -> bool:
    return value == EVERYTHING


@contextmanager
def scope_for(actor: Actor, partnership_id: int | None = None) -> Iterator[None]:
    """Open the actor's partnerships; with `partnership_id` only that one (and only if they sit there)."""
    seats = frozenset(s.partnership_id for s in actor.seats)
    doors = seats if partnership_id is None else seats & {partnership_id}
    with _opened(doors):
        yield


@contextmanager
def outside_the_walls(reason: str) -> Iterator[None]:
    """For migrations, maintenance, scheduled runs and tests. `reason` goes to the log."""
    if not reason:
        raise ValueError("say why")
    _log.info("outside the walls: %s", reason)
    with _opened(EVERYTHING):
        yield


@contextmanager
def _opened(doors: Doors) -> Iterator[None]:
    token = _open.set(doors)
    _tell_database()
    try:
        yield
    finally:
        _open.reset(token)
        _tell_database()


def _tell_database() -> None:
    """Send the scope to an open PostgreSQL connection; one not yet opened is told when it opens.

    A failed transaction takes no commands. It needs none either: its rollback puts back the setting
    that stood when it began.
    """
    if connection.vendor != "postgresql" or connection.connection is None:
        return
    if connection.connection.info.transaction_status != _FAILED:
        _send(connection)


def _send(wrapper: Any) -> None:
    doors = _open.get()
    value = "*" if is_everything(doors) else ",".join(str(i) for i in sorted(doors or ()))
    with wrapper.cursor() as cursor:
        cursor.execute("select set_config('malbild.open', %s, false)", [value])


def _on_connect(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    if connection.vendor == "postgresql":
        _send(connection)


connection_created.connect(_on_connect, dispatch_uid="malbild.access.scope")
