"""From the command to the first page, the second time (the demo's data and the environment are there).

Measured on `./malbild demo`, as a person would start it. Bound: 3 s.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from statistics import median

from bench import stand

MOST = 3.0


def measure(folder: Path, *, quick: bool) -> str:
    first = _seconds(folder)
    again = [_seconds(folder) for _n in range(3 if quick else 9)]
    print(f"first start {first:.2f} s (data made), then {', '.join(f'{s:.2f}' for s in again)} s")
    slowest = max(again)
    return (
        f"start: second start to first page {median(again):.2f} s, slowest {slowest:.2f} s (bound {MOST:.0f}): "
        f"{'fits' if slowest <= MOST else 'DOES NOT FIT'}"
    )


def _seconds(folder: Path) -> float:
    env = {**os.environ, "MALBILD_DATA_DIR": str(folder / "own")}
    port = stand.free_port()
    begin = time.monotonic()
    command = [str(stand.ROOT / "malbild"), "demo", "--port", str(port)]
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        stand.wait_for(port, process)
        return time.monotonic() - begin
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)
