"""Justering: named persons are asked, and approve the very words that stand or say what is wrong with them.

A correction, by whoever, makes the text another one: those who had approved are asked anew. The seal that is kept with
each approval is a print of the words, so that it can be shown later that nothing was changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.policy import Action, Reach, require
from malbild.audit import log
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.kit.events import publish
from malbild.meetings import queries
from malbild.meetings.errors import NotNow, TooLate
from malbild.meetings.events import ApprovalAsked
from malbild.meetings.models import Approval, Correction, Meeting, Minutes
from malbild.meetings.services.findable import make_correction_findable
from malbild.meetings.services.planning import locked, move, wall
from malbild.meetings.states import Deed
from malbild.partnerships.models import Membership
from malbild.partnerships.queries import possible_owners

MOST = 6
UNDO = dt.timedelta(days=7)


@transaction.atomic
def choose_approvers(actor: Actor, meeting_id: int, *, membership_ids: Iterable[int]) -> list[Approval]:
    """Who approves the minutes. Those who are new are asked; one who has approved stays. The same again asks nobody."""
    meeting = locked(actor, meeting_id)
    require(actor, Action.MINUTES_CLOSE, meeting.facts)
    minutes = _standing(actor, meeting)
    wanted = set(membership_ids)
    gone = Approval.objects.filter(minutes=minutes, approved_at=None).exclude(membership_id__in=wanted)
    dropped, _by_table = gone.delete()
    asked = choose(actor, minutes, wanted)
    if asked or dropped:
        log.record(actor, Action.MINUTES_CLOSE, meeting, deed="choose", asked=len(asked), dropped=dropped)
    _settle(meeting, minutes)
    return asked


def choose(actor: Actor, minutes: Minutes, membership_ids: Iterable[int]) -> list[Approval]:
    """Ask those who have not been asked about this version. Raises Refusal for too many, or one not at the table."""
    wanted = set(membership_ids)
    if len(wanted) > MOST:
        raise Refusal(_("Välj högst sex personer som justerar."))
    seats = list(possible_owners(actor, minutes.partnership_id).filter(pk__in=wanted))
    if len(seats) != len(wanted):
        raise Refusal(_("Den som justerar måste ha en plats vid bordet. Ladda om sidan och välj igen."))
    standing = set(Approval.objects.filter(minutes=minutes).values_list("membership_id", flat=True))
    by = actor.membership_in(minutes.partnership_id)
    asked = [
        Approval.objects.create(
            **{**wall(minutes.meeting), "reach": Reach.DECIDED},
            minutes=minutes,
            membership=seat,
            asked_by_id=by,
            asked_at=clock.now(),
        )
        for seat in seats
        if seat.pk not in standing
    ]
    _tell(minutes, asked)
    return asked


def earlier_approvers(meeting: Meeting) -> list[int]:
    """Who was asked about the version before: a reopened meeting is approved anew by the same people, if still here."""
    last = Minutes.objects.filter(meeting=meeting).exclude(reopened_at=None).order_by("-version").first()
    if last is None:
        return []
    here = Membership.objects.at_the_table().filter(partnership_id=meeting.partnership_id, revoked_at=None)
    rows = Approval.objects.filter(minutes=last, membership__in=here)
    return list(rows.values_list("membership_id", flat=True))


@transaction.atomic
def approve_minutes(actor: Actor, meeting_id: int, *, seal: str) -> Approval:
    """Approve the words that stand. `seal` is the print of what the page showed: approving twice approves once.

    Raises Refusal when a correction came in between: nobody approves what they have not seen.
    """
    meeting, minutes, mine = _asked(actor, meeting_id)
    if mine.approved_at is not None:
        return mine
    now = queries.seal(minutes)
    if seal != now:
        raise Refusal(_("Anteckningarna har rättats sedan du öppnade sidan. Läs rättelsen och godkänn sedan."))
    mine.approved_at, mine.seal = clock.now(), now
    mine.save(update_fields=["approved_at", "seal"])
    log.record(actor, Action.MINUTES_APPROVE, mine, deed="approve")
    _settle(meeting, minutes)
    return mine


@transaction.atomic
def object_to_minutes(actor: Actor, meeting_id: int, *, text: str, is_internal: bool = False) -> Correction:
    """Say what is wrong in one line. It stands beside the text as a correction, by name; all approve anew.

    Open to whoever is asked until the minutes are approved, also after the seven days.
    """
    meeting, minutes, _mine = _asked(actor, meeting_id)
    if meeting.is_approved:
        raise TooLate(_("Anteckningarna är justerade. Ta upp det på nästa möte."))
    return _correct(actor, meeting, minutes, text=text, is_internal=is_internal, action=Action.MINUTES_APPROVE)


@transaction.atomic
def correct_minutes(actor: Actor, meeting_id: int, *, text: str, is_internal: bool = False) -> Correction:
    """Add a correction within seven days, or until those who were asked have approved; the frozen text stays.

    The same words twice is one correction.
    """
    meeting = locked(actor, meeting_id)
    require(actor, Action.MINUTES_CLOSE, meeting.facts)
    minutes = _standing(actor, meeting)
    if not may_correct(meeting, queries.approvals(actor, minutes)):
        raise TooLate(_("Det har gått mer än sju dagar. Ta upp rättelsen på nästa möte."))
    return _correct(actor, meeting, minutes, text=text, is_internal=is_internal, action=Action.MINUTES_CLOSE)


def may_correct(meeting: Meeting, approvals: list[Approval]) -> bool:
    """Within seven days, or while somebody who was asked has not approved."""
    return may_change_minutes(meeting) or any(a.approved_at is None for a in approvals)


def may_change_minutes(meeting: Meeting) -> bool:
    """True for seven days after the closing, to the minute: then it is no longer opened again."""
    return meeting.closed_at is not None and clock.now() - meeting.closed_at <= UNDO


def _correct(
    actor: Actor, meeting: Meeting, minutes: Minutes, *, text: str, is_internal: bool, action: Action
) -> Correction:
    if (same := Correction.objects.filter(minutes=minutes, text=text).first()) is not None:
        return same
    correction = Correction.objects.create(
        **{**wall(meeting), "reach": Reach.PARTNERSHIP if is_internal else Reach.DECIDED},
        minutes=minutes,
        text=text,
        is_internal=is_internal,
        by_id=actor.membership_in(meeting.partnership_id),
        at=clock.now(),
    )
    make_correction_findable(correction)
    void = list(Approval.objects.filter(minutes=minutes).exclude(approved_at=None))
    Approval.objects.filter(pk__in=[a.pk for a in void]).update(approved_at=None, seal="", asked_at=clock.now())
    if meeting.is_approved:
        move(meeting, Deed.CORRECT)
        meeting.save(update_fields=["state"])
    log.record(actor, action, meeting, deed="correct", asked=len(void))
    _tell(minutes, void, again=True)
    return correction


def _settle(meeting: Meeting, minutes: Minutes) -> None:
    """The meeting is justerat when everyone who was chosen has approved."""
    said = list(Approval.objects.filter(minutes=minutes).values_list("approved_at", flat=True))
    if said and all(said) and not meeting.is_approved:
        move(meeting, Deed.APPROVE)
    elif meeting.is_approved and not (said and all(said)):
        move(meeting, Deed.CORRECT)
    else:
        return
    meeting.save(update_fields=["state"])


def _asked(actor: Actor, meeting_id: int) -> tuple[Meeting, Minutes, Approval]:
    """The actor's own question. Raises Forbidden for one who sees the minutes and was not asked."""
    meeting = locked(actor, meeting_id)
    minutes = queries.current_minutes(actor, meeting)
    me = actor.membership_in(meeting.partnership_id)
    rows = Approval.objects.visible_to(actor).filter(minutes=minutes, membership_id=me or 0)
    mine = rows.select_for_update(of=("self",)).first() if minutes is not None else None
    require(actor, Action.MINUTES_APPROVE, mine.facts if mine is not None else meeting.facts)
    if minutes is None or mine is None:  # require() has said no to those who were not asked
        raise NotNow(_("Mötet är öppet igen. Du får frågan när det är avslutat."))
    return meeting, minutes, mine


def _standing(actor: Actor, meeting: Meeting) -> Minutes:
    minutes = queries.current_minutes(actor, meeting)
    if minutes is None:
        raise NotNow(_("Mötet är inte avslutat än. Ändra direkt i anteckningarna."))
    minutes.meeting = meeting
    return minutes


def _tell(minutes: Minutes, asked: list[Approval], *, again: bool = False) -> None:
    if asked:
        publish(ApprovalAsked(minutes.meeting_id, tuple(a.membership_id for a in asked), again=again))
