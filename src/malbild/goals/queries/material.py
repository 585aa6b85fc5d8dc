"""All rows of the plan and of what it answers, read once: the stuff of the walk and of the gaps."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from malbild.access.actor import Actor
from malbild.goals.models import Assignment, GoalCause, GoalProblem, OverarchingGoal, SubGoal
from malbild.goals.queries.plan import MeasureRow, measure_row, measures
from malbild.goals.states import GOAL_ENDED, MeasureState
from malbild.situation.models import Problem
from malbild.situation.queries import problems_with_causes

_FALLEN = (MeasureState.NOT_DONE, MeasureState.REPLACED, MeasureState.TO_LINE)


@dataclass(frozen=True)
class Material:
    """Everything one person sees, without what was ended or fell away, with the links between."""

    problems: list[Problem]
    goals: dict[int, OverarchingGoal]
    works: dict[int, Assignment]
    sub_goals: dict[int, list[SubGoal]]
    measures: list[MeasureRow]
    problems_of: dict[int, set[int]]  # by goal
    causes_of: dict[int, set[int]]  # by goal


def read(actor: Actor, *, on: dt.date) -> Material:
    """Nine queries, however many rows."""
    ended = [s.value for s in GOAL_ENDED]
    goals = OverarchingGoal.objects.visible_to(actor).exclude(state__in=ended)
    works = Assignment.objects.visible_to(actor).exclude(state__in=ended)
    sub_goals: defaultdict[int, list[SubGoal]] = defaultdict(list)
    for sub_goal in SubGoal.objects.visible_to(actor).exclude(state__in=ended):
        sub_goals[sub_goal.assignment_id].append(sub_goal)
    problems_of: defaultdict[int, set[int]] = defaultdict(set)
    for goal_id, problem_id in GoalProblem.objects.visible_to(actor).values_list("goal_id", "problem_id"):
        problems_of[goal_id].add(problem_id)
    causes_of: defaultdict[int, set[int]] = defaultdict(set)
    for goal_id, cause_id in GoalCause.objects.visible_to(actor).values_list("goal_id", "cause_id"):
        causes_of[goal_id].add(cause_id)
    rows = measures(actor).exclude(state__in=_FALLEN).select_related(None).select_related("owner__user")
    return Material(
        problems=list(problems_with_causes(actor)),
        goals={g.pk: g for g in goals},
        works={w.pk: w for w in works.select_related("lead_party__organisation")},
        sub_goals=sub_goals,
        measures=[measure_row(m, on=on) for m in rows],
        problems_of=problems_of,
        causes_of=causes_of,
    )
