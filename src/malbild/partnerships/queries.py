"""Reads about the table."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from malbild.access.actor import Actor, Role
from malbild.access.policy import Action, Facts, Reach, may
from malbild.accounts.models import Organisation
from malbild.kit import clock
from malbild.partnerships.models import (
    Membership,
    MembershipQuerySet,
    Partnership,
    PartnershipQuerySet,
    Party,
    TermsOfReference,
)


@dataclass(frozen=True)
class PartyRow:
    """One organisation at the table with the people who sit for it now or are invited."""

    party_id: int
    organisation: Organisation
    seats: list[Membership]


def my_partnerships(actor: Actor) -> PartnershipQuerySet:
    return Partnership.objects.visible_to(actor).order_by("name")


def open_invitations(user_id: int) -> MembershipQuerySet:
    """Invitations the person has not answered."""
    rows = Membership.objects.filter(user_id=user_id, accepted_at=None, revoked_at=None)
    return rows.select_related("partnership", "party__organisation", "organisation")


def parties_with_people(actor: Actor, partnership: Partnership) -> list[PartyRow]:
    """The table as the actor may see it, in two queries."""
    seats = list(
        Membership.objects.visible_to(actor)
        .filter(partnership=partnership, revoked_at=None, party__isnull=False)
        .select_related("user")
    )
    parties = partnership.parties.select_related("organisation")
    return [PartyRow(p.pk, p.organisation, [s for s in seats if s.party_id == p.pk]) for p in parties]


def supporters(actor: Actor, partnership: Partnership) -> MembershipQuerySet:
    rows = Membership.objects.visible_to(actor).filter(partnership=partnership, role=Role.SUPPORTER.value)
    return rows.select_related("user", "organisation").order_by("-ends_on")


def possible_owners(actor: Actor, partnership_id: int) -> MembershipQuerySet:
    """Everyone at the table who can be asked to own something; invited people too, nobody who has left."""
    rows = Membership.objects.visible_to(actor).filter(partnership_id=partnership_id, revoked_at=None)
    return (
        rows.at_the_table()
        .exclude(ends_on__lt=clock.today())
        .exclude(role__in=[Role.ELECTED.value, Role.READER.value])
        .select_related("user", "party__organisation")
        .order_by("user__name")
    )


def standing_bodies(actor: Actor, partnership_id: int) -> list[str]:
    """Bodies that decide: who decided the terms in force, the steering group if there is one, the organisations."""
    terms = TermsOfReference.objects.visible_to(actor).filter(partnership_id=partnership_id).exclude(decided_by="")
    table = Membership.objects.visible_to(actor).filter(partnership_id=partnership_id, revoked_at=None)
    names = [*terms.order_by("-version", "-pk").values_list("decided_by", flat=True)[:1]]
    if table.filter(role=Role.STEERING.value).exists():
        names.append(_("Styrgruppen"))
    parties = Party.objects.filter(partnership_id=partnership_id).order_by("pk")
    return [*names, *parties.values_list("organisation__name", flat=True)]


def parties_the_actor_may_invite_to(actor: Actor, partnership: Partnership) -> list[tuple[int, str]]:
    """(party id, name) where the actor has the right to give out seats."""
    return [
        (p.pk, str(p.organisation))
        for p in partnership.parties.select_related("organisation")
        if may(actor, Action.SEAT_INVITE, Facts(partnership.pk, p.pk, Reach.PARTNERSHIP))
    ]


def is_open(seat: Membership) -> bool:
    return seat.is_active(clock.today())
