"""The store of open statistics with the whole country in it: 290 municipalities × 100 indicators × 300 months.

How long it takes to take in (through `take_in`, an indicator a delivery), how large it becomes, how quick one series,
one cross-section and one whole indicator are; beside them the same numbers as plain rows in SQLite, the baseline.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from django.core.management import call_command
from django.db import connection

from malbild.accounts.registry import rows
from malbild.series import queries
from malbild.series.models import Indicator
from malbild.series.readings import Mark, Period, Reading, Step, Table, Unit
from malbild.series.services import take_in

INDICATORS, MONTHS = 100, 300
TIMES = 200


def measure(folder: Path, *, quick: bool) -> str:
    call_command("migrate", verbosity=0)
    indicators = 4 if quick else INDICATORS
    codes = [row["code"] for row in rows()]
    random = np.random.default_rng(1)
    levels = np.exp(random.normal(1.0, 1.2, (indicators, len(codes))))
    drawn = [random.poisson(levels[i][:, None], (len(codes), MONTHS)) for i in range(indicators)]
    taken = 0.0
    for i, counts in enumerate(drawn):
        table = _table(i, codes, counts.tolist())
        start = time.perf_counter()
        take_in(table, name=f"{i}", raw=str(i).encode())
        taken += time.perf_counter() - start
    size = _size() / 1e6
    some = list(Indicator.objects.all())

    def pick() -> Indicator:
        return some[int(random.integers(len(some)))]

    mine = {
        "one series": _middle(lambda: queries.one(pick(), codes[int(random.integers(len(codes)))])),
        "cross-section": _middle(lambda: queries.cross_section(pick(), 2000 * 12 + 250)),
        "whole indicator": _middle(lambda: queries.matrix(pick()), 20),
    }
    base_taken, base_size, base = _rows(folder / "rows.sqlite3", drawn, random)
    values = indicators * len(codes) * MONTHS
    print(f"{values / 1e6:.1f} million values on {connection.vendor}")
    print(f"{'':16} {'packed':>10} {'rows':>10}")
    print(f"{'taken in, s':16} {taken:10.1f} {base_taken:10.1f}")
    print(f"{'size, MB':16} {size:10.1f} {base_size:10.1f}")
    for name, (middle, p95) in mine.items():
        print(f"{name + ', ms':16} {middle:10.2f} {base[name][0]:10.2f}   (p95 {p95:.2f}, {base[name][1]:.2f})")
    return (
        f"store: {values / 1e6:.1f} million values in {taken:.0f} s, {size:.0f} MB "
        f"({base_size / size:.0f} times less than rows), one series {mine['one series'][0]:.2f} ms, "
        f"cross-section {mine['cross-section'][0]:.1f} ms"
    )


def _table(i: int, codes: list[str], counts: list[list[int]]) -> Table:
    readings = [
        Reading(code, f"Brottstyp {i}", Unit.COUNT, Period(2000 + m // 12, m % 12 + 1), float(v), Mark.NONE, m)
        for code, mine in zip(codes, counts, strict=True)
        for m, v in enumerate(mine)
    ]
    return Table("bench", Step.MONTH, readings)


def _size() -> float:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("select sum(pgsize) from dbstat where name like '%series_series%'")
        else:
            cursor.execute("select pg_total_relation_size('series_series')")
        return float(cursor.fetchone()[0])


def _middle(ask: Callable[[], object], times: int = TIMES) -> tuple[float, float]:
    found = []
    for _ in range(times):
        start = time.perf_counter()
        ask()
        found.append((time.perf_counter() - start) * 1000)
    found.sort()
    return found[len(found) // 2], found[int(len(found) * 0.95)]


def _rows(
    path: Path, drawn: list[np.ndarray], random: np.random.Generator
) -> tuple[float, float, dict[str, tuple[float, float]]]:
    """A row for each value, with the two indexes that the questions need."""
    plain = sqlite3.connect(path)
    plain.execute("create table v(i int, a int, t int, x real, m int, d int, primary key(i, a, t)) without rowid")
    plain.execute("create index by_time on v(i, t)")
    start = time.perf_counter()
    for i, counts in enumerate(drawn):
        cells = ((i, a, t, v, 0, 1) for a, mine in enumerate(counts.tolist()) for t, v in enumerate(mine))
        with plain:
            plain.executemany("insert into v values(?, ?, ?, ?, ?, ?)", cells)
    taken = time.perf_counter() - start
    n, areas = len(drawn), len(drawn[0])

    def ask(question: str, *tops: int) -> Callable[[], object]:
        return lambda: plain.execute(question, [int(random.integers(top)) for top in tops]).fetchall()

    found = {
        "one series": _middle(ask("select t, x, m from v where i=? and a=? order by t", n, areas)),
        "cross-section": _middle(ask("select a, x from v where i=? and t=250", n)),
        "whole indicator": _middle(ask("select a, t, x from v where i=?", n), 20),
    }
    return taken, path.stat().st_size / 1e6, found
