"""Figures that were simulated, simulated again with the core: thresholds, false alarms and power."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.references.checks import Check
from malbild.statistics import expect_next, lr_cusum, predict_next
from malbild.statistics.counts import nb_size
from malbild.statistics.reasons import Numbers

BASELINE, YEARS = 60, 10
_DETECTED = re.compile(r"detected_within_(\d+)_months_ratio_([\d.]+)")


def draw(random: np.random.Generator, mean: Numbers, phi: float, series: int) -> Numbers:
    """Counts (series × months) with variance phi · mean."""
    wide = np.broadcast_to(mean, (series, mean.size))
    if phi > 1:
        wide = random.gamma(wide / (phi - 1), phi - 1)
    return random.poisson(wide).astype(np.float64)


def episodes(alarm: NDArray[np.bool_], years: float) -> float:
    """Runs of alarm months per 100 series and year."""
    before = np.concatenate([np.zeros((alarm.shape[0], 1), dtype=bool), alarm[:, :-1]], axis=1)
    return float((alarm & ~before).sum()) / (alarm.shape[0] * years) * 100


def cusum_thresholds(data: dict[str, Any], *, series: int = 4000, detection: int = 1500) -> Iterator[Check]:
    """h ± 0.2, shares ± 0.05."""
    for i, row in enumerate(data["rows"]):
        random = np.random.default_rng(1000 + i)
        flat = np.full(BASELINE + YEARS * 12, float(row["mean"]))
        y = draw(random, flat, row["phi"], series)
        mean, variance = expect_next(y, 1.0, row["phi"], baseline=BASELINE, least=BASELINE)
        steps = (y[:, BASELINE:], mean[:, BASELINE:], nb_size(mean, variance)[:, BASELINE:])
        found = {name: _limit(steps, row["ratio"], wanted) for name, wanted in (("h_far1", 1.0), ("h_far2", 2.0))}
        for name, h in found.items():
            yield Check(name, row[name], h, near=0.2)
        flat[BASELINE + 36 :] *= row["ratio"]
        changed = draw(random, flat, row["phi"], detection)
        mean, variance = expect_next(changed, 1.0, row["phi"], baseline=BASELINE, least=BASELINE)
        alarm = lr_cusum(
            changed[:, BASELINE:],
            mean[:, BASELINE:],
            nb_size(mean, variance)[:, BASELINE:],
            ratio=row["ratio"],
            limit=found["h_far1"],
        ).alarm
        for name, months in (("det12", 12), ("det24", 24)):
            yield Check(name, row[name], float(alarm[:, 36 : 36 + months].any(axis=1).mean()), near=0.05)


def _limit(steps: tuple[Numbers, Numbers, Numbers], ratio: float, wanted: float) -> float:
    low, high = 0.5, 12.0
    for _ in range(14):
        middle = (low + high) / 2
        alarms = episodes(lr_cusum(*steps, ratio=ratio, limit=middle).alarm, YEARS)
        low, high = (middle, high) if alarms > wanted else (low, middle)
    return (low + high) / 2


_MONTHS, _STEP = 180, 96


def signal_operating_characteristics(
    data: dict[str, Any], *, series: int = 6000, detection: int = 3000
) -> Iterator[Check]:
    """Rates within 25 % or 0.5, shares within 0.05. 60 months of baseline, then ten years."""
    for i, run in enumerate(data["runs"]):
        random = np.random.default_rng(2000 + i)
        t = np.arange(_MONTHS)
        season = np.exp(run["seasonal_amplitude_log"] * np.sin(2 * np.pi * t / 12))
        season = season / season[:12].mean()
        mean = run["mean_per_month"] * season * np.exp(run["trend_log_per_year"] * t / 12)
        alarms = _alarms(draw(random, mean, run["phi"], series), season, run["phi"])
        for name, alarm in alarms.items():
            yield Check(name, run[name], episodes(alarm[:, BASELINE:], YEARS), 0.25, 0.5)
        for name, said in run.items():
            if not (found := _DETECTED.fullmatch(name)):
                continue
            months, ratio = int(found[1]), float(found[2])
            changed = _detected(random, mean, season, run["phi"], ratio, detection)
            way = "pair_up" if ratio > 1 else "pair_down"
            yield Check(name, said, float(changed[way][:, _STEP : _STEP + months].any(axis=1).mean()), near=0.05)


def _detected(
    random: np.random.Generator, mean: Numbers, season: Numbers, phi: float, ratio: float, series: int
) -> dict[str, NDArray[np.bool_]]:
    changed = np.concatenate([mean[:_STEP], mean[_STEP:] * ratio])[: _STEP + 24]
    return _alarms(draw(random, changed, phi, series), season[: _STEP + 24], phi)


def _alarms(y: Numbers, season: Numbers, phi: float) -> dict[str, NDArray[np.bool_]]:
    found = predict_next(y, season, phi, baseline=BASELINE, least=BASELINE)
    up = lr_cusum(y, found.mean, found.size, ratio=2.0, limit=5.0).alarm
    down = lr_cusum(y, found.mean, found.size, ratio=0.5, limit=5.0).alarm
    with np.errstate(invalid="ignore"):
        high, low = found.p_high < 0.002, found.p_low < 0.002
        return {
            "month_up_p002": high,
            "month_up_p01": found.p_high < 0.01,
            "month_down_p002": low,
            "lr_cusum_up_ratio2_h5": up,
            "lr_cusum_down_ratio05_h5": down,
            "pair_up": high | up,
            "pair_down": low | down,
        }
