"""From a problem down to today's åtgärder: problem, cause, goal, uppdrag, delmål, åtgärd. What is unlinked shows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from malbild.access.actor import Actor
from malbild.goals.models import Assignment, OverarchingGoal, SubGoal
from malbild.goals.queries.material import Material, read
from malbild.goals.queries.plan import MeasureRow
from malbild.situation.models import Cause, Problem


@dataclass(frozen=True)
class Branch:
    """A delmål with its åtgärder; without a delmål the åtgärder hang straight on the uppdrag."""

    sub_goal: SubGoal | None
    measures: list[MeasureRow]


@dataclass(frozen=True)
class WorkNode:
    work: Assignment
    branches: list[Branch]


@dataclass(frozen=True)
class GoalNode:
    """`is_linked` is False when the goal itself is not tied to what stands above it, only an åtgärd is, or nothing."""

    goal: OverarchingGoal
    works: list[WorkNode]
    is_linked: bool = True


@dataclass(frozen=True)
class CauseNode:
    cause: Cause
    goals: list[GoalNode]
    loose: list[MeasureRow]  # against the cause, in an uppdrag without a goal or in none


@dataclass(frozen=True)
class ProblemNode:
    problem: Problem
    causes: list[CauseNode]
    goals: list[GoalNode]  # tied to the problem but to none of its causes


@dataclass(frozen=True)
class Walk:
    problems: list[ProblemNode]
    goals: list[GoalNode] = field(default_factory=list)  # tied to no problem, or (is_linked) to one out of sight
    works: list[WorkNode] = field(default_factory=list)  # tied to no goal
    measures: list[MeasureRow] = field(default_factory=list)  # in an uppdrag or not, tied to no cause


def walk(actor: Actor, *, on: dt.date) -> Walk:
    """The same number of queries for one problem and for fifty."""
    return _Walker(read(actor, on=on)).walk()


class _Walker:
    def __init__(self, stuff: Material) -> None:
        self.stuff = stuff
        self.works_of: defaultdict[int | None, list[Assignment]] = defaultdict(list)
        for work in stuff.works.values():
            self.works_of[work.goal_id if work.goal_id in stuff.goals else None].append(work)
        self.against: defaultdict[int | None, list[MeasureRow]] = defaultdict(list)
        known = {c.pk for p in stuff.problems for c in p.causes.all()}
        for row in stuff.measures:
            self.against[row.measure.cause_id if row.measure.cause_id in known else None].append(row)

    def walk(self) -> Walk:
        tied = {g for g, problems in self.stuff.problems_of.items() if problems & {p.pk for p in self.stuff.problems}}
        free = [g for g in self.stuff.goals.values() if g.pk not in tied]
        return Walk(
            problems=[self._problem(p) for p in self.stuff.problems],
            goals=[self._goal(g, self.against[None], is_linked=bool(self.stuff.problems_of.get(g.pk))) for g in free],
            works=[self._work(w, self.against[None]) for w in self.works_of[None]],
            measures=self.against[None],
        )

    def _problem(self, problem: Problem) -> ProblemNode:
        causes = list(problem.causes.all())
        ids = {c.pk for c in causes}
        straight = [
            self._goal(goal, self.against[None])
            for goal in self.stuff.goals.values()
            if problem.pk in self.stuff.problems_of.get(goal.pk, ()) and not ids & self._causes_of(goal)
        ]
        return ProblemNode(problem, [self._cause(c) for c in causes], straight)

    def _cause(self, cause: Cause) -> CauseNode:
        rows = self.against[cause.pk]
        linked = [g for g in self.stuff.goals.values() if cause.pk in self._causes_of(g)]
        by_goal = {self._goal_of(row) for row in rows} - {None, *(g.pk for g in linked)}
        others = [g for g in self.stuff.goals.values() if g.pk in by_goal]
        return CauseNode(
            cause,
            [self._goal(g, rows) for g in linked]
            + [self._goal(g, rows, is_linked=False, only_busy=True) for g in others],
            [row for row in rows if self._goal_of(row) is None],
        )

    def _goal(
        self, goal: OverarchingGoal, rows: list[MeasureRow], *, is_linked: bool = True, only_busy: bool = False
    ) -> GoalNode:
        works = self.works_of[goal.pk]
        if only_busy:
            mine = {row.measure.assignment_id for row in rows}
            works = [w for w in works if w.pk in mine]
        return GoalNode(goal, [self._work(w, rows) for w in works], is_linked)

    def _work(self, work: Assignment, rows: Iterable[MeasureRow]) -> WorkNode:
        mine = [row for row in rows if row.measure.assignment_id == work.pk]
        found = self.stuff.sub_goals.get(work.pk, [])
        branches = [Branch(s, [row for row in mine if row.measure.sub_goal_id == s.pk]) for s in found]
        known = {s.pk for s in found}
        straight = [row for row in mine if row.measure.sub_goal_id not in known]
        return WorkNode(work, branches + ([Branch(None, straight)] if straight else []))

    def _causes_of(self, goal: OverarchingGoal) -> set[int]:
        return self.stuff.causes_of.get(goal.pk, set())

    def _goal_of(self, row: MeasureRow) -> int | None:
        work = self.stuff.works.get(row.measure.assignment_id or 0)
        return work.goal_id if work is not None and work.goal_id in self.stuff.goals else None
