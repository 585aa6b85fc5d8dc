"""The history of the installation that the caller has: days and which partnership, as numbers. Reads only.

Run as a process of its own with the caller's settings; prints one JSON.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench import stand
from bench.promises.lived import Lived


def read() -> tuple[list[Lived], dict[int, list[int]], str]:
    """Promises, the days of meetings, and why there is nothing (or "")."""
    if not ({"MALBILD_DATA_DIR", "MALBILD_DATABASE_URL"} & stand.CALLER.keys()):
        return [], {}, "no installation named: set MALBILD_DATA_DIR or MALBILD_DATABASE_URL"
    env = {"MALBILD_SECRET_KEY": "reads only", **stand.CALLER, "DJANGO_SETTINGS_MODULE": "malbild.config.settings"}
    file = Path(env.get("MALBILD_DATA_DIR", ".")) / "malbild.sqlite3"
    if "MALBILD_DATABASE_URL" not in env and not file.exists():
        return [], {}, f"{file} is not there"
    run = subprocess.run(
        [sys.executable, "-m", "bench.promises.own"],
        cwd=stand.ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        return [], {}, (run.stderr.strip().splitlines() or ["it could not be read"])[-1]
    found = json.loads(run.stdout)
    return [Lived(*row) for row in found["promises"]], {int(k): v for k, v in found["meetings"].items()}, ""


def gather() -> dict[str, Any]:
    """Everything, from inside an application that is set up."""
    from malbild.access.scope import outside_the_walls  # noqa: PLC0415 - after django.setup()
    from malbild.followup.queries.in_time import promises  # noqa: PLC0415
    from malbild.kit.clock import SWEDEN  # noqa: PLC0415
    from malbild.meetings.models import Meeting  # noqa: PLC0415
    from malbild.partnerships.models import Partnership  # noqa: PLC0415

    found: list[tuple[int, int, int, int | None, int | None]] = []
    meetings: dict[int, list[int]] = {}
    with outside_the_walls("bench forecast: days only"):
        for number, pk in enumerate(Partnership.objects.order_by("pk").values_list("pk", flat=True)):
            for p in promises(pk):
                if p.accepted_on is not None and p.accepted_on < p.due:
                    days = (p.accepted_on.toordinal(), p.due.toordinal(), _number(p.done_on), _number(p.ended_on))
                    found.append((number, *days))
            held = Meeting.objects.filter(partnership_id=pk, closed_at__isnull=False).order_by("starts_at")
            days = {m.astimezone(SWEDEN).date().toordinal() for m in held.values_list("starts_at", flat=True)}
            meetings[number] = sorted(days)
    return {"promises": found, "meetings": meetings}


def _number(day: dt.date | None) -> int | None:
    return day.toordinal() if day else None


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "malbild.config.settings")
    import django

    django.setup()
    print(json.dumps(gather()))
