"""Uppdrag: one accountable party and a group, with its SMART delmål."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from malbild.access.actor import Area
from malbild.access.models import Walled, WalledManager
from malbild.goals.models.aims import OverarchingGoal
from malbild.goals.models.linework import FollowUpRoutine
from malbild.goals.names import GoalStates
from malbild.partnerships.models import Party


class Assignment(Walled):
    """An uppdrag answers how a goal is reached. It is development work: active only with a goal and a delmål."""

    AREA = Area.PLAN

    goal = models.ForeignKey(OverarchingGoal, models.PROTECT, null=True, blank=True, related_name="assignments")
    title = models.CharField(_("uppdrag"), max_length=160)
    lead_party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    group = models.CharField(_("grupp"), max_length=200, blank=True)  # functions and organisations, not private people
    routine = models.ForeignKey(FollowUpRoutine, models.SET_NULL, null=True, blank=True, related_name="assignments")
    state = models.CharField(max_length=12, choices=GoalStates, default=GoalStates.DRAFT)
    from_day = models.DateField(null=True, blank=True)
    to_day = models.DateField(null=True, blank=True)
    decision_needed = models.CharField(_("beslut som behövs"), max_length=300, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    end_note = models.CharField(max_length=300, blank=True)
    # "Vilar": by decision only, with the day to look again. `rested`: the åtgärder it paused, and their states.
    rests_on = models.DateField(null=True, blank=True)
    look_again_on = models.DateField(_("när tittar ni igen?"), null=True, blank=True)
    rest_note = models.CharField(_("vem beslutade, och varför?"), max_length=300, blank=True)
    rested = models.JSONField(default=dict, blank=True)

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class SubGoalKind(models.TextChoices):
    EFFECT = "effect", _("Effektmål")
    PROCESS = "process", _("Processmål")
    OUTPUT = "output", _("Produktionsmål")


class SubGoal(Walled):
    """A delmål with the five SMART answers, all advisory."""

    AREA = Area.PLAN

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="sub_goals")
    title = models.CharField(_("delmål"), max_length=200)
    kind = models.CharField(max_length=8, choices=SubGoalKind, default=SubGoalKind.PROCESS)
    specific = models.CharField(_("vad exakt?"), max_length=200, blank=True)
    measurable = models.CharField(_("hur märks det?"), max_length=200, blank=True)
    acceptable = models.CharField(_("är det etiskt och politiskt godtagbart?"), max_length=200, blank=True)
    realistic = models.CharField(_("har ni tid och mandat?"), max_length=200, blank=True)
    due = models.DateField(_("klart senast"), null=True, blank=True)
    state = models.CharField(max_length=12, choices=GoalStates, default=GoalStates.DRAFT)
    version = models.PositiveSmallIntegerField(default=1)
    changed_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    end_note = models.CharField(max_length=300, blank=True)

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["due", "pk"]

    def __str__(self) -> str:
        return self.title
