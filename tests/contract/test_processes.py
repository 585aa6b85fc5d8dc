"""The processes: the worker outlives what it meets and stops when told; SQLite is served by one process only."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from malbild.config import network
from malbild.config.working import Round, work


def _environment(folder: Path) -> dict[str, str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("MALBILD_", "DJANGO_", "PYTEST_"))}
    return {**env, "MALBILD_SECRET_KEY": "a process of its own", "MALBILD_DATA_DIR": str(folder)}


@pytest.fixture
def started(tmp_path: Path) -> Iterator[object]:
    """Start `malbild` commands on one SQLite database, and end them afterwards."""
    env = _environment(tmp_path)
    subprocess.run([sys.executable, "-m", "malbild.config.cli", "migrate"], env=env, check=True, capture_output=True)
    running: list[subprocess.Popen[str]] = []

    def start(*args: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "malbild.config.cli", *args]
        running.append(subprocess.Popen(command, env=env, text=True, stderr=subprocess.PIPE))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait(10)
        if process.stderr:
            process.stderr.close()


def _answers(port: int, process: subprocess.Popen[str]) -> bool:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/hjalp/", timeout=5) as response:
                return response.status == 200
        except OSError:
            time.sleep(0.1)
    return False


def _in_a_thread(stop: threading.Event, rounds: tuple[Round, ...]) -> None:
    """As in the demo; the rounds' connections are the thread's own."""
    thread = threading.Thread(target=work, args=(stop, rounds), daemon=True)
    thread.start()
    thread.join(10)
    assert not thread.is_alive()


def test_a_round_that_fails_stops_neither_itself_nor_the_others() -> None:
    stop, ran = threading.Event(), {"bad": 0, "good": 0}

    def bad() -> None:
        ran["bad"] += 1
        raise ValueError("one bad letter")

    def good() -> None:
        ran["good"] += 1
        if ran["good"] >= 3:
            stop.set()

    _in_a_thread(stop, (("bad", 0.01, bad), ("good", 0.01, good)))
    assert ran["bad"] >= 2
    assert ran["good"] == 3


def test_a_round_keeps_its_own_pace() -> None:
    stop, ran = threading.Event(), {"often": 0, "seldom": 0}

    def often() -> None:
        ran["often"] += 1
        if ran["often"] >= 5:
            stop.set()

    _in_a_thread(stop, (("seldom", 60, lambda: ran.update(seldom=ran["seldom"] + 1)), ("often", 0.01, often)))
    assert ran == {"seldom": 1, "often": 5}


def test_a_long_round_keeps_no_letter_waiting() -> None:
    stop, letters, sent = threading.Event(), threading.Event(), 0

    def send() -> None:
        nonlocal sent
        sent += 1
        if sent >= 3:
            letters.set()

    def fetch() -> None:
        assert letters.wait(5), "the letters waited for the source"
        stop.set()

    _in_a_thread(stop, (("sources", 60, fetch), ("letters", 0.01, send)))
    assert stop.is_set()


def _has_worked(folder: Path) -> bool:
    """Whether each of the worker's rounds has noted its heartbeat."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with contextlib.closing(sqlite3.connect(folder / "malbild.sqlite3")) as database:
            if database.execute("select count(*) from outbox_workerbeat").fetchone() == (2,):
                return True
        time.sleep(0.1)
    return False


def test_the_worker_works_and_stops_when_told(started, tmp_path: Path) -> None:
    worker = started("worker")
    assert _has_worked(tmp_path)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(10) == 0


def test_on_sqlite_a_second_serve_refuses_and_the_first_goes_on(started) -> None:
    port, other = network.free_port("127.0.0.1"), 0
    first = started("serve", "--port", str(port), "--with-worker")
    assert _answers(port, first)
    other = network.free_port("127.0.0.1")
    second = started("serve", "--port", str(other))
    assert second.wait(30) == 1
    assert f"pid {first.pid}" in second.stderr.read()
    assert _answers(port, first)
    first.send_signal(signal.SIGTERM)
    assert first.wait(15) == 0
    third = started("serve", "--port", str(other))
    assert _answers(other, third)


def test_serve_refuses_a_database_that_is_not_up_to_date(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "malbild.config.cli", "serve", "--port", "1"]
    done = subprocess.run(command, env=_environment(tmp_path), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "malbild migrate" in done.stderr
