"""Rates, two counts, standardised rates, shares and adjusted p values."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from bench.references.checks import Check
from malbild.statistics import (
    clopper_pearson,
    compare_two_counts,
    dsr,
    fdr,
    isr,
    isr_rate,
    rate_ci,
    wilson,
)

CLOSED = 1e-9
_LOOSE = 5e-3  # the reference's own root finding
_NONE = 1e-300  # a relative bound of an expected 0 is 0


def rates_ci(data: dict[str, Any]) -> Iterator[Check]:
    for case in data["cases"]:
        about = {"per": case["multiplier"], "conf": case["confidence"]}
        for name, method in (("phe", "phe"), ("exact", "exact"), ("chisq", "exact"), ("byar", "byar")):
            rate = rate_ci(case["count"], case["population"], method=method, **about)
            yield Check("value", case["value"], float(rate.value), CLOSED, _NONE)
            yield Check(f"{name}_lower", case[f"{name}_lower"], float(rate.lower), CLOSED, _NONE)
            yield Check(f"{name}_upper", case[f"{name}_upper"], float(rate.upper), CLOSED, _NONE)
        yield Check("phe_method", case["phe_method"], "Exact" if case["count"] < 10 else "Byars")


def phe_rate_testdata(rows: list[dict[str, str]]) -> Iterator[Check]:
    """The package authors' own spreadsheet; NA is not defined."""
    for row in rows:
        values = {k: None if v in ("NA", "") else v for k, v in row.items()}
        if values["Numerator"] is None or values["Denominator"] is None:
            continue
        count, people = float(row["Numerator"]), float(row["Denominator"])
        per = 100.0 if values["multiplier"] is None else float(row["multiplier"])
        for suffix, conf in (("95_0", 0.95), ("99_8", 0.998)):
            rate = rate_ci(count, people, per=per, conf=conf, method="phe")
            for side, got in (("lower", rate.lower), ("upper", rate.upper)):
                said = values[f"{side}{suffix}cl"]
                yield Check(f"{side}{suffix}cl", None if said is None else float(said), float(got), 1e-7, _NONE)
        said = values["value"]
        yield Check("value", None if said is None else float(said), float(rate.value), 1e-7, _NONE)
        if values["method"] is not None:
            yield Check("method", values["method"], "Exact" if count < 10 else "Byars")


TWO_COUNTS_LEFT_OUT = {
    "p_poisson_test_minlike": "two-sided by small p values: not offered, its interval and p can disagree",
    "exactci_minlike_p": "the same",
    "exactci_minlike_ci": "the same",
    "exactci_blaker_p": "Blaker's interval: not offered",
    "exactci_blaker_ci": "the same",
    "wald_log_ci": "dishonest for few events: not offered",
}


def two_counts(data: dict[str, Any]) -> Iterator[Check]:
    for case in data["cases"]:
        given = (case["x1"], case["exposure1"], case["x2"], case["exposure2"])
        exact = compare_two_counts(*given, conf=case["confidence"], method="exact")
        midp = compare_two_counts(*given, conf=case["confidence"], method="midp")
        yield Check("rate_ratio_1_over_2", case["rate_ratio_1_over_2"], float(exact.ratio), CLOSED, _NONE)
        for name, found in (("p_central", exact), ("exactci_central_p", exact), ("exactci_midp_p", midp)):
            yield Check(name, case[name], float(found.p), near=1e-9)
        for name, found, rel in (
            ("ci_exact_central", exact, CLOSED),
            ("exactci_central_ci", exact, _LOOSE),
            ("exactci_midp_ci", midp, _LOOSE),
        ):
            yield Check(name, case[name], [float(found.lower), float(found.upper)], rel, _NONE)


def two_counts_dispersed(data: dict[str, Any]) -> Iterator[Check]:
    for case in data["cases"]:
        given = (case["x1"], case["exposure1"], case["x2"], case["exposure2"])
        about = {"phi": case["phi"], "conf": case["confidence"]}
        for name, method in (("exact", "exact"), ("jeffreys", "jeffreys")):
            found = compare_two_counts(*given, method=method, **about)
            yield Check("rate_ratio", case["rate_ratio"], float(found.ratio), CLOSED, _NONE)
            yield Check(
                f"ci_scaled_{name}",
                case[f"ci_scaled_{name}"],
                [float(found.lower), float(found.upper)],
                CLOSED,
                _NONE,
            )
            yield Check(f"p_scaled_{name}", case[f"p_scaled_{name}"], float(found.p), CLOSED)


def standardised(data: dict[str, Any]) -> Iterator[Check]:
    for case in data["dsr"]:
        about = {"per": case["multiplier"], "conf": case["confidence"]}
        counts = [math.nan if c is None else c for c in case["counts"]]
        found = dsr(counts, case["pops"], data["stdpop_esp2013"], **about)
        yield Check("total_count", case["total_count"], found.observed, CLOSED)
        yield Check("total_pop", case["total_pop"], float(np.sum(case["pops"])), CLOSED)
        for name in ("value", "lower", "upper"):
            yield Check(f"dsr {name}", case[name], getattr(found, name), CLOSED)
    for case in data["isr"]:
        counts = [math.nan if c is None else c for c in case["counts"]]
        reference = (data["ref_count"], data["ref_pop"])
        found = isr(counts, case["pops"], *reference, conf=case["confidence"])
        rate = isr_rate(found, *reference)
        yield Check("observed", case["observed"], found.observed, CLOSED, _NONE)
        yield Check("expected", case["expected"], found.expected, CLOSED)
        yield Check("ratio_method", case["ratio_method"], "Exact" if found.observed < 10 else "Byars")
        for name, got in (("ratio", found.value), ("ratio_lower", found.lower), ("ratio_upper", found.upper)):
            yield Check(name, case[name], got, CLOSED, _NONE)
        for name, got in (("rate_per_100000", rate.value), ("rate_lower", rate.lower), ("rate_upper", rate.upper)):
            yield Check(name, case[name], got, CLOSED, _NONE)


def proportion(data: dict[str, Any]) -> Iterator[Check]:
    for case in data["cases"]:
        found, exact = (f(case["x"], case["n"], case["confidence"]) for f in (wilson, clopper_pearson))
        for name in ("value", "lower", "upper"):
            yield Check(name, case[name], float(getattr(found, name)), CLOSED, 1e-12)
        yield Check("cp", case["cp"], [float(exact.lower), float(exact.upper)], CLOSED, 1e-12)


def multiplicity(data: dict[str, Any]) -> Iterator[Check]:
    for case in data["cases"]:
        for name in ("BH", "BY", "holm", "bonferroni"):
            yield Check(name, case[name], fdr(case["p"], method=name.lower()), 1e-12)  # type: ignore[arg-type]
