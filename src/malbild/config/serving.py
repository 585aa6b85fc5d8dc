"""Serving pages: one uvicorn process, and on SQLite only one at a time."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings


class AlreadyServed(Exception):
    """Another process serves the same SQLite database."""


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Hold the SQLite database for one serving process; raises AlreadyServed. On PostgreSQL any number may serve.

    News between the pages of a live workshop goes through memory on SQLite, so a second process would hear nothing.
    The lock is the kernel's: it is gone the moment the process is, however that ended.
    """
    database: dict[str, Any] = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        yield
        return
    path = Path(f"{database['NAME']}.serving")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            held.seek(0)
            raise AlreadyServed(
                f"Another process ({held.read().strip() or 'unknown'}) already serves {database['NAME']}. "
                "Stop it first, or use PostgreSQL to serve from several processes."
            ) from error
        held.truncate(0)
        held.write(f"pid {os.getpid()}\n")
        held.flush()
        yield


def run(host: str, port: int, *, with_worker: bool = False) -> int:
    """Serve until stopped; 1 and a sentence when the database or the port is taken."""
    from malbild.config.server import GRACE, Server, config  # noqa: PLC0415 - slow to import, and only serving needs it
    from malbild.config.working import work  # noqa: PLC0415 - needs the apps

    try:
        with alone():
            stop = threading.Event()
            helper = threading.Thread(target=work, args=(stop,), name="worker", daemon=True)
            if with_worker:
                helper.start()
            server = Server(config(host, port))
            # uvicorn hands the signal on when it has closed; ours lets the worker end its round first.
            signal.signal(signal.SIGTERM, lambda _number, _frame: stop.set())
            with contextlib.suppress(KeyboardInterrupt):
                server.run()
            stop.set()
            if with_worker:
                helper.join(GRACE)
            return 0 if server.started else 1
    except AlreadyServed as error:
        print(error, file=sys.stderr)
        return 1
