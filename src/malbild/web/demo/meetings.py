"""A held meeting with its minutes and its turn of the quarter, and the ones that come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from malbild.access.actor import Actor
from malbild.kit.clock import SWEDEN
from malbild.meetings import services as meetings
from malbild.meetings.models import AgendaPoint, CarryOver, EntryKind, Minutes
from malbild.meetings.quarters import turning_near
from malbild.meetings.queries import seal
from malbild.meetings.rhythms import Rhythm, occasions
from malbild.meetings.states import PointKind
from malbild.web.demo.stage import Event, Stage, days_since, in_days

_ROOM = "Kommunhuset i Skutskär, rum Dalälven"
_CAME = ("Maria", "Patrik", "Anna", "Lena", "Karin", "Nils", "Gun")
_APPROVE = ("Gun", "Patrik")
_AHEAD = 4
_TUESDAY = 1


def events(stage: Stage) -> Iterator[Event]:
    held, coming = _tuesday(-20), _tuesday(10)
    yield days_since(held) + 21, partial(_plan, stage, held, days_since(held) + 21)
    yield days_since(held), partial(_hold, stage, held, coming)
    yield days_since(held) - 2, partial(_approve, stage, days_since(held) - 2)
    yield 3, partial(_prepare, stage, held.date())


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
        meetings.write(
            maria,
            pk,
            kind=EntryKind.NOTE,
            text="Vi stämmer av med bostadsbolagets ledning innan vi nämner lokalen för fler.",
            point_id=points[PointKind.WAITING],
            is_internal=True,
        )
        _turn_the_quarter(maria, pk)
        for item in CarryOver.objects.visible_to(maria).filter(discussed_in=None, put_away_at=None):
            meetings.discuss_carried(maria, item.pk, pk)  # left over from the workshop
        for point_id in points.values():
            meetings.handle_point(maria, point_id)
    with stage.at(starts_at + dt.timedelta(minutes=58), "Maria") as maria:
        meetings.close_meeting(maria, pk, approvers=[stage.seats[name].pk for name in _APPROVE])
        found = occasions(next_at.date(), Rhythm.MONTH, wanted=_AHEAD, taken=frozenset())
        days = [o.day for o in found if not o.skipped]
        meetings.plan_series(maria, stage.pk, days=days, time=next_at.time(), place=_ROOM)


def _turn_the_quarter(maria: Actor, pk: int) -> None:
    meetings.evaluate_quarter(
        maria, pk, learned="När en person fick ansvar för belysningen hände det på två veckor det som stått i ett år."
    )
    meetings.decide_direction(
        maria,
        pk,
        first="Tryggt gångstråk till stationen före jul",
        second="Vuxna på plats vid torget på fredagar",
        body="Samverkansgruppen",
    )


def _approve(stage: Stage, days_ago: float) -> None:
    """Gun has read and approved; Patrik has not yet."""
    with stage.on(days_ago, "Gun") as gun:
        minutes = Minutes.objects.visible_to(gun).get(meeting_id=stage.made["held"])
        meetings.approve_minutes(gun, stage.made["held"], seal=seal(minutes))


def _prepare(stage: Stage, held: dt.date) -> None:
    """Maria's proposal for the quarter after the one that was decided at the meeting."""
    with stage.on(3, "Maria") as maria:
        meetings.prepare_direction(
            maria,
            stage.pk,
            quarter=turning_near(held).after,
            first="Skola hela dagen: samma rutin på alla skolor",
            second="Kvällsöppet prövas åtta veckor",
        )
