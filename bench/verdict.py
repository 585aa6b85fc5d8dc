"""How often the verdict is wrong when nothing changed, and how often it sees a change: simulated, not timed.

Areas of unlike size, counts with variance phi · mean, a season, a common trend; spread, season and trend estimated from
the areas themselves, as on a page. Rates are onsets of a rise or a fall per 100 series and year over ten years after
five of baseline; power is the share of series whose verdict says so within a year of a change (and within two).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from malbild.statistics import estimate_dispersion, judge_months, pooled_exposure, verdict_years
from malbild.statistics.reasons import Numbers
from malbild.statistics.verdicts import LIMIT, MONTH_P, YEAR_P, State

BOUND = 2.5
YEARS, BASELINE = 10, 60
MEANS, PHIS, POOLS, SHAPES = (
    (5, 12, 17, 70, 800),
    (1.0, 1.5, 2.0, 3.0),
    (24, 290),
    ((0.0, 0.0), (0.3, 0.03), (0.3, -0.03)),
)
CHANGES = (2.0, 0.7, 0.5)
_SPREAD_OF_SIZES = 0.6


@dataclass(frozen=True)
class Scene:
    """A kind of world: `mean` events a year in a middling area, `season` and `trend` on the logarithm."""

    mean: float
    phi: float
    areas: int
    season: float
    trend: float

    def draw(self, random: np.random.Generator, months: int, change: float = 1.0) -> tuple[Numbers, Numbers]:
        """Counts and people (areas × months); from month 97 on one area in eight has `change` times as many."""
        t = np.arange(months)
        season = np.exp(self.season * np.sin(2 * np.pi * t / 12))
        size = np.exp(random.normal(0, _SPREAD_OF_SIZES, self.areas) - _SPREAD_OF_SIZES**2 / 2)
        if change != 1:
            size[::8] = 1.0  # power is told for areas of just this mean
        mean = self.mean / 12 * size[:, None] * season / season[:12].mean() * np.exp(self.trend * t / 12)
        if change != 1:
            mean[::8, 96:] *= change
        if self.phi > 1:
            mean = random.gamma(mean / (self.phi - 1), self.phi - 1)
        return random.poisson(mean).astype(np.float64), np.broadcast_to(size[:, None], mean.shape)


def measure(folder: Path, *, quick: bool) -> str:
    per_scene = 400 if quick else 3000
    print(f"month p < {MONTH_P}, sum ≥ {LIMIT}, year p < {YEAR_P}; onsets per 100 series and year, bound {BOUND}")
    print("a year  phi areas season  trend   rises  falls judged  phi found")
    worst: list[tuple[float, str]] = []
    for scene in _scenes(quick):
        up, down, judged, phi = false_alarms(scene, per_scene)
        mark = "" if max(up, down) <= BOUND else "  over"
        print(
            f"{scene.mean:6} {scene.phi:4} {scene.areas:5} {scene.season:6} {scene.trend:6}"
            f"  {up:6.2f} {down:6.2f} {judged:6.2f}  {phi:.2f}{mark}"
        )
        worst += [(up, "rises"), (down, "falls")]
    print("\nseen within 12 (24) months of a change, in areas of just this mean; 290 areas, season 0.3")
    print(f"{'a year':>6} {'phi':>4}  " + " ".join(f"{'x' + str(c):>13}" for c in CHANGES))
    for mean, phi in product(MEANS, (1.0, 1.5) if quick else PHIS):
        scene = Scene(mean, phi, 290, 0.3, 0.0)
        shares = [power(scene, change, max(1, per_scene // 36 // 8)) for change in CHANGES]
        print(f"{mean:6} {phi:4}  " + " ".join(f"{a:6.2f} ({b:4.2f})" for a, b in shares))
    print("\nyearly series, the year against the five before")
    for mean, phi in product((12, 17, 70, 800), (1.0, 2.0)):
        up, down, seen = yearly(Scene(mean, phi, 290, 0.0, 0.0), 4 if quick else 30)
        print(f"{mean:6} {phi:4}  rises {up:.2f} falls {down:.2f}  doubling {seen[0]:.2f} halving {seen[1]:.2f}")
        worst += [(up, "rises"), (down, "falls")]
    most, kind = max(worst)
    return (
        f"verdict: at most {most:.2f} false {kind} per 100 series and year (bound {BOUND}) in {len(worst) // 2} scenes"
    )


def _scenes(quick: bool) -> Iterator[Scene]:
    if quick:
        yield from (Scene(mean, phi, 24, 0.3, 0.03) for mean, phi in product((17, 70), (1.0, 3.0)))
        return
    for mean, phi, areas, (season, trend) in product(MEANS, PHIS, POOLS, SHAPES):
        yield Scene(mean, phi, areas, season, trend)


def false_alarms(scene: Scene, series: int) -> tuple[float, float, float, float]:
    """Rises and falls per 100 series and year, the share of months that are judged at all, and the mean phi found."""
    random, months = np.random.default_rng(11), BASELINE + YEARS * 12
    up = down = judged = phi = 0.0
    worlds = max(1, series // scene.areas)
    for _ in range(worlds):
        state, found = _states(*scene.draw(random, months))
        state = state[:, BASELINE:]
        up += _onsets(state, 1)
        down += _onsets(state, -1)
        judged += float((state != -2).mean())
        phi += found
    years = worlds * scene.areas * YEARS / 100
    return up / years, down / years, judged / worlds, phi / worlds


def power(scene: Scene, change: float, worlds: int) -> tuple[float, float]:
    random, way = np.random.default_rng(12), 1 if change > 1 else -1
    year, two = [], []
    for _ in range(worlds):
        state, _phi = _states(*scene.draw(random, 96 + 24, change))
        says = state[::8, 96:] == way
        year.append(says[:, :12].any(axis=1))
        two.append(says.any(axis=1))
    return float(np.concatenate(year).mean()), float(np.concatenate(two).mean())


def _states(counts: Numbers, people: Numbers) -> tuple[NDArray[np.int8], float]:
    exposure = pooled_exposure(counts, people)
    phi = estimate_dispersion(counts, exposure).phi
    return judge_months(counts, exposure, phi).state, phi


def _onsets(state: NDArray[np.int8], way: int) -> int:
    says = state == way
    before = np.concatenate([np.zeros((says.shape[0], 1), dtype=bool), says[:, :-1]], axis=1)
    return int((says & ~before).sum())


def yearly(scene: Scene, worlds: int) -> tuple[float, float, list[float]]:
    """The rule of the annual report: one judgement a series, phi from the years of all."""
    random, found = np.random.default_rng(13), []
    for change in (1.0, 2.0, 0.5):
        says: list[State] = []
        for _ in range(worlds):
            size = np.ones(scene.areas)
            mean = np.tile(scene.mean * size[:, None], (1, 6))
            if change != 1:
                mean[::8, 5] *= change
            wide = random.gamma(mean / (scene.phi - 1), scene.phi - 1) if scene.phi > 1 else mean
            counts = random.poisson(wide).astype(np.float64)
            phi = estimate_dispersion(counts[:, :5], 1.0, fewest=4).phi
            says += [verdict_years(row, 1.0, phi).state for row in counts[:: 8 if change != 1 else 4]]
        found.append(says)
    rises, falls = (100 * found[0].count(s) / len(found[0]) for s in (State.CLEAR_UP, State.CLEAR_DOWN))
    return (
        rises,
        falls,
        [
            found[1].count(State.CLEAR_UP) / len(found[1]),
            found[2].count(State.CLEAR_DOWN) / len(found[2]),
        ],
    )
