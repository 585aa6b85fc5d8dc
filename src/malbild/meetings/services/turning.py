"""The turn of the quarter on the agenda: which meeting has the point, and whose eyes its lines reach."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max

from malbild.access.policy import Reach
from malbild.kit import clock
from malbild.kit.clock import SWEDEN
from malbild.meetings.models import AgendaPoint, DirectionDecision, Entry, Meeting, QuarterEvaluation
from malbild.meetings.quarters import NEAR, turning_near
from malbild.meetings.queries.meetings import LATE_START
from malbild.meetings.states import DirectionState, MeetingState, PointKind

MINUTES = 20


def settle_turn(partnership_id: int, day: dt.date) -> None:
    """Let the meeting nearest the quarter's turn have the point about it, and no other that is still to come.

    A meeting that was held without deciding leaves it to the next. When the direction is decided, nobody gets it.
    """
    turn = turning_near(day)
    decided = DirectionDecision.objects.filter(partnership_id=partnership_id, starts_on=turn.starts_on)
    is_decided = decided.exclude(state=DirectionState.PREPARING).exists()
    middle = dt.datetime.combine(turn.starts_on, dt.time(), tzinfo=SWEDEN)
    around = Meeting.objects.coming().filter(
        partnership_id=partnership_id, starts_at__gt=middle - NEAR, starts_at__lt=middle + NEAR
    )
    late = clock.now() - LATE_START
    meetings = [
        m for m in around if turning_near(m.day) == turn and (m.state == MeetingState.OPEN or m.starts_at >= late)
    ]
    nearest = min(meetings, key=lambda m: (abs(m.day - turn.starts_on), m.starts_at, m.pk), default=None)
    others = [m.pk for m in meetings if m.is_coming and (is_decided or m != nearest)]
    AgendaPoint.objects.filter(meeting__in=others, kind=PointKind.QUARTER).delete()
    if nearest is not None and not is_decided:
        quarter_point(nearest)


def quarter_point(meeting: Meeting) -> AgendaPoint:
    """The meeting's point about the quarter, put before the last point when it was not there."""
    standing = AgendaPoint.objects.filter(meeting=meeting, kind=PointKind.QUARTER).first()
    if standing is not None:
        return standing
    return AgendaPoint.objects.create(
        partnership_id=meeting.partnership_id,
        party_id=meeting.party_id,
        reach=Reach.PARTNERSHIP,
        meeting=meeting,
        kind=PointKind.QUARTER,
        position=before_the_last(meeting),
        minutes=MINUTES,
    )


def before_the_last(meeting: Meeting) -> int:
    """A free position before "nästa möte", which moves one step; last where that point is not the last."""
    points = AgendaPoint.objects.filter(meeting=meeting)
    last = points.filter(kind=PointKind.NEXT).first()
    top = points.aggregate(top=Max("position"))["top"] or 0
    if last is None or last.position != top:
        return top + 1
    last.position += 1
    last.save(update_fields=["position"])
    return last.position - 1


def belongs_to_the_quarter(entry: Entry) -> bool:
    """The line is the decision about the direction, or what was learned."""
    return (
        DirectionDecision.objects.filter(entry=entry).exists() or QuarterEvaluation.objects.filter(entry=entry).exists()
    )


def share_quarter(meeting: Meeting, reach: Reach) -> None:
    """Let what was taken at the meeting reach as far as its minutes do; what is bara för oss stays at the table."""
    inside = AgendaPoint.objects.filter(meeting=meeting, kind=PointKind.QUARTER, is_internal=True).exists()
    far = Reach.PARTNERSHIP if inside else reach
    DirectionDecision.objects.filter(decided_in=meeting).update(reach=far)
    QuarterEvaluation.objects.filter(meeting=meeting).update(reach=far)
