"""The minutes: frozen when the meeting is closed, corrected in the open."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from malbild.access.models import Walled, WalledManager
from malbild.meetings.models.meetings import Meeting
from malbild.partnerships.models import Membership


class Minutes(Walled):
    """One closing's snapshot. A reopened meeting keeps the old version, marked, and gets a new one."""

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


class Correction(Walled):
    """What was wrong in the minutes; the frozen text stays as it was and this stands beside it, with its day."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="corrections")
    text = models.CharField(_("rättelse"), max_length=500)
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text
