"""Many meetings at once: plan them, and change or cancel what is left of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.kit.clock import SWEDEN
from malbild.kit.errors import Refusal
from malbild.meetings.models import Meeting
from malbild.meetings.queries.series import later, moves
from malbild.meetings.rhythms import MOST_IN_SERIES
from malbild.meetings.services.planning import cancel_meeting, edit_meeting, locked, plan_meeting


@transaction.atomic
def plan_series(
    actor: Actor, partnership_id: int, *, days: Sequence[dt.date], time: dt.time, place: str = "", group: str = ""
) -> list[Meeting]:
    """One meeting a day, at the same Swedish wall-clock time summer and winter: all of them or none.

    Only new ones are made; each is planned, and recorded, as if it had been planned alone. Raises Refusal for none or
    more than twenty.
    """
    if not days:
        raise Refusal(_("Ingen dag blev kvar att planera. Välj en annan första dag."))
    if len(days) > MOST_IN_SERIES:
        raise Refusal(_("Planera högst 20 möten åt gången."))
    series = uuid4()
    return [
        plan_meeting(
            actor,
            partnership_id,
            starts_at=dt.datetime.combine(day, time, tzinfo=SWEDEN),
            place=place,
            group=group,
            series=series,
        )
        for day in days
    ]


@transaction.atomic
def edit_rest(
    actor: Actor,
    meeting_id: int,
    *,
    starts_at: dt.datetime,
    place: str = "",
    group: str = "",
    minutes: int | None = None,
) -> list[Meeting]:
    """Change this meeting and those that come after it in the series: as many days, and to the same time (`moves`).

    All of them or none; those who were called are told of each. Gives the meetings, this one first.
    """
    rest = [(move.meeting.pk, move.starts_at) for move in moves(actor, locked(actor, meeting_id), starts_at)]
    return [edit_meeting(actor, pk, starts_at=moment, place=place, group=group, minutes=minutes) for pk, moment in rest]


@transaction.atomic
def cancel_rest(actor: Actor, meeting_id: int) -> list[Meeting]:
    """Cancel this meeting and those that come after it in the series. Twice is once."""
    first = locked(actor, meeting_id)
    after = [row.pk for row in later(actor, first)]
    return [cancel_meeting(actor, pk) for pk in (first.pk, *after)]
