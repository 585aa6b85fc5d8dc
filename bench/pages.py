"""How fast the pages that people open most are, with ten years of one municipality's data on SQLite.

p95 of the server's answer at two connections, and the same as a ratio to an empty Django view in the same run; the
number of SQL queries with one åtgärd and with fifty. Bounds: 50 ms, 6 times, 12 queries, the same for 1 and 50.
"""

from __future__ import annotations

import datetime as dt
import os
import threading
import time
from pathlib import Path
from statistics import quantiles

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from bench import data, stand
from bench.urls import EMPTY
from malbild.access.scope import outside_the_walls
from malbild.accounts.models import User
from malbild.goals.models import Measure
from malbild.goals.states import MeasureState
from malbild.kit import clock
from malbild.meetings.models import Meeting
from malbild.partnerships.models import Membership

CONNECTIONS = 2
MS, RATIO, QUERIES = 50, 6.0, 12
# What people call the page, and the address that shows it; {slug} is the partnership's.
PAGES = {
    "start": "web:home",
    "målbild": "followup:vision",
    "agenda": "meetings:meeting",
    "own list": "momentum:waiting",
    "plan": "goals:plan",
    "search": "meetings:search",  # for a word that is in one line of each meeting
}
BOUND = ("start", "målbild", "agenda", "own list")
WARM_UP = 5
LEAST = 10


def measure(folder: Path, *, quick: bool) -> str:
    cookie, addresses, counts = prepare()
    worst_ms, worst_ratio, most, fits = 0.0, 0.0, 0, True
    print(f"machine: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} (above 1, read the processor time)")
    with stand.served(folder) as (port, process):
        for name, path in addresses.items():
            page, empty = _both(port, cookie, path, *((50, 5.0) if quick else (250, 60.0)))
            p95, ratio, (one, fifty) = _p95(page), _p95(page) / _p95(empty), counts[name]
            own = _processor(port, process.pid, cookie, path, 40)
            beside = "" if name in BOUND else "  (beside the bounds)"
            print(
                f"{name:<9} p50 {_p50(page):6.1f} ms  p95 {p95:6.1f} ms  {ratio:5.1f} x an empty view "
                f"({_p95(empty):.1f} ms)  processor {own:4.1f} ms  {one} queries with 1, {fifty} with 50{beside}",
                flush=True,
            )
            if name in BOUND:
                worst_ms, worst_ratio, most = max(worst_ms, p95), max(worst_ratio, ratio), max(most, one, fifty)
                fits = fits and one == fifty
    fits = fits and worst_ms <= MS and worst_ratio <= RATIO and most <= QUERIES
    return (
        f"pages: worst p95 {worst_ms:.1f} ms (bound {MS}), {worst_ratio:.1f} x an empty view (bound {RATIO:.0f}), "
        f"most queries {most} (bound {QUERIES}): {'fits' if fits else 'DOES NOT FIT'}"
    )


def prepare() -> tuple[str, dict[str, str], dict[str, tuple[int, int]]]:
    """Fill the stand; the coordinator's cookie, the ten-year partnership's addresses, queries for 1 and for 50."""
    call_command("migrate", verbosity=0)
    data.fill()
    for slug, promises in ((data.ONE, 1), (data.FIFTY, 50), (data.TEN_YEARS, 10)):
        _promise(slug, promises)
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(email=data.ANNA))
    addresses: dict[str, str] = {}
    counts: dict[str, tuple[int, int]] = {}
    for name, view in PAGES.items():
        try:
            addresses[name] = _address(view, data.TEN_YEARS)
        except NoReverseMatch:
            print(f"{name}: no page {view}", flush=True)
            continue
        found = []
        for slug in (data.ONE, data.FIFTY):
            path = _address(view, slug)
            client.get(path)  # what a process asks once, such as what its SQLite can do, is not the page's
            with CaptureQueriesContext(connection) as queries:
                response = client.get(path)
            if response.status_code != 200:
                raise RuntimeError(f"{name} answered {response.status_code}")
            found.append(len(queries))
        counts[name] = (found[0], found[1])
    connection.close()
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}", addresses, counts


def _promise(slug: str, promises: int) -> None:
    """So many åtgärder wait for the coordinator herself: an empty own list says little of one that is used."""
    soon = clock.today() + dt.timedelta(days=5)
    with outside_the_walls("bench"):
        seat = Membership.objects.get(user__email=data.ANNA, partnership__slug=slug)
        rows = Measure.objects.filter(partnership__slug=slug, state=MeasureState.UNDER_WAY).order_by("-pk")
        ids = list(rows.values_list("pk", flat=True)[:promises])
        Measure.objects.filter(pk__in=ids).update(owner=seat, due=soon, answered_at=None)


def _address(view: str, slug: str) -> str:
    """The page in that partnership; of a meeting, the next one."""
    given: dict[str, object] = {"slug": slug}
    if view == "meetings:meeting":
        with outside_the_walls("bench"):
            given["meeting_id"] = Meeting.objects.filter(partnership__slug=slug).coming()[0].pk
    return reverse(view, kwargs=given) + ("?q=tunnlar" if view == "meetings:search" else "")


def _both(port: int, cookie: str, path: str, rounds: int, most_seconds: float) -> tuple[list[float], list[float]]:
    """Seconds of the page and of the empty view, asked in turn, so that a busy moment falls on both alike."""
    page: list[float] = []
    empty: list[float] = []

    until = time.monotonic() + most_seconds

    def reader() -> None:
        connection = stand.HTTP("127.0.0.1", port)
        for number in range(rounds + WARM_UP):
            if time.monotonic() > until and len(page) > LEAST:
                return
            for took, asked, sent in ((empty, EMPTY, ""), (page, path, cookie)):
                start = time.perf_counter()
                status, _body = stand.get(connection, asked, sent)
                if status != 200:
                    raise RuntimeError(f"{asked} answered {status}")
                if number >= WARM_UP:  # templates and connections
                    took.append(time.perf_counter() - start)

    threads = [threading.Thread(target=reader) for _n in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return page, empty


def _processor(port: int, pid: int, cookie: str, path: str, times: int) -> float:
    """The server's processor time for one answer, in ms."""
    connection = stand.HTTP("127.0.0.1", port)
    before = stand.cpu_ms(pid)
    for _n in range(times):
        stand.get(connection, path, cookie)
    return (stand.cpu_ms(pid) - before) / times


def _p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20)[18] * 1000


def _p50(seconds: list[float]) -> float:
    return quantiles(seconds, n=2)[0] * 1000
