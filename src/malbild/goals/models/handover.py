"""What somebody who leaves had taken on, offered to a successor who says yes or gives it back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from malbild.access.models import Walled, WalledManager
from malbild.goals.models.aims import OverarchingGoal
from malbild.goals.models.linework import FollowUpRoutine, LineWork
from malbild.goals.models.measures import Measure
from malbild.partnerships.models import Membership

THINGS = ("measure", "goal", "line_work", "routine")


class HandoverAnswers(models.TextChoices):
    ASKED = "asked", _("Tillfrågad")  # an åtgärd: its own question carries the yes from here
    TAKEN = "taken", _("Tog över")
    RETURNED = "returned", _("Lämnade tillbaka")
    WITHDRAWN = "withdrawn", _("Någon annan föreslogs")


def _only(thing: str) -> Q:
    return Q(**{f"{name}__isnull": name != thing for name in THINGS})


class Handover(Walled):
    """One thing of one seat, offered to another. The thing changes hands at the yes and not before."""

    seat = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    to = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    measure = models.ForeignKey(Measure, models.CASCADE, null=True, blank=True, related_name="handovers")
    goal = models.ForeignKey(OverarchingGoal, models.CASCADE, null=True, blank=True, related_name="handovers")
    line_work = models.ForeignKey(LineWork, models.CASCADE, null=True, blank=True, related_name="handovers")
    routine = models.ForeignKey(FollowUpRoutine, models.CASCADE, null=True, blank=True, related_name="handovers")
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=HandoverAnswers, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    text = models.CharField(_("en rad"), max_length=280, blank=True)

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=_only("measure") | _only("goal") | _only("line_work") | _only("routine"),
                name="handover_of_one_thing",
            ),
            *(
                models.UniqueConstraint(fields=[thing], condition=Q(answer=""), name=f"one_open_handover_of_{thing}")
                for thing in THINGS
            ),
        ]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.seat_id} till {self.to_id}"

    @property
    def owner_ids(self) -> frozenset[int]:
        """It is the successor's own to answer."""
        return frozenset({self.to_id})

    @property
    def thing(self) -> Measure | OverarchingGoal | LineWork | FollowUpRoutine:
        found = self.measure or self.goal or self.line_work or self.routine
        assert found is not None  # noqa: S101 - the constraint says so
        return found
