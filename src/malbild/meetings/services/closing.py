"""Deeds after the meeting: close with frozen minutes, open again within seven days, take the minutes for mailing."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.policy import Action, Reach, require
from malbild.audit import log
from malbild.goals import services as goals
from malbild.goals.models import Measure
from malbild.goals.states import Deed as MeasureDeed
from malbild.goals.states import MeasureState, Reason
from malbild.kit import clock
from malbild.kit.events import publish
from malbild.meetings import queries
from malbild.meetings.errors import TooLate
from malbild.meetings.events import MeetingClosed, MeetingReopened
from malbild.meetings.models import (
    AgendaPoint,
    Approval,
    CarryOver,
    Correction,
    Entry,
    EntryKind,
    FoundLine,
    InsideMinutes,
    Meeting,
    Minutes,
)
from malbild.meetings.services.approving import choose, earlier_approvers, may_change_minutes
from malbild.meetings.services.findable import make_findable
from malbild.meetings.services.planning import locked, move, wall
from malbild.meetings.services.turning import settle_turn, share_quarter
from malbild.meetings.services.writing import tell_room
from malbild.meetings.states import Deed, PointKind

ASKABLE = (MeasureState.DRAFT, MeasureState.ASKED)


@transaction.atomic
def close_meeting(
    actor: Actor, meeting_id: int, *, send: bool = True, approvers: Iterable[int] | None = None
) -> Minutes:
    """Freeze the minutes, let what was captured change the plan, and leave what was not reached to the next agenda.

    Åtgärder with an owner and a day are asked, never accepted for anybody; the others stay drafts. `approvers` are
    asked to approve the minutes; when it is not said, those who were asked about an earlier version are. Closing
    twice closes once. Elected representatives and readers see the meeting from now on, without what is bara för oss.
    """
    meeting = locked(actor, meeting_id)
    require(actor, Action.MINUTES_CLOSE, meeting.facts)
    if meeting.is_closed and (standing := queries.current_minutes(actor, meeting)) is not None:
        return standing
    move(meeting, Deed.CLOSE)
    with translation.override("sv"):  # the record is in Swedish whoever closes it
        agenda = queries.agenda(actor, meeting)
        snapshot = queries.minutes_data(actor, agenda)
        whole = queries.minutes_data(actor, agenda, whole=True)
    now = clock.now()
    meeting.closed_at, meeting.reach = now, Reach.DECIDED
    meeting.save(update_fields=["state", "closed_at", "reach"])
    for entry in Entry.objects.filter(meeting=meeting).select_related("measure"):
        _carry_out(actor, entry)
    _leave_to_next(meeting, agenda)
    share_quarter(meeting, Reach.DECIDED)
    settle_turn(meeting.partnership_id, meeting.day)
    minutes = Minutes.objects.create(
        **{**wall(meeting), "reach": Reach.DECIDED},
        meeting=meeting,
        version=Minutes.objects.filter(meeting=meeting).count() + 1,
        snapshot=snapshot,
        closed_at=now,
        closed_by_id=actor.membership_in(meeting.partnership_id),
        is_to_be_mailed=send,
    )
    if whole != snapshot:
        InsideMinutes.objects.create(**wall(meeting), minutes=minutes, snapshot=whole, salt=secrets.token_hex(16))
    make_findable(minutes, whole)
    choose(actor, minutes, earlier_approvers(meeting) if approvers is None else approvers)
    log.record(actor, Action.MINUTES_CLOSE, meeting, version=minutes.version, send=send, reach=int(Reach.DECIDED))
    publish(MeetingClosed(meeting.pk))
    tell_room(meeting.pk)
    return minutes


def _carry_out(actor: Actor, entry: Entry) -> None:
    """What one captured line changes in the plan."""
    if entry.kind == EntryKind.MEASURE:
        _carry_out_measure(actor, entry)
    elif entry.kind == EntryKind.DECISION and not entry.removed_at:
        if entry.measure is not None and entry.measure.is_decision_needed:
            goals.edit_measure(actor, entry.measure.pk, is_decision_needed=False)
        if entry.assignment_id is not None:
            goals.settle_decision(actor, entry.assignment_id)


def _carry_out_measure(actor: Actor, entry: Entry) -> None:
    """Make the åtgärd, or bring the one that was made up to date, and ask its owner when there is one and a day."""
    measure = entry.measure
    if entry.removed_at:
        if measure is not None and entry.is_measure_born_here and measure.state in ASKABLE:
            goals.end_measure(actor, measure.pk, deed=MeasureDeed.GIVE_UP, reason=Reason.NO_LONGER_RELEVANT.value)
        return
    if measure is None:
        measure = goals.add_measure(
            actor,
            entry.partnership_id,
            title=entry.text,
            assignment_id=entry.assignment_id,
            owner_id=entry.owner_id,
            due=entry.due,
            reach=Reach.PARTNERSHIP,
        )
        entry.measure, entry.is_measure_born_here = measure, True
        entry.save(update_fields=["measure", "is_measure_born_here"])
    elif measure.state in ASKABLE:
        measure = _bring_up_to_date(actor, entry, measure)
    if measure.state == MeasureState.DRAFT and not entry.is_draft:
        goals.ask_owner(actor, measure.pk)


def _bring_up_to_date(actor: Actor, entry: Entry, measure: Measure) -> Measure:
    values: dict[str, object] = {"due": entry.due}
    if entry.is_measure_born_here:
        values["title"] = entry.text
    if entry.owner_id != measure.owner_id:
        values["owner_id"] = entry.owner_id
    return goals.edit_measure(actor, measure.pk, **values)


def _leave_to_next(meeting: Meeting, agenda: queries.Agenda) -> None:
    """Undiscussed things stay until they are discussed or put away; a second closing counts nothing twice."""
    unreached = queries.unreached(agenda)
    for section in unreached:
        CarryOver.objects.get_or_create(
            from_point=section.point,
            defaults={
                **wall(meeting),
                "text": section.title,
                "reason": _("Vi hann inte dit"),
                "first_on": meeting.day,
                "passed": meeting,
                "is_internal": section.point.is_internal,
            },
        )
    reached = AgendaPoint.objects.filter(meeting=meeting, kind=PointKind.OWN).exclude(
        pk__in=[s.point.pk for s in unreached]
    )
    CarryOver.objects.filter(from_point__in=reached, discussed_in=None, put_away_at=None).delete()
    for item in CarryOver.objects.filter(partnership_id=meeting.partnership_id, discussed_in=None, put_away_at=None):
        if item.passed_id != meeting.pk:
            item.times, item.passed = item.times + 1, meeting
            item.save(update_fields=["times", "passed"])


@transaction.atomic
def reopen_meeting(actor: Actor, meeting_id: int) -> Meeting:
    """Undo the closing within seven days. Those who were asked stay asked; the old minutes are kept, marked.

    Raises TooLate after seven days. Reopening an open meeting changes nothing.
    """
    meeting = locked(actor, meeting_id)
    require(actor, Action.MINUTES_CLOSE, meeting.facts)
    if meeting.is_open:
        return meeting
    if not may_change_minutes(meeting):
        raise TooLate(_("Det har gått mer än sju dagar. Anteckningarna ligger fast; ta upp det på nästa möte."))
    move(meeting, Deed.REOPEN)
    meeting.closed_at, meeting.reach = None, Reach.PARTNERSHIP
    meeting.save(update_fields=["state", "closed_at", "reach"])
    share_quarter(meeting, Reach.PARTNERSHIP)
    rows = Minutes.objects.filter(meeting=meeting, reopened_at=None)
    for table in (Correction, Approval):
        table.objects.filter(minutes__in=rows).update(reach=Reach.PARTNERSHIP)
    FoundLine.objects.filter(minutes__in=rows).delete()
    rows.update(reopened_at=clock.now(), reach=Reach.PARTNERSHIP)
    log.record(actor, Action.MINUTES_CLOSE, meeting, deed="reopen", reach=int(Reach.PARTNERSHIP))
    publish(MeetingReopened(meeting.pk))
    return meeting


@transaction.atomic
def take_for_mailing(meeting_id: int, *, even_if_not_asked: bool = False) -> Minutes | None:
    """The minutes in force, marked as mailed, or None when they have been or are not to be. So they go out once."""
    rows = Minutes.objects.select_for_update(of=("self",)).filter(meeting_id=meeting_id, reopened_at=None)
    minutes = rows.select_related("meeting__partnership").first()
    if minutes is None or minutes.mailed_at or not (minutes.is_to_be_mailed or even_if_not_asked):
        return None
    minutes.mailed_at = clock.now()
    minutes.save(update_fields=["mailed_at"])
    return minutes
