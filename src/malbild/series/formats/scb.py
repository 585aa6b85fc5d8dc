"""Statistics Sweden's tables: json-stat 1 and 2 (PxWebApi 2 and 1) and PxWebApi 1's own JSON.

A cube becomes readings: its region is the area, its time the period, its contents the unit, and the labels of all other
dimensions together the category. Source: json-stat.org/format (2.0), and the answers that pxweb gives.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any, Final

from django.utils.translation import gettext as _

from malbild.series import areas
from malbild.series.formats.values import MOST, NotANumber, number
from malbild.series.readings import Mark, NotThisFile, Period, Problem, Reading, Step, Table, Unit, Why, WrongRows

SOURCE: Final = "scb"
_REGION, _TIME, _CONTENTS = (
    ("region", "kommun", "residence"),
    ("tid", "time", "år", "year"),
    ("contentscode", "concept"),
)
_PERIOD = re.compile(r"(\d{4})(?:([MK])(\d{1,2}))?")
_MOST_CELLS = 1_000_000
_COUNTY = re.compile(r"\d\d")


@dataclass(frozen=True, slots=True)
class Dimension:
    """`codes` in their order, with a label each."""

    id: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]
    units: dict[str, str]


@dataclass(frozen=True, slots=True)
class Cube:
    """Values in row-major order of the dimensions; `status` by position."""

    dimensions: tuple[Dimension, ...]
    values: tuple[Any, ...]
    status: dict[int, str]

    def cells(self) -> Iterator[tuple[tuple[int, ...], Any, str]]:
        for at, place in enumerate(product(*(range(len(d.codes)) for d in self.dimensions))):
            yield place, self.values[at], self.status.get(at, "")


def read(raw: bytes) -> Table:
    """Raises NotThisFile for other JSON, WrongRows for cells that cannot be right (rows are positions from 1)."""
    try:
        document = json.loads(raw)
    except (ValueError, UnicodeDecodeError, RecursionError) as error:
        raise NotThisFile(_("Filen är inte hel: den går inte att läsa som JSON. Hämta den igen.")) from error
    try:
        return _table(_cube(document))
    except (KeyError, TypeError, AttributeError, IndexError, ValueError, OverflowError) as error:
        raise NotThisFile(_("Filen är JSON men ingen tabell från SCB (json-stat eller PxWeb).")) from error


def _cube(document: Any) -> Cube:
    if isinstance(document, dict) and "columns" in document and "data" in document:
        return _own(document)
    found = document.get("dataset", document)
    return json_stat(found)


def json_stat(found: dict[str, Any]) -> Cube:
    """json-stat 2 has `id` and `size` on top, 1 within `dimension`. Raises KeyError, TypeError or ValueError."""
    dimension = found["dimension"]
    ids = [_one(i) for i in found.get("id", dimension.get("id", ()))] or [
        k for k in dimension if k not in ("role", "size", "id")
    ]
    size = [int(_one(s)) for s in found.get("size", dimension.get("size", ()))]
    dimensions = tuple(_dimension(str(i), dimension[i]) for i in ids)
    if size != [len(d.codes) for d in dimensions] or prod(size) > _MOST_CELLS:
        raise ValueError("sizes do not fit")
    values = found["value"]
    total = prod(size)
    listed = [values.get(str(i)) for i in range(total)] if isinstance(values, dict) else [_one(v) for v in values]
    if len(listed) != total:
        raise ValueError("as many values as cells")
    status = found.get("status") or {}
    told = dict(enumerate(status)) if isinstance(status, list) else {int(k): v for k, v in status.items()}
    return Cube(dimensions, tuple(listed), {k: str(_one(v)) for k, v in told.items() if v})


def _dimension(name: str, said: dict[str, Any]) -> Dimension:
    category = said["category"]
    label = category.get("label", {})
    index = category.get("index", list(label))
    if isinstance(index, dict):
        codes = sorted(index, key=lambda c: int(_one(index[c])))
    else:
        codes = [str(_one(c)) for c in index]
    units = {c: str(_one(u.get("base", u.get("label", "")))) for c, u in category.get("unit", {}).items()}
    return Dimension(name, tuple(codes), tuple(str(_one(label.get(c, c))) for c in codes), units)


def _own(document: dict[str, Any]) -> Cube:
    """PxWebApi 1: a row for each cell, with its codes. Made a cube of one dimension a column."""
    keys = [c for c in document["columns"] if c["type"] != "c"]
    contents = [c for c in document["columns"] if c["type"] == "c"]
    rows = document["data"]
    codes = [tuple(dict.fromkeys(str(r["key"][i]) for r in rows)) for i in range(len(keys))]
    at = [{c: n for n, c in enumerate(some)} for some in codes]
    dimensions = [Dimension(str(k["code"]), c, c, {}) for k, c in zip(keys, codes, strict=True)]
    names = tuple(str(c["code"]) for c in contents)
    dimensions.append(Dimension("ContentsCode", names, tuple(str(c["text"]) for c in contents), {}))
    size = [len(d.codes) for d in dimensions]
    if not rows or prod(size) > _MOST_CELLS:
        raise ValueError("no rows, or too many")
    values: list[Any] = [None] * prod(size)
    for row in rows:
        place = 0
        for i, key in enumerate(row["key"]):
            place = place * size[i] + at[i][str(key)]
        for n, value in enumerate(row["values"]):
            values[place * size[-1] + n] = value
    return Cube(tuple(dimensions), tuple(values), {})


def _one(value: Any) -> Any:
    """Some clients store every single value as a list of one."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


# --- readings ---------------------------------------------------------------------


def _table(cube: Cube) -> Table:
    region, time = _named(cube, _REGION), _named(cube, _TIME)
    contents = _named(cube, _CONTENTS)
    if time is None:
        raise NotThisFile(_("Tabellen har ingen tid. Välj minst ett år när du hämtar den."))
    periods = [_period(c) for c in cube.dimensions[time].codes]
    others = [i for i, d in enumerate(cube.dimensions) if i not in (region, time, contents) and len(d.codes)]
    problems, readings = list[Problem](), list[Reading]()
    for row, (place, value, status) in enumerate(cube.cells(), start=1):
        code = cube.dimensions[region].codes[place[region]] if region is not None else areas.NATION
        area = areas.by_code(code) or (code if _COUNTY.fullmatch(code) else None)
        period = periods[place[time]]
        if area is None:
            problems.append(Problem(row, Why.AREA, code))
        elif period is None:
            problems.append(Problem(row, Why.PERIOD, cube.dimensions[time].codes[place[time]]))
        else:
            category, unit = _category(cube, place, others, contents)
            try:
                found, mark = _value(value, status)
            except NotANumber as error:
                problems.append(Problem(row, error.why, str(value)))
                continue
            readings.append(Reading(area, category, unit, period, found, mark, row))
    if problems:
        raise WrongRows(problems)
    return Table(SOURCE, _step([p for p in periods if p], cube.dimensions[time].codes), readings)


def _named(cube: Cube, names: tuple[str, ...]) -> int | None:
    return next((i for i, d in enumerate(cube.dimensions) if d.id.casefold() in names), None)


def _period(code: str) -> Period | None:
    found = _PERIOD.fullmatch(code.strip().upper())
    if found is None or not 1700 <= int(found[1]) <= 2100:
        return None
    part = int(found[3] or 0)
    return Period(int(found[1]), part) if part <= (12 if found[2] == "M" else 4) else None


def _step(periods: list[Period], codes: tuple[str, ...]) -> Step:
    if not periods or not any(p.part for p in periods):
        return Step.YEAR
    return Step.QUARTER if "K" in codes[0].upper() else Step.MONTH


def _category(cube: Cube, place: tuple[int, ...], others: list[int], contents: int | None) -> tuple[str, Unit]:
    words, unit = [], Unit.OTHER
    if contents is not None:
        dimension = cube.dimensions[contents]
        words.append(dimension.labels[place[contents]])
        unit = _unit(dimension.units.get(dimension.codes[place[contents]], ""), words[0])
    words += [cube.dimensions[i].labels[place[i]] for i in others]
    return " · ".join(words), unit


def _unit(said: str, label: str) -> Unit:
    words = f"{said} {label}".casefold()
    if "folkmängd" in words or "population" in words:
        return Unit.PEOPLE
    if "procent" in words or "percent" in words:
        return Unit.PERCENT
    return Unit.COUNT if said.casefold() in ("antal", "number", "") else Unit.OTHER


def _value(value: Any, status: str) -> tuple[float | None, Mark]:
    if value is None or status in ("..", "."):
        return None, Mark.NOT_APPLICABLE if status == "." else Mark.NOT_AVAILABLE
    if isinstance(value, bool):
        raise NotANumber(Why.NUMBER)
    if isinstance(value, int | float):
        if value != value or abs(value) > MOST * 1000:
            raise NotANumber(Why.TOO_LARGE)
        return float(value), Mark.NONE
    return number(str(value))
