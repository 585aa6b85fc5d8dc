"""What functions in everyday life and is only followed, the routines that follow it, and its lessons."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from malbild.access.actor import Area
from malbild.access.models import Walled, WalledManager
from malbild.goals.names import LineStates
from malbild.partnerships.models import Membership, Party

DEFAULT_RHYTHM_DAYS = 90


class FollowUpRoutine(Walled):
    """How something is followed: an existing routine is listed before a new one is made (step 4)."""

    AREA = Area.PLAN

    title = models.CharField(_("rutin"), max_length=160)
    rhythm_days = models.PositiveSmallIntegerField(_("hur ofta, i dagar"), default=DEFAULT_RHYTHM_DAYS)
    owner = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    is_existing = models.BooleanField(default=False)

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class LineWork(Walled):
    """Linjearbete: no goals demanded, a light follow-up by rhythm."""

    AREA = Area.PLAN

    title = models.CharField(_("linjearbete"), max_length=160)
    responsible_party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    owner = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    routine = models.ForeignKey(FollowUpRoutine, models.SET_NULL, null=True, blank=True, related_name="line_work")
    state = models.CharField(max_length=8, choices=LineStates, default=LineStates.WORKS)
    followed_on = models.DateField(null=True, blank=True)
    note = models.CharField(_("hur det går till"), max_length=200, blank=True)

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    @property
    def owner_ids(self) -> frozenset[int]:
        return frozenset({self.owner_id} if self.owner_id else ())


class LinePulse(Walled):
    """One light follow-up: Fungerar or Svajar, and at most one line."""

    line_work = models.ForeignKey(LineWork, models.CASCADE, related_name="pulses")
    state = models.CharField(max_length=8, choices=LineStates)
    text = models.CharField(max_length=200, blank=True)
    on = models.DateField()
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.state}"


class Lesson(Walled):
    """A lärdom from what works, reusable when measures are chosen."""

    AREA = Area.PLAN

    text = models.CharField(_("lärdom"), max_length=280)
    line_work = models.ForeignKey(LineWork, models.SET_NULL, null=True, blank=True, related_name="lessons")
    on = models.DateField()

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.text


class WorkMove(Walled):
    """The history of a piece of work between line and development: which way, when, why.

    The other end is an uppdrag, or a single åtgärd that became everyday work.
    """

    AREA = Area.PLAN

    line_work = models.ForeignKey(LineWork, models.CASCADE, related_name="moves")
    assignment = models.ForeignKey("goals.Assignment", models.CASCADE, null=True, blank=True, related_name="moves")
    measure = models.ForeignKey("goals.Measure", models.CASCADE, null=True, blank=True, related_name="moves")
    to_development = models.BooleanField()
    reason = models.CharField(_("skäl"), max_length=200, blank=True)
    on = models.DateField()

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.line_work_id}"
