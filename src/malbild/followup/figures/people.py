"""How many people the crimes of a year are counted against.

Source: Brå's own rates rest on the mean of the year's first and last day, preliminary ones on the newest year-end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from django.core.cache import cache
from numpy.typing import NDArray

from malbild.followup.figures.told import population
from malbild.series import areas
from malbild.series.queries import Matrix, matrix

KEPT_SECONDS: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class People:
    """`ends` are the year-ends of municipalities by year, without gaps; None where nobody has delivered any."""

    ends: Matrix | None

    def by_year(self, codes: Sequence[str], first: int, count: int) -> NDArray[np.float64]:
        """Municipalities × years, from `first`: the mean of the year-ends about each year.

        Beyond the year-ends that are known the nearest one stands; without any the registry's number, for all years.
        """
        own = np.array([areas.inhabitants()[code] for code in codes], dtype=np.float64)
        found = np.repeat(own[:, None], count, axis=1)
        if self.ends is None:
            return found
        rows = {area: i for i, area in enumerate(self.ends.areas)}
        here = [i for i, code in enumerate(codes) if code in rows]
        ends = self.ends.values[[rows[codes[i]] for i in here]]
        at, last = np.arange(first, first + count) - self.ends.first, self.ends.values.shape[1] - 1
        found[here] = (ends[:, np.clip(at - 1, 0, last)] + ends[:, np.clip(at, 0, last)]) / 2
        return found


def people() -> People:
    """Read once for each delivery and process; one query else."""
    indicator = population()
    if indicator is None or indicator.latest is None:
        return People(None)
    key = f"people:{indicator.latest.pk}:{indicator.latest.sha256[:16]}"
    found: People | None = cache.get(key)
    if found is None:
        found = People(_without_gaps(matrix(indicator)))
        cache.set(key, found, KEPT_SECONDS)
    return found


def _without_gaps(told: Matrix) -> Matrix:
    """A year-end that is missing lies on the line between its neighbours."""
    has = [i for i in range(len(told.areas)) if not np.isnan(told.values[i]).all()]
    at = np.arange(told.values.shape[1])
    rows = [told.values[i] for i in has]
    values = np.array([np.interp(at, at[~np.isnan(row)], row[~np.isnan(row)]) for row in rows]).reshape(-1, at.size)
    return Matrix(tuple(told.areas[i] for i in has), told.first, values, told.is_preliminary[has])
