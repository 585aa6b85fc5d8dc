"""The whole country judged at once: verdicts, rates and funnels for 290 municipalities × 100 figures × 300 months.

An indicator at a time, as the worker does: spread and season pooled over the areas, every month of every area judged
with what was known then, the exact limits of every cell's rate, and the funnel of the latest twelve months. Bounds:
10 s and 1 GB. The baseline is reading all the numbers once and adding them up by twelve months.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from malbild.accounts.registry import rows
from malbild.statistics import count_limits, estimate_dispersion, funnel_limits, judge_months, pooled_exposure

FIGURES, MONTHS = 100, 300
SECONDS, GIGABYTES = 10.0, 1.0


def measure(folder: Path, *, quick: bool) -> str:
    people = np.array([row["inhabitants"] for row in rows()], dtype=np.float64)
    figures = 5 if quick else FIGURES
    random = np.random.default_rng(1)
    per_month = np.exp(random.normal(-9.0, 1.3, figures))  # crimes a person and month: a few to many hundreds a place
    drawn = [random.poisson(rate * people[:, None], (people.size, MONTHS)).astype(np.int32) for rate in per_month]
    empty = float(np.mean([(counts == 0).mean() for counts in drawn]))
    spent = dict.fromkeys(("reading", "spread and season", "verdicts", "rates", "funnels"), 0.0)
    alarms = 0

    def timed[T](name: str, what: Callable[[], T]) -> T:
        start = time.perf_counter()
        made = what()
        spent[name] += time.perf_counter() - start
        return made

    for counts in drawn:
        y = counts.astype(np.float64)
        timed("reading", lambda y=y: np.cumsum(y, axis=1)[:, 12:] - np.cumsum(y, axis=1)[:, :-12])
        exposure = timed("spread and season", lambda y=y: pooled_exposure(y, people[:, None] * np.ones(MONTHS)))
        phi = timed("spread and season", lambda y=y, e=exposure: estimate_dispersion(y, e).phi)
        course = timed("verdicts", lambda y=y, e=exposure, phi=phi: judge_months(y, e, phi))
        alarms += int((np.abs(course.state[:, -1]) == 1).sum())
        timed("rates", lambda y=y: count_limits(y))
        year = y[:, -12:].sum(axis=1)
        timed("funnels", lambda year=year: funnel_limits(year, people * year.sum() / people.sum()))
    total = sum(seconds for name, seconds in spent.items() if name != "reading")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    values = figures * people.size * MONTHS / 1e6
    series = figures * people.size
    print(f"{values:.1f} million counts, {empty:.0%} of the cells empty; {alarms} of {series} series stand out")
    for name, seconds in spent.items():
        print(f"{name:18} {seconds:7.2f} s")
    scale = FIGURES / figures
    fits = total * scale <= SECONDS and peak <= GIGABYTES
    return (
        f"national: {values:.1f} million counts in {total:.1f} s ({total / spent['reading']:.0f} x reading them once), "
        f"{peak:.2f} GB at most (bounds {SECONDS:.0f} s, {GIGABYTES:.0f} GB): {'fits' if fits else 'DOES NOT FIT'}"
    )
