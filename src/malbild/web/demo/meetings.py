"""A held meeting with its minutes, and the one that comes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from malbild.kit.clock import SWEDEN
from malbild.meetings import services as meetings
from malbild.meetings.models import AgendaPoint, CarryOver, EntryKind
from malbild.meetings.states import PointKind
from malbild.web.demo.stage import Event, Stage, days_since, in_days

_ROOM = "Kommunhuset i Skutskär, rum Dalälven"
_CAME = ("Maria", "Patrik", "Anna", "Lena", "Karin", "Nils", "Gun")
_TUESDAY = 1


def events(stage: Stage) -> Iterator[Event]:
    held, coming = _tuesday(-20), _tuesday(10)
    yield days_since(held) + 21, partial(_plan, stage, held, days_since(held) + 21)
    yield days_since(held), partial(_hold, stage, held, coming)


def _tuesday(days: int) -> dt.datetime:
    """The first Tuesday at 13.00 from that many days after today on."""
    day = in_days(days)
    day += dt.timedelta(days=(_TUESDAY - day.weekday()) % 7)
    return dt.datetime.combine(day, dt.time(13), tzinfo=SWEDEN)


def _plan(stage: Stage, starts_at: dt.datetime, days_ago: float) -> None:
    with stage.on(days_ago, "Maria") as maria:
        meeting = meetings.plan_meeting(maria, stage.pk, starts_at=starts_at, place=_ROOM)
        meetings.call_meeting(maria, meeting.pk)
    stage.made["held"] = meeting.pk


def _hold(stage: Stage, starts_at: dt.datetime, next_at: dt.datetime) -> None:
    pk = stage.made["held"]
    with stage.at(starts_at, "Maria") as maria:
        meetings.open_meeting(maria, pk)
        meetings.set_attendance(maria, pk, came=[stage.seats[name].pk for name in _CAME])
        points = {p.kind: p.pk for p in AgendaPoint.objects.filter(meeting_id=pk)}
    with stage.at(starts_at + dt.timedelta(minutes=20), "Maria") as maria:
        meetings.write(
            maria,
            pk,
            kind=EntryKind.NOTE,
            text="Kalkylen för kvällsöppet är klar. Styrgruppen får frågan före nästa möte.",
            point_id=points[PointKind.WAITING],
        )
        meetings.write(
            maria,
            pk,
            kind=EntryKind.DECISION,
            text="Vi skärper målbilden till att gälla hela dygnet och går runt med den.",
            body="Samverkansgruppen",
            point_id=points[PointKind.IN_DEPTH],
        )
        meetings.write(
            maria,
            pk,
            kind=EntryKind.MEASURE,
            text="Laga cykelställen vid stationen",
            point_id=points[PointKind.WAITING],
            assignment_id=stage.made["park"],
        )
        for item in CarryOver.objects.visible_to(maria).filter(discussed_in=None, put_away_at=None):
            meetings.discuss_carried(maria, item.pk, pk)  # left over from the workshop
        for point_id in points.values():
            meetings.handle_point(maria, point_id)
    with stage.at(starts_at + dt.timedelta(minutes=58), "Maria") as maria:
        meetings.close_meeting(maria, pk)
        meetings.plan_meeting(maria, stage.pk, starts_at=next_at, place=_ROOM)
