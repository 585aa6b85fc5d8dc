"""Others that keep many clients in one place up to date, driven by the same client program for comparison.

Nothing of them is in our locks: Node's packages are installed here, in a folder that git ignores, and the driver's one
library (`requirements.txt`) in an environment that uv makes for the run. Without a network they are left out.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

from bench import stand
from bench.course import Server

HERE = Path(__file__).resolve().parent
NAME = "@hocuspocus/server 4.7 with its SQLite extension"
DIFFERS = """\
The peer is another kind of thing: a document that every client holds. It acknowledges from memory and writes to disk
some seconds later (after kill -9 it had lost 160 of 160 acknowledged edits), each text goes to every client at once, so
its "reveal" is one small message to clients that had the texts all along, and it asks nobody who they are. Ours commits
to disk before it acknowledges, and shows no card before its time."""
_HOME = HERE / "node"
_PATIENCE = 600  # seconds: its SQLite library may be compiled


class NoPeer(Exception):
    """It cannot be had here; the message says why."""


def python() -> list[str]:
    """A Python that can drive the peer. Raises NoPeer."""
    uv = os.environ.get("UV") or shutil.which("uv")
    if uv is None:
        raise NoPeer("uv is not at hand")
    command = [uv, "run", "--no-project", "--python", ">=3.12", "--with-requirements", str(HERE / "requirements.txt")]
    _try([*command, "python", "-c", "import pycrdt"], HERE)
    return [*command, "python"]


def server(port: int, pid: int) -> Server:
    """The peer as one that runs the course: a hall is a document."""
    return Server(NAME, "bench.peers.hocuspocus", port, pid, hall=lambda _seats: {"name": uuid.uuid4().hex}, look="/")


@contextlib.contextmanager
def served(folder: Path) -> Iterator[tuple[int, int]]:
    """The peer in a process of its own; gives port and process id. Raises NoPeer."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise NoPeer("node and npm are not at hand")
    if not (_HOME / "node_modules" / "better-sqlite3" / "build").exists():
        print(f"installing {NAME} ...", flush=True)
        _try([npm, "ci", "--no-audit", "--no-fund"], _HOME)
    port = stand.free_port()
    process = subprocess.Popen([node, "serve.mjs", str(port), str(folder / "peer.sqlite3")], cwd=_HOME)
    try:
        _wait(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(20)


def _try(command: list[str], folder: Path) -> None:
    try:
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoPeer(str(error)) from error
    if run.returncode:
        raise NoPeer((run.stderr.strip() or run.stdout.strip())[-300:])


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise NoPeer("it did not start")
