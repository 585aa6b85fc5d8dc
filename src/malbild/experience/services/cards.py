"""An experience on its way out: drafted, de-identified, approved by each party, published, outdated."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor, Area
from malbild.access.errors import Forbidden
from malbild.access.policy import Action, Reach, can_answer_for_party, require, table_facts
from malbild.audit import log
from malbild.experience import deidentify, drafting, targets
from malbild.experience.errors import NotApproved, NotDeidentified, NotOpen
from malbild.experience.known_names import names_here
from malbild.experience.models import CardAnswer, CardApproval, ExperienceCard, PublishedCard
from malbild.experience.models.cards import CONTENT, LISTS, TEXTS
from malbild.experience.queries.cards import answers_of_parties
from malbild.experience.queries.threads import threads
from malbild.experience.states import CardDeed, CardState, next_card_state
from malbild.goals.models import Assignment
from malbild.goals.states import GOAL_ENDED
from malbild.kit import clock
from malbild.partnerships.models import Partnership
from malbild.situation.services import born

EDITABLE = (*CONTENT, "shows_place")


@transaction.atomic
def draft_card(actor: Actor, assignment_id: int, *, thread_id: int | None = None) -> ExperienceCard:
    """Draft from a finished uppdrag what its chain and follow-up already say; once for each uppdrag.

    A draft stays with the party that makes it until it is de-identified. Raises NotOpen while the uppdrag is
    under way, unless a question about it has been solved.
    """
    assignment = Assignment.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=assignment_id)
    require(actor, Action.CARD_DRAFT, table_facts(actor, assignment.partnership_id, area=Area.SUPPORT))
    earlier = ExperienceCard.objects.visible_to(actor).filter(assignment=assignment).first()
    if earlier:
        return earlier
    if assignment.state not in GOAL_ENDED and thread_id is None:
        raise NotOpen(_("Uppdraget pågår. Avsluta det först, så vet ni vad erfarenheten är."))
    return _draft(actor, assignment.partnership_id, drafting.from_assignment(assignment), assignment, thread_id)


@transaction.atomic
def draft_card_from_thread(actor: Actor, thread_id: int) -> ExperienceCard:
    """Draft from a solved question, with the uppdrag behind it when there is one; once for each question."""
    thread = threads(actor).select_for_update(of=("self",)).get(pk=thread_id)
    require(actor, Action.CARD_DRAFT, thread.facts)
    if thread.closed_at is None:
        raise NotOpen(_("Markera frågan som löst först."))
    earlier = ExperienceCard.objects.visible_to(actor).filter(thread=thread).first()
    if earlier:
        return earlier
    if work := targets.assignment_behind(actor, thread.kind, thread.target_id):
        return draft_card(actor, work.pk, thread_id=thread.pk)
    return _draft(actor, thread.partnership_id, drafting.from_thread(thread), None, thread.pk)


def _draft(
    actor: Actor, partnership_id: int, texts: dict[str, Any], assignment: Assignment | None, thread_id: int | None
) -> ExperienceCard:
    card = ExperienceCard.objects.create(
        **born(actor, partnership_id, Reach.OWN_PARTY),
        **drafting.tags(Partnership.objects.get(pk=partnership_id)),
        **texts,
        assignment=assignment,
        thread_id=thread_id,
        drafted_on=clock.today(),
    )
    log.record(actor, Action.CARD_DRAFT, card)
    return card


@transaction.atomic
def edit_card(actor: Actor, card_id: int, **values: Any) -> ExperienceCard:
    """Change the words or tags. What was approved is approved no longer: a changed text is a new version to read.

    The copy that is already published stands as it was approved until the new version is published.
    """
    card = _locked(actor, card_id)
    require(actor, Action.CARD_DRAFT, card.facts)
    changed = [n for n in EDITABLE if n in values and values[n] != getattr(card, n)]
    if not changed:
        return card
    for name in changed:
        setattr(card, name, values[name])
    if card.state != CardState.INTERNAL:
        card.version += 1
    _move(card, CardDeed.EDIT)
    card.save()
    log.record(actor, Action.CARD_DRAFT, card, deed="edit", version=card.version)
    return card


@transaction.atomic
def deidentify_card(actor: Actor, card_id: int, *, replace: dict[str, str], keep: list[str]) -> ExperienceCard:
    """Exchange or keep each wording that may point at someone, and hand the card to every party to approve.

    Raises NotDeidentified when something is undecided, or a personnummer would be left; nothing is changed then.
    """
    card = _locked(actor, card_id)
    require(actor, Action.CARD_DRAFT, card.facts)
    _require_open(card, CardDeed.DEIDENTIFY)
    names = names_here(card.partnership_id)
    for name in TEXTS:
        setattr(card, name, deidentify.replace(getattr(card, name), names, replace))
    for name in LISTS:
        lines = (deidentify.replace(text, names, replace) for text in getattr(card, name))
        setattr(card, name, [line for line in lines if line])
    left = [f for f in deidentify.findings(all_texts(card), names) if f.text not in keep]
    still_there = [f for f in deidentify.findings(all_texts(card), names) if f.mark in deidentify.MUST_GO]
    if still_there:
        raise NotDeidentified(_("Det står ett personnummer i texten. Ta bort det innan ni går vidare."))
    if left:
        words = ", ".join(f"”{f.text}”" for f in left[:5])
        raise NotDeidentified(_("Välj vad som ska hända med %(words)s.") % {"words": words})
    if missing := [label for label, text in must_say(card) if not text.strip()]:
        raise NotDeidentified(_("Skriv klart först. Det saknas: %(what)s.") % {"what": ", ".join(missing)})
    card.kept = sorted(set(keep))
    _move(card, CardDeed.DEIDENTIFY)
    card.reach = max(card.reach, Reach.PARTNERSHIP)
    card.save()
    log.record(actor, Action.CARD_DRAFT, card, deed="deidentify", version=card.version, reach=card.reach)
    return card


def must_say(card: ExperienceCard) -> list[tuple[str, str]]:
    """What a card cannot do without when others are to read it."""
    return [
        (_("rubrik"), card.title),
        (_("problemet"), card.problem),
        (_("vad ni gjorde"), card.done),
        (_("vad som hände"), card.happened),
    ]


def all_texts(card: ExperienceCard) -> list[str]:
    return [*(getattr(card, n) for n in TEXTS), *card.sub_goals, *card.measures]


@transaction.atomic
def answer_card(actor: Actor, card_id: int, *, answer: str, comment: str = "") -> ExperienceCard:
    """One's own party says yes to this version, or what it wants changed; the last answer of a party counts.

    When every party has said yes the card is approved.
    """
    card = _locked(actor, card_id)
    require(actor, Action.CARD_APPROVE, card.facts)
    seat = next((s for s in actor.seats_in(card.partnership_id) if s.party_id), None)
    if seat is None or not can_answer_for_party(seat, seat.party_id or 0):
        raise Forbidden(Action.CARD_APPROVE)
    if card.state not in (CardState.DEIDENTIFIED, CardState.APPROVED):
        raise NotOpen(_("Erfarenheten väntar inte på svar just nu. Ladda om sidan."))
    if answer == CardAnswer.OBJECTED and not comment.strip():
        raise NotOpen(_("Skriv vad ni vill ändra, så att gruppen kan göra det."))
    said, _made = CardApproval.objects.update_or_create(
        card=card,
        party_id=seat.party_id or 0,
        version=card.version,
        defaults={
            "partnership_id": card.partnership_id,
            "reach": Reach.PARTNERSHIP,
            "answer": CardAnswer(answer),
            "comment": comment,
            "by_id": seat.membership_id,
            "at": clock.now(),
        },
    )
    log.record(actor, Action.CARD_APPROVE, said, answer=answer, version=card.version)
    # A party may take its yes back until the card is published.
    card.state = CardState.DEIDENTIFIED
    if all(p.answer == CardAnswer.APPROVED for p in answers_of_parties(actor, card)):
        _move(card, CardDeed.APPROVE)
    card.save(update_fields=["state"])
    return card


@transaction.atomic
def publish_card(actor: Actor, card_id: int) -> PublishedCard:
    """Copy the approved version into the open. Publishing twice changes nothing.

    Raises NotApproved while a party has not said yes, NotDeidentified when a personnummer is left.
    """
    card = _locked(actor, card_id)
    require(actor, Action.CARD_PUBLISH, card.facts)
    if card.state == CardState.PUBLISHED:
        return PublishedCard.objects.get(key=card.published_key or uuid.UUID(int=0))
    waits = [str(p.party) for p in answers_of_parties(actor, card) if p.answer != CardAnswer.APPROVED]
    if card.state != CardState.APPROVED or waits:
        raise NotApproved(
            _("Erfarenheten kan inte publiceras än. Väntar på svar från: %(who)s.")
            % {"who": ", ".join(waits) or _("alla parter")}
        )
    names = names_here(card.partnership_id)
    if any(f.mark in deidentify.MUST_GO for f in deidentify.findings(all_texts(card), names)):
        raise NotDeidentified(_("Det står ett personnummer i texten. Ta bort det innan ni går vidare."))
    place = card.partnership.municipality if card.shows_place else None
    copy, _made = PublishedCard.objects.update_or_create(
        key=card.published_key or uuid.uuid4(),
        defaults={
            **card.content(),
            "version": card.version,
            "place": place.name if place else "",
            "published_on": clock.today(),
            "outdated_on": None,
        },
    )
    card.published_key = copy.key
    _move(card, CardDeed.PUBLISH)
    card.reach = Reach.NATIONAL
    card.save(update_fields=["published_key", "state", "reach"])
    log.record(actor, Action.CARD_PUBLISH, card, version=card.version)
    return copy


@transaction.atomic
def retire_card(actor: Actor, card_id: int) -> ExperienceCard:
    """Say that the experience no longer holds: it leaves the library, its page says so. Twice changes nothing."""
    card = _locked(actor, card_id)
    require(actor, Action.CARD_PUBLISH, card.facts)
    if card.state == CardState.OUTDATED:
        return card
    _move(card, CardDeed.RETIRE)
    card.save(update_fields=["state"])
    PublishedCard.objects.filter(key=card.published_key or uuid.UUID(int=0)).update(outdated_on=clock.today())
    log.record(actor, Action.CARD_PUBLISH, card, deed="retire")
    return card


def _locked(actor: Actor, card_id: int) -> ExperienceCard:
    return ExperienceCard.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=card_id)


def _require_open(card: ExperienceCard, deed: CardDeed) -> None:
    if next_card_state(CardState(card.state), deed) is None:
        raise NotOpen(
            _("Erfarenheten är %(state)s. Ladda om sidan och se vad som har hänt.")
            % {"state": card.get_state_display().lower()}
        )


def _move(card: ExperienceCard, deed: CardDeed) -> None:
    _require_open(card, deed)
    card.state = next_card_state(CardState(card.state), deed) or card.state
