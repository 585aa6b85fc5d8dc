"""Plan many meetings at once. Only new ones are made: what is planned or called already stands where it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.kit.clock import SWEDEN
from malbild.kit.errors import Refusal
from malbild.meetings.models import Meeting
from malbild.meetings.rhythms import MOST_IN_SERIES
from malbild.meetings.services.planning import plan_meeting


@transaction.atomic
def plan_series(
    actor: Actor, partnership_id: int, *, days: Sequence[dt.date], time: dt.time, place: str = "", group: str = ""
) -> list[Meeting]:
    """One meeting a day, at the same Swedish wall-clock time summer and winter: all of them or none.

    Each is planned, and recorded, as if it had been planned alone. Raises Refusal for none or more than twenty.
    """
    if not days:
        raise Refusal(_("Ingen dag blev kvar att planera. Välj en annan första dag."))
    if len(days) > MOST_IN_SERIES:
        raise Refusal(_("Planera högst 20 möten åt gången."))
    return [
        plan_meeting(
            actor,
            partnership_id,
            starts_at=dt.datetime.combine(day, time, tzinfo=SWEDEN),
            place=place,
            group=group,
        )
        for day in days
    ]
