"""Deeds before the meeting: plan, edit, call, cancel."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.policy import Action, Reach, require, table_facts
from malbild.audit import log
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.kit.events import publish
from malbild.meetings.errors import NotNow
from malbild.meetings.events import MeetingCalled, MeetingCancelled
from malbild.meetings.models import AgendaPoint, Meeting
from malbild.meetings.services.news import settle_news
from malbild.meetings.services.turning import settle_turn
from malbild.meetings.states import PROPOSED, Deed, MeetingState, next_state

FAR = dt.timedelta(days=3 * 366)


@transaction.atomic
def plan_meeting(
    actor: Actor,
    partnership_id: int,
    *,
    starts_at: dt.datetime,
    place: str = "",
    group: str = "",
    minutes: int | None = None,
    series: UUID | None = None,
) -> Meeting:
    """Plan a meeting with the agenda that proposes itself. The same time twice gives the meeting that stands.

    Raises Refusal for a time that has passed or lies more than three years away.
    """
    require(actor, Action.MEETING_EDIT, table_facts(actor, partnership_id))
    _must_be_ahead(starts_at)
    same = Meeting.objects.visible_to(actor).coming().filter(partnership_id=partnership_id, starts_at=starts_at)
    if (standing := same.filter(group=group).first()) is not None:
        return standing
    meeting = Meeting.objects.create(
        **born_shared(actor, partnership_id),
        starts_at=starts_at,
        place=place,
        group=group,
        length=minutes or Meeting.USUAL_MINUTES,
        series=series,
    )
    AgendaPoint.objects.bulk_create(
        AgendaPoint(**wall(meeting), meeting=meeting, kind=kind, minutes=minutes, position=place_in_order)
        for place_in_order, (kind, minutes) in enumerate(PROPOSED, 1)
    )
    settle_turn(partnership_id, meeting.day)
    settle_news(meeting.partnership)
    log.record(actor, Action.MEETING_EDIT, meeting, deed="plan")
    return meeting


@transaction.atomic
def edit_meeting(
    actor: Actor,
    meeting_id: int,
    *,
    starts_at: dt.datetime,
    place: str = "",
    group: str = "",
    minutes: int | None = None,
) -> Meeting:
    """Change time, place, group or length of a meeting that has not begun; those who were called are told."""
    meeting = locked(actor, meeting_id)
    require(actor, Action.MEETING_EDIT, meeting.facts)
    if not meeting.is_coming:
        raise NotNow(_("Mötet har redan börjat. Tid och plats kan inte ändras nu."))
    if starts_at != meeting.starts_at:
        _must_be_ahead(starts_at)
    day_before = meeting.day
    moved = (starts_at, place) != (meeting.starts_at, meeting.place)
    meeting.starts_at, meeting.place, meeting.group = starts_at, place, group
    meeting.length = minutes or meeting.length
    meeting.save(update_fields=["starts_at", "place", "group", "length"])
    for day in (day_before, meeting.day):
        settle_turn(meeting.partnership_id, day)
    log.record(actor, Action.MEETING_EDIT, meeting, deed="edit")
    if moved and meeting.state == MeetingState.CALLED:
        publish(MeetingCalled(meeting.pk, is_changed=True))
    return meeting


@transaction.atomic
def call_meeting(actor: Actor, meeting_id: int) -> Meeting:
    """The agenda is ready and everyone is called. Calling twice calls once."""
    meeting = locked(actor, meeting_id)
    require(actor, Action.MEETING_EDIT, meeting.facts)
    if meeting.state == MeetingState.CALLED:
        return meeting
    move(meeting, Deed.CALL)
    meeting.called_at = clock.now()
    meeting.save(update_fields=["state", "called_at"])
    log.record(actor, Action.MEETING_EDIT, meeting, deed="call")
    publish(MeetingCalled(meeting.pk))
    return meeting


@transaction.atomic
def cancel_meeting(actor: Actor, meeting_id: int) -> Meeting:
    """Cancel a meeting that has not begun; what it would have taken up goes to the next. Twice is once."""
    meeting = locked(actor, meeting_id)
    require(actor, Action.MEETING_EDIT, meeting.facts)
    if meeting.state == MeetingState.CANCELLED:
        return meeting
    was_called = meeting.state == MeetingState.CALLED
    move(meeting, Deed.CANCEL)
    meeting.save(update_fields=["state"])
    settle_turn(meeting.partnership_id, meeting.day)
    log.record(actor, Action.MEETING_EDIT, meeting, deed="cancel")
    if was_called:
        publish(MeetingCancelled(meeting.pk))
    return meeting


def locked(actor: Actor, meeting_id: int) -> Meeting:
    """The meeting on its row lock: two may take notes, or close, at once."""
    return Meeting.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=meeting_id)


def move(meeting: Meeting, deed: Deed) -> None:
    """Set the state after the deed; the caller saves. Raises NotNow."""
    after = next_state(MeetingState(meeting.state), deed)
    if after is None:
        raise NotNow(
            _("Mötet är i läget ”%(state)s”. Ladda om sidan och se vad som har hänt.")
            % {"state": meeting.get_state_display().lower()}
        )
    meeting.state = after


def born_shared(actor: Actor, partnership_id: int) -> dict[str, int | Reach | None]:
    """The wall's columns of what is born in the joint room: every party sees it."""
    party = table_facts(actor, partnership_id).party_id
    return {"partnership_id": partnership_id, "party_id": party, "reach": Reach.PARTNERSHIP}


def wall(meeting: Meeting) -> dict[str, int | Reach]:
    """The wall's columns of a row that belongs to the meeting."""
    return {"partnership_id": meeting.partnership_id, "party_id": meeting.party_id, "reach": Reach.PARTNERSHIP}


def _must_be_ahead(starts_at: dt.datetime) -> None:
    if starts_at < clock.now() - dt.timedelta(hours=12):
        raise Refusal(_("Den tiden har passerat. Välj en tid som kommer."))
    if starts_at > clock.now() + FAR:
        raise Refusal(_("Det är mer än tre år dit. Kontrollera årtalet."))
