"""Series in time: signals, sums, control charts and change points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from bench.references.checks import Check
from malbild.statistics import (
    Label,
    changepoint_poisson,
    jeffreys_limit,
    laney_u,
    lr_cusum,
    normal_cusum,
    normal_scores,
    predict_next,
    xmr,
)

_REL = 1e-8


def predictive_signal(data: dict[str, Any]) -> Iterator[Check]:
    for run in data["runs"]:
        months, at = run["baseline_months"], np.asarray(run["index_1based"]) - 1
        x = np.asarray(run["x"], dtype=np.float64)
        found = predict_next(x, run["exposure"], run["phi"], baseline=months, least=months)
        low, high = found.interval()
        scores = normal_scores(x, found)
        for name, got in (
            ("mean", found.mean),
            ("variance", found.variance),
            ("p_high", found.p_high),
            ("p_low", found.p_low),
            ("mid_p_high", found.mid_p_high(x)),
            ("z", scores),
        ):
            yield Check(name, run[name], got[at], _REL, 1e-12)
        yield Check("pi95_low", run["pi95_low"], low[at])
        yield Check("pi95_high", run["pi95_high"], high[at])
        for way, sign in (("up", 1), ("down", -1)):
            ratio, limit = run[f"lr_ratio_{way}"], run["lr_h"]
            lr = lr_cusum(x[at], found.mean[at], found.size[at], ratio=ratio, limit=limit)
            yield Check(f"lr_{way}", run[f"lr_{way}"], lr.statistic, _REL, 1e-9)
            yield Check(f"lr_alarm_{way}", run[f"lr_alarm_{way}"], lr.alarm.astype(int))
            normal = normal_cusum(sign * scores[at], slack=run["cusum_k"], limit=run["cusum_h"])
            yield Check(f"cusum_{way}", run[f"cusum_{way}"], normal.statistic, _REL, 1e-9)
            yield Check(f"alarm_{way}", run[f"alarm_{way}"], normal.alarm.astype(int))


CUSUM_LEFT_OUT = {
    "cusum": "sums of transformed scores: not offered, near 17 a year they miss halvings",
    "glr without theta": "the generalised ratio searches over all changes: not offered",
}


def cusum(data: dict[str, Any]) -> Iterator[Check]:
    """The likelihood-ratio form for a given ratio; `theta` is its logarithm, `alpha` one over the size."""
    for run in data["glr"]:
        if run["theta"] is None:
            continue
        series = data["series"][run["dataset"]]
        y = np.asarray(series, dtype=np.float64)[np.asarray(run["index_1based"]) - 1]
        size = 1 / run["alpha"] if run["alpha"] else np.inf
        found = lr_cusum(y, run["mu0"], size, ratio=float(np.exp(run["theta"])), limit=run["c_ARL"])
        yield Check("statistic", run["statistic"], found.statistic, 1e-9, 1e-9)
        yield Check("alarm", run["alarm"], found.alarm.astype(int))


def gamma_poisson_predictive(data: dict[str, Any]) -> Iterator[Check]:
    for run in data["runs"]:
        y, w = data["series"][run["dataset"]], run["w"]
        for at, said, alarm in zip(run["index_1based"], run["upperbound"], run["alarm"], strict=True):
            now = at - 1
            past = list(y[now - w : now]) if run["actY"] else []
            for back in range(1, run["b"] + 1):
                middle = now - back * run["freq"]
                past += y[middle - w : middle + w + 1]
            limit = jeffreys_limit(past, run["alpha"])
            yield Check("upperbound", said, int(limit))
            yield Check("alarm", alarm, int(y[now] > limit))


_LABELS = {
    Label.COMMON: "Common Cause",
    Label.ABOVE: "Above UCL",
    Label.BELOW: "Below LCL",
    Label.RISING: "7 Point Trend (Increasing)",
    Label.FALLING: "7 Point Trend (Decreasing)",
    Label.TWO_OF_THREE_ABOVE: "2 in 3 Above CL",
    Label.TWO_OF_THREE_BELOW: "2 in 3 Below CL",
    Label.SEVEN_ABOVE: "7 Points Above CL",
    Label.SEVEN_BELOW: "7 Points Below CL",
}
_HIGH = {Label.ABOVE, Label.RISING, Label.TWO_OF_THREE_ABOVE, Label.SEVEN_ABOVE}


def spc_xmr_nhs(data: dict[str, Any]) -> Iterator[Check]:
    for run in data["runs"]:
        found = xmr(run["y"], run["fix_after_n_points"])
        for name, got in (("mean", found.mean), ("lpl", found.lower), ("upl", found.upper)):
            yield Check(name, run[name], [got] * len(run["y"]), 1e-9)
        yield Check("special_cause_type", run["special_cause_type"], [_LABELS[label] for label in found.labels])
        types = [_point_type(label, run["improvement_direction"]) for label in found.labels]
        yield Check("point_type", run["point_type"], types)


def _point_type(label: Label, wanted: str) -> str:
    if label is Label.COMMON:
        return "common_cause"
    if wanted == "neutral":
        return f"special_cause_neutral_{'high' if label in _HIGH else 'low'}"
    is_better = (label in _HIGH) == (wanted == "increase")
    return f"special_cause_{'improvement' if is_better else 'concern'}"


def spc_laney(data: dict[str, Any]) -> Iterator[Check]:
    for run in data["runs"]:
        found = laney_u(run["x"], run["n"])
        yield Check("ubar", run["ubar"], found.mean, 1e-9)
        yield Check("sigma_z", run["sigma_z"], found.sigma_z, 1e-9)
        yield Check("lcl", run["lcl"], found.lower, 1e-9, 1e-12)
        yield Check("ucl", run["ucl"], found.upper, 1e-9)


CHANGEPOINT_LEFT_OUT = {"least_squares": "several changes by least squares: not offered in this release"}


def changepoint(data: dict[str, Any]) -> Iterator[Check]:
    for run in data["poisson_single"]:
        found = changepoint_poisson(run["y"], n_sim=0)
        yield Check("last_obs_of_first_segment_1based", run["last_obs_of_first_segment_1based"], found.last_before + 1)
        yield Check("loglik_ratio", run["loglik_ratio"], found.ratio, 1e-9)
        yield Check("mean_before", run["mean_before"], found.before, 1e-9)
        yield Check("mean_after", run["mean_after"], found.after, 1e-9)
