"""The whole plan as one person sees it, each row through their own sight."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Exists, F, OuterRef, Q

from malbild.access.actor import Actor
from malbild.access.models import WalledQuerySet
from malbild.access.policy import may_see, shared_table
from malbild.goals.focus import Focus
from malbild.goals.models import Assignment, HelpRequest, LineWork, Measure, OverarchingGoal, SharedVision, SubGoal
from malbild.goals.models.measures import MeasureQuerySet
from malbild.goals.queries.focus import focus_of
from malbild.goals.states import GOAL_ENDED, MEASURE_OPEN, GoalState, LineState, MeasureState
from malbild.goals.status import WORST_FIRST, Progress, Work, progress, progress_of_all
from malbild.kit.clock import SWEDEN

SHOWN = 5  # åtgärder per uppdrag on the plan page
RECENTLY = dt.timedelta(days=365)  # how long an ended goal stays on it; earlier ones have a page of their own
_ENDED = [s.value for s in GOAL_ENDED]


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
    focus: Focus | None = None  # how it moves; only while it is active

    @property
    def is_ended(self) -> bool:
        return self.assignment.state in GOAL_ENDED

    @property
    def has_signal(self) -> bool:
        """An uppdrag that has started, or waits for a decision, has something to tell of how it goes."""
        return not self.is_ended and (
            self.assignment.state == GoalState.ACTIVE or bool(self.assignment.decision_needed)
        )

    @property
    def next_sub_goal(self) -> SubGoal | None:
        """The delmål whose day comes first of those not ended."""
        return next((s for s in self.sub_goals if s.state not in GOAL_ENDED), None)

    @property
    def open_measures(self) -> list[MeasureRow]:
        """What is not finished, what needs someone first and then the nearest day."""
        return sorted((m for m in self.measures if m.measure.state in MEASURE_OPEN), key=_urgency)

    @property
    def first_measures(self) -> list[MeasureRow]:
        """The few that the plan page shows; the rest stand on the uppdrag's own page."""
        return self.open_measures[:SHOWN]

    @property
    def finished(self) -> list[MeasureRow]:
        return [m for m in self.measures if m.measure.state not in MEASURE_OPEN]


@dataclass(frozen=True)
class GoalRow:
    goal: OverarchingGoal
    assignments: list[AssignmentRow]

    @property
    def waits_for_words(self) -> bool:
        """A "mål att formulera"."""
        return self.goal.state == GoalState.DRAFT and self.goal.formulate_by_id is not None


@dataclass(frozen=True)
class Plan:
    """The plan as one person sees it. `loose` holds open åtgärder and `without_goal` uppdrag not yet tied up.

    `ended` are the goals that ended within the year, `ended_earlier` how many more there are.
    """

    vision: SharedVision | None
    goals: list[GoalRow]
    without_goal: list[AssignmentRow] = field(default_factory=list)
    loose: list[MeasureRow] = field(default_factory=list)
    line_work: list[LineWork] = field(default_factory=list)
    ended: list[OverarchingGoal] = field(default_factory=list)
    ended_earlier: int = 0

    @property
    def has_goals(self) -> bool:
        return bool(self.goals or self.ended or self.ended_earlier)

    @property
    def standing(self) -> list[GoalRow]:
        """Goals that are worded and not ended."""
        return [g for g in self.goals if not g.waits_for_words]

    @property
    def to_formulate(self) -> list[GoalRow]:
        return [g for g in self.goals if g.waits_for_words]

    @property
    def open_loose(self) -> list[MeasureRow]:
        return sorted(self.loose, key=_urgency)


def measures(actor: Actor) -> MeasureQuerySet:
    """Åtgärder with owner, cause and whether help is waited for.

    That help is waited for, though never what was written, is told to all who see the åtgärd: a signal that is good
    for politicians and bad for the group would be a lie.
    """
    waits = HelpRequest.objects.filter(measure=OuterRef("pk"), closed_at=None)
    rows = Measure.objects.visible_to(actor).annotate(waits_for_help=Exists(waits))
    return rows.select_related("owner__user", "cause", "assignment")


def as_work(measure: Measure) -> Work:
    """What the pure rules need of an annotated åtgärd."""
    answered = measure.answered_at.astimezone(SWEDEN).date() if measure.answered_at else None
    waits = bool(getattr(measure, "waits_for_help", False)) or measure.is_decision_needed
    return Work(MeasureState(measure.state), measure.due, answered, measure.rhythm_days, waits)


def plan(actor: Actor, *, on: dt.date) -> Plan:
    """Målbild, goals, uppdrag, delmål, åtgärder and line work in seven queries, however many there are.

    What hangs on an ended goal stays in the database: ten years of it would be most of what there is.
    """
    found: defaultdict[int | None, list[Measure]] = defaultdict(list)
    for measure in _going_on(measures(actor)).select_related(None).select_related("owner__user"):
        found[measure.assignment_id].append(measure)
    sub_goals: defaultdict[int, list[SubGoal]] = defaultdict(list)
    for sub_goal in SubGoal.objects.visible_to(actor).exclude(state__in=_ENDED):
        sub_goals[sub_goal.assignment_id].append(sub_goal)
    rows: defaultdict[int | None, list[AssignmentRow]] = defaultdict(list)
    works = Assignment.objects.visible_to(actor).exclude(goal__state__in=_ENDED)
    for assignment in works.select_related("lead_party__organisation"):
        mine = found.pop(assignment.pk, [])
        rows[assignment.goal_id].append(_row(assignment, mine, sub_goals[assignment.pk], on=on))
    of_goals = OverarchingGoal.objects.visible_to(actor)
    worded_by = of_goals.filter(~Q(state__in=_ENDED) | Q(ended_on__gte=on - RECENTLY))
    seen = list(worded_by.select_related("formulate_by__user"))
    goals = [GoalRow(g, rows.pop(g.pk, [])) for g in seen if g.state not in GOAL_ENDED]
    ended = [g for g in seen if g.state in GOAL_ENDED]
    return Plan(
        vision=SharedVision.objects.visible_to(actor).filter(is_current=True).first(),
        goals=goals,
        without_goal=[row for left in rows.values() for row in left],
        loose=[measure_row(m, on=on) for left in found.values() for m in left],
        line_work=list(LineWork.objects.visible_to(actor).exclude(state=LineState.LIFTED.value)),
        ended=ended,
        ended_earlier=ended_goals(actor).count() - len(ended),
    )


def ended_goals(actor: Actor) -> WalledQuerySet[OverarchingGoal]:
    """Every goal that has ended, the latest first."""
    return (
        OverarchingGoal.objects.visible_to(actor)
        .filter(state__in=_ENDED)
        .order_by(F("ended_on").desc(nulls_last=True), "-number")
    )


def _going_on(rows: MeasureQuerySet) -> MeasureQuerySet:
    """Open åtgärder, and the finished ones that the signal of an uppdrag counts."""
    counts = Q(assignment__isnull=False) & ~Q(assignment__state__in=_ENDED)
    is_open = Q(state__in=[s.value for s in MEASURE_OPEN])
    return rows.filter(is_open | counts).exclude(assignment__goal__state__in=_ENDED)


def _row(assignment: Assignment, mine: list[Measure], sub_goals: list[SubGoal], *, on: dt.date) -> AssignmentRow:
    """One signal for all parties: a draft that only its own party sees says nothing of how shared work goes."""
    table = shared_table(assignment.partnership_id)
    is_shared = may_see(table, assignment.facts)
    shared = [m for m in mine if not is_shared or may_see(table, m.facts)]
    works = [as_work(m) for m in shared]
    return AssignmentRow(
        assignment,
        progress_of_all(works, on=on, decision_needed=bool(assignment.decision_needed)),
        sub_goals,
        [measure_row(m, on=on) for m in mine],
        focus_of(assignment, works, (at for m in shared for at in (m.asked_at, m.created_at)), on=on),
    )


def measure_row(measure: Measure, *, on: dt.date) -> MeasureRow:
    return MeasureRow(measure, progress(as_work(measure), on=on))


def assignment_row(actor: Actor, assignment: Assignment, *, on: dt.date) -> AssignmentRow:
    """One uppdrag with its delmål, åtgärder and signal, in two queries."""
    mine = list(measures(actor).filter(assignment=assignment))
    found = list(SubGoal.objects.visible_to(actor).filter(assignment=assignment))
    return _row(assignment, mine, found, on=on)


def assignment_rows(actor: Actor, goal: OverarchingGoal, *, on: dt.date) -> list[AssignmentRow]:
    """A goal's uppdrag with their signals, in three queries."""
    works = list(Assignment.objects.visible_to(actor).filter(goal=goal).select_related("lead_party__organisation"))
    found: defaultdict[int | None, list[Measure]] = defaultdict(list)
    for measure in measures(actor).filter(assignment__in=works):
        found[measure.assignment_id].append(measure)
    sub_goals: defaultdict[int, list[SubGoal]] = defaultdict(list)
    for sub_goal in SubGoal.objects.visible_to(actor).filter(assignment__in=works):
        sub_goals[sub_goal.assignment_id].append(sub_goal)
    return [_row(work, found[work.pk], sub_goals[work.pk], on=on) for work in works]


def _urgency(row: MeasureRow) -> tuple[int, dt.date, int]:
    return WORST_FIRST.index(row.progress), row.measure.due or dt.date.max, row.measure.number
