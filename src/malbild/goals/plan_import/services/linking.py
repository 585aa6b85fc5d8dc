"""From the bottom up: what came in is tied to a goal or a cause afterwards, one tap each (FR-22)."""

from __future__ import annotations

from django.db import transaction

from malbild.access.actor import Actor
from malbild.access.policy import Action, require
from malbild.audit import log
from malbild.goals.models import Assignment, Measure, OverarchingGoal
from malbild.goals.services.measures import locked as locked_measure
from malbild.situation.models import Cause


@transaction.atomic
def link_assignment(actor: Actor, assignment_id: int, goal_id: int) -> Assignment:
    """Let an uppdrag answer to a goal. Raises DoesNotExist for what is out of sight."""
    assignment = Assignment.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=assignment_id)
    require(actor, Action.ASSIGNMENT_EDIT, assignment.facts)
    assignment.goal = OverarchingGoal.objects.visible_to(actor).get(pk=goal_id)
    assignment.save(update_fields=["goal"])
    log.record(actor, Action.ASSIGNMENT_EDIT, assignment, deed="link", goal=goal_id)
    return assignment


@transaction.atomic
def link_measure(actor: Actor, measure_id: int, cause_id: int) -> Measure:
    """Say which cause an åtgärd is meant to act on."""
    measure = locked_measure(actor, measure_id)
    require(actor, Action.MEASURE_EDIT, measure.facts)
    measure.cause = Cause.objects.visible_to(actor).get(pk=cause_id)
    measure.save(update_fields=["cause"])
    log.record(actor, Action.MEASURE_EDIT, measure, deed="link", cause=cause_id)
    return measure
