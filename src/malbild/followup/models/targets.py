"""What a goal or an uppdrag is measured by."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from malbild.access.actor import Area
from malbild.access.models import Walled, WalledManager
from malbild.goals.models import Assignment, OverarchingGoal
from malbild.partnerships.models import Membership
from malbild.series.models import Indicator


class Wanted(models.TextChoices):
    """Which way is better. A figure itself is neither good nor bad."""

    FEWER = "fewer", _("färre")
    MORE = "more", _("fler")


class Target(Walled):
    """What a goal or an uppdrag is measured by: an open figure of a municipality (`indicator`, `area`), or one of the
    group's `own`. Without either the group follows that the work is done.

    `baseline` is the mean a year of the years named in `baseline_years`, as it stood when the target was set (of the
    group's own: the latest number); `target` is a number a year, or with `window` 3 the sum of three years.
    """

    AREA = Area.PLAN

    goal = models.OneToOneField(OverarchingGoal, models.CASCADE, null=True, blank=True, related_name="target")
    assignment = models.OneToOneField(Assignment, models.CASCADE, null=True, blank=True, related_name="target")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="+")
    area = models.CharField(max_length=80, blank=True)
    own = models.ForeignKey("followup.OwnFigure", models.PROTECT, null=True, blank=True, related_name="targets")
    wanted = models.CharField(max_length=8, choices=Wanted, default=Wanted.FEWER)
    baseline = models.FloatField(null=True, blank=True)
    baseline_years = models.CharField(max_length=20, blank=True)  # 2020–2024
    target = models.PositiveIntegerField(null=True, blank=True)
    window = models.PositiveSmallIntegerField(default=1)
    due = models.DateField(null=True, blank=True)
    set_on = models.DateField()
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=Q(goal__isnull=False, assignment__isnull=True)
                | Q(goal__isnull=True, assignment__isnull=False),
                name="target_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(indicator__isnull=True) | Q(own__isnull=True), name="target_on_one_figure"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.goal_id or self.assignment_id} {self.indicator_id}"
