"""Small counts that could point at somebody: what an attacker can work out of a table, and what must be hidden.

Sources: Hundepool and others, Statistical Disclosure Control (2012), 4, on cell suppression and its audit by integer
programming. Tables that an authority has published are shown as published; this is for a partnership's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy import optimize

from malbild.statistics.reasons import Numbers

THRESHOLD = 5
type Row = Sequence[float | None]
type Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Feasible:
    """The smallest and largest whole number a hidden cell can be (∞ where nothing bounds it)."""

    cell: Cell
    least: int
    most: float

    @property
    def is_disclosed(self) -> bool:
        return self.least == self.most


def audit_suppression(
    published: Sequence[Row], row_totals: Row | None = None, column_totals: Row | None = None
) -> list[Feasible]:
    """What can be known of each hidden cell (None) of a table from the others and the totals, row by row.

    Raises ValueError where the totals cannot be true, and for tables that are not rectangles of whole numbers.
    """
    rows, columns = len(published), len(published[0]) if published else 0
    if any(len(r) != columns for r in published):
        raise ValueError("a table is a rectangle")
    hidden = [(i, j) for i in range(rows) for j in range(columns) if published[i][j] is None]
    equations = [*_equations(published, row_totals or [None] * rows, column_totals or [None] * columns)]
    return [Feasible(cell, *_bounds(cell, hidden, equations)) for cell in hidden]


type _Equation = tuple[frozenset[Cell], float]


def _equations(published: Sequence[Row], row_totals: Row, column_totals: Row) -> list[_Equation]:
    """Hidden cells of each row and column with what they must sum to, where the total is published."""
    lines = [([(i, j) for j in range(len(row))], row_totals[i]) for i, row in enumerate(published)]
    lines += [([(i, j) for i in range(len(published))], total) for j, total in enumerate(column_totals)]
    found = []
    for cells, total in lines:
        values = [(cell, published[cell[0]][cell[1]]) for cell in cells]
        unknown = frozenset(cell for cell, value in values if value is None)
        if total is not None and unknown:
            found.append((unknown, float(total) - sum(v for _cell, v in values if v is not None)))
    return found


def _bounds(cell: Cell, hidden: list[Cell], equations: list[_Equation]) -> tuple[int, float]:
    """Only the part of the table that hangs together with the cell is solved."""
    near = _connected(cell, equations)
    mine = [e for e in equations if e[0] & near]
    if not any(cell in cells for cells, _sum in mine):
        return 0, np.inf
    order = [c for c in hidden if c in near]
    matrix = np.array([[1.0 if c in cells else 0.0 for c in order] for cells, _sum in mine])
    sums = np.array([s for _cells, s in mine])
    aim = np.array([1.0 if c == cell else 0.0 for c in order])
    least, most = _solved(aim, matrix, sums), _solved(-aim, matrix, sums)
    return round(least), -most if np.isinf(most) else round(-most)


def _connected(cell: Cell, equations: list[_Equation]) -> frozenset[Cell]:
    found = frozenset([cell])
    while True:
        wider = found.union(*(cells for cells, _sum in equations if cells & found))
        if wider == found:
            return found
        found = wider


def _solved(aim: Numbers, matrix: Numbers, sums: Numbers) -> float:
    rule = optimize.LinearConstraint(matrix, sums, sums)
    whole, bounds = np.ones(aim.size, dtype=np.int64), optimize.Bounds(0, np.inf)
    result = optimize.milp(aim, constraints=rule, integrality=whole, bounds=bounds)
    if result.status == 3:  # unbounded
        return -np.inf
    if result.x is None:
        raise ValueError("the totals do not fit the table")
    return float(result.fun)


# --- hiding ---------------------------------------------------------------------------


def suppress(table: Sequence[Sequence[int]], threshold: int = THRESHOLD) -> list[list[int | None]]:
    """The table with small cells (1 to threshold - 1) hidden, and as few others as it takes to keep them hidden.

    Row and column totals are taken to be published. Every hidden cell can then be at least `threshold` different
    numbers, as `audit_suppression` sees it; where nothing less does it, the whole row or column goes. Raises ValueError
    for a table that is not a rectangle of whole numbers.
    """
    if not table or any(len(r) != len(table[0]) for r in table):
        raise ValueError("a table is a rectangle")
    if any(v < 0 or v != int(v) for row in table for v in row):
        raise ValueError("counts are whole and not negative")
    rows, columns = [sum(r) for r in table], [sum(c) for c in zip(*table, strict=True)]
    hidden = {(i, j) for i, row in enumerate(table) for j, v in enumerate(row) if 0 < v < threshold}
    while True:
        shown: list[list[int | None]] = [
            [None if (i, j) in hidden else v for j, v in enumerate(row)] for i, row in enumerate(table)
        ]
        thin = [f for f in audit_suppression(shown, rows, columns) if f.most - f.least < threshold]
        if not thin:
            return shown
        more = _complement(table, hidden, thin, rows, columns, threshold)
        if not more:
            return [[None] * len(row) for row in table]
        hidden |= more


def _complement(
    table: Sequence[Sequence[int]],
    hidden: set[Cell],
    thin: list[Feasible],
    rows: list[int],
    columns: list[int],
    threshold: int,
) -> set[Cell]:
    """The cheapest next cells to hide: one, else a pair, that widen the thinnest cell most; smallest counts first."""
    at = thin[0].cell
    free = [(i, j) for i, row in enumerate(table) for j, v in enumerate(row) if (i, j) not in hidden]
    near = [c for c in free if c[0] == at[0] or c[1] == at[1]] or free
    cheap = sorted(near, key=lambda c: (table[c[0]][c[1]] == 0, table[c[0]][c[1]], c))
    best: set[Cell] = set()
    best_key: tuple[int, float, int] | None = None
    for more in [{c} for c in cheap] + [set(p) for p in combinations(cheap[:6], 2)]:
        shown: list[Row] = [
            [None if (i, j) in hidden | more else v for j, v in enumerate(row)] for i, row in enumerate(table)
        ]
        left = [f for f in audit_suppression(shown, rows, columns) if f.most - f.least < threshold]
        width = sum(min(threshold, f.most - f.least) for f in left)
        key = (len(left), -width, len(more))
        if best_key is None or key < best_key:
            best, best_key = more, key
        if not left:
            break
    return best
