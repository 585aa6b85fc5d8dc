"""What is written while the meeting goes on, and who was there."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from malbild.access.models import Walled, WalledManager
from malbild.goals.models import Assignment, Measure
from malbild.meetings.models.agenda import AgendaPoint
from malbild.meetings.models.meetings import Meeting
from malbild.partnerships.models import Membership


class EntryKind(models.TextChoices):
    DECISION = "decision", _("Beslut")
    MEASURE = "measure", _("Åtgärd")
    NOTE = "note", _("Anteckning")


class Entry(Walled):
    """One captured line. It changes the plan when the meeting closes: until then it can be changed and undone.

    An åtgärd points at the row it became, or at an existing draft that got its owner here; a decision may
    settle what an åtgärd or an uppdrag waited for.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="entries")
    point = models.ForeignKey(AgendaPoint, models.CASCADE, null=True, blank=True, related_name="entries")
    kind = models.CharField(max_length=8, choices=EntryKind)
    text = models.CharField(_("vad"), max_length=500)
    body = models.CharField(_("vem beslutar?"), max_length=120, blank=True)
    owner = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    due = models.DateField(_("klart senast"), null=True, blank=True)
    measure = models.ForeignKey(Measure, models.SET_NULL, null=True, blank=True, related_name="+")
    is_measure_born_here = models.BooleanField(default=False)  # the closing made the åtgärd from this line
    assignment = models.ForeignKey(Assignment, models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    is_internal = models.BooleanField(_("bara för oss"), default=False)  # left out of what is shared
    at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_draft(self) -> bool:
        """An åtgärd that nobody can be asked about yet."""
        return self.kind == EntryKind.MEASURE and (self.owner_id is None or self.due is None)


class Attendance(Walled):
    """One person at the table who was there."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["meeting", "membership"], name="attends_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.membership_id}"


class Writing(Walled):
    """Who has a line half written, and where: told to the other note-takers, forgotten after some seconds."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="writing")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    point = models.ForeignKey(AgendaPoint, models.CASCADE, null=True, blank=True, related_name="+")
    entry = models.ForeignKey(Entry, models.CASCADE, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["meeting", "membership"], name="writes_in_one_place")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.membership_id}"
