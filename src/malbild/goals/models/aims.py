"""Where we want to go: the målbild sentence and one to three overarching goals."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from malbild.access.actor import Area
from malbild.access.models import Walled, WalledManager
from malbild.goals.names import GoalStates
from malbild.partnerships.models import Membership
from malbild.situation.models import Cause, Problem


class SharedVision(Walled):
    """The målbild: one sentence, versioned; the version in force is the one with `is_current`."""

    AREA = Area.PLAN

    sentence = models.CharField(_("målbild"), max_length=200)
    horizon_year = models.PositiveSmallIntegerField(_("år"))
    version = models.PositiveSmallIntegerField(default=1)
    changed_on = models.DateField()
    is_current = models.BooleanField(default=True)

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["partnership", "version"], name="vision_version_once"),
            models.UniqueConstraint(fields=["partnership"], condition=Q(is_current=True), name="one_current_vision"),
        ]

    def __str__(self) -> str:
        return self.sentence


class OverarchingGoal(Walled):
    """What we want to achieve and which effects. Without wording it is a "mål att formulera" with owner and date."""

    AREA = Area.PLAN

    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("vad vill vi åstadkomma?"), max_length=200)
    effect = models.TextField(_("vilka effekter vill vi uppnå?"), blank=True)
    notes = models.TextField(_("anteckningar från samtalet"), blank=True)
    state = models.CharField(max_length=12, choices=GoalStates, default=GoalStates.DRAFT)
    version = models.PositiveSmallIntegerField(default=1)
    changed_on = models.DateField()
    formulate_by = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    formulate_due = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    end_note = models.CharField(max_length=300, blank=True)
    problems = models.ManyToManyField(Problem, through="GoalProblem", related_name="goals")
    causes = models.ManyToManyField(Cause, through="GoalCause", related_name="goals")

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["partnership", "number"], name="goal_number_once")]
        ordering = ["number"]

    def __str__(self) -> str:
        return self.title

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whoever took on to word the goal may write it until it is worded."""
        return frozenset({self.formulate_by_id} if self.formulate_by_id and self.state == GoalStates.DRAFT else ())


class GoalProblem(Walled):
    AREA = Area.PLAN

    goal = models.ForeignKey(OverarchingGoal, models.CASCADE, related_name="problem_links")
    problem = models.ForeignKey(Problem, models.CASCADE, related_name="goal_links")

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["goal", "problem"], name="goal_problem_once")]

    def __str__(self) -> str:
        return f"{self.goal_id}–{self.problem_id}"


class GoalCause(Walled):
    AREA = Area.PLAN

    goal = models.ForeignKey(OverarchingGoal, models.CASCADE, related_name="cause_links")
    cause = models.ForeignKey(Cause, models.CASCADE, related_name="goal_links")

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["goal", "cause"], name="goal_cause_once")]

    def __str__(self) -> str:
        return f"{self.goal_id}–{self.cause_id}"
