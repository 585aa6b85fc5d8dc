"""From a change to every process that has a stream open.

On SQLite one process serves, and the notice goes through memory after the commit. On PostgreSQL it is a NOTIFY inside
the transaction, so it is sent at the commit and never without it; every process LISTENs. A notice only says where to
look: the truth is read from the tables.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction

if TYPE_CHECKING:
    from malbild.live.hub import Hub

CHANNEL: Final = "malbild_live"
WAIT: Final = 2.0  # seconds between tries when the listening connection is lost
_hubs: list[Hub] = []
_log = logging.getLogger("malbild.live")


def tell(topic: str) -> None:
    """Say that something under the topic has changed, when the running transaction commits."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_notify(%s, %s)", [CHANNEL, topic])
    elif _hubs:
        transaction.on_commit(lambda: poke(topic))


def poke(topic: str) -> None:
    """Wake this process's own rooms; all of them when the topic is empty."""
    for hub in _hubs:
        hub.poke(topic)


class Wires:
    """Connects one hub, and on PostgreSQL listens for the other processes, from start to stop."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        _hubs.append(hub)
        if connection.vendor == "postgresql":
            self._thread = threading.Thread(target=self._listen, name="live-wires", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        _hubs.remove(self._hub)
        if self._thread is not None:
            self._thread.join(3 * WAIT)

    def _listen(self) -> None:
        import psycopg  # noqa: PLC0415 - absent on SQLite's path

        while not self._stop.is_set():
            try:
                with psycopg.connect(**_parameters(), autocommit=True) as listening:
                    listening.execute(f"listen {CHANNEL}")
                    self._hub.poke("")  # what was said before we listened is read from the tables
                    while not self._stop.is_set():
                        for notice in listening.notifies(timeout=WAIT, stop_after=100):
                            self._hub.poke(notice.payload)
            except psycopg.Error:
                _log.warning("the line to the other processes was lost; trying again")
                self._stop.wait(WAIT)


def _parameters() -> dict[str, Any]:
    found = connection.get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold"):
        with contextlib.suppress(KeyError):
            del found[name]
    return found
