"""The whole country's digests on one Tuesday, and what the worker costs when nothing is due.

290 partnerships and 8,000 people, everybody with three åtgärder of which one is late: nobody is left without a mail, so
no Tuesday can be heavier. The run is a process of its own, and so is its memory. Then `malbild worker` beside a mail
server with nothing to do, and, since what it does every fifth minute or hour may not fall within the time, each of its
rounds measured by itself and spread over its own pace.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.core.management import call_command

from bench import stand
from bench.mailing import country
from malbild.outbox.models import Letter, LetterState

PARTNERSHIPS, PEOPLE = 290, 8000
QUICK_PARTNERSHIPS, QUICK_PEOPLE = 29, 800
MINUTES, MEGABYTES, IDLE = 5, 300, 0.01
IDLE_SECONDS = 20.0
_BEGINS = """
import datetime as dt, json, os, resource, sys, time
from pathlib import Path
from bench import stand
stand.set_up(Path(os.environ["MALBILD_DATA_DIR"]))
from malbild.kit import clock
at = dt.datetime.fromisoformat(sys.argv[1]).replace(tzinfo=clock.SWEDEN)
"""
# The kernel hands ru_maxrss of who starts a process on to it, so the peak of the process itself is read beside it.
_RUN = (
    _BEGINS
    + """
from malbild.momentum.services import run_due
began, used = time.monotonic(), time.process_time()
written = run_due(at)
took, used = time.monotonic() - began, time.process_time() - used
peak = next(int(x.split()[1]) for x in Path("/proc/self/status").read_text().splitlines() if x.startswith("VmHWM"))
print(json.dumps({"written": written, "took": took, "used": used, "peak": peak / 1024,
                  "maxrss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""
)
_ROUNDS = (
    _BEGINS
    + """
from malbild.config import working
found = {}
with clock.standing_at(at.replace(hour=9)):
    for name, seconds, run in working.ROUNDS:
        run()
        used = time.process_time()
        run()
        found[name] = [(time.process_time() - used) * 1000, seconds]
print(json.dumps(found))
"""
)


def measure(folder: Path, *, quick: bool) -> str:
    partnerships, people = (QUICK_PARTNERSHIPS, QUICK_PEOPLE) if quick else (PARTNERSHIPS, PEOPLE)
    call_command("migrate", verbosity=0)
    run = write(folder, partnerships=partnerships, people=people)
    Letter.objects.update(state=LetterState.SENT, sent_at=country.TUESDAY)  # nothing left to do
    rounds = _said(folder, _ROUNDS, country.TUESDAY)
    for name, (ms, seconds) in rounds.items():
        print(f"  round {name:8} {ms:7.1f} ms of processor time every {seconds:.0f} s: {ms / seconds / 10:.2f} %")
    spread = sum(ms / 1000 / seconds for ms, seconds in rounds.values())
    share = _idle(folder)
    fits = [run["took"] <= MINUTES * 60, run["peak"] <= MEGABYTES, max(share, spread) <= IDLE]
    return (
        f"digest: {partnerships} partnerships, {people} people: {run['written']} digests in {run['took']:.0f} s "
        f"(bound {MINUTES * 60} s) with {run['peak']:.0f} MB (bound {MEGABYTES} MB); worker idle {share:.2%} of a "
        f"core, {spread:.2%} with its rare rounds spread (bound {IDLE:.0%}): {'fits' if all(fits) else 'DOES NOT FIT'}"
    )


def write(folder: Path, *, partnerships: int, people: int, at: dt.datetime = country.TUESDAY) -> dict[str, float]:
    """Make the people, let the day's run write, and say how it went. The database must be there."""
    country.make(partnerships=partnerships, people=people, at=at)
    waited = stand.pressure_ms()
    run: dict[str, float] = _said(folder, _RUN, at)
    waited = (stand.pressure_ms() - waited) / 10 / run["took"]
    print(
        f"digests: {run['written']} written in {run['took']:.1f} s, {run['used']:.1f} s of it on a processor "
        f"({run['used'] * 1000 / max(1, run['written']):.1f} ms each); peak {run['peak']:.0f} MB "
        f"(ru_maxrss {run['maxrss']:.0f} MB); somebody waited for a processor {waited:.0f} % of the time"
    )
    return run


def _said(folder: Path, program: str, at: dt.datetime) -> Any:
    """What the program prints as its last line, run in a process of its own."""
    command = [sys.executable, "-c", program, at.isoformat()]
    done = subprocess.run(command, env=_with_mail(folder), cwd=stand.ROOT, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def _idle(folder: Path) -> float:
    """The share of a core that `malbild worker` uses once its first rounds are done."""
    command = [sys.executable, "-m", "malbild.config.cli", "worker"]
    process = subprocess.Popen(command, env=_with_mail(folder), cwd=stand.ROOT)
    try:
        _settle(process)
        before = stand.cpu_ms(process.pid)
        time.sleep(IDLE_SECONDS)
        return (stand.cpu_ms(process.pid) - before) / 1000 / IDLE_SECONDS
    finally:
        process.terminate()
        process.wait(60)


def _settle(process: subprocess.Popen[bytes]) -> None:
    """Until it has loaded and its first rounds are over: two seconds in which it hardly used the processor."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        before = stand.cpu_ms(process.pid)
        time.sleep(2)
        if (used := stand.cpu_ms(process.pid) - before) < 100 and before > 300:
            return
    raise RuntimeError(f"the worker does not come to rest: {used:.0f} ms in two seconds")


def _with_mail(folder: Path) -> dict[str, str]:
    """A mail server is named, so that letters would be looked for; nothing waits, so nobody calls it."""
    return {**stand.environment(folder), "MALBILD_SMTP_URL": "smtp://127.0.0.1:9"}
