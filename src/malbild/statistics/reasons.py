"""Why a number is not given. A function never returns a number that it cannot stand for: it says the reason instead."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

type Numbers = NDArray[np.float64]
type Codes = NDArray[np.uint8]


class Reason(IntEnum):
    """0 means that the number stands. An IntEnum, since arrays carry one for each of their millions of numbers."""

    NONE = 0
    NO_COUNT = 1  # missing, or not comparable: a month that was not published, a changed definition
    NO_POPULATION = 2
    BOTH_ZERO = 3  # nothing against nothing cannot be compared
    TOO_FEW_EVENTS = 4
    TOO_FEW_PERIODS = 5
    TOO_FEW_AREAS = 6
    NOT_DETERMINED = 7  # the search for it did not end
    SUPPRESSED = 8  # hidden since it could point at somebody


def whole_counts(counts: ArrayLike) -> Numbers:
    """Counts as floats, NaN where missing.

    Raises ValueError for a negative count, an infinite one or one that is not whole: such a file is refused whole.
    """
    found = np.asarray(counts, dtype=np.float64)
    if np.isinf(found).any():
        raise ValueError("a count is finite")
    known = found[~np.isnan(found)]
    if (known < 0).any() or (known != np.floor(known)).any():
        raise ValueError("counts are whole and not negative")
    return found


def level(conf: float) -> float:
    """What lies outside on each side. Raises ValueError unless 0 < conf < 1."""
    if not 0 < conf < 1:
        raise ValueError("conf is between 0 and 1")
    return (1 - conf) / 2
