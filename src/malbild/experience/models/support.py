"""What the partnership asks of the method support, and what it has promised to come back with."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from malbild.access.actor import Area
from malbild.access.models import Walled, WalledManager
from malbild.experience.names import SupportStates
from malbild.experience.states import SupportState
from malbild.partnerships.models import Membership


class SupportRequest(Walled):
    """What is asked, by whom, when; the answers are its steps and the outcome its last word (FR-20)."""

    AREA = Area.SUPPORT

    text = models.CharField(_("vad vill ni ha hjälp med?"), max_length=1000)
    wanted_by = models.DateField(_("när behöver ni det?"), null=True, blank=True)
    state = models.CharField(max_length=20, choices=SupportStates, default=SupportState.REQUESTED)
    asked_by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    waits_for_supporter = models.BooleanField(default=True)
    outcome = models.CharField(_("vad blev det?"), max_length=1000, blank=True)

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return self.text[:60]


class SupportStep(Walled):
    AREA = Area.SUPPORT

    request = models.ForeignKey(SupportRequest, models.CASCADE, related_name="steps")
    deed = models.CharField(max_length=12)
    text = models.CharField(max_length=2000, blank=True)
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.deed


class Feedback(Walled):
    """Återkoppling till metodstödet: what is promised, by when, by whom; `package` is what was sent (FR-44)."""

    AREA = Area.SUPPORT

    what = models.CharField(_("vad ska ni återkoppla?"), max_length=300)
    due = models.DateField(_("senast när?"))
    owner = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.CharField(_("hälsning"), max_length=1000, blank=True)
    package = models.JSONField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["due", "pk"]

    def __str__(self) -> str:
        return self.what

    @property
    def owner_ids(self) -> frozenset[int]:
        return frozenset({self.owner_id} if self.owner_id else ())
