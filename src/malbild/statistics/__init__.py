"""Numbers in pure Python: how likely it is that what is promised gets done, and whether a count has changed more than
chance would have it; said no surer than it is.

Nothing here knows Django, a partnership or a person. The functions on counts rest on numpy and scipy, which cost a
process half a second and 60 MB, so they come when they are first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from malbild.statistics.on_time import USUAL, OnTime, on_time_probability, shared_prior
from malbild.statistics.outlook import done_on_its_day
from malbild.statistics.plainly import FEWEST, HowMany, Plainly, in_tenths, plainly
from malbild.statistics.scores import brier_score, log_score
from malbild.statistics.state import Because, State, Verdict
from malbild.statistics.survival import (
    LogNormal,
    Survival,
    Weibull,
    conditional_done,
    fit_exponential,
    fit_lognormal,
    fit_weibull,
    kaplan_meier,
)
from malbild.statistics.throughput import (
    Left,
    open_at_next,
    open_later,
    resampled_probability,
    throughput_probability,
    weekly_dispersion,
)

if TYPE_CHECKING:
    from malbild.statistics.breaks import Break, changepoint_poisson
    from malbild.statistics.comparisons import (
        ChangeNeeded,
        Comparison,
        Detectable,
        change_needed,
        compare_two_counts,
        detectable_change,
    )
    from malbild.statistics.control_charts import Label, LaneyU, XmR, laney_u, xmr
    from malbild.statistics.disclosure import Feasible, audit_suppression, suppress
    from malbild.statistics.funnels import (
        Funnel,
        SqrtFunnel,
        exact_binomial_limits,
        exact_poisson_limits,
        funnel_limits,
        funnel_limits_sqrt,
        ratio_significance,
    )
    from malbild.statistics.many import fdr
    from malbild.statistics.neighbours import Nearest, nearest_municipalities, standardised_covariates
    from malbild.statistics.pooling import (
        Dispersion,
        common_course,
        estimate_dispersion,
        pooled_exposure,
        seasonal_index,
    )
    from malbild.statistics.rates import Rate, count_limits, rate_ci
    from malbild.statistics.reasons import Reason
    from malbild.statistics.shares import Share, clopper_pearson, wilson
    from malbild.statistics.signals import (
        Cusum,
        Prediction,
        Signal,
        expect_next,
        jeffreys_limit,
        lr_cusum,
        normal_cusum,
        normal_scores,
        predict_next,
        signal,
    )
    from malbild.statistics.standardised import Standardised, dsr, isr, isr_rate
    from malbild.statistics.verdicts import Course, judge_months, verdict_months, verdict_years

__all__ = [
    "FEWEST",
    "USUAL",
    "Because",
    "Break",
    "ChangeNeeded",
    "Comparison",
    "Course",
    "Cusum",
    "Detectable",
    "Dispersion",
    "Feasible",
    "Funnel",
    "HowMany",
    "Label",
    "LaneyU",
    "Left",
    "LogNormal",
    "Nearest",
    "OnTime",
    "Plainly",
    "Prediction",
    "Rate",
    "Reason",
    "Share",
    "Signal",
    "SqrtFunnel",
    "Standardised",
    "State",
    "Survival",
    "Verdict",
    "Weibull",
    "XmR",
    "audit_suppression",
    "brier_score",
    "change_needed",
    "changepoint_poisson",
    "clopper_pearson",
    "common_course",
    "compare_two_counts",
    "conditional_done",
    "count_limits",
    "detectable_change",
    "done_on_its_day",
    "dsr",
    "estimate_dispersion",
    "exact_binomial_limits",
    "exact_poisson_limits",
    "expect_next",
    "fdr",
    "fit_exponential",
    "fit_lognormal",
    "fit_weibull",
    "funnel_limits",
    "funnel_limits_sqrt",
    "in_tenths",
    "isr",
    "isr_rate",
    "jeffreys_limit",
    "judge_months",
    "kaplan_meier",
    "laney_u",
    "log_score",
    "lr_cusum",
    "nearest_municipalities",
    "normal_cusum",
    "normal_scores",
    "on_time_probability",
    "open_at_next",
    "open_later",
    "plainly",
    "pooled_exposure",
    "predict_next",
    "rate_ci",
    "ratio_significance",
    "resampled_probability",
    "seasonal_index",
    "shared_prior",
    "signal",
    "standardised_covariates",
    "suppress",
    "throughput_probability",
    "verdict_months",
    "verdict_years",
    "weekly_dispersion",
    "wilson",
    "xmr",
]

_LATER = {
    "verdicts": (
        "Course",
        "judge_months",
        "verdict_months",
        "verdict_years",
    ),
    "breaks": (
        "Break",
        "changepoint_poisson",
    ),
    "comparisons": (
        "ChangeNeeded",
        "Comparison",
        "Detectable",
        "change_needed",
        "compare_two_counts",
        "detectable_change",
    ),
    "control_charts": (
        "Label",
        "LaneyU",
        "XmR",
        "laney_u",
        "xmr",
    ),
    "disclosure": (
        "Feasible",
        "audit_suppression",
        "suppress",
    ),
    "funnels": (
        "Funnel",
        "SqrtFunnel",
        "exact_binomial_limits",
        "exact_poisson_limits",
        "funnel_limits",
        "funnel_limits_sqrt",
        "ratio_significance",
    ),
    "many": ("fdr",),
    "neighbours": (
        "Nearest",
        "nearest_municipalities",
        "standardised_covariates",
    ),
    "pooling": (
        "Dispersion",
        "common_course",
        "estimate_dispersion",
        "pooled_exposure",
        "seasonal_index",
    ),
    "rates": (
        "Rate",
        "count_limits",
        "rate_ci",
    ),
    "reasons": ("Reason",),
    "shares": (
        "Share",
        "clopper_pearson",
        "wilson",
    ),
    "signals": (
        "Cusum",
        "Prediction",
        "Signal",
        "expect_next",
        "jeffreys_limit",
        "lr_cusum",
        "normal_cusum",
        "normal_scores",
        "predict_next",
        "signal",
    ),
    "standardised": (
        "Standardised",
        "dsr",
        "isr",
        "isr_rate",
    ),
}
_ROOM = {name: room for room, names in _LATER.items() for name in names}


def __getattr__(name: str) -> Any:
    """PEP 562, as scipy itself does it."""
    if name not in _ROOM:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOM[name]}"), name)
