"""What the leader enters for people without a device: cards in a row, whole voting slips, and their way back.

The log says that a card or a slip came, as for any other, and never which: with two people without a phone it would
tell whose it was. So these are taken back on the page where they were entered, by what that page itself remembers,
and not by "Ångra".
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.workshops import states
from malbild.workshops.errors import BadCard, NotNow
from malbild.workshops.models import Card, Round, Vote, Workshop
from malbild.workshops.services.cards import card_for_someone, key_hash
from malbild.workshops.services.record import led, note

MOST_AT_ONCE = 40


@transaction.atomic
def enter_cards(actor: Actor, workshop_id: int, *, lines: Sequence[tuple[str, str]]) -> list[Card]:
    """Cards in the order they were written, each a (text, sort); all of them or none.

    Raises BadCard, with the number of the line that cannot be taken.
    """
    if not lines:
        raise BadCard(_("Skriv ett kort på varje rad."))
    if len(lines) > MOST_AT_ONCE:
        raise BadCard(_("Högst %(most)s kort åt gången.") % {"most": MOST_AT_ONCE})
    made: list[Card] = []
    for number, (text, sort) in enumerate(lines, 1):
        try:
            made.append(card_for_someone(actor, workshop_id, text=text, sort=sort))
        except BadCard as refusal:
            if len(lines) == 1:
                raise
            raise BadCard(_("Rad %(n)s: %(why)s") % {"n": number, "why": refusal.message}) from refusal
    return made


@transaction.atomic
def take_back_entered(actor: Actor, workshop_id: int, *, card_id: int) -> None:
    """Take away a card that was just entered; its text goes. Twice is once."""
    workshop = led(actor, workshop_id)
    card = Card.objects.get(workshop=workshop, round__step=workshop.step, pk=card_id)
    if card.is_withdrawn:
        return
    if not _takes_cards(workshop):
        raise NotNow(_("Det går inte att ta tillbaka kortet längre. Lägg det åt sidan i stället."))
    card.text, card.is_withdrawn, card.group = "", True, None
    card.save(update_fields=["text", "is_withdrawn", "group"])
    note(workshop, "card-withdrawn", seen=card.round.revealed_at is not None)


@transaction.atomic
def take_back_slip(actor: Actor, workshop_id: int, *, key: str) -> None:
    """Take away the dots of a slip that was just entered, while voting is open. Twice is once."""
    workshop = led(actor, workshop_id)
    if not workshop.opens(states.Deed.VOTE):
        raise NotNow(_("Röstningen är stängd, så rösterna kan inte tas tillbaka."))
    now = Round.objects.get(workshop=workshop, step=workshop.step)
    if Vote.objects.filter(round=now, key_hash=key_hash(now.voting_mark, key)).delete()[0]:
        note(workshop, "vote-taken-back")


def _takes_cards(workshop: Workshop) -> bool:
    return workshop.opens(states.Deed.WRITE_CARD) or workshop.opens(states.Deed.GROUP)
