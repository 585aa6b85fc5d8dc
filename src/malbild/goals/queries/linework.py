"""Line work with what its last two follow-ups say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from malbild.access.actor import Actor
from malbild.goals.models import LinePulse, LineWork
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
