"""Deeds on invitations: that one was sent or withdrawn, and what the person answers."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.policy import Action, require
from malbild.audit import log
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.meetings.errors import NotNow
from malbild.meetings.models import Invitation, Meeting, Reply, Via, new_uid
from malbild.meetings.services.planning import wall
from malbild.meetings.states import MeetingState


def invited(meeting: Meeting, user_id: int, address: str) -> Invitation:
    """A call is about to go to `address`: its number grows, and a new time asks for a new answer.

    The caller holds the meeting's row lock and posts the letter in the same transaction.
    """
    row = _row_of(meeting, user_id)
    is_new, was_away = row.sent_at is None and row.answered_at is None, row.withdrawn_at is not None
    is_moved = row.starts_at != meeting.starts_at
    row.sequence = 0 if is_new else row.sequence + 1
    if was_away or is_moved:
        row.counts_from = row.sequence
    row.address, row.starts_at, row.place = address, meeting.starts_at, meeting.place
    row.sent_at, row.withdrawn_at = clock.now(), None
    row.save()
    return row


def withdrawn(row: Invitation) -> Invitation:
    """The person is called no longer: the meeting is not held, or they have left the table."""
    row.sequence += 1
    row.counts_from = row.sequence
    row.withdrawn_at = clock.now()
    row.save(update_fields=["sequence", "counts_from", "withdrawn_at"])
    return row


@transaction.atomic
def answer_invitation(
    actor: Actor,
    meeting_id: int,
    *,
    answer: str,
    via: Via = Via.PAGE,
    sequence: int | None = None,
    at: dt.datetime | None = None,
) -> Invitation:
    """Say whether one comes. A calendar tells which `sequence` it answers and when; the page means now.

    What is older than the answer that stands, or was said about another time, changes nothing; the same again
    changes nothing more. Raises Refusal for what is no answer, NotNow when nobody is called.
    """
    meeting = Meeting.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=meeting_id)
    require(actor, Action.MEETING_ANSWER, meeting.facts)
    if answer not in Reply.values:
        raise Refusal(_("Välj Kommer, Kan inte eller Kanske. Inget har ändrats."))
    if meeting.state != MeetingState.CALLED:
        raise NotNow(_("Det går inte att svara nu. Mötet är inte kallat, eller så har det redan börjat."))
    if actor.user_id is None:
        raise NotNow(_("Logga in för att svara."))
    row = _row_of(meeting, actor.user_id)
    said_at = min(at or clock.now(), clock.now())
    about = row.sequence if sequence is None else min(sequence, row.sequence)
    if about < row.counts_from:
        return row
    is_older = row.answered_at is not None and (about, said_at) < (row.answer_sequence, row.answered_at)
    if is_older or (row.standing_answer == answer and about == row.answer_sequence):
        return row
    row.answer, row.answer_sequence, row.answered_at, row.via = answer, about, said_at, via
    row.save()
    log.record(actor, Action.MEETING_ANSWER, row, answer=answer, via=via)
    return row


def _row_of(meeting: Meeting, user_id: int) -> Invitation:
    """Counted on the meeting's row lock: one row for each person."""
    start = {"starts_at": meeting.starts_at, "place": meeting.place, "uid": new_uid(meeting)}
    return Invitation.objects.get_or_create(meeting=meeting, user_id=user_id, **wall(meeting), defaults=start)[0]
