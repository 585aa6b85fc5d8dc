"""The agenda's points, and what stays until it has been discussed or put away."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from malbild.access.models import Walled, WalledManager
from malbild.goals.models import Assignment, Measure
from malbild.meetings import states
from malbild.meetings.models.meetings import Meeting


class PointKinds(models.TextChoices):
    SINCE_LAST = states.PointKind.SINCE_LAST.value, _("Sedan sist")
    WAITING = states.PointKind.WAITING.value, _("Hjälp och beslut")
    CARRIED = states.PointKind.CARRIED.value, _("Kvar från tidigare")
    IN_DEPTH = states.PointKind.IN_DEPTH.value, _("Djupdykning")
    QUARTER = states.PointKind.QUARTER.value, _("Kvartalet")
    NEWS = states.PointKind.NEWS.value, _("Nytt i siffrorna")
    OWN = states.PointKind.OWN.value, _("Egen punkt")
    NEXT = states.PointKind.NEXT.value, _("Nästa möte")


class AgendaPoint(Walled):
    """One point. Its lines are read from the plan when the page is shown, so they never go stale."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="points")
    kind = models.CharField(max_length=12, choices=PointKinds)
    title = models.CharField(_("punkt"), max_length=160, blank=True)  # own points only
    position = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField(_("minuter"))
    assignment = models.ForeignKey(Assignment, models.SET_NULL, null=True, blank=True, related_name="+")
    is_taken_away = models.BooleanField(default=False)
    handled_at = models.DateTimeField(null=True, blank=True)
    is_internal = models.BooleanField(default=False)  # bara för oss: left out of what is shared

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title or self.kind


class CarryOver(Walled):
    """Something for the next agenda: a group from a workshop, a point that was not reached.

    It stays on every agenda until it has been discussed or put away with a line.
    """

    text = models.CharField(_("vad"), max_length=300)
    reason = models.CharField(_("varför"), max_length=200, blank=True)
    assignment = models.ForeignKey(Assignment, models.SET_NULL, null=True, blank=True, related_name="+")
    measure = models.ForeignKey(Measure, models.SET_NULL, null=True, blank=True, related_name="+")
    from_point = models.OneToOneField(AgendaPoint, models.SET_NULL, null=True, blank=True, related_name="carried")
    first_on = models.DateField()
    times = models.PositiveSmallIntegerField(default=0)  # how many meetings it has followed past
    passed = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="+")
    discussed_in = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="discussed")
    put_away_at = models.DateTimeField(null=True, blank=True)
    put_away_note = models.CharField(_("varför den läggs undan"), max_length=200, blank=True)
    put_away_in = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="+")
    is_internal = models.BooleanField(default=False)  # left over from a point that was bara för oss

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["first_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(put_away_at=None) | ~Q(put_away_note=""), name="put_away_carries_a_line")
        ]

    def __str__(self) -> str:
        return self.text
