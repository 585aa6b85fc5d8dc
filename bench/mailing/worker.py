"""The worker as a process of its own that believes it is another moment; else it is the worker that always runs."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
from pathlib import Path

from bench import stand

PACE = 0.1  # seconds between rounds: the waiting is not what is tested


def start(folder: Path, moment: dt.datetime, smtp: str) -> subprocess.Popen[bytes]:
    """Start it on the data in `folder`; its moment stands still while it runs."""
    command = [sys.executable, "-m", "bench.mailing.worker", moment.isoformat()]
    environment = {**stand.environment(folder), "MALBILD_SMTP_URL": smtp}
    return subprocess.Popen(command, env=environment, cwd=stand.ROOT, stderr=subprocess.DEVNULL)


def main() -> None:
    stand.set_up(Path(os.environ["MALBILD_DATA_DIR"]), keep=("MALBILD_SMTP_URL",))
    from malbild.config import working  # noqa: PLC0415 - after the settings are read
    from malbild.kit import clock  # noqa: PLC0415

    often = tuple((n, min(s, PACE) if n in ("letters", "digests") else s, run) for n, s, run in working.ROUNDS)
    with clock.standing_at(dt.datetime.fromisoformat(sys.argv[1])):
        working.work(threading.Event(), often)


if __name__ == "__main__":
    main()
