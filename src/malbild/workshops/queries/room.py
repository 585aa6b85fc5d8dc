"""Who is in the room, and the door."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from malbild.access.actor import Actor, Area
from malbild.access.policy import Action, may
from malbild.accounts.models import OrganisationKind
from malbild.kit import clock
from malbild.partnerships.models import Membership, Partnership
from malbild.partnerships.queries import supporters
from malbild.workshops import states
from malbild.workshops.models import Event, JoinCode, Participant, Workshop

FEW = 3  # fewer from one organisation than this are never told apart


def door_of(workshop: Workshop) -> JoinCode | None:
    return JoinCode.objects.filter(workshop_id=workshop.pk).first()


def people_in_room(actor: Actor, workshop: Workshop) -> list[Participant]:
    return list(Participant.objects.visible_to(actor).filter(workshop=workshop, is_waiting=False))


def leader_token(actor: Actor, workshop: Workshop) -> str:
    """Changes with everything that the leader's two pages show, but for the numbers that are told apart."""
    if not workshop.has_lobby:
        return str(workshop.version)
    waiting = people_waiting(actor, workshop)
    return f"{workshop.version}.{len(waiting)}.{max((p.pk for p in waiting), default=0)}"


def people_waiting(actor: Actor, workshop: Workshop) -> list[Participant]:
    """Who has the code and waits to be let in, first come first. Nobody does where the lobby is off."""
    if not workshop.has_lobby:
        return []
    return list(Participant.objects.visible_to(actor).filter(workshop=workshop, is_waiting=True))


def last_done(actor: Actor, workshop: Workshop) -> Event | None:
    """The newest deed of a leader, so that two who lead see what the other did."""
    rows = Event.objects.visible_to(actor).filter(workshop=workshop, is_lead=True).select_related("by__user", "undoes")
    return rows.order_by("-seq").first()


def invited_supporters(actor: Actor, partnership: Partnership) -> list[Membership]:
    """The method supporters who see this partnership's workshops today, and so can be let in to lead."""
    rows = supporters(actor, partnership).filter(revoked_at=None, ends_on__gte=clock.today())
    return [m for m in rows.exclude(accepted_at=None) if Area.WORKSHOP.value in m.areas]


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
    if last is None or last.undo is None:
        return None
    others = last.what in states.ORGANISERS_OWN and not may(actor, Action.WORKSHOP_DECIDE, workshop.facts)
    return None if others else last
