"""A sheet as plain cells: rows are numbered as the person sees them in Excel (from 1), columns from 0."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Cell:
    """What is shown in the cell. `from_formula`: the stored value of a formula; `is_missing`: it has none."""

    text: str
    from_formula: bool = False
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged area, its edges included; the value stands in its first cell."""

    top: int
    left: int
    bottom: int
    right: int


EMPTY = Cell("")


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: only cells that hold something are kept."""

    name: str
    rows: dict[int, dict[int, Cell]]
    merges: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    is_hidden: bool = False

    def at(self, row: int, column: int) -> Cell:
        """The cell's own content, not what a merged area above would repeat."""
        return self.rows.get(row, {}).get(column, EMPTY)

    def columns(self) -> list[int]:
        """Every column that holds something, in order."""
        return sorted({c for cells in self.rows.values() for c in cells})


@dataclass(slots=True)
class Spread:
    """The grid with its merged areas worked out: what a cell shows, and how its row is merged."""

    grid: Grid
    _owner: dict[tuple[int, int], Merge] = field(default_factory=dict)

    def __post_init__(self) -> None:
        filled, columns = sorted(self.grid.rows), self.grid.columns()
        # An area may be drawn over a million empty rows, and areas over each other: only what is filled, each once.
        for merge in self.grid.merges:
            for row in filled[bisect_left(filled, merge.top) : bisect_right(filled, merge.bottom)]:
                for column in columns[bisect_left(columns, merge.left) : bisect_right(columns, merge.right)]:
                    self._owner.setdefault((row, column), merge)
            if len(self._owner) >= len(filled) * len(columns):
                break

    def merge_at(self, row: int, column: int) -> Merge | None:
        return self._owner.get((row, column))

    def shown(self, row: int, column: int) -> Cell:
        """The cell, or what a vertically merged area repeats down to it."""
        own = self.grid.at(row, column)
        merge = self.merge_at(row, column)
        if own.text or own.is_missing or merge is None or merge.left != column:
            return own
        return self.grid.at(merge.top, merge.left)

    def is_continued(self, row: int, column: int) -> bool:
        """True below the first row of a vertically merged area."""
        merge = self.merge_at(row, column)
        return merge is not None and row > merge.top

    def width(self, row: int, column: int) -> int:
        """How many columns the cell stretches over."""
        merge = self.merge_at(row, column)
        return merge.right - merge.left + 1 if merge else 1


def letters(column: int) -> str:
    """Excel's name of a column: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def as_data(grid: Grid) -> dict[str, Any]:
    """The grid as JSON; `from_data` gives it back."""
    return {
        "name": grid.name,
        "rows": {str(r): {str(c): _pack(cell) for c, cell in cells.items()} for r, cells in grid.rows.items()},
        "merges": [[m.top, m.left, m.bottom, m.right] for m in grid.merges],
        "hidden_rows": sorted(grid.hidden_rows),
        "is_hidden": grid.is_hidden,
    }


def from_data(data: dict[str, Any]) -> Grid:
    return Grid(
        name=data["name"],
        rows={int(r): {int(c): _unpack(v) for c, v in cells.items()} for r, cells in data["rows"].items()},
        merges=tuple(Merge(*m) for m in data["merges"]),
        hidden_rows=frozenset(data["hidden_rows"]),
        is_hidden=data["is_hidden"],
    )


def _pack(cell: Cell) -> str | list[str]:
    if cell.is_missing:
        return [cell.text, "missing"]
    return [cell.text, "formula"] if cell.from_formula else cell.text


def _unpack(value: str | list[str]) -> Cell:
    if isinstance(value, str):
        return Cell(value)
    return Cell(value[0], from_formula=True, is_missing=value[1] == "missing")
