"""How large a share of what is promised gets done in time: a Beta posterior, shrunk to what is usual.

Source: Beta–binomial conjugacy (Gelman et al., Bayesian Data Analysis, 3rd ed., 2.4). A raw share of two says nothing:
in the project's simulations its log loss at n = 2 was 1.76 against 0.66 for the shrunk one, which still won at n = 20.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from malbild.statistics.curves import beta_quantile

type Beta = tuple[float, float]

USUAL: Final[Beta] = (4.0, 3.0)  # where nothing is known: a little more than half, as heavy as seven finished
WEIGHT: Final = 7.0


@dataclass(frozen=True, slots=True)
class OnTime:
    """What `on_time` of `finished` tells, with the `posterior` (a, b) of a Beta. Shares are between 0 and 1."""

    on_time: int
    finished: int
    posterior: Beta

    @property
    def mean(self) -> float:
        a, b = self.posterior
        return a / (a + b)

    @property
    def interval80(self) -> tuple[float, float]:
        """Holds 80 % of the posterior, a tenth on each side."""
        return self.interval(0.8)

    @property
    def interval95(self) -> tuple[float, float]:
        return self.interval(0.95)

    def interval(self, conf: float) -> tuple[float, float]:
        """Holds `conf` of the posterior, as much on each side. Raises ValueError unless 0 ≤ conf ≤ 1."""
        if not 0 <= conf <= 1:
            raise ValueError("conf is between 0 and 1")
        return beta_quantile((1 - conf) / 2, *self.posterior), beta_quantile((1 + conf) / 2, *self.posterior)

    def all_of_next(self, count: int) -> float:
        """The chance that the next `count` are all done in time (1 for none)."""
        return at_least(count, count, self.posterior)


def at_least(least: int, of: int, share: Beta) -> float:
    """P(`least` or more of `of` are done) when the share done is Beta: the tail of a Beta–binomial."""
    if least <= 0:
        return 1.0
    a, b = share
    front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) - math.lgamma(a + b + of)
    chances = (
        math.comb(of, n) * math.exp(front + math.lgamma(a + n) + math.lgamma(b + of - n)) for n in range(least, of + 1)
    )
    return min(1.0, math.fsum(chances))


def on_time_probability(k: int, n: int, prior: Beta = USUAL) -> OnTime:
    """The share done in time after `k` of `n` were, with `prior` the (a, b) of a Beta.

    Raises ValueError unless 0 ≤ k ≤ n and both numbers of the prior are positive.
    """
    if not 0 <= k <= n:
        raise ValueError("0 ≤ k ≤ n")
    if not (prior[0] > 0 and prior[1] > 0):
        raise ValueError("a prior has two positive numbers")
    return OnTime(on_time=k, finished=n, posterior=(prior[0] + k, prior[1] + n - k))


def shared_prior(k: int, n: int, weight: float = WEIGHT) -> Beta:
    """A prior from everybody's history: `k` of `n` done in time, over all partnerships.

    Its mean is everybody's share, itself shrunk to `USUAL`; it weighs as much as `weight` finished åtgärder however
    long the history is, so that a partnership's own soon count more. Raises ValueError as `on_time_probability`.
    """
    if not weight > 0:
        raise ValueError("a weight is positive")
    mean = on_time_probability(k, n).mean
    return weight * mean, weight * (1 - mean)
