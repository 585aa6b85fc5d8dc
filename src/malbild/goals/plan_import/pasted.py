"""From text copied out of Excel, Word or a web page to cells: tabs between columns, quotes round line breaks."""

from __future__ import annotations

import csv
import io

from malbild.goals.plan_import.grid import Cell, Grid
from malbild.goals.plan_import.sheets import Limits
from malbild.goals.plan_import.unreadable import Unreadable, Why

_LONGEST = 5_000


def read_pasted(text: str, limits: Limits | None = None) -> list[Grid]:
    """One sheet with what was pasted. Raises Unreadable when it is empty, has no columns or is out of bounds."""
    limits = limits or Limits()
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if not text.strip():
        raise Unreadable(Why.EMPTY)
    if "\t" not in text:
        raise Unreadable(Why.NOT_A_SPREADSHEET)
    rows: dict[int, dict[int, Cell]] = {}
    for number, cells in enumerate(_lines(text), 1):
        if kept := {c: Cell(t[:_LONGEST]) for c, t in enumerate(cells) if t.strip()}:
            rows[number] = kept
        if len(rows) > limits.rows:
            raise Unreadable(Why.TOO_MANY_ROWS)
    grid = Grid("", rows)
    if len(grid.columns()) > limits.columns:
        raise Unreadable(Why.TOO_MANY_COLUMNS)
    if not rows:
        raise Unreadable(Why.EMPTY)
    return [grid]


def _lines(text: str) -> list[list[str]]:
    csv.field_size_limit(10_000_000)
    try:
        return list(csv.reader(io.StringIO(text), delimiter="\t", strict=True))
    except csv.Error:
        # A quote sign of the text itself: then every line is a row.
        return [line.split("\t") for line in text.split("\n")]
