"""The draft as kept in `PlanImport.reading`: the cells, which sheet, which column is what, and what was corrected.

Corrections are kept by sheet and row beside the cells, so that another choice of columns loses none of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from malbild.goals.plan_import.grid import Cell, Grid, as_data, from_data
from malbild.goals.plan_import.guess import Field, Layout, guess
from malbild.goals.plan_import.owners import Person
from malbild.goals.plan_import.proposal import MARK, Proposal, propose
from malbild.goals.plan_import.reading import Left, Reading, Row, read_rows
from malbild.kit import guard

type Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """The chosen sheet of the draft, read."""

    data: Data
    grid: Grid
    layout: Layout
    reading: Reading

    @property
    def title(self) -> str:
        return str(self.data["title"] or self.reading.title)

    @property
    def sheet_names(self) -> list[str]:
        return [str(s["name"]) for s in self.data["sheets"]]

    def corrected(self, number: int) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.data["rows"].get(str(self.data["sheet"]), {}).get(str(number), {})
        return found

    def proposals(self, *, people: Sequence[Person], there: Collection[str], on: dt.date) -> list[Proposal]:
        return [propose(r, self.corrected(r.number), people=people, there=there, on=on) for r in self.reading.rows]


def _with_written(reading: Reading, data: Data) -> Reading:
    """A row that lacked its åtgärd is a row of the plan once somebody has written one."""
    corrected = data["rows"].get(str(data["sheet"]), {})
    written = [
        u
        for u in reading.left
        if u.why is Left.NO_MEASURE and corrected.get(str(u.number), {}).get("texts", {}).get(Field.MEASURE.value)
    ]
    rows = sorted([*reading.rows, *(Row(u.number, u.texts) for u in written)], key=lambda r: r.number)
    return Reading(rows, [u for u in reading.left if u not in written], reading.title)


def new(grids: Sequence[Grid], *, on: dt.date) -> Data:
    """A draft of the sheets, cleaned, with no personnummer left in any cell. The likeliest sheet is chosen."""
    clean = [_cleaned(g) for g in grids]
    layouts = [guess(g, on=on) for g in clean]
    order = sorted(range(len(clean)), key=lambda i: (clean[i].is_hidden, -len(layouts[i].columns), i))
    return {
        "sheets": [as_data(g) for g in clean],
        "layouts": [_layout_as_data(layout) for layout in layouts],
        "sheet": order[0],
        "title": "",
        "rows": {},
    }


def opened(data: Data) -> Draft:
    grid = from_data(data["sheets"][data["sheet"]])
    layout = _layout_from_data(data["layouts"][data["sheet"]])
    return Draft(data, grid, layout, _with_written(read_rows(grid, layout), data))


def with_layout(data: Data, sheet: int, layout: Layout | None, title: str) -> Data:
    """Another sheet, or other columns in this one."""
    layouts = list(data["layouts"])
    if layout is not None:
        layouts[sheet] = _layout_as_data(layout)
    return {**data, "sheet": sheet, "layouts": layouts, "title": title}


def with_corrections(data: Data, corrections: Mapping[int, Mapping[str, Any]]) -> Data:
    """What a person decided for some rows of the chosen sheet, on top of what they decided before."""
    sheet = str(data["sheet"])
    rows = {k: dict(v) for k, v in data["rows"].get(sheet, {}).items()}
    for number, correction in corrections.items():
        now = rows.setdefault(str(number), {})
        texts = {**now.get("texts", {}), **correction.get("texts", {})}
        now.update(correction)
        if texts:
            now["texts"] = texts
    return {**data, "rows": {**data["rows"], sheet: rows}}


def safe(text: str) -> str:
    """The text without hidden signs and without personnummer."""
    return guard.without_personal_numbers(text, MARK)


def _cleaned(grid: Grid) -> Grid:
    rows = {
        r: {c: Cell(safe(cell.text), cell.from_formula, cell.is_missing) for c, cell in cells.items()}
        for r, cells in grid.rows.items()
    }
    return Grid(safe(grid.name)[:80], rows, grid.merges, grid.hidden_rows, grid.is_hidden)


def _layout_as_data(layout: Layout) -> Data:
    return {"header": layout.header, "columns": {f.value: c for f, c in layout.columns.items()}}


def _layout_from_data(data: Data) -> Layout:
    return Layout(data["header"], {Field(f): c for f, c in data["columns"].items()})
