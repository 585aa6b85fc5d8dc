"""Has the level changed? Two rules only: one month far outside what was to be expected, or a sum of small departures.

What comes next is predicted from the sum of the months before: with S counted in them and E the next month's exposure
over theirs, the mean is (S + ½)E and the variance phi·m + phi·m²/(S + ½), a negative binomial. With phi 1 and equal
exposure this is the Gamma–Poisson prediction with Jeffreys' prior (Höhle, Comput. Stat. 22, 2007). The sum is the
likelihood-ratio CUSUM of a negative binomial (Moustakides, Ann. Stat. 14, 1986; Höhle and Paul, Comput. Stat. Data
Anal. 52, 2008) for a doubling and for a halving, begun anew after an alarm.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from malbild.statistics.counts import nb_at_least, nb_at_most, nb_exactly, nb_quantile, nb_size
from malbild.statistics.reasons import Codes, Numbers, Reason, whole_counts

BASELINE: Final = 60
LEAST: Final = 24
MONTH_P: Final = 0.002
LIMIT: Final = 5.0
DOUBLED, HALVED = 2.0, 0.5
_SKEWED: Final = 4.0  # a size under it
_SUREST: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Prediction:
    """What each month was to be, from those before it; NaN where `reason` says that there were too few, or no count.

    `p_high` = P(Y ≥ counted), `p_low` = P(Y ≤ counted). All have the shape of the counts.
    """

    mean: Numbers
    variance: Numbers
    p_high: Numbers
    p_low: Numbers
    reason: Codes

    @property
    def size(self) -> Numbers:
        return nb_size(self.mean, self.variance)

    def interval(self, conf: float = 0.95) -> tuple[Numbers, Numbers]:
        """Counts within which the month was to be with the chance `conf`."""
        low, high = (nb_quantile(q, self.mean, self.size) for q in ((1 - conf) / 2, (1 + conf) / 2))
        return low, high

    def mid_p_high(self, counts: ArrayLike) -> Numbers:
        """P(Y > counted) + P(Y = counted)/2."""
        y = np.asarray(counts, dtype=np.float64)
        found: Numbers = nb_at_least(y + 1, self.mean, self.size) + nb_exactly(y, self.mean, self.size) / 2
        return found


def predict_next(
    counts: ArrayLike,
    exposure: ArrayLike = 1.0,
    phi: ArrayLike = 1.0,
    *,
    baseline: int = BASELINE,
    least: int = LEAST,
    history: ArrayLike | None = None,
    far: float = 0.0,
) -> Prediction:
    """Each month from up to `baseline` months before it, at least `least` of them counted (… × months, NaN missing).

    A missing month is left out of the sum and of the exposure, never taken for 0. `history` holds what the sums are
    taken over where that is not the counts themselves: those with single spikes drawn in, say. `phi` broadcasts over
    the series. With `far`, the chances of months nearer the mean than so many standard deviations are not worked out
    and stand as 1: at one deviation they are above 1 in 50, and most of the time goes to them. Raises ValueError for
    counts that are not whole, for a phi below 1 and for a baseline under `least`.
    """
    y = whole_counts(counts)
    mean, variance = expect_next(y, exposure, phi, baseline=baseline, least=least, history=history)
    ready = ~np.isnan(mean)
    reason = np.where(ready, np.where(np.isnan(y), Reason.NO_COUNT, Reason.NONE), Reason.TOO_FEW_PERIODS)
    p_high, p_low = _tails(y, mean, variance, far)
    return Prediction(mean, variance, p_high, p_low, reason.astype(np.uint8))


def expect_next(
    counts: Numbers,
    exposure: ArrayLike = 1.0,
    phi: ArrayLike = 1.0,
    *,
    baseline: int = BASELINE,
    least: int = LEAST,
    history: ArrayLike | None = None,
) -> tuple[Numbers, Numbers]:
    """Mean and variance of each month as `predict_next` has them, NaN before there are enough months."""
    if not baseline >= least >= 1:
        raise ValueError("a baseline holds at least as many months as are needed")
    phi = np.asarray(phi, dtype=np.float64)
    if (phi < 1).any():
        raise ValueError("phi is at least 1")
    e = np.broadcast_to(np.asarray(exposure, dtype=np.float64), counts.shape)
    past = counts if history is None else np.asarray(history, dtype=np.float64)
    known = ~np.isnan(past) & ~np.isnan(e) & (e > 0)
    total = _before(np.where(known, past, 0.0), baseline)
    exposed = _before(np.where(known, e, 0.0), baseline)
    months = _before(known.astype(np.float64), baseline)
    phi = phi[..., None] if phi.ndim else phi
    with np.errstate(divide="ignore", invalid="ignore"):
        ready = (months >= least) & (exposed > 0) & (e > 0)
        mean = np.where(ready, (total + 0.5) * e / exposed, np.nan)
        return mean, phi * mean + phi * mean * mean / (total + 0.5)


def _before(values: Numbers, window: int) -> Numbers:
    """The sum of the `window` values before each one, fewer at the beginning."""
    sums = np.concatenate([np.zeros((*values.shape[:-1], 1)), np.cumsum(values, axis=-1)], axis=-1)
    at = np.arange(values.shape[-1])
    found: Numbers = sums[..., at] - sums[..., np.maximum(0, at - window)]
    return found


def _tails(y: Numbers, mean: Numbers, variance: Numbers, far: float) -> tuple[Numbers, Numbers]:
    known, size = ~np.isnan(y) & ~np.isnan(mean), nb_size(mean, variance)
    high, low = np.where(known, 1.0, np.nan), np.where(known, 1.0, np.nan)
    with np.errstate(invalid="ignore"):
        away = far * np.sqrt(variance)
        skewed = size < _SKEWED  # there a low count may be rare and near at once
        above = known & ((y - mean > away) | skewed | (far <= 0))
        below = known & ((mean - y > away) | skewed | (far <= 0))
    high[above] = nb_at_least(y[above], mean[above], size[above])
    low[below] = nb_at_most(y[below], mean[below], size[below])
    return high, low


# --- sums of departures ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cusum:
    """The sum after each month (at an alarm, that which gave it) and whether it gave an alarm, after which it is 0."""

    statistic: Numbers
    alarm: NDArray[np.bool_]


def lr_cusum(
    counts: ArrayLike, mean: ArrayLike, size: ArrayLike, *, ratio: float, limit: float = LIMIT, restarts: bool = True
) -> Cusum:
    """Counts (… × months) against means that are `ratio` times larger. Months without a count or a mean add nothing."""
    y, m, k = np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in (counts, mean, size)))
    with np.errstate(divide="ignore", invalid="ignore"):
        nb = y * np.log(ratio) - (y + k) * np.log1p(m * (ratio - 1) / (k + m))
        poisson = y * np.log(ratio) - m * (ratio - 1)
    return _cusum(np.where(np.isinf(k), poisson, nb), limit, restarts)


def normal_cusum(scores: ArrayLike, *, slack: float = 0.5, limit: float = LIMIT) -> Cusum:
    """Sums of normal scores less `slack`. For comparison: near 17 crimes a year it finds few halvings."""
    return _cusum(np.asarray(scores, dtype=np.float64) - slack, limit, restarts=True)


def normal_scores(counts: ArrayLike, prediction: Prediction) -> Numbers:
    """How many standard deviations from the expected each count is, by mid-p: more is higher, at most ±7.03."""
    tail = np.clip(prediction.mid_p_high(counts), _SUREST, 1 - _SUREST)
    found: Numbers = -special.ndtri(tail)
    return found


def _cusum(steps: Numbers, limit: float, restarts: bool) -> Cusum:
    steps = np.nan_to_num(steps, nan=0.0)
    statistic, alarm = np.zeros(steps.shape), np.zeros(steps.shape, dtype=np.bool_)
    now = np.zeros(steps.shape[:-1])
    for t in range(steps.shape[-1]):
        now = np.maximum(0.0, now + steps[..., t])
        statistic[..., t] = now
        alarm[..., t] = now >= limit
        if restarts:
            now = np.where(alarm[..., t], 0.0, now)
    return Cusum(statistic, alarm)


@dataclass(frozen=True, slots=True)
class Signal:
    """`state` is 1 where a month or the sum says more, -1 where less, 2 where both, 0 where neither (… × months)."""

    state: NDArray[np.int8]
    prediction: Prediction
    up: Cusum
    down: Cusum


def signal(
    counts: ArrayLike,
    exposure: ArrayLike = 1.0,
    phi: ArrayLike = 1.0,
    *,
    p: float = MONTH_P,
    limit: float = LIMIT,
    baseline: int = BASELINE,
    least: int = LEAST,
    history: ArrayLike | None = None,
) -> Signal:
    """Both rules in both directions. Arguments as `predict_next`; `p` is the month's and `limit` the sums'."""
    y = whole_counts(counts)
    prediction = predict_next(y, exposure, phi, baseline=baseline, least=least, history=history)
    size = prediction.size
    up = lr_cusum(y, prediction.mean, size, ratio=DOUBLED, limit=limit)
    down = lr_cusum(y, prediction.mean, size, ratio=HALVED, limit=limit)
    with np.errstate(invalid="ignore"):
        more, less = (prediction.p_high < p) | up.alarm, (prediction.p_low < p) | down.alarm
    state = np.where(more & less, 2, np.where(more, 1, np.where(less, -1, 0))).astype(np.int8)
    return Signal(state, prediction, up, down)


def jeffreys_limit(reference: ArrayLike, alpha: float) -> float:
    """The count that the next one exceeds with a chance of at most `alpha`, from equally exposed reference counts."""
    past = whole_counts(reference)
    past = past[~np.isnan(past)]
    if not past.size:
        return float("nan")
    size = past.sum() + 0.5
    return float(nb_quantile(1 - alpha, size / past.size, size))
