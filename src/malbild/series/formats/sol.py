"""Brå's database of reported crime (SOL) in its two text forms and as the blocks of its Excel form.

Databasfil: `Region;Brott;År;Period;Antal;/100 000 inv;`, a row a number. Textfil and Excel: a page with its head, then
an area and its categories. Areas are names; a chosen category echoes its parents, once for each child, so the same row
may stand many times: equal ones are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from django.utils.translation import gettext as _

from malbild.series import areas
from malbild.series.formats import plausible
from malbild.series.formats.values import NotANumber, number, text_of
from malbild.series.readings import Mark, NotThisFile, Period, Problem, Reading, Step, Table, Unit, Why, WrongRows

SOURCE: Final = "bra_sol"
_MONTHS: Final = {
    **dict(
        zip(
            ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
            range(1, 13),
            strict=True,
        )
    ),
    **{"may": 5, "oct": 10, "januari": 1, "februari": 2, "mars": 3, "april": 4, "juni": 6, "juli": 7, "augusti": 8},
    **{"september": 9, "oktober": 10, "november": 11, "december": 12},
}
_QUARTER = re.compile(r"(?:kv(?:artal)?\.?\s*|k)([1-4])|([1-4])(?::?[ea])?\s*kv(?:artalet)?", re.IGNORECASE)
_YEAR = re.compile(r"(\d{4})(\s*prel\.?)?", re.IGNORECASE)
_UNITS = {"antal": Unit.COUNT, "/100 000 inv": Unit.PER_100_000, "/100000 inv": Unit.PER_100_000}
_HEAD = ("region", "brott", "år", "period")
_TITLE = "anmälda brott"
type Key = tuple[str, str, Unit, Period]


def is_database_file(text: str) -> bool:
    return tuple(c.strip().casefold() for c in text.split("\n", 1)[0].split(";")[:4]) == _HEAD


def is_text_file(text: str) -> bool:
    return text.split("\n", 1)[0].casefold().startswith(_TITLE)


def read_database_file(raw: bytes) -> Table:
    """Raises NotThisFile for another form, WrongRows where rows cannot be right."""
    lines = text_of(raw).split("\n")
    if not is_database_file(lines[0]):
        raise NotThisFile(
            _("Filen har inte kolumnerna Region, Brott, År och Period. Välj Databasfil när du hämtar den.")
        )
    head = [c.strip().casefold() for c in lines[0].rstrip(";").split(";")]
    units = [(i, _UNITS[c]) for i, c in enumerate(head[4:], start=4) if c in _UNITS]
    if not units:
        raise NotThisFile(_("Filen har ingen kolumn som heter Antal eller /100 000 inv."))
    made = _Made()
    for row, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        cells = line.split(";")
        if len(cells) > len(head) and not "".join(cells[len(head) :]).strip():
            cells = cells[: len(head)]
        if len(cells) != len(head):
            made.problems.append(Problem(row, Why.COLUMNS, line))
            continue
        period, is_preliminary = _period(cells[2], cells[3])
        for column, unit in units:
            made.take(cells[0], cells[1], unit, period, f"{cells[2]} {cells[3]}", cells[column], is_preliminary, row)
    return made.table()


def read_text_file(raw: bytes) -> Table:
    """Raises as `read_database_file`."""
    text = text_of(raw)
    if not is_text_file(text):
        raise NotThisFile(_("Filen är inte SOL:s textfil: den börjar inte med Anmälda brott."))
    return read_blocks([c.strip() for c in line.rstrip(";").split(";")] for line in text.split("\n"))


def read_blocks(rows: Iterable[list[str]]) -> Table:
    """Rows of cells with SOL's page heads, which come again, also between an area and its categories."""
    made, area, years, units = _Made(), "", [""], list[Unit | None]()
    for row, cells in enumerate(rows, start=1):
        first, *rest = [areas.tidy(c) for c in cells] or [""]
        if first.casefold().startswith(_TITLE):
            continue
        if not first and any(rest):
            years = rest if all(_YEAR.fullmatch(c) for c in rest if c) else years
            units = [_UNITS.get(c.casefold()) for c in rest] if any(c.casefold() in _UNITS for c in rest) else units
        elif first and not any(rest) and areas.found(first):
            area = first
        elif first and area:
            made.take_row(area, first, years, units, rest, row)
        elif first:
            made.problems.append(Problem(row, Why.AREA, first))
    return made.table()


def _period(year: str, part: str) -> tuple[Period | None, bool]:
    """(None for what is no period, whether it is preliminary). The part may be the year itself, or be named "År"."""
    found = _YEAR.fullmatch(year.strip())
    said = part.strip().casefold()
    if found is None:
        found = _YEAR.fullmatch(part.strip())
        said = ""
        if found is None or year.strip().casefold() != "år":
            return None, False
    whole, is_preliminary = int(found[1]), bool(found[2]) or "prel" in said
    if not 1950 <= whole <= 2100:
        return None, False
    said = said.replace("prel.", "").strip()
    if said in ("", "år", "hela året") or _YEAR.fullmatch(said):
        return Period(whole), is_preliminary
    if said in _MONTHS:
        return Period(whole, _MONTHS[said]), is_preliminary
    if quarter := _QUARTER.fullmatch(said):
        return Period(whole, int(quarter[1] or quarter[2])), is_preliminary
    return None, False


class _Made:
    """Readings as they come in; equal ones once, unlike ones told."""

    def __init__(self) -> None:
        self.readings: dict[Key, Reading] = {}
        self.problems: list[Problem] = []
        self.wrong_rows: set[int] = set()
        self.ended: dict[str, int] = {}
        self.areas: dict[str, areas.Area | None] = {}
        self.are_quarters = False

    def take(
        self, name: str, category: str, unit: Unit, period: Period | None, said: str, cell: str, is_prel: bool, row: int
    ) -> None:
        if name not in self.areas:
            self.areas[name] = areas.found(name)
        area = self.areas[name]
        if area is None:
            self._refuse(Problem(row, Why.AREA, name))
            return
        if period is None:
            self._refuse(Problem(row, Why.PERIOD, said))
            return
        self.are_quarters |= "kv" in said.casefold()
        try:
            value, mark = number(cell, is_count=unit is Unit.COUNT)
        except NotANumber as error:
            self._refuse(Problem(row, error.why, cell))
            return
        if area.ended is not None:
            self.ended[area.code] = area.ended
        if value is not None and is_prel:
            mark = Mark.PRELIMINARY
        self._put(Reading(area.code, areas.tidy(category), unit, period, value, mark, row))

    def take_row(
        self, area: str, category: str, years: list[str], units: list[Unit | None], cells: list[str], row: int
    ) -> None:
        """A category's cells under the page's heads; an empty one is not available, as the Excel form has it."""
        for i, unit in enumerate(units):
            year = years[i] if i < len(years) and years[i] else years[0]
            period, is_preliminary = _period(year, year)
            if unit is not None:
                self.take(area, category, unit, period, year, cells[i] if i < len(cells) else "", is_preliminary, row)

    def _put(self, new: Reading) -> None:
        key = (new.area, new.category, new.unit, new.period)
        old = self.readings.get(key)
        if old is None or old.value is None:
            self.readings[key] = new
        elif new.value is not None and new.value != old.value:
            both = f"{old.value:g} (rad {old.row}), {new.value:g}"
            self._refuse(Problem(new.row, Why.TWICE, both))

    def _refuse(self, problem: Problem) -> None:
        """One reason a row."""
        if problem.row not in self.wrong_rows:
            self.wrong_rows.add(problem.row)
            self.problems.append(problem)

    def table(self) -> Table:
        if self.problems:
            raise WrongRows(self.problems)
        if not self.readings:
            raise NotThisFile(_("Filen har inga tal."))
        notes: list[str] = []
        readings = list(_existing(list(self.readings.values()), self.ended, notes))
        plausible.check(readings)
        parts = {r.period.part for r in readings}
        step = Step.YEAR if parts == {0} else Step.QUARTER if self.are_quarters else Step.MONTH
        if 0 in parts and len(parts) > 1:
            raise NotThisFile(_("Filen blandar hela år och månader. Hämta dem var för sig."))
        return Table(SOURCE, step, readings, tuple(notes))


def _existing(readings: list[Reading], ended: dict[str, int], notes: list[str]) -> Iterator[Reading]:
    """What did not exist is given as 0 by the source: that is nothing to count, not none counted."""
    seen: dict[tuple[str, int], bool] = {}
    for r in readings:
        if r.value is not None:
            seen[r.area, r.period.year] = seen.get((r.area, r.period.year), False) or r.value > 0
    told: set[str] = set()
    for r in readings:
        before = r.period.year < areas.BORN.get(r.area, 0) or r.period.year > ended.get(r.area, 9999)
        is_empty = not r.area.isdigit() and not seen.get((r.area, r.period.year), True)
        if r.value == 0 and (before or is_empty):
            if r.area not in told:
                told.add(r.area)
                notes.append(
                    _("%(area)s har bara nollor %(year)s och fanns troligen inte då: talen räknas som saknade.")
                    % {"area": areas.name_of(r.area), "year": r.period.year}
                )
            yield r._replace(value=None, mark=Mark.NOT_APPLICABLE)
        else:
            yield r
