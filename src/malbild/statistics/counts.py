"""Poisson and negative binomial probabilities for whole arrays, by the incomplete gamma and beta functions.

Sources: Johnson, Kemp and Kotz, Univariate Discrete Distributions (3rd ed., 2005), 4.7 and 5.3. A negative binomial is
given by its mean m and size k (variance m + m²/k); an infinite size is a Poisson.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from malbild.statistics.reasons import Numbers

_MOST_STEPS = 200


def poisson_lower(count: ArrayLike, tail: float) -> Numbers:
    """The mean under which so many or more come with the chance `tail` (Garwood 1936); 0 for none."""
    x = np.asarray(count, dtype=np.float64)
    return np.where(x > 0, special.gammaincinv(np.where(x > 0, x, 1.0), tail), np.where(np.isnan(x), np.nan, 0.0))


def poisson_upper(count: ArrayLike, tail: float) -> Numbers:
    """The mean under which so many or fewer come with the chance `tail`."""
    found: Numbers = special.gammainccinv(np.asarray(count, dtype=np.float64) + 1, tail)
    return found


def nb_size(mean: ArrayLike, variance: ArrayLike) -> Numbers:
    """The size that gives this variance; a variance not above the mean is as good as a Poisson."""
    m, v = np.asarray(mean, dtype=np.float64), np.asarray(variance, dtype=np.float64)
    found: Numbers = m * m / np.maximum(v - m, 1e-9)
    return found


def nb_at_most(k: ArrayLike, mean: ArrayLike, size: ArrayLike) -> Numbers:
    """P(Y ≤ k)."""
    return _tail(k, mean, size, special.betaincc, special.gammaincc)


def nb_at_least(k: ArrayLike, mean: ArrayLike, size: ArrayLike) -> Numbers:
    """P(Y ≥ k), exact also far out where 1 - P(Y < k) would be 0."""
    return _tail(np.asarray(k, dtype=np.float64) - 1, mean, size, special.betainc, special.gammainc)


def _tail(
    k: ArrayLike, mean: ArrayLike, size: ArrayLike, beta: Callable[..., Numbers], gamma: Callable[..., Numbers]
) -> Numbers:
    """A tail beyond or up to k: for k < 0 everything lies beyond."""
    k, m, r = np.broadcast_arrays(*(np.asarray(a, dtype=np.float64) for a in (k, mean, size)))
    at = np.maximum(k, 0) + 1
    with np.errstate(invalid="ignore"):
        share = m / (m + np.where(np.isinf(r), 1.0, r))
    is_poisson = np.isinf(r)
    found = np.empty(k.shape)
    found[is_poisson] = gamma(at[is_poisson], m[is_poisson])
    found[~is_poisson] = beta(at[~is_poisson], r[~is_poisson], share[~is_poisson])
    everything = 1.0 if beta is special.betainc else 0.0
    found = np.where(m <= 0, 1.0 - everything, found)  # a mean of nothing gives nothing
    return np.where(k < 0, everything, found)


def nb_exactly(k: ArrayLike, mean: ArrayLike, size: ArrayLike) -> Numbers:
    """P(Y = k)."""
    k, m, r = np.broadcast_arrays(*(np.asarray(a, dtype=np.float64) for a in (k, mean, size)))
    is_poisson = np.isinf(r)
    r = np.where(is_poisson, 1.0, r)
    log_nb = special.gammaln(k + r) - special.gammaln(r) - special.gammaln(k + 1)
    log_nb = log_nb + special.xlogy(k, m / (m + r)) - r * np.log1p(m / r)
    log_poisson = special.xlogy(k, m) - m - special.gammaln(k + 1)
    found: Numbers = np.exp(np.where(is_poisson, log_poisson, log_nb))
    return found


def nb_quantile(p: ArrayLike, mean: ArrayLike, size: ArrayLike) -> Numbers:
    """The smallest k with P(Y ≤ k) ≥ p."""
    return smallest(lambda k, q, m, r: nb_at_most(k, m, r) >= q * (1 - 1e-14), p, mean, size)


def smallest(is_reached: Callable[..., np.ndarray], *values: ArrayLike) -> Numbers:
    """The smallest whole k ≥ 0 at which `is_reached(k, *values)` is true, which then stays true; arrays broadcast.

    Looks by doubling and then by halving. NaN in a value gives NaN.
    """
    arrays = np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in values))
    known = ~np.any([np.isnan(a) for a in arrays], axis=0)
    args = [np.where(known, a, 0.5) for a in arrays]
    low = np.full(known.shape, -1.0)  # never reached here
    high = np.zeros(known.shape)
    for _ in range(_MOST_STEPS):
        short = ~is_reached(high, *args)
        if not short.any():
            break
        low = np.where(short, high, low)
        high = np.where(short, high * 2 + 1, high)
    for _ in range(_MOST_STEPS):
        if not (high - low > 1).any():
            break
        middle = np.floor((low + high) / 2)
        middle = np.where(high - low > 1, middle, high)
        reached = is_reached(middle, *args)
        high, low = np.where(reached, middle, high), np.where(reached, low, middle)
    return np.where(known, high, np.nan)
