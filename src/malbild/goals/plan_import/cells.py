"""The few XML parts of a workbook that hold what people wrote, each read as a stream.

A document type is refused: no workbook has one, and it is where entity bombs live.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.parsers import expat

from malbild.goals.plan_import.grid import Cell, Grid, Merge
from malbild.goals.plan_import.unreadable import Unreadable, Why

MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
_LONGEST = 5_000  # signs of one cell that are read; no column of a plan is longer
_LAST_COLUMN = 16_383  # XFD
_REFERENCE = re.compile(r"([A-Z]{1,5})(\d{1,8})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


class XmlReader:
    """A stream of elements, names without namespace."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self.text
        self._parser.StartDoctypeDeclHandler = self._refuse

    def feed(self, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            self._parser.Parse(piece, False)
        self._parser.Parse(b"", True)

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, text: str) -> None: ...

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.start(name.rpartition(" ")[2], {k.rpartition(" ")[2]: v for k, v in attributes.items()})

    def _end(self, name: str) -> None:
        self.end(name.rpartition(" ")[2])

    @staticmethod
    def _refuse(*_: object) -> None:
        raise Unreadable(Why.BOMB)


class Pairs(XmlReader):
    """The attributes of every element with the wanted name."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self._wanted = wanted
        self.found: list[dict[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == self._wanted:
            self.found.append(attributes)


class Strings(XmlReader):
    """The shared texts, with rich text joined and reading aids (phonetics) left out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._now: list[str] = []
        self._is_text = False
        self._aids = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self._now = []
        elif name == "rPh":
            self._aids += 1
        self._is_text = name == "t"

    def end(self, name: str) -> None:
        if name == "si":
            self.found.append("".join(self._now)[:_LONGEST])
        elif name == "rPh":
            self._aids -= 1
        self._is_text = False

    def text(self, text: str) -> None:
        if self._is_text and not self._aids:
            self._now.append(text)


class Styles(XmlReader):
    """Which number format each cell style has."""

    def __init__(self) -> None:
        super().__init__()
        self._own: dict[int, str] = {}
        self._ids: list[int] = []
        self._in_cells = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self._own[int(attributes.get("numFmtId", 0))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            self._ids.append(int(attributes.get("numFmtId", 0)))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cells = False

    def formats(self) -> list[str]:
        from openpyxl.styles.numbers import BUILTIN_FORMATS  # noqa: PLC0415 - slow, and every start would pay for it

        return [self._own.get(i) or str(BUILTIN_FORMATS.get(i, "")) for i in self._ids]


@dataclass(frozen=True, slots=True)
class Formats:
    """What is needed to show a stored number or text as the person saw it."""

    styles: list[str]
    strings: list[str]
    from_1904: bool = False

    def shown(self, kind: str, stored: str, style: int) -> str:
        """The stored value as text. Days become 2027-03-31, months "mars 2027", whole numbers have no decimals."""
        match kind:
            case "s":
                return self.strings[int(stored)]
            case "b":
                return "ja" if stored == "1" else "nej"
            case "d":
                return stored[:10]
            case "str" | "inlineStr":
                return stored
        return self._number(float(stored), self.styles[style] if style < len(self.styles) else "")

    def _number(self, value: float, form: str) -> str:
        from openpyxl.styles.numbers import is_date_format  # noqa: PLC0415 - as above

        if form and is_date_format(form):
            return self._day(value, form)
        if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        return f"{value:.10g}".replace(".", ",")

    def _day(self, value: float, form: str) -> str:
        from openpyxl.utils.datetime import (  # noqa: PLC0415 - as above
            CALENDAR_MAC_1904,
            CALENDAR_WINDOWS_1900,
            from_excel,
        )

        moment = from_excel(value, CALENDAR_MAC_1904 if self.from_1904 else CALENDAR_WINDOWS_1900)
        if not isinstance(moment, dt.datetime):  # a time of day or a length of time
            return str(moment)
        said = _QUOTED.sub("", form).lower()
        if "d" in said:
            return moment.date().isoformat()
        # Excel turns "maj 2027" into the first of May, shown without its day: the month is what was meant.
        return f"{MONTHS[moment.month - 1]} {moment.year}" if "m" in said else str(moment.year)


class GridReader(XmlReader):
    """One sheet's cells and merged areas. Empty cells are not kept, however many are drawn."""

    def __init__(self, formats: Formats, *, rows: int, columns: int) -> None:
        super().__init__()
        self._formats, self._most_rows, self._most_columns = formats, rows, columns
        self._rows: dict[int, dict[int, Cell]] = {}
        self._columns: set[int] = set()
        self._merges: list[Merge] = []
        self._hidden: set[int] = set()
        self._row = self._column = 0
        self._kind, self._style = "n", 0
        self._value: list[str] = []
        self._is_formula = self._takes_text = False
        self._aids = 0

    def grid(self, name: str, *, is_hidden: bool) -> Grid:
        used = [m for m in self._merges if m.top in self._rows]
        return Grid(name, self._rows, tuple(used), frozenset(self._hidden & set(self._rows)), is_hidden)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "row":
                self._row = int(attributes.get("r", self._row + 1))
                self._column = -1
                if attributes.get("hidden") in ("1", "true"):
                    self._hidden.add(self._row)
            case "c":
                self._place(attributes.get("r", ""))
                self._kind, self._style = attributes.get("t", "n"), int(attributes.get("s", 0))
                self._value, self._is_formula = [], False
            case "f":
                self._is_formula = True
            case "rPh":
                self._aids += 1
            case "mergeCell":
                self._merge(attributes.get("ref", ""))
        self._takes_text = name in ("v", "t")

    def end(self, name: str) -> None:
        self._takes_text = False
        if name == "rPh":
            self._aids -= 1
        elif name == "c":
            self._keep()

    def text(self, text: str) -> None:
        if self._takes_text and not self._aids:
            self._value.append(text)

    def _place(self, reference: str) -> None:
        match = _REFERENCE.fullmatch(reference)
        self._column = _column(match[1]) if match else self._column + 1
        if self._column > _LAST_COLUMN:
            raise Unreadable(Why.TOO_MANY_COLUMNS)

    def _keep(self) -> None:
        stored = "".join(self._value)[:_LONGEST]
        is_missing = self._is_formula and (not stored or self._kind == "e")
        shown = "" if is_missing or not stored or self._kind == "e" else self._shown(stored)
        if not shown.strip() and not is_missing:
            return
        cells = self._rows.setdefault(self._row, {})
        cells[self._column] = Cell(shown, self._is_formula, is_missing)
        self._columns.add(self._column)
        if len(self._rows) > self._most_rows:
            raise Unreadable(Why.TOO_MANY_ROWS)
        if len(self._columns) > self._most_columns:
            raise Unreadable(Why.TOO_MANY_COLUMNS)

    def _shown(self, stored: str) -> str:
        text = self._formats.shown(self._kind, stored, self._style)
        return _ESCAPED.sub(_sign, text).replace("\r\n", "\n").replace("\r", "\n")

    def _merge(self, area: str) -> None:
        first, _, last = area.partition(":")
        start, stop = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
        if start and stop:
            self._merges.append(Merge(int(start[2]), _column(start[1]), int(stop[2]), _column(stop[1])))
            if len(self._merges) > 5 * self._most_rows:
                raise Unreadable(Why.TOO_MANY_ROWS)


def _sign(match: re.Match[str]) -> str:
    """The sign that _x000D_ stands for; half a pair is no sign."""
    number = int(match[1], 16)
    return "" if 0xD800 <= number <= 0xDFFF else chr(number)


def _column(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1
