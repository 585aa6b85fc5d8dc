"""Where the header row is, and which column is what."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from malbild.goals.plan_import.dates import Time, read_when
from malbild.goals.plan_import.grid import Grid, Spread


class Field(StrEnum):
    """Brå's six columns, and the two that municipalities often add."""

    PROBLEM = "problem"
    CAUSE = "cause"
    MEASURE = "measure"
    SUB_GOAL = "sub_goal"
    WHEN = "when"
    WHO = "who"
    FOLLOW_UP = "follow_up"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Layout:
    """`header` is the row of the headings, None where there are none; a field has at most one column."""

    header: int | None
    columns: dict[Field, int]


# The better a heading fits, the earlier it stands in its list.
_WORDS: dict[Field, tuple[str, ...]] = {
    Field.PROBLEM: ("problem", "problembild", "fokusområde", "prioriterat område", "problemområde", "utmaning",
                    "brottstyp", "område", "uppdrag"),
    Field.CAUSE: ("orsak", "orsaker", "bakomliggande orsak", "bakomliggande orsaker", "trolig orsak",
                  "troliga orsaker", "varför", "orsak till problemet", "riskfaktor"),
    Field.MEASURE: ("åtgärd", "åtgärder", "aktivitet", "aktiviteter", "insats", "insatser", "vad ska göras",
                    "att göra", "vad", "handling", "uppgift", "åtagande", "åtgärd/aktivitet"),
    Field.SUB_GOAL: ("operativt mål", "operativa mål", "delmål", "mål", "målsättning", "effektmål", "mätbart mål",
                     "önskad effekt", "syfte"),
    Field.WHEN: ("klart senast", "senast", "slutdatum", "när", "tidplan", "tidsplan", "datum", "deadline", "klart",
                 "tidpunkt", "tid", "period", "färdigt", "start"),
    Field.WHO: ("ansvarig", "vem", "ansvariga", "ansvar", "huvudansvarig", "ägare", "kontakt", "kontaktperson",
                "utförare", "aktör", "aktörer", "vilka", "ansvarig part"),
    Field.FOLLOW_UP: ("uppföljning", "följs upp", "hur följs det upp", "uppföljning/status", "utvärdering",
                      "resultat", "kommentar", "kommentarer", "anteckning"),
    Field.STATUS: ("status", "läge", "nuläge", "färg", "trafikljus"),
}  # fmt: skip
_SEARCHED = 60  # rows from the top where a header may stand
_ENOUGH = 2  # headings that make a row a header


def guess(grid: Grid, *, on: dt.date) -> Layout:
    """The header row with most known headings, else columns by what they hold."""
    spread = Spread(grid)
    best: tuple[float, int] | None = None
    for row in sorted(grid.rows)[:_SEARCHED]:
        texts = _whole_headings(spread, row)
        weight = sum(_fit(texts[c], f) for f, c in _columns_of(texts).items())
        own = _columns_of(headings(spread, row))
        if len(own) >= _ENOUGH and (best is None or weight > best[0]):
            best = (weight, row)
    if best is None:
        return Layout(None, _by_content(spread, on))
    return Layout(best[1], _columns_of(_whole_headings(spread, best[1])))


def headings(spread: Spread, row: int) -> dict[int, str]:
    """The text over each column in this row; a merged heading above comes down with it."""
    cells = {c: spread.shown(row, c).text for c in spread.grid.columns()}
    return {c: t for c, t in cells.items() if t.strip()}


def _whole_headings(spread: Spread, row: int) -> dict[int, str]:
    """A header of two rows: where the lower one is empty, the upper one speaks."""
    above = max((r for r in spread.grid.rows if r < row), default=None)
    found = headings(spread, row)
    if above is not None and above == row - 1 and len(_columns_of(headings(spread, above))) >= 1:
        upper = {c: t for c, t in headings(spread, above).items() if spread.width(above, c) == 1}
        found = {**upper, **found}
    return found


def _columns_of(texts: dict[int, str]) -> dict[Field, int]:
    """Best fit first; no column and no field is used twice. Ties go to the leftmost."""
    fits = [(_fit(text, field), -column, field) for column, text in texts.items() for field in Field]
    chosen: dict[Field, int] = {}
    taken: set[int] = set()
    for weight, minus, field in sorted(fits, key=lambda f: (-f[0], -f[1], f[2])):
        if weight > 0 and field not in chosen and -minus not in taken:
            chosen[field] = -minus
            taken.add(-minus)
    return chosen


def _fit(text: str, field: Field) -> float:
    """How well a heading names the field, 0 to 10."""
    said = " ".join(re.sub(r"[^\wåäö/ ]", " ", text.casefold()).split())
    if not said or len(said) > 60 or re.search(r"\b(nr|nummer|id)\b", said):
        return 0
    words = set(re.split(r"[ /]", said))
    for place, known in enumerate(_WORDS[field]):
        if said == known:
            return 10 - place / 10
    for place, known in enumerate(_WORDS[field]):
        if set(known.split()) <= words:
            return 6 - place / 10 - len(words) / 20
    return 0


def _by_content(spread: Spread, on: dt.date) -> dict[Field, int]:
    """Without headings: the column of days is "när", the one with most text before it is the åtgärd."""
    texts = {c: [spread.grid.at(r, c).text for r in spread.grid.rows] for c in spread.grid.columns()}
    texts = {c: [t for t in found if t.strip()] for c, found in texts.items()}
    chosen: dict[Field, int] = {}
    for column, found in texts.items():
        days = sum(read_when(t, on=on).time in (Time.DAY, Time.ONGOING) for t in found)
        if len(found) >= 2 and days * 2 > len(found) and Field.WHEN not in chosen:
            chosen[Field.WHEN] = column
    rest = {c: sum(map(len, found)) for c, found in texts.items() if c not in chosen.values()}
    if rest:
        chosen[Field.MEASURE] = max(rest, key=lambda c: (rest[c], -c))
    return chosen
