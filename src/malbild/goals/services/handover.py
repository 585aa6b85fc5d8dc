"""Somebody leaves: what they had is offered to successors, who say yes or give it back. Nothing is pre-accepted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from malbild.access.actor import Actor
from malbild.access.policy import Action, Facts, Reach, may, require
from malbild.audit import log
from malbild.goals.errors import NotOpen, VacanciesRemain
from malbild.goals.models import Handover, HandoverAnswers, Measure
from malbild.goals.queries.handover import KINDS, OWNER, held_by, rows_of
from malbild.goals.services.measures import put_question, remember
from malbild.goals.states import MeasureState
from malbild.kit import clock
from malbild.partnerships import services as partnerships
from malbild.partnerships.models import Membership
from malbild.partnerships.queries import possible_owners
from malbild.situation.services import born

type Thing = tuple[str, int]


def seat_facts(seat: Membership) -> Facts:
    """A seat as the rules know it: whose party it is, and whose own."""
    return Facts(seat.partnership_id, seat.party_id, Reach.PARTNERSHIP, owner_ids=frozenset({seat.pk}))


@transaction.atomic
def propose_successors(actor: Actor, seat_id: int, picks: Mapping[Thing, int]) -> int:
    """Offer each thing to the one chosen for it; how many offers were made.

    An åtgärd is asked about as any other: its question waits in the successor's list and comes in their next mail.
    What the seat does not hold any more, and what is offered to the same person already, is passed by, so a double tap
    changes nothing. Raises NotOpen for a successor who cannot own anything here or who is the one that leaves, and for
    a colleague who stays: only they themselves and those who plan hand on what they have.
    """
    seat = Membership.objects.visible_to(actor).get(pk=seat_id)
    require(actor, Action.HANDOVER_PROPOSE, seat_facts(seat))
    is_own = actor.membership_in(seat.partnership_id) == seat.pk
    is_leaving = seat.revoked_at is not None or seat.ends_on is not None
    if not (is_own or is_leaving or may(actor, Action.MEASURE_ASK, seat_facts(seat))):
        raise NotOpen(_("%(name)s är kvar. Be samordnaren om något ska lämnas över.") % {"name": seat.user.name})
    able = set(
        possible_owners(actor, seat.partnership_id).filter(pk__in=set(picks.values())).values_list("pk", flat=True)
    )
    if seat.pk in picks.values() or able != set(picks.values()):
        raise NotOpen(_("Välj någon som sitter vid bordet och som inte är den som slutar."))
    return sum(_offer(actor, seat, kind, pk, to_id) for (kind, pk), to_id in picks.items())


def _offer(actor: Actor, seat: Membership, kind: str, pk: int, to_id: int) -> bool:
    rows = rows_of(actor, kind).select_for_update(of=("self",))
    row = rows.filter(pk=pk, **{f"{OWNER[kind]}_id": seat.pk}).first()
    if row is None:
        return False
    standing = Handover.objects.visible_to(actor).filter(**{f"{kind}_id": pk}, answer="").first()
    if standing is not None and standing.to_id == to_id:
        return False
    if standing is not None:
        _close(standing, HandoverAnswers.WITHDRAWN)
    offer = Handover(
        **born(actor, seat.partnership_id, Reach.PARTNERSHIP),
        seat=seat,
        to_id=to_id,
        by_id=actor.membership_in(seat.partnership_id),
        at=clock.now(),
        **{kind: row},
    )
    if isinstance(row, Measure) and row.state != MeasureState.PAUSED:
        _ask_instead(actor, row, to_id)
        offer.answer, offer.answered_at = HandoverAnswers.ASKED, clock.now()
    offer.save()
    log.record(actor, Action.HANDOVER_PROPOSE, offer, kind=kind, thing=pk, to=to_id)
    return True


def _ask_instead(actor: Actor, measure: Measure, to_id: int) -> None:
    """The successor has said nothing yet, so the promise is open again; without a day it is a draft of theirs."""
    measure.owner_id, measure.state = to_id, MeasureState.DRAFT
    measure.asked_at = measure.accepted_at = None
    measure.save(update_fields=["owner", "state", "asked_at", "accepted_at"])
    remember(measure, "new-owner", by_id=actor.membership_in(measure.partnership_id))
    if measure.due is not None:
        put_question(actor, measure)


@transaction.atomic
def answer_handover(actor: Actor, handover_id: int, *, take: bool, text: str = "") -> Handover:
    """The successor's yes, which moves the thing, or no, which leaves it where it was. Answering twice changes nothing.

    Raises NotOpen when somebody else has it by now.
    """
    offer = Handover.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=handover_id)
    require(actor, Action.HANDOVER_TAKE, offer.facts)
    if offer.answer:
        return offer
    if take:
        _move(actor, offer)
    _close(offer, HandoverAnswers.TAKEN if take else HandoverAnswers.RETURNED, text)
    log.record(actor, Action.HANDOVER_TAKE, offer, take=take)
    return offer


def _move(actor: Actor, offer: Handover) -> None:
    kind = next(name for name in KINDS if getattr(offer, f"{name}_id"))
    owner = OWNER[kind]
    row: Any = rows_of(actor, kind).select_for_update(of=("self",)).filter(pk=offer.thing.pk).first()
    if row is None or getattr(row, f"{owner}_id") != offer.seat_id:
        raise NotOpen(_("Någon annan har redan tagit över, eller så är det avslutat. Ladda om sidan."))
    setattr(row, f"{owner}_id", offer.to_id)
    row.save(update_fields=[owner])
    if kind == "measure":
        remember(row, "new-owner", by_id=offer.to_id)


def _close(offer: Handover, answer: str, text: str = "") -> None:
    offer.answer, offer.answered_at, offer.text = answer, clock.now(), text
    offer.save(update_fields=["answer", "answered_at", "text"])


@transaction.atomic
def close_seat(actor: Actor, seat_id: int, *, knows_of: int = 0) -> Membership:
    """Close a seat when all is handed on, or with the number of vacancies it leaves said aloud.

    Raises VacanciesRemain when more is left than the `knows_of` that the person was shown, and what
    `partnerships.services.end_seat` raises.
    """
    seat = Membership.objects.visible_to(actor).get(pk=seat_id)
    require(actor, Action.SEAT_END, seat_facts(seat))
    if seat.revoked_at is not None:
        return seat
    left = len(held_by(actor, seat_id))
    if left > knows_of:
        raise VacanciesRemain(
            ngettext(
                "%(n)s sak är inte överlämnad. Föreslå en efterträdare, eller avsluta platsen med en vakans.",
                "%(n)s saker är inte överlämnade. Föreslå efterträdare, eller avsluta platsen med vakanser.",
                left,
            )
            % {"n": left}
        )
    return partnerships.end_seat(actor, seat_id)
