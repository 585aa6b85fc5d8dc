"""Deeds on the målbild sentence and the overarching goals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from malbild.access.actor import Actor, Area
from malbild.access.policy import Action, Reach, require, table_facts
from malbild.audit import log
from malbild.goals.models import GoalCause, GoalProblem, OverarchingGoal, SharedVision
from malbild.goals.states import GoalState
from malbild.kit import clock
from malbild.partnerships.models import Membership
from malbild.situation.models import Cause, Problem
from malbild.situation.services import born, next_number, share_draft


@transaction.atomic
def write_vision(
    actor: Actor, partnership_id: int, *, sentence: str, horizon_year: int, reach: Reach = Reach.PARTNERSHIP
) -> SharedVision:
    """Write the målbild; a changed sentence or year is a new version that every party confirms again."""
    require(actor, Action.VISION_EDIT, table_facts(actor, partnership_id, area=Area.PLAN))
    rows = SharedVision.objects.filter(partnership_id=partnership_id).select_for_update(of=("self",))
    current = rows.filter(is_current=True).first()
    if current and (current.sentence, current.horizon_year) == (sentence, horizon_year):
        return current
    if current:
        current.is_current = False
        current.save(update_fields=["is_current"])
    vision = SharedVision.objects.create(
        **born(actor, partnership_id, reach),
        sentence=sentence,
        horizon_year=horizon_year,
        version=current.version + 1 if current else 1,
        changed_on=clock.today(),
    )
    log.record(actor, Action.VISION_EDIT, vision, version=vision.version)
    return vision


@transaction.atomic
def add_goal(
    actor: Actor,
    partnership_id: int,
    *,
    title: str,
    effect: str = "",
    notes: str = "",
    problem_ids: Iterable[int] = (),
    cause_ids: Iterable[int] = (),
    formulate_by_id: int | None = None,
    formulate_due: dt.date | None = None,
    reach: Reach = Reach.OWN_PARTY,
) -> OverarchingGoal:
    """Add a goal; with `formulate_by_id` it is a "mål att formulera" with owner and date.

    Raises Problem.DoesNotExist, Cause.DoesNotExist or Membership.DoesNotExist for what is out of sight.
    """
    require(actor, Action.GOAL_EDIT, table_facts(actor, partnership_id, area=Area.PLAN))
    if formulate_by_id:
        Membership.objects.visible_to(actor).get(pk=formulate_by_id, partnership_id=partnership_id)
    goal = OverarchingGoal.objects.create(
        **born(actor, partnership_id, reach),
        number=next_number(OverarchingGoal, partnership_id),
        title=title,
        effect=effect,
        notes=notes,
        state=GoalState.DRAFT if formulate_by_id else GoalState.FORMULATED,
        formulate_by_id=formulate_by_id,
        formulate_due=formulate_due,
        changed_on=clock.today(),
    )
    link_goal(actor, goal, problem_ids=problem_ids, cause_ids=cause_ids)
    log.record(actor, Action.GOAL_EDIT, goal, deed="add")
    return goal


def link_goal(
    actor: Actor, goal: OverarchingGoal, *, problem_ids: Iterable[int] = (), cause_ids: Iterable[int] = ()
) -> None:
    """Tie the goal to problems and causes; a cause ties its problem too. Links that stand are kept."""
    wall = {"partnership_id": goal.partnership_id, "party_id": goal.party_id, "reach": goal.reach}
    for cause_id in cause_ids:
        cause = Cause.objects.visible_to(actor).select_related("problem").get(pk=cause_id)
        GoalCause.objects.get_or_create(goal=goal, cause=cause, defaults=wall)
        GoalProblem.objects.get_or_create(goal=goal, problem=cause.problem, defaults=wall)
    for problem_id in problem_ids:
        problem = Problem.objects.visible_to(actor).get(pk=problem_id)
        GoalProblem.objects.get_or_create(goal=goal, problem=problem, defaults=wall)


@transaction.atomic
def set_goal_links(
    actor: Actor, goal_id: int, *, problem_ids: Iterable[int], cause_ids: Iterable[int]
) -> OverarchingGoal:
    """Let the goal answer exactly these problems and causes of those the actor sees; a cause brings its problem."""
    goal = OverarchingGoal.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=goal_id)
    require(actor, Action.GOAL_EDIT, goal.facts)
    causes, problems = set(cause_ids), set(problem_ids)
    seen_causes = Cause.objects.visible_to(actor).exclude(pk__in=causes)
    goal.cause_links.filter(cause__in=seen_causes).delete()
    seen_problems = Problem.objects.visible_to(actor).exclude(pk__in=problems)
    goal.problem_links.filter(problem__in=seen_problems).delete()
    link_goal(actor, goal, problem_ids=problems, cause_ids=causes)
    log.record(actor, Action.GOAL_EDIT, goal, deed="links")
    return goal


@transaction.atomic
def edit_goal(actor: Actor, goal_id: int, **values: Any) -> OverarchingGoal:
    """Change title, effect or notes; a new title or effect is a new version to confirm."""
    goal = OverarchingGoal.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=goal_id)
    require(actor, Action.GOAL_EDIT, goal.facts)
    changed = {n for n in ("title", "effect", "notes") if n in values and values[n] != getattr(goal, n)}
    for name in changed:
        setattr(goal, name, values[name])
    if changed & {"title", "effect"}:
        goal.version += 1
        goal.changed_on = clock.today()
        if goal.state in (GoalState.DRAFT, GoalState.ACCEPTED):
            goal.state = GoalState.FORMULATED
    goal.save()
    log.record(actor, Action.GOAL_EDIT, goal, deed="edit", version=goal.version)
    return goal


@transaction.atomic
def share_goal(actor: Actor, goal_id: int) -> OverarchingGoal:
    """Share a goal with its links."""
    goal = OverarchingGoal.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=goal_id)
    share_draft(actor, goal)
    goal.problem_links.update(reach=goal.reach)
    goal.cause_links.update(reach=goal.reach)
    return goal
