"""The målbild on one page."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from malbild.access.actor import Actor
from malbild.followup.queries.agreement import PartySaid, party_answers
from malbild.followup.queries.overview import (
    REMEMBERED,
    AssignmentLine,
    GoalLine,
    Overview,
    overview,
    vision_in_sight,
)
from malbild.followup.targets.queries import measured_by_all
from malbild.goals.models import LineWork, OverarchingGoal, SharedVision
from malbild.goals.queries import Brief
from malbild.goals.states import GOAL_ENDED, GoalState, LineState
from malbild.situation.models import SituationPicture
from malbild.situation.queries import valid_picture

LATELY_DAYS = 60  # the rhythm of an answer: what was done within it is news
SHOWN_DONE = 3


@dataclass(frozen=True)
class VisionPage:
    """All that the page shows. `done` is the newest first; `more_done` how many more there were lately."""

    vision: SharedVision | None
    overview: Overview
    goals: list[GoalLine]
    without_goal: list[AssignmentLine]
    done: list[Brief]
    more_done: int
    line_work: list[LineWork]
    parties: list[PartySaid]
    unknowns: str
    sources: list[str]
    updated_on: dt.date | None
    has_figures: bool = False  # something is measured: the page has its column Utveckling

    @property
    def works(self) -> list[LineWork]:
        return [w for w in self.line_work if w.state == LineState.WORKS]

    @property
    def is_confirmed_by_all(self) -> bool:
        return bool(self.parties) and all(p.answer == "confirmed" for p in self.parties)


def vision_page(actor: Actor, partnership_id: int, *, on: dt.date) -> VisionPage:
    """Nine queries, however long the plan is."""
    vision = vision_in_sight(actor)
    found = overview(actor, partnership_id, on=on)
    by = measured_by_all(partnership_id)
    rows: defaultdict[int | None, list[AssignmentLine]] = defaultdict(list)
    for line in found.lines:
        with_figure = replace(line, measured=by.get(("assignment", line.assignment.pk)))
        rows[line.assignment.goal_id].append(with_figure)
    kept = OverarchingGoal.objects.visible_to(actor).filter(Q(pk__in=[pk for pk in rows if pk]) | _not_history(on))
    goals = [GoalLine(g, rows.pop(g.pk, []), by.get(("goal", g.pk))) for g in kept]
    done = done_since(found.measures, on - dt.timedelta(days=LATELY_DAYS))
    line_work = list(LineWork.objects.visible_to(actor).exclude(state=LineState.LIFTED.value))
    picture = valid_picture(actor)
    return VisionPage(
        vision=vision,
        overview=found,
        goals=goals,
        without_goal=[line for left in rows.values() for line in left],
        done=done[:SHOWN_DONE],
        more_done=max(0, len(done) - SHOWN_DONE),
        line_work=line_work,
        parties=party_answers(actor, vision) if vision else [],
        unknowns=picture.unknowns if picture else "",
        sources=_sources(picture),
        updated_on=_updated(vision, found, line_work),
        has_figures=bool(by),
    )


def _not_history(on: dt.date) -> Q:
    """Not ended, or within a year. The plan and its notes remember the rest; the page is for where we are going."""
    goes_on = [s.value for s in GoalState if s not in GOAL_ENDED]
    return Q(state__in=goes_on) | Q(changed_on__gte=on - REMEMBERED)


def done_since(rows: Iterable[Brief], since: dt.date) -> list[Brief]:
    """Done on `since` or later, the newest first."""
    done = [m for m in rows if m.done_on and m.done_on >= since]
    return sorted(done, key=lambda m: (m.done_on or since, m.pk), reverse=True)


def _sources(picture: SituationPicture | None) -> list[str]:
    """The sources of the facts that stood in the valid lägesbild, each once, in their order."""
    if picture is None or not picture.snapshot:
        return []
    content: dict[str, Any] = picture.snapshot
    facts = [*content.get("facts", []), *(f for p in content.get("problems", []) for f in p.get("facts", []))]
    return list(dict.fromkeys(str(f["source"]) for f in facts if f.get("source")))


def _updated(vision: SharedVision | None, found: Overview, line_work: list[LineWork]) -> dt.date | None:
    days = [vision.changed_on if vision else None, found.changed_on, *(w.followed_on for w in line_work)]
    return max((d for d in days if d), default=None)
