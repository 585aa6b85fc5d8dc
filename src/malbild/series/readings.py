"""What every source's file becomes: numbers with area, category, unit and period, each with its row in the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from malbild.kit.errors import Refusal


class Step(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Mark(StrEnum):
    """What stands beside a number, or in its place."""

    NONE = ""
    PRELIMINARY = "p"
    NOT_AVAILABLE = ".."  # missing or secret: never 0
    NOT_APPLICABLE = "."  # there was nothing to count: the area or the category did not exist


class Period(NamedTuple):
    """`part` is the month (1–12) or the quarter (1–4), 0 for a year."""

    year: int
    part: int = 0

    def position(self, step: Step) -> int:
        """Counted from year 0, so that the next period is the next number."""
        return self.year * PARTS[step] + (self.part - 1 if step is not Step.YEAR else 0)


PARTS = {Step.MONTH: 12, Step.QUARTER: 4, Step.YEAR: 1}


class Unit(StrEnum):
    COUNT = "count"
    PER_100_000 = "per_100000"
    PER_1_000 = "per_1000"
    PERCENT = "percent"
    PEOPLE = "people"
    SEK = "sek"
    OTHER = "other"


class Reading(NamedTuple):
    """`area` is a municipality's code, or a name of the source's own that has none ("Södermalm"). `value` is None where
    `mark` says why. `row` is the line in the file, from 1."""

    area: str
    category: str
    unit: Unit
    period: Period
    value: float | None
    mark: Mark
    row: int


class Why(StrEnum):
    """Reasons why a row, and with it the file, is not taken."""

    NUMBER = "number"
    NEGATIVE = "negative"
    TOO_LARGE = "too_large"
    NOT_WHOLE = "not_whole"
    PERIOD = "period"
    AREA = "area"
    TWICE = "twice"
    COLUMNS = "columns"
    FORMULA = "formula"
    IMPLAUSIBLE = "implausible"


class Problem(NamedTuple):
    row: int
    why: Why
    text: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """All readings of one file. `notes` are things worth saying that are no reason to refuse."""

    source: str
    step: Step
    readings: Sequence[Reading]
    notes: Sequence[str] = field(default_factory=tuple)


SHOWN = 20


class NotThisFile(Refusal):
    """The file as a whole cannot be read as what it claims to be."""


class WrongRows(Refusal):
    """Rows that cannot be right. Nothing of the file is stored; `problems` say which rows and why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        told = ngettext(
            "%(n)s rad i filen går inte att läsa, och därför har inget sparats. Rad %(row)s: %(why)s",
            "%(n)s rader i filen går inte att läsa, och därför har inget sparats. Den första är rad %(row)s: %(why)s",
            len(self.problems),
        )
        super().__init__(told % {"n": len(self.problems), "row": first.row, "why": explained(first)})


def explained(problem: Problem) -> str:
    """The reason in words, with what stands in the row."""
    said = {
        Why.NUMBER: _("”%(text)s” är inget tal."),
        Why.NEGATIVE: _("”%(text)s” är mindre än noll."),
        Why.TOO_LARGE: _("”%(text)s” är för stort för att vara rätt."),
        Why.NOT_WHOLE: _("”%(text)s” är inget helt antal."),
        Why.PERIOD: _("”%(text)s” är ingen period som vi känner igen."),
        Why.AREA: _("”%(text)s” är ingen kommun som vi känner igen."),
        Why.TWICE: _("Samma område, kategori och period står två gånger med olika tal: %(text)s."),
        Why.COLUMNS: _("Raden har inte lika många kolumner som de andra: ”%(text)s”."),
        Why.FORMULA: _("Cellen är en formel utan värde: ”%(text)s”."),
        Why.IMPLAUSIBLE: "%(text)s",
    }[problem.why]
    return said % {"text": problem.text[:120]}
