"""Which file is held how, what of it is left out and why, and which files are not offered at all."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from bench.references import areas, courses, simulated, two_periods
from bench.references.checks import Check, Told, judge

type Kind = Callable[..., Iterator[Check]]

KINDS: Final[dict[str, Kind]] = {
    "rates_ci.json": two_periods.rates_ci,
    "phe_rate_testdata.csv": two_periods.phe_rate_testdata,
    "two_counts.json": two_periods.two_counts,
    "two_counts_dispersed.json": two_periods.two_counts_dispersed,
    "standardised.json": two_periods.standardised,
    "proportion.json": two_periods.proportion,
    "multiplicity.json": two_periods.multiplicity,
    "funnel_nb.json": areas.funnel_nb,
    "funnel_exact_limits.json": areas.funnel_exact_limits,
    "funnel_funnelplotr.json": areas.funnel_funnelplotr,
    "funnel_phe_significance.json": areas.funnel_phe_significance,
    "neighbours.json": areas.neighbours,
    "disclosure_audit.json": areas.disclosure_audit,
    "predictive_signal.json": courses.predictive_signal,
    "cusum.json": courses.cusum,
    "cusum_thresholds.json": simulated.cusum_thresholds,
    "signal_operating_characteristics.json": simulated.signal_operating_characteristics,
    "gamma_poisson_predictive.json": courses.gamma_poisson_predictive,
    "spc_xmr_nhs.json": courses.spc_xmr_nhs,
    "spc_laney.json": courses.spc_laney,
    "changepoint.json": courses.changepoint,
}
SIMULATED: Final = {"cusum_thresholds.json", "signal_operating_characteristics.json"}
LEFT_OUT: Final[dict[str, dict[str, str]]] = {
    "two_counts.json": two_periods.TWO_COUNTS_LEFT_OUT,
    "funnel_funnelplotr.json": areas.FUNNELPLOTR_LEFT_OUT,
    "cusum.json": courses.CUSUM_LEFT_OUT,
    "changepoint.json": courses.CHANGEPOINT_LEFT_OUT,
}
_EFFECT = "the effect of a measure comes in a later release"
NOT_OFFERED: Final[dict[str, str]] = {
    "bsts.json": "structural time series: intervals too narrow or useless when tried",
    "cusum_arl.json": "run lengths of the plain sum: the sum itself is not offered",
    "did.json": _EFFECT,
    "did_2x2.json": _EFFECT,
    "ears.json": "for syndromes day by day: takes season for outbreaks",
    "farrington_classic.json": "3–22 false alarms per 100 series and year: the two rules are fewer",
    "farrington_flexible.json": "3–22 false alarms per 100 series and year: the two rules are fewer",
    "its.json": _EFFECT,
    "placebo_in_space.json": _EFFECT,
    "spc_qcc.json": "charts with Poisson limits on counts that vary more: not honest",
    "synthetic_control.json": _EFFECT,
    "synthetic_control_predictors.json": _EFFECT,
    "forecast_execution.json": "promises, not crimes: held by the tests of the forecasts",
    "survival.json": "promises, not crimes: held by the tests of the forecasts",
}
"""By file name; a name that stands nowhere is said to be unknown, which counts as missed."""


def held(path: Path, *, quick: bool = False) -> Told:
    """Hold one file against the core. A case that raises is a miss with the error's name."""
    kind = KINDS[path.name]
    more: dict[str, Any] = {"series": 600, "detection": 300} if quick and path.name in SIMULATED else {}
    told = judge(_safely(kind, _read(path), more))
    told.left_out = set(LEFT_OUT.get(path.name, {}))
    return told


def _safely(kind: Kind, data: Any, more: dict[str, Any]) -> Iterator[Check]:
    try:
        yield from kind(data, **more)
    except Exception as error:
        yield Check(f"{type(error).__name__}: {error}", "a number", None)


def _read(path: Path) -> Any:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    return json.loads(path.read_text(encoding="utf-8"))
