"""A meeting: time, place, group and where it is in its life."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from malbild.access.models import BaseWalledManager, Walled, WalledQuerySet
from malbild.kit.clock import SWEDEN
from malbild.meetings import states


class MeetingStates(models.TextChoices):
    PLANNED = states.MeetingState.PLANNED.value, _("Planerat")
    CALLED = states.MeetingState.CALLED.value, _("Kallat")
    OPEN = states.MeetingState.OPEN.value, _("Pågår")
    CLOSED = states.MeetingState.CLOSED.value, _("Anteckningar klara")
    APPROVED = states.MeetingState.APPROVED.value, _("Justerat")
    CANCELLED = states.MeetingState.CANCELLED.value, _("Inställt")


class MeetingQuerySet(WalledQuerySet["Meeting"]):
    def coming(self) -> Self:
        """Planned, called or going on now; the soonest first."""
        return self.filter(state__in=[s.value for s in states.COMING]).order_by("starts_at", "pk")

    def held(self) -> Self:
        """With minutes ready; the latest first."""
        return self.filter(state__in=[s.value for s in states.HELD]).order_by("-starts_at", "-pk")

    def timed(self) -> Self:
        """With `planned_minutes`: what the points on the agenda take together, in minutes."""
        return self.annotate(planned_minutes=Sum("points__minutes", filter=Q(points__is_taken_away=False)))


MeetingManager = BaseWalledManager.from_queryset(MeetingQuerySet)


class Meeting(Walled):
    """Born shared with every party; elected representatives and readers see it once its minutes are ready."""

    USUAL_MINUTES: ClassVar = 90

    starts_at = models.DateTimeField(_("när"))
    place = models.CharField(_("plats"), max_length=160, blank=True)
    group = models.CharField(_("grupp"), max_length=120, blank=True)
    length = models.PositiveSmallIntegerField(_("längd i minuter"), default=USUAL_MINUTES)
    state = models.CharField(max_length=10, choices=MeetingStates, default=MeetingStates.PLANNED)
    series = models.UUIDField(null=True, blank=True)  # shared by those that were planned together
    others = models.CharField(_("fler som var med"), max_length=300, blank=True)
    called_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = MeetingManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["partnership", "state", "starts_at"])]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d} {self.state}"

    @property
    def day(self) -> dt.date:
        """The Swedish day it is held."""
        return self.starts_at.astimezone(SWEDEN).date()

    @property
    def is_coming(self) -> bool:
        return self.state in states.BEFORE

    @property
    def is_open(self) -> bool:
        return self.state == states.MeetingState.OPEN

    @property
    def is_closed(self) -> bool:
        """Its minutes are ready, approved or not."""
        return self.state in states.HELD

    @property
    def is_approved(self) -> bool:
        return self.state == states.MeetingState.APPROVED

    @property
    def is_cancelled(self) -> bool:
        return self.state == states.MeetingState.CANCELLED
