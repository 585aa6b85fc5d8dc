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
from malbild.goals.models import Assignment, FollowUpRoutine, OverarchingGoal, SubGoal
from malbild.goals.states import GOAL_ENDED, GoalState, may_move_goal
from malbild.kit import clock
from malbild.partnerships.models import Party
from malbild.situation.services import born, share_draft

_EDITABLE = ("title", "group", "decision_needed", "from_day", "to_day")
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
def edit_assignment(actor: Actor, assignment_id: int, **values: Any) -> Assignment:
    """Change the words, the period, what decision is needed, and goal_id, lead_party_id or routine_id.

    Raises DoesNotExist for a goal, party or routine out of sight; PlanIncomplete when an active uppdrag would lose
    its goal.
    """
    assignment = Assignment.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=assignment_id)
    require(actor, Action.ASSIGNMENT_EDIT, assignment.facts)
    for name in _EDITABLE:
        if name in values:
            setattr(assignment, name, values[name])
    if "lead_party_id" in values:
        partnership = assignment.partnership_id
        assignment.lead_party = Party.objects.get(pk=values["lead_party_id"], partnership_id=partnership)
    if "routine_id" in values:
        routine_id = values["routine_id"]
        assignment.routine = FollowUpRoutine.objects.visible_to(actor).get(pk=routine_id) if routine_id else None
    if "goal_id" in values and values["goal_id"] != assignment.goal_id:
        goal_id = values["goal_id"]
        assignment.goal = OverarchingGoal.objects.visible_to(actor).get(pk=goal_id) if goal_id else None
        if assignment.state == GoalState.ACTIVE:
            if assignment.goal is None:
                raise PlanIncomplete(_("Uppdraget är aktivt och behöver ett mål. Välj ett annat mål i stället."))
            _decide_goal(assignment)
    assignment.save()
    log.record(actor, Action.ASSIGNMENT_EDIT, assignment, deed="edit")
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
        state=GoalState.ACTIVE if assignment.state == GoalState.ACTIVE else GoalState.FORMULATED,
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
        if sub_goal.state in (GoalState.DRAFT, GoalState.ACCEPTED):
            sub_goal.state = GoalState.FORMULATED
    sub_goal.save()
    log.record(actor, Action.SUBGOAL_EDIT, sub_goal, deed="edit", version=sub_goal.version)
    return sub_goal


@transaction.atomic
def activate_assignment(actor: Actor, assignment_id: int) -> Assignment:
    """Start development work. Raises PlanIncomplete saying which of goal and delmål is missing."""
    assignment = Assignment.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=assignment_id)
    require(actor, Action.ASSIGNMENT_EDIT, assignment.facts)
    missing = []
    if not OverarchingGoal.objects.visible_to(actor).filter(pk=assignment.goal_id or 0).exists():
        missing.append(_("ett övergripande mål"))
    if not assignment.sub_goals.exists():
        missing.append(_("minst ett delmål"))
    if missing:
        raise PlanIncomplete(
            _("Uppdraget kan inte bli aktivt än. Det saknar %(what)s.") % {"what": _(" och ").join(missing)}
        )
    if assignment.state == GoalState.ACTIVE:
        return assignment
    if assignment.state == GoalState.DRAFT:
        assignment.state = GoalState.FORMULATED
    _move(assignment, GoalState.ACTIVE)
    assignment.reach = max(assignment.reach, Reach.DECIDED)
    assignment.from_day = assignment.from_day or clock.today()
    assignment.save(update_fields=["state", "reach", "from_day"])
    assignment.sub_goals.update(reach=Reach.DECIDED)
    waiting = [GoalState.DRAFT.value, GoalState.FORMULATED.value, GoalState.ACCEPTED.value]
    assignment.sub_goals.filter(state__in=waiting).update(state=GoalState.ACTIVE.value)
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
    _end(assignment, to, note, on)
    log.record(actor, Action.ASSIGNMENT_EDIT, assignment, deed="end", to=to.value)
    return assignment


@transaction.atomic
def end_sub_goal(
    actor: Actor, sub_goal_id: int, *, to: GoalState, note: str = "", on: dt.date | None = None
) -> SubGoal:
    """End a delmål as reached, partly reached, reconsidered or closed."""
    sub_goal = SubGoal.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=sub_goal_id)
    require(actor, Action.SUBGOAL_EDIT, sub_goal.facts)
    _end(sub_goal, to, note, on)
    log.record(actor, Action.SUBGOAL_EDIT, sub_goal, deed="end", to=to.value)
    return sub_goal


@transaction.atomic
def end_goal(
    actor: Actor, goal_id: int, *, to: GoalState, note: str = "", on: dt.date | None = None
) -> OverarchingGoal:
    """End a goal as reached, partly reached, reconsidered or closed."""
    goal = OverarchingGoal.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=goal_id)
    require(actor, Action.GOAL_EDIT, goal.facts)
    _end(goal, to, note, on)
    log.record(actor, Action.GOAL_EDIT, goal, deed="end", to=to.value)
    return goal


def _end(row: Assignment | SubGoal | OverarchingGoal, to: GoalState, note: str, on: dt.date | None) -> None:
    """Raises NotOpen when this end is not open from the state the row is in. Ending twice the same way is once."""
    if to not in GOAL_ENDED:
        raise NotOpen(_("Välj hur det slutade."))
    if row.state == to:
        return
    _move(row, to)
    row.ended_on, row.end_note = on or clock.today(), note
    row.save(update_fields=["state", "ended_on", "end_note"])


def _move(row: Assignment | SubGoal | OverarchingGoal, to: GoalState) -> None:
    if not may_move_goal(GoalState(row.state), to):
        raise NotOpen(
            _("Det är %(state)s och kan inte avslutas så. Ladda om sidan och se vad som har hänt.")
            % {"state": row.get_state_display().lower()}
        )
    row.state = to


@transaction.atomic
def share_assignment(actor: Actor, assignment_id: int) -> Assignment:
    """Share an uppdrag with its delmål and its own party's åtgärder."""
    assignment = Assignment.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=assignment_id)
    share_draft(actor, assignment)
    own = {"party_id": assignment.party_id, "reach": Reach.OWN_PARTY}
    for row in [*assignment.sub_goals.filter(**own), *assignment.measures.filter(**own)]:
        share_draft(actor, row)
    return assignment
