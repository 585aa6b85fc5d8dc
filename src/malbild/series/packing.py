"""A whole series in one field: value, mark and delivery of each period, compressed (docs/decisions/0005)."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from malbild.series.readings import Mark

_CELL: Final = np.dtype([("value", "<f8"), ("mark", "u1"), ("delivery", "<u4")])
_LEVEL: Final = 1
CODES: Final = {Mark.NONE: 0, Mark.PRELIMINARY: 1, Mark.NOT_AVAILABLE: 2, Mark.NOT_APPLICABLE: 3}
MARKS: Final = {code: mark for mark, code in CODES.items()}
LONGEST: Final = 12 * 400
"""No series of months is longer; a period far from the others would only fill the memory."""


@dataclass(frozen=True, slots=True)
class Packed:
    """`first` is the position of the first cell (`Period.position`). `values` are NaN where a mark says why;
    `deliveries` tell which delivery each value came with, 0 for none yet."""

    first: int
    values: NDArray[np.float64]
    marks: NDArray[np.uint8]
    deliveries: NDArray[np.uint32]

    @classmethod
    def empty(cls) -> Self:
        return cls(0, np.empty(0), np.empty(0, dtype=np.uint8), np.empty(0, dtype=np.uint32))

    @classmethod
    def unpack(cls, first: int, data: bytes) -> Self:
        cells = np.frombuffer(zlib.decompress(data), dtype=_CELL)
        return cls(first, cells["value"].copy(), cells["mark"].copy(), cells["delivery"].copy())

    def pack(self) -> bytes:
        cells = np.empty(self.values.size, dtype=_CELL)
        cells["value"], cells["mark"], cells["delivery"] = self.values, self.marks, self.deliveries
        return zlib.compress(cells.tobytes(), _LEVEL)

    @property
    def last(self) -> int:
        """The position of the last cell; before the first one when there is none."""
        return self.first + self.values.size - 1

    def over(self, first: int, last: int) -> Packed:
        """The same over at least these positions; what was not known is not available and from no delivery.

        Raises ValueError where it would become longer than any series is.
        """
        if not self.values.size:
            start, end = first, last
        else:
            start, end = min(first, self.first), max(last, self.last)
        if end - start >= LONGEST:
            raise ValueError("the periods lie too far apart")
        size, at = end - start + 1, self.first - start
        values, marks = np.full(size, np.nan), np.full(size, CODES[Mark.NOT_AVAILABLE], dtype=np.uint8)
        deliveries = np.zeros(size, dtype=np.uint32)
        if self.values.size:
            there = slice(at, at + self.values.size)
            values[there], marks[there], deliveries[there] = self.values, self.marks, self.deliveries
        return Packed(start, values, marks, deliveries)
