"""Funnels, neighbours and hidden cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from bench.references.checks import Check
from malbild.statistics import (
    audit_suppression,
    exact_binomial_limits,
    exact_poisson_limits,
    funnel_limits,
    funnel_limits_sqrt,
    nearest_municipalities,
    ratio_significance,
    standardised_covariates,
)
from malbild.statistics.counts import nb_at_most


def funnel_nb(data: dict[str, Any]) -> Iterator[Check]:
    for run in data["runs"]:
        found = funnel_limits(run["observed"], run["expected"], p=tuple(run["p"]))
        yield Check("theta", run["theta"], 1 / found.tau2 if found.tau2 else None, 1e-3)
        yield Check("tau2", run["tau2"], found.tau2, 1e-3)
        yield Check("rate_ratio_overall", run["rate_ratio_overall"], found.ratio, 1e-6)
        yield Check("loglik", run["loglik"], found.loglik, 1e-6)
        yield Check("p_high", run["p_high"], found.p_high, near=1e-3)
        yield Check("p_low", run["p_low"], found.p_low, near=1e-3)
        mean = np.asarray(run["expected"]) * run["rate_ratio_overall"]
        for row, got, m in zip(run["limits_count"], found.limits, mean, strict=True):
            for limit, mine, p in zip(row, got, run["p"], strict=True):
                is_near = abs(float(nb_at_most(min(limit, mine), m, run["theta"])) - p) < 1e-3
                yield Check("limits_count", limit, limit if is_near and abs(mine - limit) <= 1 else int(mine))


def funnel_exact_limits(data: dict[str, Any]) -> Iterator[Check]:
    poisson, binomial = data["poisson"], data["binomial"]
    yield Check("poisson limits", poisson["limits"], exact_poisson_limits(poisson["expected"], poisson["p"]), 1e-10)
    found = exact_binomial_limits(binomial["n"], binomial["theta0"], binomial["p"])
    yield Check("binomial limits", binomial["limits"], found, 1e-10)


FUNNELPLOTR_LEFT_OUT = {
    "SHMI": "logarithms flag every area without a case as low: not offered",
    "RC": "limits that ignore how the numerator varies: not offered",
    "PR": "shares on an arcsine scale: not offered",
}


def funnel_funnelplotr(data: dict[str, Any]) -> Iterator[Check]:
    """Only SR with the quality commission's rounding; it must be there to be met."""
    for run in data["runs"]:
        if run["data_type"] != "SR" or run["sr_method"] != "CQC":
            continue
        table = run["table"]
        found = funnel_limits_sqrt(table["numerator"], table["denominator"], trim=run["trim_by"])
        yield Check("phi", run["phi"], found.phi, 1e-6)
        yield Check("tau2", run["tau2"], found.tau2, 1e-6)
        yield Check("target", run["target"], 1)
        yield Check("rr", table["rr"], np.divide(table["numerator"], table["denominator"]), 1e-9)
        for name, got in (("Y", found.y), ("Uzscore", found.z), ("Wuzscore", found.winsorised)):
            yield Check(name, table[name], got, 1e-9, 1e-9)
        names = ("LCL99", "LCL95", "UCL95", "UCL99")
        for i, name in enumerate(names):
            yield Check(name, table[name], found.of_count[:, i], 1e-6)
        for i, name in enumerate(("OD99LCL", "OD95LCL", "OD95UCL", "OD99UCL")):
            yield Check(name, table[name], found.limits[:, i], 1e-6)
        yield Check("outlier", table["outlier"], found.outlier.astype(int))


_WORDS = {2: "High (0.001)", 1: "High (0.025)", 0: "Not significant", -1: "Low (0.025)", -2: "Low (0.001)"}


def funnel_phe_significance(data: dict[str, Any]) -> Iterator[Check]:
    table = data["table"]
    for said, got in zip(table["significance"], ratio_significance(table["obs"], table["expected"]), strict=True):
        yield Check("significance", said, _WORDS[int(got)])


def neighbours(data: dict[str, Any]) -> Iterator[Check]:
    for run in data["runs"]:
        z = standardised_covariates(run["X"])
        for result in run["results"]:
            found = nearest_municipalities(z, run["units"], result["focus"], run["weights"], run["k"])
            yield Check("neighbours", result["neighbours"], list(found.ids))
            yield Check("distance", result["distance"], found.distance, 1e-9)


def disclosure_audit(data: dict[str, Any]) -> Iterator[Check]:
    for table in data["tables"]:
        found = audit_suppression(table["published"], table["row_totals_published"], table["col_totals_published"])
        by_cell = {f.cell: f for f in found}
        cells = list(zip(table["suppressed_row_1based"], table["suppressed_col_1based"], strict=True))
        yield Check("suppressed", len(cells), len(found))
        for i, (row, column) in enumerate(cells):
            cell = by_cell[row - 1, column - 1]
            yield Check("feasible_min", table["feasible_min"][i], cell.least)
            yield Check("feasible_max", table["feasible_max"][i], None if cell.most == np.inf else int(cell.most))
            yield Check("exactly_disclosed", table["exactly_disclosed"][i], cell.is_disclosed)
