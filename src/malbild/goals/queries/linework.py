"""Line work with what its last two follow-ups say."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.models import WalledQuerySet
from malbild.goals.models import Assignment, LinePulse, LineWork, WorkMove
from malbild.goals.states import LineState

IN_A_ROW = 2  # Svajar this many times in a row proposes lifting (DOMAIN 9, scenario 5)


@dataclass(frozen=True)
class LineRow:
    work: LineWork
    wavers_again: bool


def line_rows(actor: Actor, works: Iterable[LineWork]) -> list[LineRow]:
    """Two queries with the one that reads `works`. What was lifted is in development now and left out."""
    rows = [work for work in works if work.state != LineState.LIFTED]
    wavering = [work.pk for work in rows if work.state == LineState.WAVERS]
    said: defaultdict[int, list[str]] = defaultdict(list)
    for pulse in LinePulse.objects.visible_to(actor).filter(line_work__in=wavering):
        said[pulse.line_work_id].append(pulse.state)
    return [LineRow(work, wavers_in_a_row(said[work.pk])) for work in rows]


def wavers_in_a_row(newest_first: list[str]) -> bool:
    return newest_first[:IN_A_ROW] == [LineState.WAVERS.value] * IN_A_ROW


def proposed_to_lift(actor: Actor) -> list[LineWork]:
    """Line work that wavered at its last two follow-ups: proposed for the group to lift, which a person decides."""
    rows = LineWork.objects.visible_to(actor).shared().filter(state=LineState.WAVERS.value)
    return [row.work for row in line_rows(actor, rows.order_by("title", "pk")) if row.wavers_again]


# --- when it is followed ------------------------------------------------------


def next_pulse_on(work: LineWork) -> dt.date | None:
    """The first day its owner is asked again, by its routine's rhythm; None where nobody is asked.

    Work that was never followed is asked about at once.
    """
    if work.owner_id is None or work.routine is None or work.state == LineState.LIFTED:
        return None
    if work.followed_on is None:
        return dt.date.min
    return work.followed_on + dt.timedelta(days=work.routine.rhythm_days)


def pulses_due(works: Iterable[LineWork], *, on: dt.date) -> list[LineWork]:
    """Those whose owner is asked now, the longest waiting first. Read with their routine."""
    asked = [(day, w.title, w.pk, w) for w in works if (day := next_pulse_on(w)) is not None and day <= on]
    return [work for *_, work in sorted(asked, key=lambda row: row[:3])]


# --- the way between line and development --------------------------------------

_SHAPES = {LineState.WORKS.value: "fungerar", LineState.WAVERS.value: "svajar"}
MARKS = 9  # what fits in a look; the rest is in the lists below it


@dataclass(frozen=True)
class Mark:
    """One point of the time line: a follow-up, or a step between line and development."""

    on: dt.date
    word: str
    shape: str
    text: str = ""
    is_move: bool = False
    title: str = ""  # what is at the other end
    page: str = ""
    keys: dict[str, int] = field(default_factory=dict)


def way_of_line_work(actor: Actor, work: LineWork) -> list[Mark]:
    """Its follow-ups and its steps to and fro, oldest first, in two queries; told with the other end's name."""
    moves = WorkMove.objects.visible_to(actor).filter(line_work=work).select_related("assignment", "measure")
    return _in_order(actor, [work.pk], [_step(move, at_line=True) for move in moves])


def way_of_assignment(actor: Actor, work: Assignment) -> list[Mark]:
    """The same way seen from the other end: how the line work went before it was lifted, and after."""
    moves = list(WorkMove.objects.visible_to(actor).filter(assignment=work).select_related("line_work"))
    if not moves:
        return []
    return _in_order(actor, [m.line_work_id for m in moves], [_step(move, at_line=False) for move in moves])


def _in_order(actor: Actor, line_ids: list[int], steps: list[Mark]) -> list[Mark]:
    pulses: WalledQuerySet[LinePulse] = LinePulse.objects.visible_to(actor).filter(line_work__in=line_ids)
    looks = [Mark(p.on, str(p.get_state_display()), _SHAPES[p.state], p.text) for p in pulses[:MARKS]]
    marks = sorted([*reversed(looks), *steps], key=lambda m: (m.on, m.is_move))
    return marks[-MARKS:] if steps or len(looks) > 1 else []


def _step(move: WorkMove, *, at_line: bool) -> Mark:
    word = _("Lyft till utveckling") if move.to_development else _("Blev linjearbete")
    shape = "aktivt" if move.to_development else "fungerar"
    other: tuple[str, str, dict[str, int]] = ("", "", {})
    if not at_line:
        other = (move.line_work.title, "goals:line-work", {"line_work_id": move.line_work_id})
    elif move.assignment is not None:
        other = (move.assignment.title, "goals:assignment", {"assignment_id": move.assignment.pk})
    elif move.measure is not None:
        other = (move.measure.title, "goals:measure", {"measure_id": move.measure.pk})
    title, page, keys = other
    return Mark(move.on, word, shape, move.reason, True, title, page, keys)
