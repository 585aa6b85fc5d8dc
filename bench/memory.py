"""Resident memory of the whole application with its worker, after every page has been opened many times.

Bound: 200 MB.
"""

from __future__ import annotations

from pathlib import Path

from bench import pages, stand

MOST = 200


def measure(folder: Path, *, quick: bool) -> str:
    cookie, addresses, _counts = pages.prepare()
    with stand.served(folder, "--with-worker") as (port, process):
        started = stand.resident_mb(process.pid)
        connection = stand.HTTP("127.0.0.1", port)
        for number in range(20 if quick else 200):
            for path in addresses.values():
                status, _body = stand.get(connection, path, cookie)
                if status != 200:
                    raise RuntimeError(f"{path} answered {status} in round {number}")
        used = stand.resident_mb(process.pid)
    print(f"at start {started:.0f} MB")
    return f"memory: {used:.0f} MB resident with worker (bound {MOST}): {'fits' if used <= MOST else 'DOES NOT FIT'}"
