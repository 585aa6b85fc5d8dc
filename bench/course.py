"""The course that every server runs: the door, one full hall, the page turned, many small halls.

The same client program, times and sizes for ours and for a peer; only the driver and who makes the halls differ.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bench import stand
from bench.client import Crowd, Found

CARD_MS, TURN_MS, PAGE_MS, PHONE_KB = 150, 1000, 100, 150
BASE = "looked"
_WARM = {"phones": 4, "seconds": 1.0}
type Plan = dict[str, str]


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    phones: int = 300
    join_seconds: float = 30
    write_seconds: float = 60
    every: float = 20  # seconds between one phone's cards
    cards: int = 600
    rooms: int = 30
    in_room: int = 12
    rooms_seconds: float = 40
    years: int = 10


WHOLE = Size()
# As many cards a second as the whole, from fewer phones.
QUICK = Size(phones=80, join_seconds=6, write_seconds=6, every=5.3, rooms=10, rooms_seconds=5, years=1)
LEAST = Size(10, join_seconds=1, write_seconds=1, every=1, cards=20, rooms=2, in_room=2, rooms_seconds=1, years=1)


@dataclass(frozen=True)
class Server:
    """One that runs the course. `look` is the address of its emptiest page, `page` an ordinary one and its cookies."""

    name: str
    driver: str
    port: int
    pid: int
    hall: Callable[[int], Plan]  # makes one; with a number, that many have joined before
    look: str
    page: tuple[str, Plan] | None = None
    fill: Callable[[Plan, int], None] | None = None  # cards until there are that many
    kept: Callable[[list[Plan]], int] | None = None  # cards that are in the database


@dataclass
class Course:
    """Runs it once, prints a line for each part, and keeps each figure (ms, or kB) by its name."""

    server: Server
    crowd: Crowd
    size: Size
    is_bound: bool = True
    figures: dict[str, float] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)
    _base: float = 0.0
    _pages: list[float] = field(default_factory=list)

    def run(self) -> None:
        self._warm_up()
        base = self.crowd.do("look", path=self.server.look, times=100)
        self._base = base.ms(BASE)
        print(f"{self.server.name}: an empty page at rest {base.said(BASE)}")
        before = stand.resident_mb(self.server.pid)
        hall = self.server.hall(0)
        self._open([hall])
        self._join()
        self._write("one hall", [hall], self.size.phones, self.size.write_seconds)
        grown = (stand.resident_mb(self.server.pid) - before) * 1024 / self.size.phones
        fits = self._keep("kB resident a phone", grown, PHONE_KB)
        print(f"memory: {before:.0f} MB, then {grown:.0f} kB a phone{fits}", flush=True)
        if self.server.fill:
            self.server.fill(hall, self.size.cards)
        self._turn()
        self.crowd.do("close")
        halls = [self.server.hall(self.size.in_room) for _n in range(self.size.rooms)]
        self._open(halls)
        self.crowd.do("join", phones=self.size.in_room, seconds=self.size.rooms * self.size.in_room / 40)
        self._write(f"{len(halls)} halls of {self.size.in_room}", halls, self.size.in_room, self.size.rooms_seconds)
        self.crowd.do("close")
        if self._pages:
            pages = Found({"page": self._pages}, [], {})
            print(f"another page meanwhile: {self._p95('another page p95 ms', pages, 'page', PAGE_MS)}")
        if self.crowd.errors:
            print(f"{len(self.crowd.errors)} errors, such as {self.crowd.errors[0]}")
            self.missed.append("errors")

    def _join(self) -> None:
        with self._working() as used:
            found = self.crowd.do("join", phones=self.size.phones, seconds=self.size.join_seconds)
            came = f"{len(found.took.get('joined', []))} in {self.size.join_seconds:g} s, {len(found.errors)} errors"
            self._row("join burst", found, used(), came, self._p95("joined p95 ms", found, "joined"))

    def _write(self, name: str, halls: list[Plan], phones: int, seconds: float) -> None:
        every = min(self.size.every, seconds)
        with self._working() as used:
            found = self.crowd.do("write", phones=phones, seconds=seconds, every=every)
            sent = len(found.took.get("acknowledged", []))
            says = [
                f"{what} {self._p95(f'{name}: {what} p95 ms', found, what, CARD_MS)}"
                for what in ("acknowledged", "arrived")
            ]
            self._row(name, found, used(), f"{sent} cards, {phones * len(halls) / every:.0f} a second", *says)
        if self.server.kept and (there := self.server.kept(halls)) != sent:
            print(f"{sent} cards were acknowledged and {there} are there")
            self.missed.append("cards")

    def _turn(self) -> None:
        with self._working() as used:
            found = self.crowd.do("turn", phones=self.size.phones)
            told = f"{len(found.took.get('turned', []))} phones, {found.numbers['page kB']:.1f} kB each"
            took = self._p95("revealed p95 ms", found, "turned", TURN_MS)
            self._row("reveal", found, used(), told, took, f"the leader's own answer {found.ms('pressed'):.0f} ms")

    def _warm_up(self) -> None:
        """A small hall of its own, so that code and templates are loaded before anything is measured."""
        self._open([self.server.hall(0)])
        self.crowd.do("join", **_WARM)
        self.crowd.do("write", **_WARM, every=0.25)
        self.crowd.do("turn", phones=_WARM["phones"])
        self.crowd.do("close")

    def _open(self, halls: list[Plan]) -> None:
        self.crowd.do("open", driver=self.server.driver, port=self.server.port, halls=halls)
        if self.server.page:
            path, cookies = self.server.page
            self.crowd.do("read", path=path, cookies=cookies, every=0.5)

    def _row(self, name: str, found: Found, used: str, *says: str) -> None:
        self._pages += found.took.get("page", [])
        client = found.numbers["client cpu %"]
        print(f"{name}: {'; '.join(says)}; processor: client {client:.0f} %, server {used}", flush=True)

    def _p95(self, name: str, found: Found, what: str, most: float | None = None) -> str:
        measured = found.ms(what)
        return f"{found.said(what)} ({measured / self._base:.1f} x an empty page){self._keep(name, measured, most)}"

    def _keep(self, name: str, measured: float, most: float | None = None) -> str:
        """Keep the figure, and whether it fits; gives the words for it."""
        self.figures[name] = measured
        if most is None or not self.is_bound:
            return ""
        if measured > most:
            self.missed.append(name)
        return f" (bound {most:g}{', DOES NOT FIT' if measured > most else ''})"

    @contextlib.contextmanager
    def _working(self) -> Iterator[Callable[[], str]]:
        """The words for how much processor the server has used in the block so far."""
        before, start, pressed = stand.cpu_ms(self.server.pid), time.monotonic(), stand.pressure_ms()

        def words() -> str:
            passed = (time.monotonic() - start) * 1000
            used, waited = stand.cpu_ms(self.server.pid) - before, stand.pressure_ms() - pressed
            return f"{used:.0f} ms ({used / passed:.0%} of a core; somebody waited for one {waited / passed:.0%})"

        yield words
