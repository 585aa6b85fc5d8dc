"""Numbers in pure Python: how likely it is that what is promised gets done, said no surer than it is.

Nothing here knows Django, a partnership or a person.
"""

from malbild.statistics.on_time import USUAL, OnTime, on_time_probability, shared_prior
from malbild.statistics.outlook import done_on_its_day
from malbild.statistics.plainly import FEWEST, HowMany, Plainly, in_tenths, plainly
from malbild.statistics.scores import brier_score, log_score
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

__all__ = [
    "FEWEST",
    "USUAL",
    "HowMany",
    "Left",
    "LogNormal",
    "OnTime",
    "Plainly",
    "Survival",
    "Weibull",
    "brier_score",
    "conditional_done",
    "done_on_its_day",
    "fit_exponential",
    "fit_lognormal",
    "fit_weibull",
    "in_tenths",
    "kaplan_meier",
    "log_score",
    "on_time_probability",
    "open_at_next",
    "open_later",
    "plainly",
    "resampled_probability",
    "shared_prior",
    "throughput_probability",
    "weekly_dispersion",
]
