"""Cards: one idea each, written by nobody we know.

A deed here is not in the audit trail: a row that says who and which card would break the promise on the page.
"""

from __future__ import annotations

import hashlib
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.policy import Action, require
from malbild.kit import guard
from malbild.ui.forms import STOPPED
from malbild.workshops import states
from malbild.workshops.errors import BadCard, NotNow, NotYet, TooMany
from malbild.workshops.models import Card, CardKey, Round, Workshop
from malbild.workshops.names import Sorts
from malbild.workshops.services.record import led, locked, note, wall

KEY_LENGTH = (16, 128)


def key_hash(mark: str, key: str) -> str:
    """What the server keeps of a phone's key for one round; another round gives another hash."""
    if not KEY_LENGTH[0] <= len(key) <= KEY_LENGTH[1]:
        raise BadCard(_("Sidan hade stått öppen för länge. Ladda om den och skicka igen."))
    return hashlib.sha256(f"{mark}:{key}".encode()).hexdigest()


@transaction.atomic
def write_card(
    actor: Actor, workshop_id: int, *, client_id: str, text: str, sort: str = "", key: str, n: int = 0, mark: str = ""
) -> Card:
    """Put a card in the running round. The same `client_id` again is the same card.

    `n` counts the phone's changes to the card: a higher one than before rewrites it, any other changes nothing.
    `mark` is the round that the key was made for; a card for another round is refused.
    Raises BadCard for a text or id that cannot be taken, TooMany for one card too many, NotNow when writing is not open
    (or its grace is over).
    """
    workshop = locked(actor, workshop_id)
    require(actor, Action.BEAT_TAKE_PART, workshop.facts)
    number = as_uuid(client_id)
    sent = Card.objects.filter(workshop=workshop, client_id=number).first()
    if sent is not None:
        return _again(workshop, sent, key, n, text=text, sort=sort)
    now = _open_round(workshop, mark)
    words = clean_text(text)
    hashed = key_hash(now.writing_mark, key) if now.revealed_at is None else ""
    _must_have_room(now, hashed)
    card = Card.objects.create(
        **wall(workshop), round=now, client_id=number, text=words, sort=sort if sort in Sorts else ""
    )
    if hashed:
        CardKey.objects.create(**wall(workshop), round=now, key_hash=hashed, card=card, n=n)
    note(workshop, "card", seen=now.revealed_at is not None)
    return card


@transaction.atomic
def card_for_someone(actor: Actor, workshop_id: int, *, text: str, sort: str = "") -> Card:
    """A card that the leader enters for someone without a device, while writing or reading.

    The log says that a card came, as for any other: it is somebody else's words.
    """
    workshop = led(actor, workshop_id)
    if not (workshop.opens(states.Deed.WRITE_CARD) or workshop.opens(states.Deed.GROUP)):
        raise NotNow(closed_text(workshop))
    now = Round.objects.get(workshop=workshop, step=workshop.step)
    card = Card.objects.create(
        **wall(workshop),
        round=now,
        client_id=uuid.uuid4(),
        text=clean_text(text),
        sort=sort if sort in Sorts else "",
    )
    note(workshop, "card", seen=now.revealed_at is not None)
    return card


def _must_have_room(now: Round, hashed: str) -> None:
    """Counted on the room's lock, withdrawn cards too. What the leader enters is not bound by it.

    After the reveal no key tells cards apart, so in the grace only the round's bound holds. Raises TooMany.
    """
    if hashed and CardKey.objects.filter(round=now, key_hash=hashed).count() >= states.MOST_CARDS_A_KEY:
        raise TooMany(
            _("Du har skickat %(most)s kort, och fler kan ingen skicka i samma fråga. Säg det högt i stället.")
            % {"most": states.MOST_CARDS_A_KEY}
        )
    if Card.objects.filter(round=now).count() >= states.MOST_CARDS_A_ROUND:
        raise TooMany(_("Det är fullt: inga fler kort får plats. Säg det högt, så lägger ledaren till det."))


def _open_round(workshop: Workshop, mark: str) -> Round:
    """The round that takes cards now. Raises NotNow, also for a card that was written for another round."""
    now = Round.objects.filter(workshop=workshop, step=workshop.step).first()
    if mark and (now is None or mark != now.writing_mark):
        raise NotNow(_("Frågan som kortet hörde till är stängd. Säg det högt i stället, så lägger ledaren till det."))
    if now is None or not (workshop.opens(states.Deed.WRITE_CARD) or (workshop.is_running and workshop.in_grace)):
        raise _closed(workshop)
    return now


def _again(workshop: Workshop, card: Card, key: str, n: int, *, text: str, sort: str) -> Card:
    """A second send: yours, or sent before the round closed. Somebody else's id gives nothing away.

    When the round has closed nobody's card can be told apart any more: the same text again is the card that is there,
    another text comes too late.
    """
    kept = CardKey.objects.filter(card=card).first()
    if kept is None:
        if n and not card.is_withdrawn and card.text != clean_text(text):
            raise NotNow(_("Korten är redan lästa, så ändringen hann inte med. Det du skickade först finns kvar."))
        return card
    if kept.key_hash != key_hash(card.round.writing_mark, key):
        raise BadCard(_("Kortet kunde inte sparas. Ladda om sidan och skicka igen."))
    if n > kept.n and not card.is_withdrawn:
        if not workshop.opens(states.Deed.CHANGE_CARD):
            raise _closed(workshop)
        kept.n = n
        kept.save(update_fields=["n"])
        if (card.text, card.sort) != (words := clean_text(text), sort if sort in Sorts else ""):
            card.text, card.sort = words, sort if sort in Sorts else ""
            card.save(update_fields=["text", "sort"])
            note(workshop, "card-changed")
    return card


@transaction.atomic
def change_card(actor: Actor, workshop_id: int, *, client_id: str, text: str, sort: str = "", key: str) -> Card:
    """Rewrite one's own card while the round is open. Raises Card.DoesNotExist for anybody else's."""
    workshop, card = _mine(actor, workshop_id, client_id, key)
    card.text, card.sort = clean_text(text), sort if sort in Sorts else ""
    card.save(update_fields=["text", "sort"])
    note(workshop, "card-changed")
    return card


@transaction.atomic
def withdraw_card(actor: Actor, workshop_id: int, *, client_id: str, key: str) -> Card:
    """Take back one's own card while the round is open. Its text goes, its id stays for late resends."""
    workshop, card = _mine(actor, workshop_id, client_id, key)
    if not card.is_withdrawn:
        card.text, card.is_withdrawn = "", True
        card.save(update_fields=["text", "is_withdrawn"])
        note(workshop, "card-withdrawn")
    return card


@transaction.atomic
def withdraw_unsure(actor: Actor, workshop_id: int, *, client_id: str, key: str, n: int, mark: str) -> None:
    """Take back a card that may or may not have come through.

    An id that has not come is kept as withdrawn, so that the card does not appear if its send is only late.
    """
    workshop = locked(actor, workshop_id)
    require(actor, Action.BEAT_TAKE_PART, workshop.facts)
    number = as_uuid(client_id)
    sent = Card.objects.filter(workshop=workshop, client_id=number).first()
    if sent is None:
        now = _open_round(workshop, mark)
        if now.revealed_at is not None:
            raise _closed(workshop)
        hashed = key_hash(now.writing_mark, key)
        _must_have_room(now, hashed)
        card = Card.objects.create(**wall(workshop), round=now, client_id=number, text="", is_withdrawn=True)
        CardKey.objects.create(**wall(workshop), round=now, key_hash=hashed, card=card, n=n)
    elif sent.is_withdrawn:
        return
    elif not CardKey.objects.filter(card=sent).exists():
        raise NotNow(_("Korten är redan lästa, så kortet kan inte tas tillbaka. Be ledaren lägga det åt sidan."))
    else:
        withdraw_card(actor, workshop_id, client_id=client_id, key=key)


def _mine(actor: Actor, workshop_id: int, client_id: str, key: str) -> tuple[Workshop, Card]:
    workshop = locked(actor, workshop_id)
    require(actor, Action.BEAT_TAKE_PART, workshop.facts)
    if not workshop.opens(states.Deed.CHANGE_CARD):
        raise _closed(workshop)
    now = Round.objects.get(workshop=workshop, step=workshop.step)
    kept = CardKey.objects.select_related("card").get(
        round=now, key_hash=key_hash(now.writing_mark, key), card__client_id=as_uuid(client_id)
    )
    return workshop, kept.card


def _closed(workshop: Workshop) -> NotNow:
    paused = workshop.state == states.WorkshopState.PAUSED
    return (NotYet if paused else NotNow)(closed_text(workshop))


def closed_text(workshop: Workshop) -> str:
    if workshop.state == states.WorkshopState.CLOSED:
        return _("Workshopen är avslutad. Kortet skickades inte.")
    if workshop.state == states.WorkshopState.PAUSED:
        return _("Workshopen är pausad. Spara det du skrev till nästa gång.")
    return _("Skrivtiden är över för den här frågan. Säg det högt i stället, så lägger ledaren till det.")


def clean_text(text: str) -> str:
    """One idea in at most 280 signs, without hidden signs and personal numbers. Raises BadCard."""
    words = " ".join(guard.clean(text).split())
    if not words:
        raise BadCard(_("Kortet är tomt. Skriv en tanke och skicka igen."))
    if len(words) > states.ALLOWED_LENGTH:
        raise BadCard(
            _("Kortet är för långt: %(length)s tecken, högst %(most)s. Dela upp det på två kort.")
            % {"length": len(words), "most": states.ALLOWED_LENGTH}
        )
    if guard.has_personal_number(words):
        raise BadCard(str(STOPPED))
    return words


def as_uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except (ValueError, AttributeError, TypeError) as error:
        raise BadCard(_("Kortet kunde inte sparas. Ladda om sidan och skicka igen.")) from error
