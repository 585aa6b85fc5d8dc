"""Deeds while the meeting goes on. Everything is saved at once and can be changed or undone until it closes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.policy import Action, require
from malbild.audit import log
from malbild.goals import services as goals
from malbild.goals.models import Assignment, HelpRequest, Measure, MeasureAnswer
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.meetings import queries
from malbild.meetings.errors import NotNow
from malbild.meetings.models import AgendaPoint, Attendance, Entry, EntryKind, Meeting
from malbild.meetings.services.planning import locked, move, wall
from malbild.meetings.services.turning import belongs_to_the_quarter, settle_turn
from malbild.meetings.services.writing import stop_writing, tell_room
from malbild.meetings.states import Deed, PointKind
from malbild.partnerships.models import Membership

LONGEST_OTHERS = 300
TITLE = 200  # an åtgärd's longest title


@transaction.atomic
def open_meeting(actor: Actor, meeting_id: int) -> Meeting:
    """Begin. Opened on an earlier day than planned, it is held that day instead. Opening twice opens once.

    The uppdrag that is taken in depth is settled now, so that the page does not change under the group.
    """
    meeting = locked(actor, meeting_id)
    require(actor, Action.MEETING_EDIT, meeting.facts)
    if meeting.is_open:
        return meeting
    move(meeting, Deed.OPEN)
    meeting.opened_at = clock.now()
    if meeting.day > clock.today():
        meeting.starts_at = meeting.opened_at
    meeting.save(update_fields=["state", "opened_at", "starts_at"])
    settle_turn(meeting.partnership_id, meeting.day)
    for section in queries.agenda(actor, meeting).sections:
        if section.point.kind == PointKind.IN_DEPTH:
            section.point.save(update_fields=["assignment"])
    log.record(actor, Action.MEETING_EDIT, meeting, deed="open")
    return meeting


@transaction.atomic
def write(
    actor: Actor,
    meeting_id: int,
    *,
    kind: str,
    text: str,
    point_id: int | None = None,
    body: str = "",
    owner_id: int | None = None,
    due: dt.date | None = None,
    measure_id: int | None = None,
    assignment_id: int | None = None,
    is_internal: bool = False,
) -> Entry:
    """Capture a decision, an åtgärd or a note. An åtgärd without owner or day is kept as a draft.

    `is_internal` is bara för oss, and left out of what is shared: for decisions and notes. An åtgärd becomes a
    promise that stands in the plan, so it is never that.

    `measure_id` is an åtgärd on the agenda that got its owner, or that the decision was about; `assignment_id`
    the uppdrag that a new åtgärd belongs to, or that waited for the decision.
    """
    meeting = _open(actor, meeting_id)
    _must_fit(kind, text)
    now = clock.now()
    entry = Entry.objects.create(
        **wall(meeting),
        meeting=meeting,
        point=AgendaPoint.objects.get(pk=point_id, meeting=meeting) if point_id else None,
        kind=EntryKind(kind),
        text=text,
        body=body if kind == EntryKind.DECISION else "",
        owner=_seat(actor, meeting, owner_id) if kind == EntryKind.MEASURE else None,
        due=due if kind == EntryKind.MEASURE else None,
        measure=Measure.objects.visible_to(actor).shared().get(pk=measure_id) if measure_id else None,
        assignment=Assignment.objects.visible_to(actor).shared().get(pk=assignment_id) if assignment_id else None,
        is_internal=is_internal and kind != EntryKind.MEASURE,
        by_id=actor.membership_in(meeting.partnership_id),
        changed_by_id=actor.membership_in(meeting.partnership_id),
        at=now,
        changed_at=now,
    )
    stop_writing(meeting, entry.by_id)
    log.record(actor, Action.MEETING_EDIT, entry, deed="write", kind=kind)
    tell_room(meeting.pk)
    return entry


@transaction.atomic
def edit_entry(
    actor: Actor,
    entry_id: int,
    *,
    text: str,
    body: str = "",
    owner_id: int | None = None,
    due: dt.date | None = None,
    assignment_id: int | None = None,
    is_internal: bool = False,
) -> Entry:
    """Change what was captured; `assignment_id` ties a new åtgärd to an uppdrag.

    Raises Refusal for a line that somebody has removed: the change would be lost with it.
    """
    entry = _entry(actor, entry_id)
    _must_fit(entry.kind, text)
    if entry.removed_at:
        raise Refusal(_("Raden är borttagen. Lägg tillbaka den under Borttaget först, så kan du ändra den."))
    _must_be_free(entry)
    entry.text, entry.is_internal = text, is_internal and entry.kind != EntryKind.MEASURE
    _touch(actor, entry)
    if entry.kind == EntryKind.DECISION:
        entry.body = body
    if entry.kind == EntryKind.MEASURE:
        entry.owner, entry.due = _seat(actor, entry.meeting, owner_id), due
        entry.assignment = (
            Assignment.objects.visible_to(actor).shared().get(pk=assignment_id) if assignment_id else None
        )
    entry.save()
    stop_writing(entry.meeting, entry.changed_by_id)
    log.record(actor, Action.MEETING_EDIT, entry, deed="edit")
    tell_room(entry.meeting_id)
    return entry


@transaction.atomic
def remove_entry(actor: Actor, entry_id: int, *, back: bool = False) -> Entry:
    """Undo a capture, or take the undo back."""
    entry = _entry(actor, entry_id)
    if back == (entry.removed_at is None):
        return entry
    _must_be_free(entry)
    entry.removed_at = None if back else clock.now()
    _touch(actor, entry)
    entry.save(update_fields=["removed_at", "changed_at", "changed_by"])
    log.record(actor, Action.MEETING_EDIT, entry, deed="restore" if back else "remove")
    tell_room(entry.meeting_id)
    return entry


@transaction.atomic
def answer_at_meeting(
    actor: Actor,
    meeting_id: int,
    measure_id: int,
    *,
    answer: str,
    text: str = "",
    new_due: dt.date | None = None,
    reason: str = "",
) -> MeasureAnswer:
    """Record one of the four answers as it was given in the room. An owner may answer for their own."""
    meeting = locked(actor, meeting_id)
    _must_be_open(meeting)
    Measure.objects.visible_to(actor).shared().get(pk=measure_id)
    return goals.answer_measure(
        actor, measure_id, answer=answer, text=text, new_due=new_due, reason=reason, via="meeting"
    )


@transaction.atomic
def solve_help(actor: Actor, meeting_id: int, help_id: int, *, outcome: str) -> HelpRequest:
    """Say how the group solved it."""
    _open(actor, meeting_id)
    return goals.close_help(actor, help_id, outcome=outcome)


@transaction.atomic
def set_attendance(
    actor: Actor,
    meeting_id: int,
    *,
    came: Iterable[int] = (),
    left: Iterable[int] = (),
    others: str | None = None,
    others_before: str | None = None,
) -> Meeting:
    """Tick and untick who is here. Only what changed is sent, so two note-takers do not undo each other.

    Where somebody else has changed `others` since `others_before` was read, both are kept side by side.
    """
    meeting = _open(actor, meeting_id)
    Attendance.objects.filter(meeting=meeting, membership_id__in=list(left)).delete()
    for seat in Membership.objects.visible_to(actor).at_the_table().filter(pk__in=list(came)):
        if seat.partnership_id == meeting.partnership_id:
            Attendance.objects.get_or_create(meeting=meeting, membership=seat, defaults=wall(meeting))
    if others is not None:
        was_changed = others_before is not None and meeting.others not in (others_before, others, "")
        meeting.others = f"{meeting.others} / {others}"[:LONGEST_OTHERS] if was_changed else others
        meeting.save(update_fields=["others"])
    log.record(actor, Action.MEETING_EDIT, meeting, deed="attendance")
    return meeting


def _open(actor: Actor, meeting_id: int) -> Meeting:
    meeting = locked(actor, meeting_id)
    require(actor, Action.MEETING_EDIT, meeting.facts)
    _must_be_open(meeting)
    return meeting


def _must_be_open(meeting: Meeting) -> None:
    if meeting.is_coming:
        raise NotNow(_("Mötet har inte börjat. Starta det först."))
    if not meeting.is_open:
        raise NotNow(_("Mötet är avslutat. Öppna det igen om något ska ändras."))


def _entry(actor: Actor, entry_id: int) -> Entry:
    found = Entry.objects.visible_to(actor).get(pk=entry_id)
    meeting = _open(actor, found.meeting_id)
    entry = Entry.objects.select_for_update(of=("self",)).get(pk=entry_id)
    entry.meeting = meeting
    return entry


def _touch(actor: Actor, entry: Entry) -> None:
    """Who had it last, so that another note-taker can be told."""
    entry.changed_at, entry.changed_by_id = clock.now(), actor.membership_in(entry.partnership_id)


def _seat(actor: Actor, meeting: Meeting, owner_id: int | None) -> Membership | None:
    if owner_id is None:
        return None
    rows = Membership.objects.visible_to(actor).at_the_table()
    return rows.get(pk=owner_id, partnership_id=meeting.partnership_id)


def _must_be_free(entry: Entry) -> None:
    """The quarter's own lines are changed where they were written, so that the decision and its line say the same."""
    if belongs_to_the_quarter(entry):
        raise Refusal(_("Raden hör till kvartalet. Ändra den under punkten om kvartalet, så ändras den överallt."))


def _must_fit(kind: str, text: str) -> None:
    if kind not in EntryKind.values:
        raise Refusal(_("Välj beslut, åtgärd eller anteckning. Inget har ändrats."))
    if kind == EntryKind.MEASURE and len(text) > TITLE:
        raise Refusal(_("En åtgärd får vara högst 200 tecken. Skriv det viktigaste och lägg resten i en anteckning."))
