"""Put what is new in the open figures on the next agenda, once for each change."""

from __future__ import annotations

import datetime as dt
from typing import Final

from malbild.access.policy import Reach, shared_table
from malbild.access.scope import scope_for
from malbild.followup.events import FiguresTurned
from malbild.followup.figures.judging import news
from malbild.kit import clock
from malbild.meetings.models import AgendaPoint, Meeting
from malbild.meetings.queries.agenda.facts import FIRST_LOOK_BACK
from malbild.meetings.services.turning import before_the_last
from malbild.meetings.states import HELD, MeetingState, PointKind
from malbild.partnerships.models import Partnership

MINUTES: Final = 5


def heard_of_figures(event: FiguresTurned) -> None:
    """The worker has judged: each partnership there gets a point on its next agenda, where there is something."""
    for partnership in Partnership.objects.filter(municipality__code__in=event.areas).order_by("pk"):
        with scope_for(shared_table(partnership.pk), partnership.pk):
            settle_news(partnership)


def settle_news(partnership: Partnership) -> None:
    """Give the next meeting a point about the figures when something there turned after the last meeting."""
    here = partnership.municipality
    coming = Meeting.objects.filter(partnership=partnership, state__in=[MeetingState.PLANNED, MeetingState.CALLED])
    nearest = coming.filter(starts_at__gte=clock.now() - dt.timedelta(hours=12)).order_by("starts_at", "pk").first()
    if here is None or nearest is None:
        return
    if AgendaPoint.objects.filter(meeting=nearest, kind=PointKind.NEWS).exists():
        return
    held = Meeting.objects.filter(partnership=partnership, state__in=[s.value for s in HELD], closed_at__isnull=False)
    last = held.order_by("-closed_at").values_list("closed_at", flat=True).first()
    if news(here.code, last or nearest.starts_at - FIRST_LOOK_BACK):
        AgendaPoint.objects.create(
            partnership_id=nearest.partnership_id,
            party_id=nearest.party_id,
            reach=Reach.PARTNERSHIP,
            meeting=nearest,
            kind=PointKind.NEWS,
            position=before_the_last(nearest),
            minutes=MINUTES,
        )
