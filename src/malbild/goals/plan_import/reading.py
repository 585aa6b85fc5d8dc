"""From a sheet and its layout to rows of a plan. Every filled row is a row of the plan or listed with its reason."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from enum import StrEnum

from malbild.goals.plan_import.grid import Cell, Grid, Spread
from malbild.goals.plan_import.guess import Field, Layout, headings


class Left(StrEnum):
    """Why a row is no row of the plan."""

    ABOVE = "above"  # title rows over the header
    HEADER = "header"
    HEADING = "heading"  # a heading between the rows: what follows belongs to it
    NOTE = "note"
    SUM = "sum"
    NO_MEASURE = "no-measure"
    JOINED = "joined"  # the åtgärd stretches down: read together with its first row
    NO_COLUMN = "no-column"  # no column is chosen as åtgärd yet


@dataclass(frozen=True, slots=True)
class Unread:
    number: int
    why: Left
    text: str
    joined_to: int | None = None
    texts: dict[Field, str] = field(default_factory=dict)  # a row that lacks only its åtgärd


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the plan with its texts as they stand. The sets name fields whose text did not simply stand there."""

    number: int
    texts: dict[Field, str]
    heading: str = ""
    from_formula: frozenset[Field] = frozenset()
    missing: frozenset[Field] = frozenset()  # a formula without a stored value: asked for
    carried: frozenset[Field] = frozenset()  # taken from the row above
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    rows: list[Row] = field(default_factory=list)
    left: list[Unread] = field(default_factory=list)
    title: str = ""


_CARRIED = (Field.PROBLEM, Field.CAUSE)  # written once, meant for the rows below too
_NUMBERED = re.compile(r"\s*(?:[A-ZÅÄÖ]{1,2}\.?\s?)?\d{1,3}(?:\.\d{1,2})*(?:[.):]\s*|\s+[-–]\s+|\s+)(?=\S)")
_NOTE = re.compile(
    r"(?:obs|not|nb|kommentar|anm|\*)[ !:.]|.*\.$|.*\b(?:uppdaterad|revider\w*|senast ändrad)\b", re.IGNORECASE
)
_SUM = re.compile(r"(summa|totalt?|delsumma)\b.{0,30}", re.IGNORECASE)
_BROAD = 3  # columns a merged cell covers when it is a heading


def read_rows(grid: Grid, layout: Layout) -> Reading:
    """Read the sheet by the layout."""
    spread, reading = Spread(grid), Reading()
    above = [r for r in sorted(grid.rows) if layout.header is not None and r < layout.header]
    under = [r for r in sorted(grid.rows) if layout.header is None or r > layout.header]
    reading.left.extend(Unread(r, Left.ABOVE, _all_text(grid, r)) for r in above)
    if layout.header in grid.rows and layout.header is not None:
        reading.left.append(Unread(layout.header, Left.HEADER, _all_text(grid, layout.header)))
    state = _Walk(spread, layout, reading)
    for number in under:
        state.take(number)
    rows = _without_numbers(reading.rows)
    return Reading(rows, sorted(reading.left, key=lambda u: u.number), _title(grid, above))


class _Walk:
    """Down the rows, remembering the heading and the causes that stand above."""

    def __init__(self, spread: Spread, layout: Layout, reading: Reading) -> None:
        self.spread, self.layout, self.reading = spread, layout, reading
        self.grid = spread.grid
        self.header = headings(spread, layout.header) if layout.header in self.grid.rows and layout.header else {}
        self.heading = ""
        self.above: dict[Field, str] = {}

    def take(self, number: int) -> None:
        column = self.layout.columns.get(Field.MEASURE)
        if column is None:
            self._leave(number, Left.NO_COLUMN)
        elif self._is_header_again(number):
            self._leave(number, Left.HEADER)
        elif self._is_heading(number):
            self._head(number)
        elif self.spread.is_continued(number, column) and self.reading.rows:
            self._join(number)
        elif _SUM.fullmatch(self.grid.at(number, column).text.strip()):
            self._leave(number, Left.SUM)
        elif (cell := self.spread.shown(number, column)).text.strip() or cell.is_missing:
            self._keep(number)
        else:
            self._remember(number)
            shown = {f: _tidy(self.spread.shown(number, c).text) for f, c in self.layout.columns.items()}
            texts = {f: t for f, t in shown.items() if t}
            self.reading.left.append(Unread(number, Left.NO_MEASURE, _all_text(self.grid, number), None, texts))

    def _head(self, number: int) -> None:
        text = _all_text(self.grid, number)
        if _NOTE.match(text):
            self._leave(number, Left.NOTE)
            return
        self.heading, self.above = text, {}
        self._leave(number, Left.HEADING)

    def _keep(self, number: int) -> None:
        cells = {f: self.spread.shown(number, c) for f, c in self.layout.columns.items()}
        texts = {f: _tidy(cell.text) for f, cell in cells.items()}
        own = {f for f in _CARRIED if texts.get(f)}
        if Field.PROBLEM in own:
            self.above = {}
        carried = {f for f in _CARRIED if f in texts and f not in own and self.above.get(f) and not cells[f].is_missing}
        for name in carried:
            texts[name] = self.above[name]
        self.above.update({f: texts[f] for f in own})
        self.reading.rows.append(
            Row(
                number,
                {f: t for f, t in texts.items() if t},
                self.heading,
                _where(cells, lambda c: c.from_formula and not c.is_missing),
                _where(cells, lambda c: c.is_missing),
                frozenset(carried),
                number in self.grid.hidden_rows,
            )
        )

    def _join(self, number: int) -> None:
        """A second line of the same åtgärd: what it adds is put after what stood."""
        first = self.reading.rows[-1]
        texts = dict(first.texts)
        for name, column in self.layout.columns.items():
            more = _tidy(self.grid.at(number, column).text)
            if more and more not in texts.get(name, "").split("; "):
                texts[name] = f"{texts[name]}; {more}" if texts.get(name) else more
        cells = {f: self.grid.at(number, c) for f, c in self.layout.columns.items()}
        self.reading.rows[-1] = replace(
            first,
            texts=texts,
            from_formula=first.from_formula | _where(cells, lambda c: c.from_formula and not c.is_missing),
            missing=first.missing | _where(cells, lambda c: c.is_missing),
        )
        self._leave(number, Left.JOINED, first.number)

    def _remember(self, number: int) -> None:
        """A cause on a row of its own is meant for the åtgärder under it."""
        for name in _CARRIED:
            column = self.layout.columns.get(name)
            if column is not None and (text := _tidy(self.spread.shown(number, column).text)):
                self.above[name] = text

    def _leave(self, number: int, why: Left, joined_to: int | None = None) -> None:
        self.reading.left.append(Unread(number, why, _all_text(self.grid, number), joined_to))

    def _is_header_again(self, number: int) -> bool:
        """The header printed once more on a new page."""
        again = headings(self.spread, number)
        return len(self.header) > 1 and again == self.header

    def _is_heading(self, number: int) -> bool:
        """One broad merged cell, or one lonely text in a column that is not used: a heading or a note."""
        cells = {c: cell for c, cell in self.grid.rows[number].items() if cell.text.strip()}
        if len(cells) != 1:
            return False
        (column,) = cells
        if self.spread.is_continued(number, column):
            return False
        if self.spread.width(number, column) >= _BROAD:
            return True
        is_used = column in self.layout.columns.values()
        return not is_used and not self._has_repeated(number)

    def _has_repeated(self, number: int) -> bool:
        return any(self.spread.is_continued(number, c) for c in self.layout.columns.values())


def _where(cells: dict[Field, Cell], holds: object) -> frozenset[Field]:
    assert callable(holds)  # noqa: S101 - a plain function, see the calls
    return frozenset(f for f, cell in cells.items() if holds(cell))


def _tidy(text: str) -> str:
    """Inner line breaks and double spaces become one space; a bullet at the start goes."""
    return re.sub(r"^[•·▪*–-]\s+", "", " ".join(text.split()))


def _all_text(grid: Grid, number: int) -> str:
    cells = grid.rows[number]
    return " · ".join(_tidy(cells[c].text) for c in sorted(cells) if cells[c].text.strip())


def _title(grid: Grid, above: list[int]) -> str:
    return next((_all_text(grid, r) for r in above if _all_text(grid, r)), "")


def _without_numbers(rows: list[Row]) -> list[Row]:
    """ "1. Mörkt" becomes "Mörkt" where the column is numbered, so that "2 vandringar" keeps its two."""
    texts: defaultdict[Field, list[str]] = defaultdict(list)
    for row in rows:
        for name in (Field.PROBLEM, Field.CAUSE, Field.MEASURE, Field.SUB_GOAL):
            if name in row.texts:
                texts[name].append(row.texts[name])
    numbered = {f for f, found in texts.items() if _is_numbered(found)}
    return [replace(r, texts={f: _bare(t) if f in numbered else t for f, t in r.texts.items()}) for r in rows]


def _is_numbered(texts: list[str]) -> bool:
    """Most begin with a number, and the numbers are many: "2 vandringar" twice is no numbering."""
    starts = [m[0].strip() for t in texts if (m := _NUMBERED.match(t))]
    return len(starts) >= 2 and len(starts) * 3 >= len(texts) * 2 and len(set(starts)) * 2 > len(set(texts))


def _bare(text: str) -> str:
    return _NUMBERED.sub("", text, count=1) or text
