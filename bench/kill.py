"""The serving process is killed (-9) in the middle of writing, again and again; then nothing may be lost or doubled.

Each time: a workshop, phones over real HTTP that send cards and then votes, and try again with the same id until they
are answered, as the phone's page does. At a random moment the process is killed and started anew on its own database.
Bounds: 0 answered writes lost, 0 doubled, the log replayed is the tables, SQLite's own check finds nothing.
"""

from __future__ import annotations

import http.client
import random
import re
import subprocess
import sys
import threading
import time
import urllib.parse
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from bench import stand
from malbild.access.scope import outside_the_walls
from malbild.workshops.models import Card, Event, Round, Vote, Workshop
from malbild.workshops.queries import door_of
from malbild.workshops.queries.state import state_of
from malbild.workshops.replay import fold
from malbild.workshops.services.cards import key_hash
from malbild.workshops.states import Beat
from malbild.workshops.tests.room import start, until
from tests.people import World, build_world

TIMES, WRITES, PHONES = 20, 500, 10
QUICK_TIMES, QUICK_WRITES = 3, 200


def measure(folder: Path, *, quick: bool) -> str:
    return run(folder, times=QUICK_TIMES if quick else TIMES, writes=QUICK_WRITES if quick else WRITES)


@dataclass
class Found:
    """What was wrong, and how much was asked."""

    answered: int = 0
    again: int = 0
    lost: int = 0
    doubled: int = 0
    unlike: int = 0
    damaged: int = 0
    seconds_down: list[float] = field(default_factory=list)


class Server:
    """The serving process, killed without a word and started on the same port and data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for left in (2, 1, 0):  # another may take the port between finding it and using it
            self.port = stand.free_port()
            try:
                return self.start()
            except RuntimeError:
                if not left:
                    raise

    def start(self) -> None:
        command = [sys.executable, "-m", "malbild.config.cli", "serve", "--port", str(self.port), "--with-worker"]
        self.process = subprocess.Popen(
            command, env=stand.environment(self.folder), cwd=stand.ROOT, stderr=subprocess.DEVNULL
        )
        stand.wait_for(self.port, self.process)

    def kill(self) -> float:
        """Seconds until the new process answers."""
        begun = time.monotonic()
        self.process.kill()
        self.process.wait(20)
        self.start()
        return time.monotonic() - begun


class Phone(threading.Thread):
    """Sends one write after the other, each until it is answered."""

    def __init__(self, port: int, code: str) -> None:
        super().__init__(daemon=True)
        self.port, self.cookies, self.tries, self.answered = port, {"csrftoken": ""}, 0, 0
        self.key = uuid.uuid4().hex
        self.writes: list[tuple[str, dict[str, str]]] = []
        self.problem = ""
        page = self._ask("GET", "/med/", {})
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        self.token = found.group(1) if found else ""
        self._ask("POST", "/med/", {"code": code, "kind": "school"})
        self.tries = 0

    def will(self, mark: str, writes: list[tuple[str, dict[str, str]]]) -> Phone:
        """A thread of its own for the next part, in the same seat."""
        other = object.__new__(Phone)
        threading.Thread.__init__(other, daemon=True)
        other.__dict__.update({k: v for k, v in self.__dict__.items() if k in _KEPT})
        other.cookies = {**self.cookies, "malbild_runda": f"{mark}.{self.key}"}
        other.writes, other.tries, other.answered, other.problem = writes, 0, 0, ""
        return other

    def run(self) -> None:
        for path, said in self.writes:
            for attempt in range(400):
                try:
                    self._ask("POST", path, said)
                    self.answered += 1
                    break
                except (OSError, http.client.HTTPException):
                    time.sleep(min(0.5, 0.02 * 2**attempt))
                except RuntimeError as error:
                    self.problem = str(error)
                    return

    def _ask(self, method: str, path: str, said: dict[str, str]) -> str:
        """The page; a write is answered by 302. Raises OSError or HTTPException when there is no whole answer."""
        self.tries += 1
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            body = urllib.parse.urlencode({**said, "csrfmiddlewaretoken": getattr(self, "token", "")})
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items() if v),
            }
            asked.request(method, path, body if method == "POST" else None, headers)
            answer = asked.getresponse()
            page = answer.read().decode()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    kept, _equals, rest = value.partition("=")
                    if kept != "malbild_runda":
                        self.cookies[kept] = rest.partition(";")[0]
            if answer.status != (302 if method == "POST" else 200):
                raise RuntimeError(f"{path} answered {answer.status}: {page[:200]}")
            return page
        finally:
            asked.close()


_KEPT = ("port", "key", "token")


def run(folder: Path, *, times: int, writes: int) -> str:
    """Kill `times` times, each in the middle of `writes` writes; the figure."""
    call_command("migrate", verbosity=0)
    world, found, chance = build_world(), Found(), random.Random(20261124)
    server = Server(folder)
    try:
        for number in range(times):
            _once(world, server, found, writes // 2, chance, in_votes=bool(number % 2))
            print(
                f"{number + 1:>2} of {times}: {found.answered} answered, {found.again} tried again, lost {found.lost}, "
                f"doubled {found.doubled}, away {found.seconds_down[-1]:.1f} s",
                flush=True,
            )
    finally:
        server.process.kill()
        server.process.wait(20)
    fine = not (found.lost or found.doubled or found.unlike or found.damaged)
    return (
        f"kill: {times} kills -9 in {found.answered} answered writes ({found.again} tried again): {found.lost} lost, "
        f"{found.doubled} doubled, log unlike tables {found.unlike} times, integrity check failed {found.damaged} "
        f"times: {'fits' if fine else 'DOES NOT FIT'}"
    )


def _once(world: World, server: Server, found: Found, each: int, chance: random.Random, *, in_votes: bool) -> None:
    workshop = until(world, start(world), 1, Beat.WRITE)
    with outside_the_walls("bench"):
        door = door_of(workshop)
        now = Round.objects.get(workshop=workshop, step=1)
    if door is None:
        raise RuntimeError("the workshop has no code")
    seats = [Phone(server.port, door.code) for _n in range(PHONES)]
    ids = [[str(uuid.uuid4()) for _m in range(each // PHONES)] for _n in seats]
    sent = [[("/med/rum/kort/", {"client_id": i, "text": _words(i)}) for i in mine] for mine in ids]
    phones = [seat.will(now.writing_mark, writes) for seat, writes in zip(seats, sent, strict=True)]
    _send(phones, server, found, chance.randrange(each // 10, each - each // 10) if not in_votes else None)
    with outside_the_walls("bench"):
        rows = list(Card.objects.filter(workshop=workshop).values_list("client_id", "text"))
    wanted = {i for mine in ids for i in mine}
    found.lost += len(wanted - {str(i) for i, _text in rows})
    found.doubled += len(rows) - len({text for _i, text in rows})

    until(world, workshop, 1, Beat.VOTE)
    with outside_the_walls("bench"):
        now.refresh_from_db()
        groups = list(workshop.groups.filter(round=now, is_removed=False).values_list("pk", flat=True))[:2]
    slip = [(groups[n % 2], (n // 2 + 1) % 3) for n in range(each // PHONES)]
    sent = [[("/med/rum/rost/", {"group": str(g), "dots": str(d)}) for g, d in slip] for _seat in seats]
    phones = [seat.will(now.voting_mark, writes) for seat, writes in zip(seats, sent, strict=True)]
    _send(phones, server, found, chance.randrange(each // 10, each - each // 10) if in_votes else None)
    last = dict(slip)
    with outside_the_walls("bench"):
        for seat in seats:
            hashed = key_hash(now.voting_mark, seat.key)
            kept = list(Vote.objects.filter(round=now, key_hash=hashed).values_list("group_id", "dots"))
            found.lost += sum(dict(kept).get(group) != dots for group, dots in last.items())
            found.doubled += len(kept) - len(dict(kept))
        whole = Workshop.objects.get(pk=workshop.pk)
        found.unlike += fold(Event.objects.filter(workshop=whole)) != state_of(whole)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            found.damaged += cursor.execute("pragma integrity_check").fetchone()[0] != "ok"


def _words(number: str) -> str:
    """A text of its own for each card, in letters: digits could look like a personal number."""
    return "Kort " + number.translate(str.maketrans("0123456789-", "ghijklmnop "))


def _send(phones: list[Phone], server: Server, found: Found, kill_after: int | None) -> None:
    """Let the phones write; with `kill_after`, kill the server when about so many writes are answered."""
    for phone in phones:
        phone.start()
    if kill_after is not None:
        while sum(p.answered for p in phones) < kill_after and any(p.is_alive() for p in phones):
            time.sleep(0.001)
        found.seconds_down.append(server.kill())
    for phone in phones:
        phone.join(120)
    if wrong := [p.problem or "does not end" for p in phones if p.problem or p.is_alive()]:
        raise RuntimeError(wrong[0])
    found.answered += sum(p.answered for p in phones)
    found.again += sum(p.tries - p.answered for p in phones)
