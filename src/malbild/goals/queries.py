"""Reads of the plan, each row through the actor's own sight."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from malbild.access.actor import Actor
from malbild.goals.models import Assignment, HelpRequest, LineWork, Measure, OverarchingGoal, SharedVision, SubGoal
from malbild.goals.models.measures import MeasureQuerySet
from malbild.goals.states import MeasureState
from malbild.goals.status import Progress, Work, progress, progress_of_all
from malbild.kit.clock import SWEDEN


@dataclass(frozen=True)
class MeasureRow:
    measure: Measure
    progress: Progress


@dataclass(frozen=True)
class AssignmentRow:
    assignment: Assignment
    progress: Progress
    sub_goals: list[SubGoal]
    measures: list[MeasureRow]


@dataclass(frozen=True)
class GoalRow:
    goal: OverarchingGoal
    assignments: list[AssignmentRow]


@dataclass(frozen=True)
class Plan:
    """The whole plan as one person sees it. `loose` holds åtgärder and `without_goal` uppdrag not yet tied up."""

    vision: SharedVision | None
    goals: list[GoalRow]
    without_goal: list[AssignmentRow] = field(default_factory=list)
    loose: list[MeasureRow] = field(default_factory=list)
    line_work: list[LineWork] = field(default_factory=list)


def measures(actor: Actor) -> MeasureQuerySet:
    """Åtgärder with owner, cause and whether help is waited for."""
    waits = HelpRequest.objects.visible_to(actor).filter(measure=OuterRef("pk"), closed_at=None)
    rows = Measure.objects.visible_to(actor).annotate(waits_for_help=Exists(waits))
    return rows.select_related("owner__user", "cause", "assignment")


def as_work(measure: Measure) -> Work:
    """What the pure rules need of an annotated åtgärd."""
    answered = measure.answered_at.astimezone(SWEDEN).date() if measure.answered_at else None
    waits = bool(getattr(measure, "waits_for_help", False)) or measure.is_decision_needed
    return Work(MeasureState(measure.state), measure.due, answered, measure.rhythm_days, waits)


def plan(actor: Actor, *, on: dt.date) -> Plan:
    """Målbild, goals, uppdrag, delmål, åtgärder and line work in six queries, however many there are."""
    found: defaultdict[int | None, list[Measure]] = defaultdict(list)
    for measure in measures(actor):
        found[measure.assignment_id].append(measure)
    sub_goals: defaultdict[int, list[SubGoal]] = defaultdict(list)
    for sub_goal in SubGoal.objects.visible_to(actor):
        sub_goals[sub_goal.assignment_id].append(sub_goal)
    rows: defaultdict[int | None, list[AssignmentRow]] = defaultdict(list)
    for assignment in Assignment.objects.visible_to(actor).select_related("lead_party__organisation"):
        mine = found.pop(assignment.pk, [])
        signal = progress_of_all(map(as_work, mine), on=on, decision_needed=bool(assignment.decision_needed))
        rows[assignment.goal_id].append(
            AssignmentRow(assignment, signal, sub_goals[assignment.pk], [_row(m, on) for m in mine])
        )
    goals = [GoalRow(g, rows.pop(g.pk, [])) for g in OverarchingGoal.objects.visible_to(actor)]
    return Plan(
        vision=SharedVision.objects.visible_to(actor).filter(is_current=True).first(),
        goals=goals,
        without_goal=[row for left in rows.values() for row in left],
        loose=[_row(m, on) for left in found.values() for m in left],
        line_work=list(LineWork.objects.visible_to(actor)),
    )


def _row(measure: Measure, on: dt.date) -> MeasureRow:
    return MeasureRow(measure, progress(as_work(measure), on=on))
