"""Writers of one process take turns on SQLite, and nobody keeps the turn."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError, connections

from malbild.config.sqlite3 import base
from malbild.config.sqlite3.base import DatabaseWrapper

ONLY_HERE = {"ENGINE": "malbild.config.sqlite3", "CONN_MAX_AGE": None, "OPTIONS": {"transaction_mode": "IMMEDIATE"}}


@pytest.fixture
def two(db: None, tmp_path: Path) -> Iterator[list[DatabaseWrapper]]:
    """Two connections to one file, as two threads have them."""
    row = {**connections["default"].settings_dict, **ONLY_HERE, "NAME": str(tmp_path / "two.sqlite3")}
    made = [
        DatabaseWrapper(
            row,
            alias,
        )
        for alias in ("one", "other")
    ]
    for one in made:
        one.inc_thread_sharing()
    with made[0].cursor() as cursor:
        cursor.execute("create table card (text unique)")
    yield made
    for one in made:
        one.close()


def begin(one: DatabaseWrapper) -> None:
    one.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def cards(one: DatabaseWrapper) -> int:
    with one.cursor() as cursor:
        return int(cursor.execute("select count(*) from card").fetchone()[0])


def write(one: DatabaseWrapper) -> None:
    begin(one)
    with one.cursor() as cursor:
        cursor.execute("insert into card values (%s)", [str(cards(one))])
    one.commit()
    one.set_autocommit(True)


def test_the_second_writer_waits_for_the_first_and_then_writes(two: list[DatabaseWrapper]) -> None:
    first, second = two
    begin(first)
    waiting = threading.Thread(target=write, args=[second])
    waiting.start()
    waiting.join(0.2)
    assert waiting.is_alive()
    first.commit()
    first.set_autocommit(True)
    waiting.join(5)
    assert cards(first) == 1


@pytest.mark.parametrize("end", ["rollback", "close"])
def test_a_transaction_that_does_not_succeed_gives_up_its_turn(two: list[DatabaseWrapper], end: str) -> None:
    first, second = two
    begin(first)
    with first.cursor() as cursor:
        cursor.execute("insert into card values ('never')")
    getattr(first, end)()
    write(second)
    assert cards(second) == 1


def test_a_turn_that_does_not_come_is_told_as_sqlite_tells_it(
    two: list[DatabaseWrapper], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "PATIENCE", 0.05)
    begin(two[0])
    with pytest.raises(OperationalError, match="locked"):
        begin(two[1])
    two[0].rollback()
    two[0].set_autocommit(True)
    write(two[1])


def test_another_process_is_waited_for_as_before(two: list[DatabaseWrapper]) -> None:
    """A transaction that cannot begin has given up its turn too."""
    import sqlite3  # noqa: PLC0415 - the other process

    first, second = two
    with second.cursor() as cursor:
        cursor.execute("pragma busy_timeout = 50")
    other = sqlite3.connect(first.settings_dict["NAME"], isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(OperationalError, match="locked"):
        begin(second)
    other.execute("rollback")
    other.close()
    write(first)
    assert cards(second) == 1
