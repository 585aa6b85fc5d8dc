"""The minutes: frozen when the meeting is closed, corrected in the open, approved by named persons, found again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from malbild.access.models import Walled, WalledManager
from malbild.meetings.models.meetings import Meeting
from malbild.partnerships.models import Membership


class Minutes(Walled):
    """One closing's snapshot, without what is bara för oss: whoever sees the row may read all of it.

    A reopened meeting keeps the old version, marked, and gets a new one.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="minutes")
    version = models.PositiveSmallIntegerField(default=1)
    snapshot = models.JSONField()
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    is_to_be_mailed = models.BooleanField(default=False)
    mailed_at = models.DateTimeField(null=True, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["meeting", "version"], name="minutes_version_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id} v{self.version}"


class InsideMinutes(Walled):
    """The whole of a meeting's notes, for the parties at the table. Only where something in it is bara för oss.

    A row of its own, so that no reader of the shared minutes can come upon it by any way.
    """

    minutes = models.OneToOneField(Minutes, models.CASCADE, related_name="inside")
    snapshot = models.JSONField()
    salt = models.CharField(max_length=32)  # the seal covers these words too, and must not let anybody guess them

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.minutes_id} inside"


class Correction(Walled):
    """What was wrong in the minutes; the frozen text stays as it was and this stands beside it, with its day."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="corrections")
    text = models.CharField(_("rättelse"), max_length=500)
    is_internal = models.BooleanField(_("bara för oss"), default=False)
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text


class Approval(Walled):
    """Justering: one chosen person, and what they approved, sealed. A correction asks them anew."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="approvals")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True, blank=True)
    seal = models.CharField(max_length=64, blank=True)

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "membership"], name="approves_once"),
            models.CheckConstraint(condition=Q(approved_at=None) | ~Q(seal=""), name="approval_is_sealed"),
        ]

    def __str__(self) -> str:
        return f"{self.minutes_id} {self.membership_id}"

    @property
    def owner_ids(self) -> frozenset[int]:
        """Nobody approves for somebody else."""
        return frozenset({self.membership_id})


class FoundKind(models.TextChoices):
    DECISION = "decision", _("Beslut")
    MEASURE = "measure", _("Åtgärd")
    NOTE = "note", _("Anteckning")
    ANSWER = "answer", _("Svar")
    CORRECTION = "correction", _("Rättelse")


class FoundLine(Walled):
    """One line of the minutes in force, to be searched. Made from the snapshot; it reaches as far as its line does."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="lines")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=FoundKind)
    day = models.DateField()
    text = models.TextField()
    under = models.CharField(max_length=200, blank=True)  # the point, the body that decided, who it is about
    is_internal = models.BooleanField(default=False)
    folded = models.TextField()  # what is searched: see kit.folding

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["-day", "pk"]
        indexes = [models.Index(fields=["partnership", "day"], name="found_by_day")]

    def __str__(self) -> str:
        return self.text
