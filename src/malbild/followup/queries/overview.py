"""The uppdrag with their honest signals: what the målbild and the start page both say."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import OuterRef, Q, Subquery

from malbild.access.actor import Actor
from malbild.access.policy import may_see, shared_table
from malbild.followup.signals import Signal, Summary, summary
from malbild.followup.targets.queries import Measured
from malbild.goals.focus import Focus
from malbild.goals.models import Assignment, OverarchingGoal, SharedVision, SubGoal
from malbild.goals.queries import Brief, briefs, focus_of, measures
from malbild.goals.states import GOAL_ENDED, MEASURE_OPEN, GoalState, MeasureState
from malbild.goals.status import progress, progress_of_all

REMEMBERED = dt.timedelta(days=365)
NEWS = dt.timedelta(days=183)  # longer than any rhythm of meetings
_NOT_SHOWN = (GoalState.RECONSIDERED.value, GoalState.CLOSED.value)


@dataclass(frozen=True)
class AssignmentLine:
    """An uppdrag in the målbild. `signal` is None for one that has not started, or has ended."""

    assignment: Assignment
    signal: Signal | None
    next_step: str = ""
    next_due: dt.date | None = None
    is_next_late: bool = False
    focus: Focus | None = None  # how it moves; only while it is active
    measured: Measured | None = None  # what it is measured by, on pages that tell

    @property
    def has_ended(self) -> bool:
        return self.assignment.state in GOAL_ENDED


@dataclass(frozen=True)
class GoalLine:
    goal: OverarchingGoal
    assignments: list[AssignmentLine]
    measured: Measured | None = None


@dataclass(frozen=True)
class Overview:
    """`measures` are the shared åtgärder that the actor may see; `summary` is the same for every reader."""

    lines: list[AssignmentLine]
    summary: Summary
    measures: list[Brief] = field(default_factory=list)

    @property
    def asks(self) -> list[AssignmentLine]:
        """The uppdrag that wait for a decision, with its words in `decision_needed`."""
        return [line for line in self.lines if line.assignment.decision_needed and not line.has_ended]

    @property
    def changed_on(self) -> dt.date | None:
        """The last day that an åtgärd was answered or an uppdrag ended."""
        answered = [m.work.answered_on for m in self.measures]
        ended = [line.assignment.ended_on for line in self.lines]
        return max((d for d in (*answered, *ended) if d), default=None)


def vision_in_sight(actor: Actor) -> SharedVision | None:
    """The målbild in force; for those who see decided material only, the last one that every party confirmed."""
    return SharedVision.objects.visible_to(actor).order_by("-version").first()


def overview(actor: Actor, partnership_id: int, *, on: dt.date, with_next: bool = True) -> Overview:
    """The uppdrag the actor sees, in two queries. Signals are of what the parties share, so all read the same.

    `with_next` also finds what comes next in each and who leads it, for a page that shows the uppdrag one by one.
    What ended more than a year ago is left to the plan and its history: ten years of it would fill the page.
    """
    shared = briefs(measures(shared_table(partnership_id)).filter(_matters(on)))
    by_assignment: defaultdict[int | None, list[Brief]] = defaultdict(list)
    for measure in shared:
        by_assignment[measure.assignment_id].append(measure)
    seen = [m for m in shared if may_see(actor, m.facts)]
    visible = {m.pk for m in seen}
    lines = [_line(a, by_assignment[a.pk], visible, on) for a in _assignments(actor, on, with_next)]
    return Overview(lines, summary(line.signal for line in lines if line.signal), seen)


def _matters(on: dt.date) -> Q:
    """Open åtgärder, those done in the last half year, and all of an uppdrag that goes on."""
    goes_on = Q(assignment__state__in=[s.value for s in GoalState if s not in GOAL_ENDED])
    return Q(state__in=[s.value for s in MEASURE_OPEN]) | Q(done_on__gte=on - NEWS) | goes_on


def _assignments(actor: Actor, on: dt.date, with_next: bool) -> Iterable[Assignment]:
    rows = (
        Assignment.objects.visible_to(actor)
        .exclude(state__in=_NOT_SHOWN)
        .exclude(ended_on__lt=on - REMEMBERED)
        .order_by("pk")
    )
    if not with_next:
        return rows
    coming = (
        SubGoal.objects.visible_to(actor)
        .filter(assignment=OuterRef("pk"), due__isnull=False)
        .exclude(state__in=[s.value for s in GOAL_ENDED])
        .order_by("due", "pk")
    )
    return rows.select_related("lead_party__organisation").annotate(
        next_sub_goal=Subquery(coming.values("title")[:1]), next_sub_due=Subquery(coming.values("due")[:1])
    )


def _line(assignment: Assignment, mine: list[Brief], visible: set[int], on: dt.date) -> AssignmentLine:
    if assignment.state != GoalState.ACTIVE:
        return AssignmentLine(assignment, None)
    coming = [(m.due, m.title) for m in mine if m.pk in visible and m.due and m.state in _COMING]
    if sub_due := getattr(assignment, "next_sub_due", None):
        coming.append((sub_due, assignment.next_sub_goal))  # type: ignore[attr-defined]
    due, step = min(coming, default=(None, ""))
    moves = focus_of(assignment, [m.work for m in mine], (at for m in mine for at in m.signs), on=on)
    return AssignmentLine(assignment, _signal(assignment, mine, on), step, due, due is not None and due < on, moves)


_COMING = MEASURE_OPEN - {MeasureState.DRAFT, MeasureState.PAUSED}


def _signal(assignment: Assignment, mine: list[Brief], on: dt.date) -> Signal:
    """The signal, with the day of the last answer that speaks of it: a done åtgärd does not freshen a silent one."""
    needed = bool(assignment.decision_needed)
    works = [m.work for m in mine]
    signal = progress_of_all(works, on=on, decision_needed=needed)
    speaks = [w for w in works if needed or progress(w, on=on) == signal]
    last = max((w.answered_on for w in speaks if w.answered_on), default=None)
    waits = needed or any(m.is_decision_needed and m.state in MEASURE_OPEN for m in mine)
    return Signal(signal, last, waits)
