"""The live workshop under load: one `malbild serve` on SQLite against phones, projector and leader in a process of
their own (`bench/crowd/`).

Bounds: a card acknowledged and on the projector's counter p95 150 ms; 300 phones in through the door in 30 s without
an error; 600 cards shown to every phone p95 1 s; 150 kB resident a phone; another page of the process p95 100 ms.
The baselines are an empty view of the same process at rest, a bare commit to the same disk and, without --quick, a
peer (`bench/peers/`) that runs the same course.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from bench import data, peers, rooms, stand
from bench.client import Found, crowd
from bench.course import CARD_MS, PHONE_KB, QUICK, TURN_MS, WHOLE, Course, Server, Size
from bench.urls import EMPTY


def measure(folder: Path, *, quick: bool, size: Size | None = None) -> str:
    size = size or (QUICK if quick else WHOLE)
    print(f"machine: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} (above 1, other work shares them)")
    call_command("migrate", verbosity=0)
    data.fill(size.years)
    print(f"a bare commit to this disk p95 {_commit_ms(folder):.1f} ms", flush=True)
    page = reverse("followup:vision", kwargs={"slug": data.TEN_YEARS})
    with stand.served(folder) as (port, process), crowd() as phones:
        server = Server(
            name="malbild serve",
            driver="bench.crowd.malbild",
            port=port,
            pid=process.pid,
            hall=lambda seats: rooms.open_room(seats=seats),
            look=EMPTY,
            page=(page, rooms.signed_in()),
            fill=rooms.fill_up,
            kept=rooms.cards_in,
        )
        ours = Course(server, phones, size)
        ours.run()
    connection.close()
    if not quick:
        _beside(folder, ours)
    return _figure(ours)


def _beside(folder: Path, ours: Course) -> None:
    """The peer on the same course, and each figure as ours, the peer's and their ratio."""
    try:
        with peers.served(folder) as (port, pid), crowd(peers.python()) as phones:
            theirs = Course(peers.server(port, pid), phones, ours.size, is_bound=False)
            theirs.run()
    except peers.NoPeer as error:
        print(f"{peers.NAME} is left out: {error}")
        return
    print(peers.DIFFERS)
    for name in [n for n in ours.figures if n in theirs.figures]:
        one, other = ours.figures[name], theirs.figures[name]
        print(f"  {name:<45} ours {one:7.1f}  peer {other:7.1f}  ratio {one / other:5.2f}")


def _figure(ours: Course) -> str:
    found, errors = ours.figures, len(ours.crowd.errors)
    fits = f"DOES NOT FIT ({', '.join(ours.missed)})" if ours.missed else "fits"
    took = {what: found[f"one hall: {what} p95 ms"] for what in ("acknowledged", "arrived")}
    return (
        f"workshop: {ours.size.phones} phones, card acknowledged p95 {took['acknowledged']:.0f} ms, "
        f"on the projector {took['arrived']:.0f} ms (bound {CARD_MS}), reveal p95 {found['revealed p95 ms']:.0f} ms "
        f"(bound {TURN_MS}), {found['kB resident a phone']:.0f} kB a phone (bound {PHONE_KB}), {errors} errors: {fits}"
    )


def _commit_ms(folder: Path) -> float:
    """One row, committed to this disk as the application does it."""
    took = []
    with contextlib.closing(sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)) as bare:
        bare.executescript("pragma journal_mode=wal; pragma synchronous=full; create table card (text)")
        for _n in range(200):
            start = time.perf_counter()
            bare.execute("insert into card values (?)", ["x" * 60])
            took.append(time.perf_counter() - start)
    return Found({"commit": took}, [], {}).ms("commit")
