"""The page of a figure with the whole country's statistics in the store, and one chart.

290 municipalities × 100 figures × 300 months lie in the store; the page of ten of them, as the coordinator, through the
server at two connections. The first view after new numbers reads the indicator whole and judges it; what came out is
kept until the next numbers, and both are told. Bounds: p95 60 ms, a chart 2 ms.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from statistics import quantiles

import numpy as np
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from bench import data, pages, stand
from malbild.accounts.models import User
from malbild.accounts.registry import rows
from malbild.followup.figures import drawing, reading
from malbild.kit import clock
from malbild.partnerships.models import Partnership
from malbild.series.models import Delivery, Indicator, Series
from malbild.series.packing import Packed
from malbild.series.readings import Step, Unit

FIGURES, MONTHS, FIRST = 100, 300, 2001 * 12
LOOKED_AT = 10
MS, CHART_MS = 60.0, 2.0
TIMES = 200


def measure(folder: Path, *, quick: bool) -> str:
    call_command("migrate", verbosity=0)
    data.fill(years=1)
    ids = _country(8 if quick else FIGURES)
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(email=data.ANNA))
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    ours = Partnership.objects.get(slug=data.TEN_YEARS).municipality
    code = ours.code if ours else ""
    found = reading.figure(Indicator.objects.get(pk=ids[0]), code)
    if found is None:
        raise RuntimeError("the bench's partnership has no figures")
    charts = {"by year": _ms(lambda: drawing.chart(found)), "by month": _ms(lambda: drawing.by_month(found))}
    first = _ms(lambda: reading._figure(found.indicator, code, found.compared.kind), 20)
    connection.close()
    print(f"machine: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} (above 1, read the processor time)")
    worst, ratio = 0.0, 0.0
    with stand.served(folder) as (port, process):
        for pk in ids[:3] if quick else ids[:LOOKED_AT]:
            path = reverse("followup:figure", kwargs={"slug": data.TEN_YEARS, "indicator_id": pk})
            page, empty = pages._both(port, cookie, path, *((30, 4.0) if quick else (80, 12.0)))
            p95, beside = quantiles(page, n=20)[-1] * 1000, quantiles(empty, n=20)[-1] * 1000
            own = pages._processor(port, process.pid, cookie, path, 20)
            worst, ratio = max(worst, p95), max(ratio, p95 / beside)
            print(f"figure {pk:<4} p95 {p95:6.1f} ms  {p95 / beside:5.1f} x an empty view  processor {own:5.1f} ms")
    print(f"worked out anew, the first time after new numbers: {first:.1f} ms (p95 of 20), in the page's own time")
    for name, took in charts.items():
        print(f"chart {name:<9} {took:5.2f} ms (p95 of {TIMES})")
    fits = worst <= MS and first <= MS and max(charts.values()) <= CHART_MS
    return (
        f"figures: worst p95 {worst:.1f} ms (bound {MS:.0f}), {ratio:.1f} x an empty view, "
        f"slowest chart {max(charts.values()):.2f} ms (bound {CHART_MS:.0f}): {'fits' if fits else 'DOES NOT FIT'}"
    )


def _country(figures: int) -> list[int]:
    """The store filled with packed rows at once: `bench store` measures the way in."""
    delivery = Delivery.objects.create(source="bra_sol", name="bench", sha256="0" * 64, at=clock.now())
    random, ids = np.random.default_rng(1), []
    people = [(row["code"], row["inhabitants"]) for row in rows()]
    for n in range(figures):
        indicator = Indicator.objects.create(
            source="bra_sol", category=f"Brottstyp {n}", unit=Unit.COUNT.value, step=Step.MONTH.value, latest=delivery
        )
        rate = float(np.exp(random.normal(-8.5, 1.0)))
        Series.objects.bulk_create(
            Series(
                indicator=indicator, area=code, first=FIRST, data=_packed(random.poisson(rate * many, MONTHS), delivery)
            )
            for code, many in people
        )
        ids.append(indicator.pk)
    return ids


def _packed(counts: np.ndarray, delivery: Delivery) -> bytes:
    cells = Packed(
        FIRST,
        counts.astype(np.float64),
        np.zeros(counts.size, dtype=np.uint8),
        np.full(counts.size, delivery.pk, dtype=np.uint32),
    )
    return cells.pack()


def _ms(draw, times: int = TIMES) -> float:  # type: ignore[no-untyped-def] # anything that draws
    found = []
    for _ in range(times):
        start = time.perf_counter()
        draw()
        found.append((time.perf_counter() - start) * 1000)
    return quantiles(found, n=20)[-1]
