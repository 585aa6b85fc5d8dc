"""Brå's yearly table of all reported crime in each municipality: `Kommun;Antal;Per 100 000 inv.`, once without a head.

The year stands in the file's name or is asked for: it is nowhere in the file. Names are in the genitive ("Arjeplogs
kommun"), Stockholm without "kommun".
"""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext as _

from malbild.series import areas
from malbild.series.formats import plausible
from malbild.series.formats.values import NotANumber, number, text_of
from malbild.series.readings import Mark, NotThisFile, Period, Problem, Reading, Step, Table, Unit, Why, WrongRows

SOURCE: Final = "bra_csv"
CATEGORY: Final = "Totalt antal anmälda brott"
_YEAR = re.compile(r"(?<!\d)(19[5-9]\d|20\d\d)(?!\d)")
_UNITS = (Unit.COUNT, Unit.PER_100_000)


def year_in(name: str) -> int | None:
    found = _YEAR.search(name)
    return int(found[1]) if found else None


def is_municipal_table(text: str) -> bool:
    """Three columns, of which one of the first rows begins with a municipality."""
    lines = [line.split(";") for line in text.split("\n", 3)[:3]]
    return any(len(cells) == 3 and areas.by_name(cells[0]) is not None for cells in lines)


def read(raw: bytes, *, year: int, is_preliminary: bool = False) -> Table:
    """Raises NotThisFile for another form, WrongRows for rows that cannot be right."""
    text = text_of(raw)
    if not is_municipal_table(text):
        raise NotThisFile(_("Filen är inte Brås årstabell med kommun, antal och antal per 100 000 invånare."))
    problems, readings = list[Problem](), dict[tuple[str, Unit], Reading]()
    for row, line in enumerate(text.split("\n"), start=1):
        cells = line.split(";")
        if not line.strip() or (row == 1 and areas.by_name(cells[0]) is None):
            continue
        area = areas.by_name(cells[0])
        if area is None:
            problems.append(Problem(row, Why.AREA, cells[0]))
        elif len(cells) != 3:
            problems.append(Problem(row, Why.COLUMNS, line))
        else:
            for unit, cell in zip(_UNITS, cells[1:], strict=True):
                _take(readings, problems, area, unit, Period(year), cell, is_preliminary, row)
    if problems:
        raise WrongRows(problems)
    plausible.check(list(readings.values()))
    notes = []
    if (many := len({area for area, _unit in readings})) < len(areas.inhabitants()):
        notes.append(_("Filen har %(n)s av 290 kommuner.") % {"n": many})
    return Table(SOURCE, Step.YEAR, list(readings.values()), tuple(notes))


def _take(
    readings: dict[tuple[str, Unit], Reading],
    problems: list[Problem],
    area: str,
    unit: Unit,
    period: Period,
    cell: str,
    is_preliminary: bool,
    row: int,
) -> None:
    try:
        value, mark = number(cell, is_count=unit is Unit.COUNT)
    except NotANumber as error:
        problems.append(Problem(row, error.why, cell))
        return
    mark = Mark.PRELIMINARY if is_preliminary and value is not None else mark
    new = Reading(area, CATEGORY, unit, period, value, mark, row)
    old = readings.setdefault((area, unit), new)
    if old.value != new.value:
        problems.append(Problem(row, Why.TWICE, f"{old.value} (rad {old.row}), {new.value}"))
