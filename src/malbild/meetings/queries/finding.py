"""The search over all minutes, decisions, notes and åtgärder of the partnership, each row by the reader's own sight.

Why there is no full-text index is written in docs/decisions/0006: one partnership's ten years are some thousand lines,
and a look through them finds the parts of Swedish compounds, which an index of whole words does not.
"""

from __future__ import annotations

import datetime as dt
import operator
from dataclasses import dataclass
from functools import reduce
from typing import Final

from django.db.models import Case, Q, TextField, Value, When
from django.utils.translation import gettext_lazy as _

from malbild.access.actor import Actor
from malbild.goals.models import Measure
from malbild.kit.clock import SWEDEN
from malbild.kit.folding import Needle, Piece, excerpt, finds, folded, needles
from malbild.meetings.models import FoundKind, FoundLine

PAGE: Final = 20
# How the kinds are named in the address, and on the page.
KINDS: Final = {
    "beslut": _("Beslut"),
    "atgard": _("Åtgärder"),
    "anteckning": _("Anteckningar"),
    "rattelse": _("Rättelser"),
}
_OF_KIND: Final = {
    "beslut": (FoundKind.DECISION,),
    "atgard": (FoundKind.MEASURE, FoundKind.ANSWER),
    "anteckning": (FoundKind.NOTE,),
    "rattelse": (FoundKind.CORRECTION,),
}
PLAN: Final = "plan"  # the kind of an åtgärd that stands in the plan


@dataclass(frozen=True)
class Hit:
    """One line that was found. `pk` is the meeting, or the åtgärd when `kind` is PLAN."""

    kind: str
    pk: int
    day: dt.date
    pieces: list[Piece]
    under: list[Piece]
    is_internal: bool = False

    @property
    def name(self) -> str:
        return str(_("Åtgärd i planen")) if self.kind == PLAN else str(FoundKind(self.kind).label)


@dataclass(frozen=True)
class Found:
    hits: list[Hit]
    total: int
    page: int
    years: list[int]
    year: int | None

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


NOTHING: Final = Found([], 0, 1, [], None)


@dataclass(frozen=True)
class _Row:
    day: dt.date
    kind: str
    pk: int
    title: str = ""  # of an åtgärd
    owner: str = ""


def find(actor: Actor, question: str, *, kind: str = "", year: int | None = None, page: int = 1) -> Found:
    """One page of what was found, the latest first, in at most three questions to the database.

    The years are those in which anything was found; the chosen one narrows the page.
    """
    wanted = needles(question)
    if not wanted:
        return NOTHING
    rows = _lines(actor, wanted, kind)
    if kind in ("", "atgard"):
        written = {r.title for r in rows if r.kind == FoundKind.MEASURE}  # found where it was decided
        rows += [r for r in _in_the_plan(actor, wanted) if r.title not in written]
    rows.sort(key=lambda r: (-r.day.toordinal(), r.kind, r.pk))
    years = sorted({r.day.year for r in rows}, reverse=True)
    year = year if year in years else None
    rows = [r for r in rows if year is None or r.day.year == year]
    page = max(1, min(page, -(-len(rows) // PAGE)))
    shown = rows[(page - 1) * PAGE : page * PAGE]
    lines = FoundLine.objects.visible_to(actor).in_bulk([r.pk for r in shown if r.kind != PLAN])
    hits = [h for r in shown if (h := _hit(r, lines.get(r.pk), wanted)) is not None]
    return Found(hits, len(rows), page, years, year)


def _lines(actor: Actor, wanted: list[Needle], kind: str) -> list[_Row]:
    """The minutes' lines that have every needle."""
    rows = FoundLine.objects.visible_to(actor)
    for needle in wanted:
        rows = rows.filter(reduce(operator.or_, (Q(folded__contains=form) for form in needle)))
    if kind:
        rows = rows.filter(kind__in=_OF_KIND[kind])
    title = Case(When(kind=FoundKind.MEASURE, then="text"), default=Value(""), output_field=TextField())
    return [_Row(*row) for row in rows.order_by().values_list("day", "kind", "pk", title)]


def _in_the_plan(actor: Actor, wanted: list[Needle]) -> list[_Row]:
    """The åtgärder that stand in the plan, by their titles of today: some hundreds in ten years, so all are read."""
    rows = Measure.objects.visible_to(actor).order_by()
    read = rows.values_list("pk", "title", "done_on", "due", "created_at", "owner__user__name")
    return [
        _Row(done or due or made.astimezone(SWEDEN).date(), PLAN, pk, title, owner or "")
        for pk, title, done, due, made, owner in read
        if finds(wanted, folded(f"{title} {owner or ''}"))
    ]


def _hit(row: _Row, line: FoundLine | None, wanted: list[Needle]) -> Hit | None:
    if row.kind == PLAN:
        return Hit(PLAN, row.pk, row.day, excerpt(row.title, wanted), excerpt(row.owner, wanted))
    if line is None:  # the meeting was opened again between two questions
        return None
    text, under = excerpt(line.text, wanted), excerpt(line.under, wanted)
    return Hit(line.kind, line.meeting_id, line.day, text, under, line.is_internal)
