"""The municipalities most like one's own: nearest by weighted distance on standardised covariates.

Source: Euclidean distance on z scores (sample standard deviation); drawn in at ±3 where asked, so that one outlier does
not stretch a covariate for all. Covariates are chosen before the outcome is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from malbild.statistics.reasons import Numbers

HOW_MANY = 30
FAR = 0.9


@dataclass(frozen=True, slots=True)
class Nearest:
    """`ids` with their `distance`, the nearest first. `is_far` says that even the nearest is farther away than nine in
    ten units have their nearest."""

    ids: tuple[str, ...]
    distance: Numbers
    is_far: bool


def standardised_covariates(
    covariates: ArrayLike, *, logged: Sequence[int] = (), winsorise: float | None = None
) -> Numbers:
    """Units × covariates as z scores; `logged` columns by their logarithm (skewed ones). A covariate that is the same
    for all tells nothing and becomes 0. Raises ValueError for missing values and for logarithms of 0."""
    x = np.array(covariates, dtype=np.float64)
    if x.ndim != 2 or not np.isfinite(x).all():
        raise ValueError("units × covariates without gaps")
    for column in logged:
        if (x[:, column] <= 0).any():
            raise ValueError("a logged covariate is positive")
        x[:, column] = np.log(x[:, column])
    spread = x.std(axis=0, ddof=1)
    z = (x - x.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    return np.clip(z, -winsorise, winsorise) if winsorise else z


def nearest_municipalities(
    z: ArrayLike, ids: Sequence[str], focus: str, weights: ArrayLike | None = None, k: int = HOW_MANY
) -> Nearest:
    """The `k` nearest to `focus` on z scores (`standardised_covariates`); equal distances go by id.

    `weights` are made to sum to 1. Raises ValueError for an unknown focus and for weights that are not positive in sum.
    """
    z = np.asarray(z, dtype=np.float64)
    if focus not in ids:
        raise ValueError("unknown unit")
    w = np.full(z.shape[1], 1.0) if weights is None else np.asarray(weights, dtype=np.float64)
    if (w < 0).any() or not w.sum() > 0:
        raise ValueError("weights are not negative and not all 0")
    scaled = z * np.sqrt(w / w.sum())
    at = list(ids).index(focus)
    distance = np.sqrt(((scaled - scaled[at]) ** 2).sum(axis=1))
    others = [i for i in sorted(range(len(ids)), key=lambda i: (distance[i], ids[i])) if i != at][:k]
    apart = np.sqrt(((scaled[:, None, :] - scaled[None, :, :]) ** 2).sum(axis=2))
    np.fill_diagonal(apart, np.inf)
    is_far = bool(others) and bool(distance[others[0]] > np.quantile(apart.min(axis=1), FAR))
    return Nearest(tuple(ids[i] for i in others), distance[others], is_far)
