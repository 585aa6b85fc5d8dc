"""Who sits at the table: partnerships, their parties and the seats people hold."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from malbild.access.actor import Actor, Area, Role
from malbild.accounts.models import LocalPoliceDistrict, Municipality, Organisation, User

ROLE_NAMES = {
    Role.COORDINATOR: _("Samordnare"),
    Role.LIAISON: _("Kommunpolis"),
    Role.PARTICIPANT: _("Deltagare"),
    Role.STEERING: _("Styrgrupp"),
    Role.ELECTED: _("Politiker"),
    Role.SUPPORTER: _("Metodstöd"),
    Role.READER: _("Läsare"),
}


class PartnershipQuerySet(models.QuerySet["Partnership"]):
    def visible_to(self, actor: Actor) -> Self:
        """The partnerships where the actor has a seat."""
        return self.filter(pk__in={s.partnership_id for s in actor.seats})


class Partnership(models.Model):
    """A samverkan between independent parties, for one municipality or a police district over several."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True)
    district = models.ForeignKey(LocalPoliceDistrict, models.PROTECT, null=True, blank=True)
    problem_tags = models.JSONField(default=list)  # typsituation: the kind of problem, from tags.PROBLEMS
    form_tag = models.CharField(max_length=40, blank=True)  # typsituation: how the work is organised, tags.FORMS
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(municipality__isnull=False) | Q(district__isnull=False),
                name="partnership_has_a_unit",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def size_tag(self) -> str:
        return self.municipality.size_class if self.municipality else "flera-kommuner"


class Party(models.Model):
    """One organisation at the table; municipality and police are equals."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "organisation"], name="party_once")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.organisation)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, actor: Actor) -> Self:
        """Everyone in the partnerships where the actor sits at the table, and the actor's own seats."""
        tables = {s.partnership_id for s in actor.seats if s.party_id is not None}
        return self.filter(Q(partnership_id__in=tables) | Q(user_id=actor.user_id, user__isnull=False))

    def active(self, on: dt.date) -> Self:
        """Accepted and not ended; a seat that ends on `on` is still open that day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), accepted_at__isnull=False, revoked_at=None)

    def at_the_table(self) -> Self:
        """Those who may own an åtgärd: everybody with a party."""
        return self.filter(party__isnull=False)


class Membership(models.Model):
    """One person's seat. A supporter's has its own organisation, areas and an end day instead of a party."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True)
    role = models.CharField(max_length=20, choices=[(r.value, n) for r, n in ROLE_NAMES.items()])
    title = models.CharField(max_length=80, blank=True)  # folkhälsosamordnare, säkerhetschef …: free text
    is_leading = models.BooleanField(default=False)  # a leading position, for the council of 10 §
    areas = models.JSONField(default=list)
    invited_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "user", "role"], name="one_seat_per_role"),
            models.CheckConstraint(
                condition=Q(role=Role.SUPPORTER.value, party=None, organisation__isnull=False, ends_on__isnull=False)
                | (~Q(role=Role.SUPPORTER.value) & Q(party__isnull=False)),
                name="supporter_or_at_the_table",
            ),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def organisation_name(self) -> str:
        return str(self.party.organisation if self.party else self.organisation)

    @property
    def open_areas(self) -> frozenset[Area]:
        return frozenset(Area(a) for a in self.areas)

    def is_active(self, on: dt.date) -> bool:
        return bool(self.accepted_at and not self.revoked_at and (self.ends_on is None or self.ends_on >= on))
