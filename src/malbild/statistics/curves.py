"""The few special functions that the forecasts need, in plain Python.

Sources: the continued fraction of the incomplete beta function (DLMF 8.17.22), summed by Lentz's method as modified by
Thompson and Barnett (J. Comput. Phys. 64, 1986); Φ through the complementary error function of Python's own library.
"""

from __future__ import annotations

import math

_TINY = 1e-300
_CLOSE = 1e-16
_MOST_TERMS = 100_000
_HALVINGS = 2000  # enough to reach the smallest positive number


def beta_cdf(x: float, a: float, b: float) -> float:
    """P(X ≤ x) for X ~ Beta(a, b): the regularised incomplete beta function.

    `x` is a share (below 0 counts as 0, above 1 as 1). Relative error about 1e-13 up to a + b of some thousands.
    Raises ValueError unless a and b are positive and finite.
    """
    if not (a > 0 and b > 0 and math.isfinite(a) and math.isfinite(b)):
        raise ValueError("a and b are positive")
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    log_front = a * math.log(x) + b * math.log1p(-x) + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(log_front)
    if x < (a + 1) / (a + b + 2):  # where the fraction converges fast; else by symmetry
        return min(1.0, front * _fraction(x, a, b) / a)
    return max(0.0, 1 - front * _fraction(1 - x, b, a) / b)


def beta_quantile(p: float, a: float, b: float) -> float:
    """The x with P(X ≤ x) = p for X ~ Beta(a, b), found by halving; relative error about 1e-12.

    Raises ValueError unless 0 ≤ p ≤ 1.
    """
    if not 0 <= p <= 1:
        raise ValueError("p is between 0 and 1")
    if p in (0, 1):
        return float(p)
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if beta_cdf(middle, a, b) < p:
            low = middle
        else:
            high = middle
    return high


def log_normal_tail(z: float) -> float:
    """log P(Z > z) for a standard normal Z, also where the tail itself would be 0 in floating point."""
    if z < 30:
        return math.log(math.erfc(z / math.sqrt(2)) / 2)
    return -z * z / 2 - math.log(z * math.sqrt(2 * math.pi)) + math.log1p(-1 / (z * z))


def normal_hazard(z: float) -> float:
    """φ(z) / P(Z > z): the rate at which a standard normal that has reached z ends there."""
    return math.exp(-z * z / 2 - math.log(2 * math.pi) / 2 - log_normal_tail(z))


def _fraction(x: float, a: float, b: float) -> float:
    """Lentz's method on DLMF 8.17.22, without the factor before it."""
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _MOST_TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _not_zero(1 + term * d)
            c = _not_zero(1 + term / c)
            value *= c * d
        if abs(c * d - 1) <= _CLOSE * 4:
            break
    return value


def _not_zero(x: float) -> float:
    return x if abs(x) > _TINY else _TINY
