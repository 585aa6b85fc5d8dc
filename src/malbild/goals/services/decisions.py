"""The decision that an uppdrag waited for has been made."""

from __future__ import annotations

from django.db import transaction

from malbild.access.actor import Actor
from malbild.access.policy import Action, require
from malbild.audit import log
from malbild.goals.models import Assignment


@transaction.atomic
def settle_decision(actor: Actor, assignment_id: int) -> Assignment:
    """The uppdrag no longer waits. Settling twice changes nothing."""
    assignment = Assignment.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=assignment_id)
    require(actor, Action.ASSIGNMENT_EDIT, assignment.facts)
    if assignment.decision_needed:
        assignment.decision_needed = ""
        assignment.save(update_fields=["decision_needed"])
        log.record(actor, Action.ASSIGNMENT_EDIT, assignment, deed="settle-decision")
    return assignment
