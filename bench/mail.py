"""Mail when things go wrong: each fault of a mail server, and the worker's process killed (-9) at the worst moments.

The killing: many partnerships have digests due. A real worker process writes them into a real SQLite file and hands
them to a real SMTP server, and is killed again and again: while it writes, while it hands over, while the server has
the letter and keeps its 250 back, and with the 250 on the line. Bounds: nobody who had a digest coming is without it,
no digest has two Message-IDs, SQLite's own check finds nothing. Repeats (the same Message-ID again) are promised
against by nobody; they are counted.
"""

from __future__ import annotations

import datetime as dt
import random
import signal
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from bench.mailing import country, faults, worker
from bench.mailing.server import ANSWERED, HANDING, HELD, Deadly
from malbild.access.scope import outside_the_walls
from malbild.accounts.models import User
from malbild.momentum.models import DayRun, Digest
from malbild.outbox.models import Letter, LetterState
from malbild.outbox.tests.mailserver import mail_server

WRITING = "writing"
WAYS = (WRITING, WRITING, HELD, HANDING, ANSWERED)
TIMES, QUICK_TIMES = 50, 10
PARTNERSHIPS, PEOPLE = 5, 30  # new ones each week: what is due must outlast the killing
MOST_WRITTEN = 10  # before it is killed while it writes
APART = dt.timedelta(minutes=10, seconds=30)  # between a death and the next start: longer than the lease on a letter
WITHIN = 60.0


@dataclass
class Found:
    """What came of it."""

    kills: Counter[str] = field(default_factory=Counter)
    digests: int = 0
    lost: int = 0
    two_ids: int = 0
    orphans: int = 0
    repeats: int = 0
    damaged: int = 0
    is_done: bool = False

    @property
    def fits(self) -> bool:
        return self.is_done and not (self.lost or self.two_ids or self.orphans or self.damaged)


def measure(folder: Path, *, quick: bool) -> str:
    call_command("migrate", verbosity=0)
    wrong = faults.matrix()
    for line in wrong:
        print(f"DOES NOT HOLD: {line}")
    print()
    killed = kill(folder, times=QUICK_TIMES if quick else TIMES)
    held = len(faults.FAULTS) - len({x.split(":")[0] for x in wrong})
    return f"mail: {held} of {len(faults.FAULTS)} faults hold; {killed}"


def kill(folder: Path, *, times: int, ways: tuple[str, ...] = WAYS) -> str:
    """Kill the worker `times` times, in each of the `ways` once a week; the figure. The database must be there."""
    with outside_the_walls("bench"):
        Letter.objects.all().delete()
    found, chance, server, weeks = Found(), random.Random(20261125), Deadly(), -(-times // len(ways))
    with mail_server(server) as (_moody, smtp):
        stage = _Stage(folder, server, smtp, chance, found)
        for week in range(weeks):
            moment = country.TUESDAY + dt.timedelta(weeks=week)
            country.make(partnerships=PARTNERSHIPS, people=PEOPLE, at=moment)
            for how in ways[: times - week * len(ways)]:
                stage.once(moment, how)
                moment += APART
                print(f"{found.kills.total():>2} of {times}, {how}: {_so_far(server)}", flush=True)
            stage.to_the_end(moment)
            country.rest()
        _judge(server, found, days=weeks)
    ways_said = ", ".join(f"{n} {way}" for way, n in found.kills.items())
    return (
        f"{times} kills -9 of the worker ({ways_said}), {found.digests} digests: {found.lost} lost, "
        f"{found.two_ids} with two Message-IDs, {found.orphans} letters of no digest, {found.repeats} repeats of the "
        f"same Message-ID, integrity check failed {found.damaged} times: {'fits' if found.fits else 'DOES NOT FIT'}"
    )


@dataclass
class _Stage:
    folder: Path
    server: Deadly
    smtp: str
    chance: random.Random
    found: Found

    def once(self, moment: dt.datetime, how: str) -> None:
        """Start the worker and kill it in that way."""
        before = Letter.objects.count()
        self.server.disarm()
        process = worker.start(self.folder, moment, self.smtp)
        if how == WRITING:
            wanted = before + self.chance.randrange(1, MOST_WRITTEN)
            _until(lambda: Letter.objects.count() >= wanted, process)
            time.sleep(self.chance.uniform(0, 0.01))
        else:
            self.server.arm(how, self.chance.randrange(1, 4), process)
            _until(self.server.reached.is_set, process)
            if how == HANDING:
                time.sleep(self.chance.uniform(0, 0.02))
        process.kill()
        process.wait(20)
        self.server.killed.set()
        self.found.kills[how] += 1

    def to_the_end(self, moment: dt.datetime) -> None:
        """Let the worker live until the day is written and nothing waits."""
        self.server.disarm()
        process = worker.start(self.folder, moment, self.smtp)
        try:
            _until(lambda: _is_over(moment), process)
        finally:
            process.kill()
            process.wait(20)


def _until(is_so: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    """Wait for the moment. Raises RuntimeError when it never comes, since nothing would have been tested."""
    until = time.monotonic() + WITHIN
    while not is_so():
        if time.monotonic() > until or process.poll() not in (None, -signal.SIGKILL):
            process.kill()
            raise RuntimeError("the moment never came: the worker does not write, or letters are left that never go")
        time.sleep(0.001)


def _is_over(moment: dt.datetime) -> bool:
    return DayRun.objects.filter(day=moment.date()).exists() and not Letter.objects.waiting().exists()


def _so_far(server: Deadly) -> str:
    ids = [m["Message-ID"] for m in server.taken]
    return f"{Letter.objects.count()} written, {len(ids)} handed over, {len(ids) - len(set(ids))} of them again"


def _judge(server: Deadly, found: Found, *, days: int) -> None:
    """By what the recipients have, beside what the database says."""
    ids: defaultdict[str, set[str]] = defaultdict(set)
    for mail in server.taken:
        ids[mail["To"]].add(mail["Message-ID"])
    seen = set().union(*ids.values())
    everybody = set(User.objects.values_list("email", flat=True))
    with outside_the_walls("bench"):
        digests = list(Digest.objects.values_list("user__email", "letter__message_id"))
    letters = dict(Letter.objects.values_list("message_id", "state"))
    found.digests = len(digests)
    unsent = {to for to, message_id in digests if message_id not in seen or letters.get(message_id) != LetterState.SENT}
    found.lost = len((everybody - set(ids)) | unsent)
    found.two_ids = sum(len(mine) > 1 for mine in ids.values()) + len(digests) - len({to for to, _id in digests})
    found.orphans = len(set(letters) ^ {message_id for _to, message_id in digests})
    found.repeats = len(server.taken) - len(seen)
    found.is_done = DayRun.objects.count() == days
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            found.damaged = int(cursor.execute("pragma integrity_check").fetchone()[0] != "ok")
