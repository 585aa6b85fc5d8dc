"""Each party confirms, or objects with a comment, to one version of the målbild, a goal or a delmål."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from malbild.access.actor import Area
from malbild.access.models import Walled, WalledManager
from malbild.goals.models.aims import OverarchingGoal, SharedVision
from malbild.goals.models.assignments import SubGoal
from malbild.partnerships.models import Membership


class ConfirmationAnswer(models.TextChoices):
    CONFIRMED = "confirmed", _("Bekräftar")
    OBJECTED = "objected", _("Invänder")


class Confirmation(Walled):
    """`party` is the party that answers; one answer per party and version, the last one counts."""

    AREA = Area.PLAN

    vision = models.ForeignKey(SharedVision, models.CASCADE, null=True, blank=True, related_name="confirmations")
    goal = models.ForeignKey(OverarchingGoal, models.CASCADE, null=True, blank=True, related_name="confirmations")
    sub_goal = models.ForeignKey(SubGoal, models.CASCADE, null=True, blank=True, related_name="confirmations")
    version = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=10, choices=ConfirmationAnswer)
    comment = models.CharField(_("kommentar"), max_length=500, blank=True)
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=Q(vision__isnull=False, goal=None, sub_goal=None)
                | Q(vision=None, goal__isnull=False, sub_goal=None)
                | Q(vision=None, goal=None, sub_goal__isnull=False),
                name="confirmation_of_one_thing",
            ),
            *(
                models.UniqueConstraint(fields=["party", thing, "version"], name=f"one_answer_per_{thing}_version")
                for thing in ("vision", "goal", "sub_goal")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.answer} v{self.version}"
