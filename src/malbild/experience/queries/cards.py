"""The library and our own experiences."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from malbild.access.actor import Actor
from malbild.access.models import WalledQuerySet
from malbild.experience.models import Adoption, CardApproval, ExperienceCard, ImportedCard, PublishedCard
from malbild.experience.models.cards import problem_mark
from malbild.goals.models import Assignment
from malbild.goals.states import GOAL_ENDED
from malbild.partnerships.models import Party

LIMIT = 60
type Found = PublishedCard | ImportedCard


@dataclass(frozen=True)
class CardHere:
    """A card of the library as this reader meets it."""

    card: Found
    origin: str  # "ours", "open" or "file"

    @property
    def source(self) -> str:
        return self.card.source if isinstance(self.card, ImportedCard) else self.card.place


def library(actor: Actor | None, *, text: str = "", size: str = "", problem: str = "") -> list[CardHere]:
    """Published cards, and inside a partnership those it has fetched from a file; the newest first, at most sixty.

    Every word of `text` must be found; letters' case does not matter. At most three queries.
    """
    ours = our_keys(actor) if actor else set()
    rows: list[CardHere] = [
        CardHere(card, "ours" if card.key in ours else "open")
        for card in _matching(PublishedCard.objects.filter(outdated_on=None), text, size, problem)
    ]
    if actor:
        fetched = _matching(ImportedCard.objects.visible_to(actor), text, size, problem)
        rows += [CardHere(card, "file") for card in fetched]
    return sorted(rows, key=lambda r: (-r.card.published_on.toordinal(), r.card.title, r.origin))[:LIMIT]


def _matching(rows: Any, text: str, size: str, problem: str) -> list[Any]:
    for word in text.casefold().split()[:8]:
        rows = rows.filter(search__contains=word)
    if size:
        rows = rows.filter(size=size)
    if problem:
        rows = rows.filter(search__contains=problem_mark(problem))
    return list(rows[:LIMIT])


def our_keys(actor: Actor) -> set[uuid.UUID]:
    keys = ExperienceCard.objects.visible_to(actor).exclude(published_key=None)
    return {key for key in keys.values_list("published_key", flat=True) if key}


def card_by_key(actor: Actor | None, key: uuid.UUID) -> CardHere | None:
    """The open card with this key, else the one this partnership has fetched; outdated ones too, marked so."""
    if card := PublishedCard.objects.filter(key=key).first():
        return CardHere(card, "ours" if actor and key in our_keys(actor) else "open")
    fetched = ImportedCard.objects.visible_to(actor).filter(key=key).first() if actor else None
    return CardHere(fetched, "file") if fetched else None


def our_cards(actor: Actor) -> WalledQuerySet[ExperienceCard]:
    """Our own experiences with what each party has said."""
    said: Prefetch[str] = Prefetch("approvals", CardApproval.objects.visible_to(actor))
    return ExperienceCard.objects.visible_to(actor).select_related("assignment").prefetch_related(said)


def finished_without_card(actor: Actor) -> WalledQuerySet[Assignment]:
    """Ended uppdrag that nobody has made an experience of."""
    rows = Assignment.objects.visible_to(actor).filter(state__in=[s.value for s in GOAL_ENDED])
    written = ExperienceCard.objects.visible_to(actor).exclude(assignment=None).values("assignment")
    return rows.exclude(pk__in=written).order_by("-ended_on", "-pk")


@dataclass(frozen=True)
class PartyAnswer:
    """What one party has said about the version in force; `answer` is empty while it has not answered."""

    party: Party
    answer: str
    comment: str


def answers_of_parties(actor: Actor, card: ExperienceCard) -> list[PartyAnswer]:
    said = {a.party_id: a for a in CardApproval.objects.visible_to(actor).filter(card=card, version=card.version)}
    parties = Party.objects.filter(partnership_id=card.partnership_id).select_related("organisation")
    return [
        PartyAnswer(p, said[p.pk].answer, said[p.pk].comment) if p.pk in said else PartyAnswer(p, "", "")
        for p in parties
    ]


def adoptions(actor: Actor) -> WalledQuerySet[Adoption]:
    """Uppdrag made from somebody's experience, with the source; only where the uppdrag itself may be seen."""
    rows = Adoption.objects.visible_to(actor).filter(assignment__in=Assignment.objects.visible_to(actor))
    return rows.select_related("assignment")


def source_of(actor: Actor, assignment_id: int) -> Adoption | None:
    return adoptions(actor).filter(assignment_id=assignment_id).first()
