"""Trying one of the small routines: it becomes an åtgärd that somebody is asked about, or the owner's first step."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from malbild.access.actor import Actor
from malbild.access.errors import Hidden
from malbild.access.policy import Action, Reach, require
from malbild.audit import log
from malbild.goals.models import Assignment, Measure
from malbild.goals.services.measures import add_measure, ask_owner, edit_measure, locked
from malbild.goals.tricks import BY_KEY
from malbild.kit import clock


@transaction.atomic
def try_trick(
    actor: Actor, key: str, assignment_id: int, *, title: str, owner_id: int, due: dt.date, beside_id: int | None = None
) -> Measure:
    """A small åtgärd in the uppdrag, beside the one that is stuck when it is named; its owner is asked at once.

    Raises Hidden for a routine that there is none of, DoesNotExist for an uppdrag or åtgärd out of sight.
    """
    if key not in BY_KEY:
        raise Hidden
    beside = locked(actor, beside_id) if beside_id else None
    work = Assignment.objects.visible_to(actor).get(pk=assignment_id)
    made = add_measure(
        actor,
        work.partnership_id,
        title=title,
        assignment_id=work.pk,
        sub_goal_id=beside.sub_goal_id if beside else None,
        cause_id=beside.cause_id if beside else None,
        owner_id=owner_id,
        due=max(due, clock.today()),
        reach=Reach(min(work.reach, Reach.PARTNERSHIP)),
    )
    log.record(actor, Action.MEASURE_ASK, made, trick=key)
    return ask_owner(actor, made.pk)


@transaction.atomic
def try_as_step(actor: Actor, key: str, measure_id: int, *, first_step: str) -> Measure:
    """The routine becomes the first step of the åtgärd: what its owner may do alone."""
    if key not in BY_KEY:
        raise Hidden
    measure = locked(actor, measure_id)
    require(actor, Action.MEASURE_EDIT, measure.facts)
    return edit_measure(actor, measure_id, first_step=first_step)
