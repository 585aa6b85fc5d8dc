"""Which routine follows what."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from malbild.access.actor import Actor
from malbild.access.policy import Action, require
from malbild.audit import log
from malbild.goals.models import Assignment, FollowUpRoutine, LineWork


@transaction.atomic
def follow_by(
    actor: Actor, routine_id: int, *, assignment_ids: Iterable[int] = (), line_work_ids: Iterable[int] = ()
) -> FollowUpRoutine:
    """Let a routine follow uppdrag and line work; what it followed before stays.

    Raises Assignment.DoesNotExist or LineWork.DoesNotExist for what is out of sight.
    """
    routine = FollowUpRoutine.objects.visible_to(actor).get(pk=routine_id)
    require(actor, Action.ROUTINE_EDIT, routine.facts)
    for assignment_id in assignment_ids:
        assignment = Assignment.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=assignment_id)
        assignment.routine = routine
        assignment.save(update_fields=["routine"])
    for line_work_id in line_work_ids:
        work = LineWork.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=line_work_id)
        work.routine = routine
        work.save(update_fields=["routine"])
    log.record(actor, Action.ROUTINE_EDIT, routine, deed="follow")
    return routine
