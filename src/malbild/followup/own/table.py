"""From a pasted or sent table to years with values: year, value, and for shares how many answered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from malbild.goals.plan_import.grid import Cell, Grid
from malbild.kit.errors import Refusal
from malbild.series.formats.values import NotANumber, number
from malbild.series.readings import Problem, Why, explained

MOST_YEARS: Final = 60
_YEAR: Final = re.compile(r"(19[5-9]\d|20\d\d)(?:[.,]0)?")


@dataclass(frozen=True, slots=True)
class Value:
    """`answers` is how many a share rests on, None where it is not known."""

    year: int
    value: float
    answers: int | None = None


class WrongTable(Refusal):
    """Rows that cannot be right; nothing is kept of the table."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        lines = " ".join(_("Rad %(n)s: %(why)s") % {"n": p.row, "why": explained(p)} for p in problems[:5])
        told = ngettext("%(n)s rad går inte att läsa.", "%(n)s rader går inte att läsa.", len(problems))
        super().__init__(f"{told % {'n': len(problems)}} {lines}")


def read(grids: Sequence[Grid], *, is_share: bool, is_count: bool) -> list[Value]:
    """The first sheet's rows, oldest year first. Raises WrongTable, and Refusal where there is no table to read."""
    rows = [(row, [cells.get(c, Cell("")) for c in range(3)]) for row, cells in sorted(grids[0].rows.items())]
    if rows and _year(rows[0][1][0].text) is None and not _looks_like_a_number(rows[0][1][1].text):
        rows = rows[1:]  # the headings
    found, problems = dict[int, Value](), list[Problem]()
    for row, (year_cell, value_cell, answers_cell) in rows:
        year = _year(year_cell.text)
        if year is None:
            problems.append(Problem(row, Why.PERIOD, year_cell.text))
        elif value_cell.is_missing:
            problems.append(Problem(row, Why.FORMULA, value_cell.text))
        elif year in found:
            problems.append(Problem(row, Why.TWICE, str(year)))
        elif value_cell.text.strip():
            made = _value(row, year, value_cell.text, answers_cell.text, is_share, is_count)
            if isinstance(made, Problem):
                problems.append(made)
            else:
                found[year] = made
    if problems:
        raise WrongTable(problems)
    if not found:
        raise Refusal(_("Tabellen har inga tal. Skriv året i första kolumnen och talet i den andra."))
    if len(found) > MOST_YEARS:
        raise Refusal(_("Högst 60 år får plats."))
    return [found[year] for year in sorted(found)]


def _value(row: int, year: int, text: str, answers: str, is_share: bool, is_count: bool) -> Value | Problem:
    try:
        value, _mark = number(text.strip().removesuffix("%"), is_count=is_count)
        many, _sign = number(answers, is_count=True)
    except NotANumber as error:
        return Problem(row, error.why, text)
    if value is None:
        return Problem(row, Why.NUMBER, text)
    if is_share and value > 100:
        return Problem(row, Why.TOO_LARGE, text)
    return Value(year, value, int(many) if is_share and many is not None else None)


def _year(text: str) -> int | None:
    found = _YEAR.fullmatch(text.strip())
    return int(found[1]) if found else None


def _looks_like_a_number(text: str) -> bool:
    return any(sign.isdigit() for sign in text)
