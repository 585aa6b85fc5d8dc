"""Deeds on uppdrag and delmål."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor, Area
from malbild.access.policy import Action, Reach, require, table_facts
from malbild.audit import log
from malbild.goals.errors import NotOpen, PlanIncomplete
from malbild.goals.models import Assignment, OverarchingGoal, SubGoal
from malbild.goals.states import GOAL_ENDED, GoalState, may_move_goal
from malbild.kit import clock
from malbild.partnerships.models import Party
from malbild.situation.services import born, share_draft

SMART = ("title", "kind", "specific", "measurable", "acceptable", "realistic", "due")


@transaction.atomic
def add_assignment(
    actor: Actor,
    partnership_id: int,
    *,
    title: str,
    lead_party_id: int,
    goal_id: int | None = None,
    group: str = "",
    reach: Reach = Reach.OWN_PARTY,
) -> Assignment:
    """Add an uppdrag with its one accountable party. Raises Party.DoesNotExist for another partnership's party."""
    require(actor, Action.ASSIGNMENT_EDIT, table_facts(actor, partnership_id, area=Area.PLAN))
    goal = OverarchingGoal.objects.visible_to(actor).get(pk=goal_id) if goal_id else None
    assignment = Assignment.objects.create(
        **born(actor, partnership_id, reach),
        title=title,
        lead_party=Party.objects.get(pk=lead_party_id, partnership_id=partnership_id),
        goal=goal,
        group=group,
    )
    log.record(actor, Action.ASSIGNMENT_EDIT, assignment, deed="add")
    return assignment


@transaction.atomic
def add_sub_goal(actor: Actor, assignment_id: int, *, title: str, **smart: Any) -> SubGoal:
    """Add a delmål with its SMART answers (kind, specific, measurable, acceptable, realistic, due), all optional."""
    assignment = Assignment.objects.visible_to(actor).get(pk=assignment_id)
    require(actor, Action.SUBGOAL_EDIT, assignment.facts)
    sub_goal = SubGoal.objects.create(
        **born(actor, assignment.partnership_id, Reach(assignment.reach)),
        assignment=assignment,
        title=title,
        state=GoalState.FORMULATED,
        changed_on=clock.today(),
        **{k: v for k, v in smart.items() if k in SMART},
    )
    log.record(actor, Action.SUBGOAL_EDIT, sub_goal, deed="add")
    return sub_goal


@transaction.atomic
def edit_sub_goal(actor: Actor, sub_goal_id: int, **values: Any) -> SubGoal:
    """Change a delmål; a new title or day is a new version to confirm."""
    sub_goal = SubGoal.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=sub_goal_id)
    require(actor, Action.SUBGOAL_EDIT, sub_goal.facts)
    changed = {n for n in SMART if n in values and values[n] != getattr(sub_goal, n)}
    for name in changed:
        setattr(sub_goal, name, values[name])
    if changed & {"title", "due"}:
        sub_goal.version += 1
        sub_goal.changed_on = clock.today()
    sub_goal.save()
    log.record(actor, Action.SUBGOAL_EDIT, sub_goal, deed="edit", version=sub_goal.version)
    return sub_goal


@transaction.atomic
def activate_assignment(actor: Actor, assignment_id: int) -> Assignment:
    """Start development work. Raises PlanIncomplete saying which of goal and delmål is missing."""
    assignment = Assignment.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=assignment_id)
    require(actor, Action.ASSIGNMENT_EDIT, assignment.facts)
    missing = []
    if assignment.goal_id is None:
        missing.append(_("ett övergripande mål"))
    if not assignment.sub_goals.exists():
        missing.append(_("minst ett delmål"))
    if missing:
        raise PlanIncomplete(
            _("Uppdraget kan inte bli aktivt än. Det saknar %(what)s.") % {"what": _(" och ").join(missing)}
        )
    if assignment.state == GoalState.DRAFT:
        assignment.state = GoalState.FORMULATED
    _move(assignment, GoalState.ACTIVE)
    assignment.reach = max(assignment.reach, Reach.DECIDED)
    assignment.from_day = assignment.from_day or clock.today()
    assignment.save(update_fields=["state", "reach", "from_day"])
    assignment.sub_goals.update(reach=Reach.DECIDED)
    _decide_goal(assignment)
    log.record(actor, Action.ASSIGNMENT_EDIT, assignment, deed="activate")
    return assignment


def _decide_goal(assignment: Assignment) -> None:
    """An active uppdrag makes its goal active, and readable for those who see decided material only."""
    goal = assignment.goal
    if goal is None:
        return
    if goal.state in (GoalState.FORMULATED, GoalState.ACCEPTED):
        goal.state = GoalState.ACTIVE
    goal.reach = max(goal.reach, Reach.DECIDED)
    goal.save(update_fields=["state", "reach"])
    goal.problem_links.update(reach=goal.reach)
    goal.cause_links.update(reach=goal.reach)


@transaction.atomic
def end_assignment(
    actor: Actor, assignment_id: int, *, to: GoalState, note: str = "", on: dt.date | None = None
) -> Assignment:
    """End an uppdrag as reached, partly reached, reconsidered or closed."""
    assignment = Assignment.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=assignment_id)
    require(actor, Action.ASSIGNMENT_EDIT, assignment.facts)
    if to not in GOAL_ENDED:
        raise NotOpen(_("Välj hur uppdraget slutade."))
    _move(assignment, to)
    assignment.ended_on, assignment.end_note = on or clock.today(), note
    assignment.save(update_fields=["state", "ended_on", "end_note"])
    log.record(actor, Action.ASSIGNMENT_EDIT, assignment, deed="end", to=to.value)
    return assignment


def _move(assignment: Assignment, to: GoalState) -> None:
    if not may_move_goal(GoalState(assignment.state), to):
        raise NotOpen(
            _("Uppdraget är %(state)s och kan inte ändras så.") % {"state": assignment.get_state_display().lower()}
        )
    assignment.state = to


@transaction.atomic
def share_assignment(actor: Actor, assignment_id: int) -> Assignment:
    """Share an uppdrag with its delmål and its own party's åtgärder."""
    assignment = Assignment.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=assignment_id)
    share_draft(actor, assignment)
    own = {"party_id": assignment.party_id, "reach": Reach.OWN_PARTY}
    for row in [*assignment.sub_goals.filter(**own), *assignment.measures.filter(**own)]:
        share_draft(actor, row)
    return assignment
