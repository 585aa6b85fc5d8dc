"""Deeds on the agenda: add, move, change minutes, take away, put back, choose what to take in depth."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.policy import Action, require
from malbild.audit import log
from malbild.goals.models import Assignment
from malbild.kit import clock
from malbild.meetings.errors import NotNow
from malbild.meetings.models import AgendaPoint, Entry, Meeting
from malbild.meetings.services.planning import locked, wall
from malbild.meetings.services.turning import before_the_last
from malbild.meetings.services.writing import tell_room
from malbild.meetings.states import PointKind

LONGEST = 240
OWN_MINUTES = 10


@transaction.atomic
def add_point(actor: Actor, meeting_id: int, *, title: str, minutes: int | None = None) -> AgendaPoint:
    """Add a point of one's own, before "nästa möte"."""
    meeting = _editable(actor, meeting_id)
    place = before_the_last(meeting)
    point = AgendaPoint.objects.create(
        **wall(meeting),
        meeting=meeting,
        kind=PointKind.OWN,
        title=title,
        position=place,
        minutes=_sane(minutes or OWN_MINUTES),
    )
    log.record(actor, Action.MEETING_EDIT, point, deed="add")
    return point


@transaction.atomic
def move_point(actor: Actor, point_id: int, *, up: bool, past: int | None = None) -> AgendaPoint:
    """Move a point one step, or past the point `past` (the nearest one that is shown)."""
    point = _point(actor, point_id)
    rows = list(AgendaPoint.objects.filter(meeting_id=point.meeting_id).order_by("position", "pk"))
    here = next(n for n, p in enumerate(rows) if p.pk == point.pk)
    other = next((n for n, p in enumerate(rows) if p.pk == past), here - 1 if up else here + 1)
    if 0 <= other < len(rows) and (other < here) == up:
        rows.insert(other, rows.pop(here))
        for position, row in enumerate(rows, 1):
            row.position = position
        AgendaPoint.objects.bulk_update(rows, ["position"])
        log.record(actor, Action.MEETING_EDIT, point, deed="move")
    return point


@transaction.atomic
def set_minutes(actor: Actor, point_id: int, *, minutes: int) -> AgendaPoint:
    point = _point(actor, point_id)
    point.minutes = _sane(minutes)
    point.save(update_fields=["minutes"])
    log.record(actor, Action.MEETING_EDIT, point, deed="minutes", minutes=point.minutes)
    return point


@transaction.atomic
def take_away(actor: Actor, point_id: int, *, back: bool = False) -> AgendaPoint:
    """Take the point off this agenda, or put it back. Nothing on it is lost: its lines come back next time."""
    point = _point(actor, point_id)
    if not back and Entry.objects.filter(point=point, removed_at=None).exists():
        raise NotNow(_("Ni har skrivit under punkten. Ta bort raderna först, så att inget försvinner."))
    point.is_taken_away = not back
    point.save(update_fields=["is_taken_away"])
    log.record(actor, Action.MEETING_EDIT, point, deed="put-back" if back else "take-away")
    return point


@transaction.atomic
def keep_inside(actor: Actor, point_id: int, *, on: bool = True) -> AgendaPoint:
    """Mark the point bara för oss, or shared again: with its lines, and with what goes on to the next agenda."""
    point = _point(actor, point_id)
    point.is_internal = on
    point.save(update_fields=["is_internal"])
    log.record(actor, Action.MEETING_EDIT, point, deed="inside" if on else "shared")
    tell_room(point.meeting_id)
    return point


@transaction.atomic
def choose_depth(actor: Actor, point_id: int, *, assignment_id: int) -> AgendaPoint:
    """Take another uppdrag in depth than the proposed one."""
    point = _point(actor, point_id)
    point.assignment = Assignment.objects.visible_to(actor).get(pk=assignment_id)
    point.save(update_fields=["assignment"])
    log.record(actor, Action.MEETING_EDIT, point, deed="depth")
    return point


@transaction.atomic
def handle_point(actor: Actor, point_id: int, *, on: bool = True) -> AgendaPoint:
    """Tick the point off while the meeting goes on; an own point that is not ticked off goes to the next agenda."""
    point = _point(actor, point_id)
    if not point.meeting.is_open:
        raise NotNow(_("Mötet har inte börjat. Starta det först."))
    point.handled_at = (point.handled_at or clock.now()) if on else None
    point.save(update_fields=["handled_at"])
    log.record(actor, Action.MEETING_EDIT, point, deed="handle" if on else "unhandle")
    tell_room(point.meeting_id)
    return point


def _point(actor: Actor, point_id: int) -> AgendaPoint:
    found = AgendaPoint.objects.visible_to(actor).get(pk=point_id)
    found.meeting = _editable(actor, found.meeting_id)
    found.refresh_from_db(fields=["position", "minutes", "is_taken_away", "handled_at", "assignment", "is_internal"])
    return found


def _editable(actor: Actor, meeting_id: int) -> Meeting:
    meeting = locked(actor, meeting_id)
    require(actor, Action.MEETING_EDIT, meeting.facts)
    if not (meeting.is_coming or meeting.is_open):
        raise NotNow(_("Mötet är avslutat eller inställt. Dagordningen kan inte ändras."))
    return meeting


def _sane(minutes: int) -> int:
    return max(1, min(minutes, LONGEST))
