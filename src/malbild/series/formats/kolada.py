"""Kolada's figures: version 3's answers as they come, and the same flattened into a table.

Source: api.kolada.se/v3. `values` holds one entry for each figure, municipality and year, with a value a gender; null
with the status "Missing" is not available. Units change between years of metadata: the figure's own is stored with it.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from functools import cache
from typing import Any, Final

from django.utils.translation import gettext as _

from malbild.series import areas
from malbild.series.formats.values import MOST, NotANumber, number, text_of
from malbild.series.names import titles
from malbild.series.readings import Mark, NotThisFile, Period, Problem, Reading, Step, Table, Unit, Why, WrongRows

SOURCE: Final = "kolada"
_GENDERS = {"T": "", "K": " · kvinnor", "M": " · män"}
_COLUMNS = {"kpi", "municipality_id", "value", "gender"}
CHANGED: Final = frozenset({"U07417", "U07452"})
"""Figures whose unit has been another: a file of theirs does not say which it has."""
_UNITS: Final = (
    (re.compile(r"100[\s\u00a0]?000\s*inv"), Unit.PER_100_000),
    (re.compile(r"1[\s\u00a0]?000\s*inv"), Unit.PER_1_000),
    (re.compile(r"\(%\)|andel"), Unit.PERCENT),
    (re.compile(r"kr/|kronor"), Unit.SEK),
    (re.compile(r"antal"), Unit.COUNT),
)


def unit_in(title: str) -> Unit:
    """The unit that a figure's title names: "Anmälda brott totalt, antal/100 000 inv"."""
    said = title.casefold()
    return next((unit for pattern, unit in _UNITS if pattern.search(said)), Unit.OTHER)


@cache
def known_units() -> dict[str, Unit]:
    """Of the figures that we know the titles of, where the unit has always been the same."""
    return {code: unit_in(title) for code, title in titles().items() if code not in CHANGED}


def is_flattened(text: str) -> bool:
    return {name.strip() for name in text.split("\n", 1)[0].split(",")} >= _COLUMNS


def read_answer(raw: bytes, units: dict[str, Unit] | None = None) -> Table:
    """One page of an answer. Raises NotThisFile for other JSON, WrongRows for values that cannot be right."""
    try:
        document = json.loads(raw)
        entries = document["values"]
        rows = [
            (e["kpi"], e["municipality"], e["period"], v["gender"], v.get("status") or "", v["value"])
            for e in entries
            for v in e["values"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotThisFile(_("Filen är inget svar från Kolada.")) from error
    return _table(rows, units or known_units())


def read_flattened(raw: bytes, units: dict[str, Unit] | None = None) -> Table:
    """A table with the columns kpi, municipality_id, year (or period), gender, status, value."""
    text = text_of(raw)
    if not is_flattened(text):
        raise NotThisFile(_("Filen har inte Koladas kolumner (kpi, municipality_id, gender, value)."))
    reader = csv.DictReader(io.StringIO(text))
    try:
        reader.fieldnames = [name.strip() for name in reader.fieldnames or ()]
        if not set(reader.fieldnames) >= _COLUMNS:  # a quote in the headings makes several of them one
            raise NotThisFile(_("Filen har inte Koladas kolumner (kpi, municipality_id, gender, value)."))
        rows = [
            (r["kpi"], r["municipality_id"], r.get("year") or r.get("period"), r["gender"], r.get("status"), r["value"])
            for r in reader
        ]
    except csv.Error as error:
        raise NotThisFile(_("Filen är skadad och går inte att läsa rad för rad.")) from error
    return _table(rows, units or known_units())


def _table(rows: Iterable[tuple[Any, ...]], units: dict[str, Unit]) -> Table:
    problems, readings = list[Problem](), dict[tuple[str, str, Period], Reading]()
    for row, (kpi, place, year, gender, status, value) in enumerate(rows, start=1):
        area, period = areas.by_code(str(place)) or _region(str(place)), _year(year)
        if area is None:
            problems.append(Problem(row, Why.AREA, str(place)))
        elif period is None:
            problems.append(Problem(row, Why.PERIOD, str(year)))
        else:
            try:
                found, mark = _value(value, str(status or ""))
            except NotANumber as error:
                problems.append(Problem(row, error.why, str(value)))
                continue
            category = f"{kpi}{_GENDERS.get(str(gender), f' · {gender}')}"
            new = Reading(area, category, units.get(str(kpi), Unit.OTHER), period, found, mark, row)
            old = readings.setdefault((area, category, period), new)
            if old.value != new.value:
                problems.append(Problem(row, Why.TWICE, f"{old.value}, {new.value}"))
    if problems:
        raise WrongRows(problems)
    if not readings:
        raise NotThisFile(_("Filen har inga tal."))
    return Table(SOURCE, Step.YEAR, list(readings.values()))


def _region(code: str) -> str | None:
    """Regions have four digits and begin with two noughts; 0000 is the nation."""
    return code if len(code) == 4 and code.startswith("00") and code.isdigit() else None


def _year(said: Any) -> Period | None:
    text = str(said).strip()
    return Period(int(text)) if text.isascii() and text.isdigit() and 1900 <= int(text) <= 2100 else None


def _value(value: Any, status: str) -> tuple[float | None, Mark]:
    if value is None or value == "" or status.casefold() == "missing":
        return None, Mark.NOT_AVAILABLE
    if isinstance(value, bool):
        raise NotANumber(Why.NUMBER)
    # Deviations from what was to be expected may be negative; they are no counts.
    if isinstance(value, int | float):
        if value != value or abs(value) > MOST * 1000:
            raise NotANumber(Why.TOO_LARGE)
        return float(value), Mark.NONE
    text = str(value).strip()
    if text.startswith("-"):
        found, mark = number(text[1:])
        return (-found if found is not None else None), mark
    return number(text)
