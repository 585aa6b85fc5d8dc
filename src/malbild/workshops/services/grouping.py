"""Grouping by tick: make, move, rename, lay aside, take back. The cards keep their words."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.kit import guard
from malbild.ui.forms import STOPPED
from malbild.workshops import states
from malbild.workshops.errors import BadCard, NotNow
from malbild.workshops.models import Card, Group, Round, Workshop
from malbild.workshops.services.record import led, note_lead, wall
from malbild.workshops.services.undoing import before

TITLE_LENGTH = 120


@transaction.atomic
def make_group(actor: Actor, workshop_id: int, *, card_ids: Iterable[int], title: str = "") -> Group:
    """Make a group of the ticked cards; without a name it takes the first card's words."""
    workshop, now = _open(actor, workshop_id)
    cards = _cards(now, card_ids)
    group = Group.objects.create(**wall(workshop), round=now, title=_title(title or cards[0].text))
    undo = before(cards=(cards, ("group_id", "is_aside")))
    undo["groups"] = {group.pk: {"is_removed": True}}
    _place(cards, group)
    note_lead(actor, workshop, "group", undo=undo, group=group.pk)
    return group


@transaction.atomic
def move_cards(actor: Actor, workshop_id: int, *, card_ids: Iterable[int], group_id: int) -> Group:
    """Move the ticked cards to a group."""
    workshop, now = _open(actor, workshop_id)
    cards = _cards(now, card_ids)
    group = Group.objects.get(round=now, pk=group_id, is_removed=False)
    undo = before(cards=(cards, ("group_id", "is_aside")))
    _place(cards, group)
    note_lead(actor, workshop, "move", undo=undo, group=group.pk)
    return group


@transaction.atomic
def set_aside(actor: Actor, workshop_id: int, *, card_ids: Iterable[int]) -> None:
    """Lay unfit cards aside: kept, shown to nobody but the leader."""
    workshop, now = _open(actor, workshop_id)
    cards = _cards(now, card_ids)
    undo = before(cards=(cards, ("group_id", "is_aside")))
    for card in cards:
        card.group, card.is_aside = None, True
        card.save(update_fields=["group", "is_aside"])
    note_lead(actor, workshop, "aside", undo=undo)


@transaction.atomic
def take_back(actor: Actor, workshop_id: int, *, card_ids: Iterable[int]) -> None:
    """Take cards out of their group, or back from aside: they are new cards again."""
    workshop, now = _open(actor, workshop_id)
    cards = _cards(now, card_ids)
    undo = before(cards=(cards, ("group_id", "is_aside")))
    _place(cards, None)
    note_lead(actor, workshop, "take-back", undo=undo)


@transaction.atomic
def rename_group(actor: Actor, workshop_id: int, *, group_id: int, title: str) -> Group:
    """Give a group another name, while grouping or when deciding."""
    workshop = led(actor, workshop_id)
    if not workshop.opens(states.Deed.RENAME):
        raise NotNow(_("Grupper kan byta namn när ni läser och när ni bestämmer."))
    group = Group.objects.get(workshop=workshop, round__step=workshop.step, pk=group_id, is_removed=False)
    undo = before(groups=([group], ("title",)))
    group.title = _title(title)
    group.save(update_fields=["title"])
    note_lead(actor, workshop, "rename", undo=undo, group=group.pk)
    return group


def groups_of_the_rest(workshop: Workshop, now: Round) -> dict[str, dict[int, dict[str, object]]]:
    """Every card that stands alone becomes a group of its own, so that it can be voted on; gives what to undo.

    Groups that were emptied are put away.
    """
    loose = list(Card.objects.filter(round=now, group=None, is_aside=False, is_withdrawn=False))
    undo = before(cards=(loose, ("group_id",)))
    undo["groups"] = {}
    for card in loose:
        group = Group.objects.create(**wall(workshop), round=now, title=_title(card.text))
        undo["groups"][group.pk] = {"is_removed": True}
        _place([card], group)
    for empty in Group.objects.filter(round=now, is_removed=False, cards=None):
        empty.is_removed = True
        empty.save(update_fields=["is_removed"])
        undo["groups"][empty.pk] = {"is_removed": False}
    return undo


def _open(actor: Actor, workshop_id: int) -> tuple[Workshop, Round]:
    workshop = led(actor, workshop_id)
    if not workshop.opens(states.Deed.GROUP):
        raise NotNow(_("Korten kan grupperas när ni läser dem tillsammans, inte nu."))
    return workshop, Round.objects.get(workshop=workshop, step=workshop.step)


def _cards(now: Round, card_ids: Iterable[int]) -> list[Card]:
    wanted = set(card_ids)
    cards = list(Card.objects.filter(round=now, pk__in=wanted, is_withdrawn=False))
    if not cards:
        raise BadCard(_("Bocka för minst ett kort först."))
    if len(cards) != len(wanted):
        raise Card.DoesNotExist
    return cards


def _place(cards: Iterable[Card], group: Group | None) -> None:
    for card in cards:
        card.group, card.is_aside = group, False
        card.save(update_fields=["group", "is_aside"])


def _title(text: str) -> str:
    words = " ".join(guard.clean(text).split())
    if not words:
        raise BadCard(_("Skriv vad gruppen ska heta."))
    if guard.has_personal_number(words):
        raise BadCard(str(STOPPED))
    return words if len(words) <= TITLE_LENGTH else words[: TITLE_LENGTH - 1].rsplit(" ", 1)[0] + "…"
