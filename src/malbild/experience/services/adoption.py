"""Take an experience into one's own plan, and take one in from a file."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor, Area
from malbild.access.errors import Hidden
from malbild.access.policy import Action, Reach, require, table_facts
from malbild.audit import log
from malbild.experience import card_file
from malbild.experience.errors import BadCardFile, NotOpen
from malbild.experience.models import Adoption, ImportedCard, PublishedCard
from malbild.experience.queries.cards import CardHere, adoptions, card_by_key
from malbild.experience.queries.threads import author_of
from malbild.goals.services import add_assignment, add_measure, add_sub_goal
from malbild.goals.states import GoalState
from malbild.kit import clock
from malbild.situation.services import born


@transaction.atomic
def adopt_card(actor: Actor, partnership_id: int, key: uuid.UUID) -> Adoption:
    """Use an experience as a template: a draft uppdrag of one's own party, with delmål and åtgärder as texts.

    Nobody owns anything and nothing has a day: that is for the group to say. Tapping twice gives the same draft.
    Raises Hidden for a card that is not in sight, NotOpen for one that is outdated.
    """
    require(actor, Action.CARD_ADOPT, table_facts(actor, partnership_id, area=Area.SUPPORT))
    found = card_by_key(actor, key)
    if found is None:
        raise Hidden
    if found.card.outdated_on:
        raise NotOpen(_("Erfarenheten är inaktuell. Leta efter en nyare i biblioteket."))
    facts = table_facts(actor, partnership_id)
    draft = adoptions(actor).filter(card_key=key, assignment__state=GoalState.DRAFT, party_id=facts.party_id or 0)
    if earlier := draft.filter(card_version=found.card.version).first():
        return earlier
    assignment = add_assignment(actor, partnership_id, title=found.card.title, lead_party_id=facts.party_id or 0)
    for text in found.card.sub_goals:
        add_sub_goal(actor, assignment.pk, title=text)
    for text in found.card.measures:
        add_measure(actor, partnership_id, title=text, assignment_id=assignment.pk)
    adoption = Adoption.objects.create(
        **born(actor, partnership_id, Reach.PARTNERSHIP),
        assignment=assignment,
        card_key=key,
        card_version=found.card.version,
        source=source_as_data(found),
        adopted_on=clock.today(),
        by=author_of(actor, partnership_id),
    )
    log.record(actor, Action.CARD_ADOPT, adoption)
    return adoption


def source_as_data(found: CardHere) -> dict[str, Any]:
    """What will be remembered of where the uppdrag came from, even if the card is changed or leaves."""
    return {
        "title": found.card.title,
        "source": found.source,
        "origin": found.origin,
        "published_on": found.card.published_on.isoformat(),
        "size": found.card.size,
    }


@transaction.atomic
def import_card(actor: Actor, partnership_id: int, content: bytes) -> ImportedCard:
    """Take in an experience from a file, for this partnership only. The same file twice changes nothing.

    Raises BadCardFile, with nothing changed, for a file that is not a card, for one that is in the library
    already, and for an older version than the one fetched.
    """
    require(actor, Action.CARD_ADOPT, table_facts(actor, partnership_id, area=Area.SUPPORT))
    fields = card_file.read(content)
    if PublishedCard.objects.filter(key=fields["key"]).exists():
        raise BadCardFile(_("Erfarenheten finns redan i biblioteket här. Sök efter rubriken i stället."))
    earlier = ImportedCard.objects.visible_to(actor).filter(key=fields["key"]).first()
    if earlier and earlier.version > fields["version"]:
        raise BadCardFile(_("Ni har redan en nyare version av den här erfarenheten."))
    if earlier and earlier.version == fields["version"]:
        return earlier
    card, _made = ImportedCard.objects.update_or_create(
        partnership_id=partnership_id,
        key=fields.pop("key"),
        defaults={**born(actor, partnership_id, Reach.DECIDED), **fields, "fetched_on": clock.today()},
    )
    log.record(actor, Action.CARD_ADOPT, card, deed="import")
    return card
