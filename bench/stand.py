"""The stand that every measurement uses: a served application on its own SQLite data, on this machine only."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HTTP = http.client.HTTPConnection
CALLER = dict(os.environ)  # before the stand changes it: names the installation that the caller has, if any
_CLI = "import sys; from malbild.config.cli import main; sys.exit(main())"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def environment(folder: Path) -> dict[str, str]:
    """A clean installation in `folder`; nothing of the caller's own settings."""
    mine = {k: v for k, v in os.environ.items() if not k.startswith(("MALBILD_", "DJANGO_", "PYTEST_"))}
    return {
        **mine,
        "MALBILD_SECRET_KEY": "a stand for measuring",
        "MALBILD_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PYTHONPATH": str(ROOT),
    }


def set_up(folder: Path, *, keep: tuple[str, ...] = ()) -> None:
    """Use the stand's data in this process too, for filling it and for counting queries; `keep` names own settings."""
    for name in [k for k in os.environ if k.startswith(("MALBILD_", "DJANGO_")) and k not in keep]:
        del os.environ[name]
    os.environ.update(environment(folder))
    import django  # noqa: PLC0415 - after the environment is set

    django.setup()


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="malbild-bench-") as made:
        yield Path(made)


@contextlib.contextmanager
def served(folder: Path, *more: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """`malbild serve` in a process of its own until the block ends; gives its port once it answers."""
    port = free_port()
    command = [sys.executable, "-c", _CLI, "serve", "--port", str(port), *more]
    process = subprocess.Popen(command, env=environment(folder), cwd=ROOT)
    try:
        wait_for(port, process)
        yield port, process
    finally:
        process.terminate()
        process.wait(20)


def wait_for(port: int, process: subprocess.Popen[bytes], path: str = "/hjalp/") -> None:
    """Until the first page has come. Raises RuntimeError when it never does."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError("the server stopped")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("the server does not answer")


def get(
    connection: http.client.HTTPConnection, path: str, cookie: str = "", encoding: str = "gzip"
) -> tuple[int, bytes]:
    """Status and body as sent (still compressed)."""
    connection.request("GET", path, headers={"Accept-Encoding": encoding, **({"Cookie": cookie} if cookie else {})})
    response = connection.getresponse()
    return response.status, response.read()


def resident_mb(pid: int) -> float:
    """Resident memory of a process and its children, from /proc."""
    total = 0.0
    for status in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError, ValueError):
            text = status.read_text()
            mine = int(status.parent.name) == pid or f"\nPPid:\t{pid}\n" in text
            if mine and (line := next((x for x in text.splitlines() if x.startswith("VmRSS:")), "")):
                total += int(line.split()[1]) / 1024
    return total


def cpu_ms(pid: int) -> float:
    """Processor time the process has used so far, from /proc; unlike a clock it does not count waiting for others."""
    used = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return sum(map(int, used)) * 1000 / os.sysconf("SC_CLK_TCK")


def pressure_ms() -> float:
    """How long somebody on this machine has waited for a processor, since it started; 0 where Linux does not tell."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path("/proc/pressure/cpu").read_text().split("total=")[1].split()[0]) / 1000
    return 0.0
