"""Is one municipality unlike the others, when small ones vary more than large ones: funnel limits.

Negative binomial with the spread between areas (tau²) by maximum likelihood is what the product uses: plain Poisson
limits at 99.8 % flagged 249 of 290 municipalities (all reported crime 2025), these one. "sqrt" is offered for
comparison with what others publish. Sources: Spiegelhalter (Stat. Med. 24, 2005), also the appendix on exact limits;
Spiegelhalter and others (J. R. Stat. Soc. A 175, 2012) on overdispersion; DerSimonian and Laird (Control. Clin. Trials
7, 1986); Lawless (Can. J. Stat. 15, 1987) on the likelihood.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from malbild.statistics.counts import nb_at_least, nb_at_most, nb_quantile, poisson_lower, poisson_upper
from malbild.statistics.rates import count_limits
from malbild.statistics.reasons import Numbers, Reason, whole_counts

FEWEST_AREAS = 7
P = (0.001, 0.025, 0.975, 0.999)
_TRIM = 0.1
_Z = (-3.090232, -1.959964, 1.959964, 3.090232)  # to six decimals, as in the agencies' tools
_SMALL, _LARGE = -18.0, 7.0  # log tau² is searched for between these


@dataclass(frozen=True, slots=True)
class Funnel:
    """`limits` (areas × p) are counts, in steps of one; `p_high` = P(Y ≥ observed), `p_low` = P(Y ≤ observed).

    `ratio` is the group's observed over expected, `tau2` the variance between areas that chance does not explain.
    """

    ratio: float
    tau2: float
    loglik: float
    limits: Numbers
    p_high: Numbers
    p_low: Numbers
    reason: Reason


def funnel_limits(
    observed: ArrayLike, expected: ArrayLike, *, method: Literal["nb", "poisson"] = "nb", p: tuple[float, ...] = P
) -> Funnel:
    """Limits for the areas' counts, given what each would have at the group's rate.

    Under `FEWEST_AREAS` areas the spread between them cannot be told and no limits are given (`reason`). Raises
    ValueError for counts that are not whole or missing and for expectations that are not positive.
    """
    y, e = _group(observed, expected)
    if y.size < FEWEST_AREAS and method == "nb":
        nothing = np.full(y.shape, np.nan)
        return Funnel(np.nan, np.nan, np.nan, np.full((y.size, len(p)), np.nan), nothing, nothing, Reason.TOO_FEW_AREAS)
    if not y.sum():  # nothing anywhere: nobody is unlike
        ones = np.ones(y.shape)
        return Funnel(0.0, 0.0, 0.0, np.zeros((y.size, len(p))), ones, ones, Reason.NONE)
    tau2 = _tau2(y, e) if method == "nb" else 0.0
    size = 1 / tau2 if tau2 > 0 else np.inf
    ratio = _ratio(y, e, size)
    mean = e * ratio
    limits = nb_quantile(np.asarray(p)[None, :], mean[:, None], size)
    return Funnel(
        ratio, tau2, _loglik(y, mean, size), limits, nb_at_least(y, mean, size), nb_at_most(y, mean, size), Reason.NONE
    )


def _group(observed: ArrayLike, expected: ArrayLike) -> tuple[Numbers, Numbers]:
    y, e = whole_counts(observed), np.asarray(expected, dtype=np.float64)
    if y.ndim != 1 or y.shape != e.shape:
        raise ValueError("one expectation for each area")
    if np.isnan(y).any() or not (e > 0).all():
        raise ValueError("an area without a count or people is left out before")
    return y, e


def _tau2(y: Numbers, e: Numbers) -> float:
    """The tau² that makes what was seen likeliest, 0 where none is needed. By golden section on its logarithm."""
    step = (np.sqrt(5) - 1) / 2

    def loss(log_tau2: float) -> float:
        size = float(np.exp(-log_tau2))
        return -_loglik(y, e * _ratio(y, e, size), size)

    grid = np.linspace(_SMALL, _LARGE, 26)
    best = int(np.argmin([loss(g) for g in grid]))
    low, high = grid[max(0, best - 1)], grid[min(len(grid) - 1, best + 1)]
    c, d = high - step * (high - low), low + step * (high - low)
    at_c, at_d = loss(c), loss(d)
    while high - low > 1e-7:
        if at_c < at_d:
            high, d, at_d = d, c, at_c
            c = high - step * (high - low)
            at_c = loss(c)
        else:
            low, c, at_c = c, d, at_d
            d = low + step * (high - low)
            at_d = loss(d)
    found = (low + high) / 2
    poisson = -_loglik(y, e * _ratio(y, e, np.inf), np.inf)
    return float(np.exp(found)) if loss(found) < poisson - 1e-9 else 0.0


def _ratio(y: Numbers, e: Numbers, size: float) -> float:
    """The likeliest common ratio at this size, by Newton's method on its logarithm."""
    ratio = float(y.sum() / e.sum())
    if np.isinf(size):
        return ratio
    log_ratio = np.log(ratio)
    for _ in range(100):
        mean = e * np.exp(log_ratio)
        slope = float(((y - mean) * size / (size + mean)).sum())
        bend = float((mean * size * (size + y) / (size + mean) ** 2).sum())
        move = slope / bend
        log_ratio += move
        if abs(move) < 1e-12:
            break
    return float(np.exp(log_ratio))


def _loglik(y: Numbers, mean: Numbers, size: float) -> float:
    if np.isinf(size):
        return float((special.xlogy(y, mean) - mean - special.gammaln(y + 1)).sum())
    front = special.gammaln(y + size) - special.gammaln(size) - special.gammaln(y + 1)
    return float((front - size * np.log1p(mean / size) + special.xlogy(y, mean / (mean + size))).sum())


# --- what others publish -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SqrtFunnel:
    """Ratios on the square-root scale with the spread between areas, as England's quality commission draws them.

    Limits are ratios (areas × 4: 0.1, 2.5, 97.5 and 99.9 %): `of_count` those of a count equal to the expected one,
    `limits` with the spread. `outlier` is a ratio outside the outermost.
    """

    phi: float
    tau2: float
    y: Numbers
    z: Numbers
    winsorised: Numbers
    of_count: Numbers
    limits: Numbers
    outlier: NDArray[np.bool_]
    reason: Reason


def funnel_limits_sqrt(observed: ArrayLike, expected: ArrayLike, *, trim: float = _TRIM) -> SqrtFunnel:
    """More sensitive than `funnel_limits`, at the price of more false flags (7–28 in 1,000 at tau 0.3–0.6).

    `trim` of the scores at each end are drawn in before the spread is estimated. Raises ValueError as `funnel_limits`,
    and unless 0 ≤ trim < 0.5.
    """
    o, e = _group(observed, expected)
    if not 0 <= trim < 0.5:
        raise ValueError("trim is less than a half")
    y, s = np.sqrt(o / e), 1 / (2 * np.sqrt(e))
    z = (y - 1) / s
    low, high = np.quantile(z, [trim, 1 - trim])
    winsorised = np.clip(z, low, high)
    n = o.size
    phi = float((winsorised**2).sum() / n)
    weight = 1 / s**2
    spare = n * phi - (n - 1)
    tau2 = max(0.0, spare / float(weight.sum() - (weight**2).sum() / weight.sum())) if n > 1 else 0.0
    width = np.sqrt(s**2 + tau2)
    limits = 1 + width[:, None] * np.asarray(_Z)[None, :]
    far, near = (float(special.ndtr(q)) for q in _Z[:2])
    sides = (poisson_lower(e, far), poisson_lower(e, near), poisson_upper(e, near), poisson_upper(e, far))
    of_count = np.stack([limit / e for limit in sides], axis=1)
    ratio = o / e
    outlier = (ratio < limits[:, 0]) | (ratio > limits[:, 3])
    reason = Reason.NONE if n >= FEWEST_AREAS else Reason.TOO_FEW_AREAS
    return SqrtFunnel(phi, tau2, y, z, winsorised, of_count, limits, outlier, reason)


def exact_poisson_limits(expected: ArrayLike, p: ArrayLike) -> Numbers:
    """Interpolated limits (areas × p) of a Poisson count over its expectation; may be negative near 0."""
    e, p = np.asarray(expected, dtype=np.float64)[:, None], np.asarray(p, dtype=np.float64)[None, :]
    r = nb_quantile(p, e, np.inf)
    at_most = special.gammaincc(r + 1, e)
    exactly = np.exp(special.xlogy(r, e) - e - special.gammaln(r + 1))
    found: Numbers = (r - (at_most - p) / exactly) / e
    return found


def exact_binomial_limits(n: ArrayLike, share: float, p: ArrayLike) -> Numbers:
    """Interpolated limits (sizes × p) of the share of n when the true one is `share`."""
    size, p = np.asarray(n, dtype=np.float64)[:, None], np.asarray(p, dtype=np.float64)[None, :]
    size, p = np.broadcast_arrays(size, p)
    low, high = np.full(size.shape, -1.0), size.copy()
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        reached = special.bdtr(middle, size.astype(np.int64), share) >= p
        high, low = np.where(reached, middle, high), np.where(reached, low, middle)
    log_exactly = special.gammaln(size + 1) - special.gammaln(high + 1) - special.gammaln(size - high + 1)
    log_exactly = log_exactly + special.xlogy(high, share) + special.xlog1py(size - high, -share)
    at_most = special.bdtr(high, size.astype(np.int64), share)
    found: Numbers = (high - (at_most - p) / np.exp(log_exactly)) / size
    return found


def ratio_significance(observed: ArrayLike, expected: ArrayLike) -> NDArray[np.int8]:
    """±2 outside the observed count's 99.8 % limits, ±1 outside the 95 % ones, 0 within: the English agencies' rule."""
    o, e = _group(observed, expected)
    found = np.zeros(o.shape, dtype=np.int8)
    for step, conf in ((1, 0.95), (2, 0.998)):
        low, high = count_limits(o, conf=conf, method="phe")
        found = np.where(low > e, step, np.where(high < e, -step, found)).astype(np.int8)
    return found
