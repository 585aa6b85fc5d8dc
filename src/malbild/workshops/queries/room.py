"""Who is in the room, and the door."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.accounts.models import OrganisationKind
from malbild.workshops.models import Event, JoinCode, Participant, Workshop

FEW = 3  # fewer from one organisation than this are never told apart


def door_of(workshop: Workshop) -> JoinCode | None:
    return JoinCode.objects.filter(workshop_id=workshop.pk).first()


def people_in_room(actor: Actor, workshop: Workshop) -> list[Participant]:
    return list(Participant.objects.visible_to(actor).filter(workshop=workshop))


def balance(people: list[Participant]) -> list[tuple[str, int]]:
    """How many from each kind of organisation, largest first; fewer than three are pooled, or not told at all."""
    found = Counter(p.kind for p in people)
    rows = [(str(OrganisationKind(kind).label), n) for kind, n in found.most_common() if n >= FEW]
    rest = sum(n for n in found.values() if n < FEW)
    return [*rows, (_("Övriga"), rest)] if rows and rest >= FEW else rows


def undoable(actor: Actor, workshop: Workshop) -> Event | None:
    """The last of the leaders' deeds when it can be undone."""
    rows = Event.objects.visible_to(actor).filter(workshop=workshop, undone_by=None, undoes=None, is_lead=True)
    last = rows.order_by("-seq").first()
    return last if last is not None and last.undo is not None else None
