"""The shared picture: numbered problems, their causes and facts with source and date.

Problems and causes keep their identity from version to version, so that goals and measures stay linked;
a SituationPicture is the frozen text of one version, and at most one version is valid at a time.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from malbild.access.actor import Area
from malbild.access.models import Walled, WalledManager


class SituationPicture(Walled):
    """One version of the lägesbild. `snapshot` is what stood there the day it was decided."""

    AREA = Area.PLAN

    title = models.CharField(_("rubrik"), max_length=120)
    version = models.PositiveSmallIntegerField(default=1)
    mapping = models.TextField(_("kartläggning"), blank=True)
    consequences = models.TextField(_("konsekvenser"), blank=True)
    other_information = models.TextField(_("annan kunskap"), blank=True)
    analysis = models.TextField(_("analys"), blank=True)
    unknowns = models.TextField(_("det här vet vi inte"), blank=True)
    decided_by = models.CharField(_("beslutad av"), max_length=120, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    is_valid = models.BooleanField(default=False)
    snapshot = models.JSONField(null=True, blank=True)

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["partnership", "version"], name="picture_version_once"),
            models.UniqueConstraint(
                fields=["partnership"], condition=models.Q(is_valid=True), name="one_valid_picture"
            ),
        ]
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"


class Priority(models.TextChoices):
    OPEN = "open", _("Inte bedömt")
    CHOSEN = "chosen", _("Prioriterat")
    WATCH = "watch", _("Följs")
    NOT_NOW = "not-now", _("Inte nu")


class Problem(Walled):
    AREA = Area.PLAN

    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("problem"), max_length=160)
    description = models.TextField(_("beskrivning"), blank=True)
    place_and_time = models.CharField(_("var och när"), max_length=200, blank=True)
    priority = models.CharField(max_length=10, choices=Priority, default=Priority.OPEN)
    priority_reason = models.CharField(_("skäl"), max_length=300, blank=True)

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["partnership", "number"], name="problem_number_once")]
        ordering = ["number"]

    def __str__(self) -> str:
        return self.title


class CauseKind(models.TextChoices):
    PLACE = "place", _("Plats eller situation")
    MOTIVATION = "motivation", _("Det som driver")
    PROTECTION = "protection", _("Bristande skydd")
    SOCIAL = "social", _("Socialt sammanhang")
    COOPERATION = "cooperation", _("Samverkan")
    OTHER = "other", _("Annat")


class Cause(Walled):
    """An orsak of one problem, numbered through the whole lägesbild, so that each measure can answer a cause."""

    AREA = Area.PLAN

    number = models.PositiveSmallIntegerField()
    problem = models.ForeignKey(Problem, models.CASCADE, related_name="causes")
    title = models.CharField(_("orsak"), max_length=200)
    kind = models.CharField(max_length=12, choices=CauseKind, default=CauseKind.OTHER)
    support = models.TextField(_("vad stöder det?"), blank=True)

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["partnership", "number"], name="cause_number_once")]
        ordering = ["number"]

    def __str__(self) -> str:
        return self.title


class Evidence(Walled):
    """A fact typed by hand, with its source and day; `caveat` says what it does not show."""

    AREA = Area.PLAN

    problem = models.ForeignKey(Problem, models.CASCADE, null=True, blank=True, related_name="evidence")
    text = models.CharField(_("uppgift"), max_length=300)
    source = models.CharField(_("källa"), max_length=200)
    on = models.DateField(_("datum"))
    caveat = models.CharField(_("förbehåll"), max_length=300, blank=True)
    show_in_workshop = models.BooleanField(default=False)

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text
