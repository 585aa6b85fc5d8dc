"""Series and cross-sections for pages and for the statistical core."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from malbild.series.models import Indicator, Series
from malbild.series.packing import CODES, Packed
from malbild.series.readings import Mark


@dataclass(frozen=True, slots=True)
class Matrix:
    """One indicator in many areas: `values` (areas × periods), NaN where nothing is known; `first` is the position of
    the first column. `is_preliminary` marks what will be revised."""

    areas: tuple[str, ...]
    first: int
    values: NDArray[np.float64]
    is_preliminary: NDArray[np.bool_]


def one(indicator: Indicator, area: str) -> Packed | None:
    """The series, or None where there is none; one query."""
    row = Series.objects.filter(indicator=indicator, area=area).values_list("first", "data").first()
    return Packed.unpack(row[0], bytes(row[1])) if row else None


def cross_section(indicator: Indicator, position: int) -> dict[str, float]:
    """Each area's number in one period, where there is one; one query."""
    found = {}
    for area, first, data in Series.objects.filter(indicator=indicator).values_list("area", "first", "data"):
        packed = Packed.unpack(first, bytes(data))
        at = position - first
        if 0 <= at < packed.values.size and not np.isnan(packed.values[at]):
            found[area] = float(packed.values[at])
    return found


def matrix(indicator: Indicator, areas: Collection[str] | None = None) -> Matrix:
    """Every area (or those asked for), in the order of their codes, over all periods that any has; one query."""
    rows = Series.objects.filter(indicator=indicator).order_by("area")
    if areas is not None:
        rows = rows.filter(area__in=areas)
    found = [
        (area, Packed.unpack(first, bytes(data))) for area, first, data in rows.values_list("area", "first", "data")
    ]
    if not found:
        return Matrix((), 0, np.empty((0, 0)), np.empty((0, 0), dtype=np.bool_))
    first, last = min(p.first for _a, p in found), max(p.last for _a, p in found)
    wide = [p.over(first, last) for _a, p in found]
    return Matrix(
        tuple(area for area, _p in found),
        first,
        np.stack([p.values for p in wide]),
        np.stack([p.marks == CODES[Mark.PRELIMINARY] for p in wide]),
    )
