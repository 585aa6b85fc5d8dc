"""When did the level change? Asked only after a signal, and answered with an interval of positions.

Source: the likelihood ratio of one change in a Poisson mean, searched for over all positions (Chen and Gupta,
Parametric Statistical Change Point Analysis, 2nd ed., 2012, 4); since the position is searched for, its critical value
is not that of a chi-square and is simulated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from malbild.statistics.reasons import Numbers, Reason, whole_counts

FEWEST_PERIODS = 8


@dataclass(frozen=True, slots=True)
class Break:
    """The likeliest change after the period `last_before` (0-based), with means per exposure before and after it.

    `earliest` and `latest` bound the positions that are nearly as likely (a drop of 1.92 in the log-likelihood). `p` is
    the simulated chance of so large a `ratio` (twice the log-likelihood's gain) without any change, NaN if not asked.
    """

    last_before: int
    before: float
    after: float
    ratio: float
    earliest: int
    latest: int
    p: float
    reason: Reason


def changepoint_poisson(
    counts: ArrayLike, exposure: ArrayLike = 1.0, *, phi: float = 1.0, n_sim: int = 2000, seed: int = 1
) -> Break:
    """One change in the mean of counts in their order. `phi` makes the simulated counts as spread as the real ones.

    The same seed gives the same p. Raises ValueError for missing counts and exposures that are not positive.
    """
    y, e = np.broadcast_arrays(whole_counts(counts), np.asarray(exposure, dtype=np.float64))
    if y.ndim != 1 or np.isnan(y).any() or not (e > 0).all():
        raise ValueError("a count and a positive exposure for each period")
    if y.size < FEWEST_PERIODS or not y.sum():
        return Break(-1, np.nan, np.nan, np.nan, -1, -1, np.nan, Reason.TOO_FEW_PERIODS)
    gains = _gains(y[None, :], e)[0]
    at = int(np.argmax(gains))
    near = np.flatnonzero(gains >= gains[at] - 1.92)
    before, after = y[: at + 1].sum() / e[: at + 1].sum(), y[at + 1 :].sum() / e[at + 1 :].sum()
    ratio = 2 * float(gains[at])
    p = _chance(ratio, y, e, phi, n_sim, seed) if n_sim else np.nan
    return Break(at, float(before), float(after), ratio, int(near[0]), int(near[-1]), p, Reason.NONE)


def _gains(y: Numbers, e: Numbers) -> Numbers:
    """The gain in log-likelihood of each position over no change (series × positions)."""
    total, exposed = y.sum(axis=1, keepdims=True), e.sum()
    first, first_e = np.cumsum(y, axis=1)[:, :-1], np.cumsum(e)[:-1]
    second, second_e = total - first, exposed - first_e
    apart = special.xlogy(first, first / first_e) + special.xlogy(second, second / second_e)
    return np.asarray(apart - special.xlogy(total, total / exposed), dtype=np.float64)


def _chance(ratio: float, y: Numbers, e: Numbers, phi: float, n_sim: int, seed: int) -> float:
    """How often counts without a change show as large a one."""
    random = np.random.default_rng(seed)
    mean = np.tile(np.asarray(e * (y.sum() / e.sum()), dtype=np.float64), (n_sim, 1))
    if phi > 1:
        mean = np.asarray(random.gamma(mean / (phi - 1), phi - 1), dtype=np.float64)
    drawn = np.asarray(random.poisson(mean), dtype=np.float64)
    beyond = int((2 * _gains(drawn, e).max(axis=1) >= ratio).sum())
    return (beyond + 1) / (n_sim + 1)
