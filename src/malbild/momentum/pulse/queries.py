"""Which line work a person is asked about now."""

from __future__ import annotations

import datetime as dt

from malbild.access.actor import Actor
from malbild.access.models import WalledQuerySet
from malbild.goals.models import LineWork
from malbild.goals.queries import pulses_due
from malbild.goals.states import LineState
from malbild.momentum.services.links import Visit


def own_pulses(actor: Actor, *, on: dt.date) -> list[LineWork]:
    """The person's own line work whose rhythm has come round. One query."""
    return pulses_due(_owned(actor), on=on)


def asked_by(visit: Visit, *, on: dt.date) -> list[LineWork]:
    """Those that the mail asked about, are still theirs and have not been followed since. One query or none."""
    if visit.person is None or not visit.link.lines:
        return []
    return pulses_due(_owned(visit.person.actor).filter(pk__in=visit.link.lines), on=on)


def _owned(actor: Actor) -> WalledQuerySet[LineWork]:
    rows = LineWork.objects.visible_to(actor).filter(owner__user_id=actor.user_id or 0, routine__isnull=False)
    return rows.exclude(state=LineState.LIFTED.value).select_related("routine")
