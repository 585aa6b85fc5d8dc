"""The writers of one process wait for each other on a lock instead of asking SQLite again and again.

SQLite lets one transaction write at a time. Whoever comes second sleeps 1, 2, 5 … 100 ms between tries, so a burst of
cards gave some of them long waits behind later ones, while each waiting page held one of the few threads. A lock wakes
the next at once. Writers of other processes (the worker, a backup) are met by SQLite's own waiting, as before.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

PATIENCE = 20.0  # seconds, as long as SQLite's own
_SQLite: Any = base.DatabaseWrapper  # what is overridden here is not in the stubs
_turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


class DatabaseWrapper(_SQLite):  # type: ignore[misc]
    """Holds the lock of its file from BEGIN IMMEDIATE until the transaction has ended, however it ends."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._held: threading.Lock | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._let_go()
            raise

    def _commit(self) -> None:
        super()._commit()  # a commit that fails is rolled back, which lets go
        self._let_go()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._let_go()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._let_go()

    def _take_turn(self) -> None:
        turn = _turns[str(self.settings_dict["NAME"])]
        if self._held is None and not turn.acquire(timeout=PATIENCE):
            raise OperationalError("database is locked")
        self._held = turn

    def _let_go(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.release()
