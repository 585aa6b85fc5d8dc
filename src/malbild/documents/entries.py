"""A meeting as it stands in a person's calendar, the same by letter and in the feed."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from malbild.meetings.models import Invitation, Meeting
from malbild.meetings.states import MeetingState
from malbild.ui.calendar import Entry

SHORTEST = dt.timedelta(minutes=30)  # what a meeting takes, however little is on its agenda


def meeting_entry(meeting: Meeting, row: Invitation | None) -> Entry:
    """The meeting as it is now. It lasts as its points are planned, the same for everyone: one that has nothing in it
    yet may fill before the day.
    """
    url = meeting_address(meeting)
    return Entry(
        uid=row.uid if row else f"mote-{meeting.partnership_id}-{meeting.pk}@{host()}",
        summary=_title(meeting),
        starts_at=meeting.starts_at,
        ends_at=meeting.starts_at + _length(meeting),
        place=meeting.place,
        text=_("Dagordning och underlag: %(url)s") % {"url": url},
        url=url,
        sequence=row.sequence if row else 0,
        status="TENTATIVE" if meeting.state == MeetingState.PLANNED else "CONFIRMED",
    )


def cancelled_entry(meeting: Meeting, row: Invitation) -> Entry:
    """What the person was told last, not where the meeting moved after they had left, and no way in."""
    return Entry(
        uid=row.uid,
        summary=_title(meeting),
        starts_at=row.starts_at,
        ends_at=row.starts_at + SHORTEST,
        place=row.place,
        sequence=row.sequence,
        status="CANCELLED",
    )


def _title(meeting: Meeting) -> str:
    return _("Möte: %(who)s") % {"who": meeting.group or meeting.partnership.name}


def _length(meeting: Meeting) -> dt.timedelta:
    """A list of meetings brings its minutes with it (`timed()`); one alone asks."""
    if not hasattr(meeting, "planned_minutes"):
        points = meeting.points.filter(is_taken_away=False)
        return max(SHORTEST, dt.timedelta(minutes=sum(points.values_list("minutes", flat=True))))
    return max(SHORTEST, dt.timedelta(minutes=meeting.planned_minutes or 0))


def meeting_address(meeting: Meeting) -> str:
    return address_of("meetings:meeting", meeting.partnership.slug, meeting_id=meeting.pk)


def address_of(page: str, slug: str, **key: int) -> str:
    return f"{settings.SITE_ADDRESS}{reverse(page, kwargs={'slug': slug, **key})}"


def host() -> str:
    return urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
