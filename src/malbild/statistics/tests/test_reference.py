"""The numbers are those that R gives, to the digits that the methods ask for.

`reference.json` names its source. Where the whole collection of references lies beside the repository it is held
against too; without it that test is skipped.
"""

import json
from pathlib import Path

import pytest

from malbild.statistics import (
    fit_exponential,
    fit_lognormal,
    fit_weibull,
    kaplan_meier,
    on_time_probability,
    resampled_probability,
    throughput_probability,
)

HERE = Path(__file__).parent
CARRIED = json.loads((HERE / "reference.json").read_text(encoding="utf-8"))
WHOLE = [p / "shared/reference/stats" for p in HERE.parents if (p / "shared/reference/stats").is_dir()][:1]


def close(number, digits):
    return pytest.approx(number, rel=digits, abs=0)


def _check_throughput(case):
    history, remaining, weeks = case["weekly_finished"], case["remaining"], case["weeks"]
    prior = (case["prior_a"], case["prior_b"])
    chance = throughput_probability(history, remaining, weeks, case["phi"], prior)
    assert chance == close(case["p_negative_binomial"], 1e-9)
    assert throughput_probability(history, remaining, weeks, 1, prior) == close(case["p_gamma_poisson"], 1e-9)
    assert resampled_probability(history, remaining, weeks) == close(case["p_bootstrap_exact"], 1e-9)


def _check_on_time(case):
    found = on_time_probability(case["on_time"], case["n"], (case["prior_a"], case["prior_b"]))
    assert found.mean == close(case["mean"], 1e-9)
    assert found.interval80 == close(tuple(case["interval80"]), 1e-9)
    assert found.interval95 == close(tuple(case["interval95"]), 1e-9)
    assert found.all_of_next(3) == close(case["p_next_3_all"], 1e-9)


def _check_survival(run):
    curve = kaplan_meier(run["time"], run["event"])
    assert (curve.n, curve.events, curve.median) == (run["n"], run["events"], run["median"])
    at = run["at"]
    assert [curve.at_risk(t) for t in at] == run["n_risk"]
    assert [curve.at(t) for t in at] == close(run["survival"], 1e-8)
    assert [curve.std_err(t) for t in at] == close(run["std_err"], 1e-8)
    for limits, name in ((curve.interval, "loglog"), (curve.log_interval, "log")):
        assert [limits(t)[0] for t in at] == close(run[f"{name}_lower"], 1e-8)
        assert [limits(t)[1] for t in at] == close(run[f"{name}_upper"], 1e-8)
    weibull = fit_weibull(run["time"], run["event"])
    of_weibull = run["weibull"]
    assert (weibull.shape, weibull.scale) == close((of_weibull["shape"], of_weibull["scale"]), 1e-4)
    assert weibull.loglik == close(of_weibull["loglik"], 1e-4)
    assert [weibull.at(t) for t in at] == close(of_weibull["survival"], 1e-4)
    exponential = fit_exponential(run["time"], run["event"])
    assert 1 / exponential.scale == close(run["exponential"]["rate"], 1e-4)
    lognormal = fit_lognormal(run["time"], run["event"])
    assert (lognormal.mu, lognormal.sigma) == close((run["lognormal"]["mu"], run["lognormal"]["sigma"]), 1e-4)


@pytest.mark.parametrize("case", CARRIED["throughput"], ids=lambda c: f"{c['remaining']}-in-{c['weeks']}-weeks")
def test_what_gets_done_before_a_day(case):
    _check_throughput(case)


@pytest.mark.parametrize("case", CARRIED["on_time"], ids=lambda c: f"{c['on_time']}-of-{c['n']}")
def test_the_share_done_in_time(case):
    _check_on_time(case)


@pytest.mark.parametrize("run", CARRIED["survival"], ids=lambda r: r["dataset"])
def test_how_long_it_takes(run):
    _check_survival(run)


def test_the_whole_collection_of_references():
    if not WHOLE:
        pytest.skip("shared/reference/stats is not beside the repository: only reference.json was met")
    forecasts = json.loads((WHOLE[0] / "forecast_execution.json").read_text(encoding="utf-8"))
    survival = json.loads((WHOLE[0] / "survival.json").read_text(encoding="utf-8"))
    assert forecasts["throughput"]
    assert forecasts["on_time"]
    assert survival["runs"]
    for case in forecasts["throughput"]:
        _check_throughput(case)
    for case in forecasts["on_time"]:
        _check_on_time(case)
    for run in survival["runs"]:
        _check_survival(run)
