"""What the follow-up found, what hinders were met with, and what is usual."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from malbild.access.actor import Area
from malbild.access.models import Walled, WalledManager
from malbild.goals.models import Assignment, LineWork, OverarchingGoal, SubGoal
from malbild.goals.names import Reasons
from malbild.partnerships.models import Membership

THINGS = ("assignment", "goal", "sub_goal", "line_work")


class NoteKind(models.TextChoices):
    """Brå's three parts of a follow-up."""

    PRODUCTION = "production", _("Gjordes det vi sa?")
    PROCESS = "process", _("Hur gick arbetet?")
    EFFECT = "effect", _("Vad blev det för skillnad?")


class FollowUpNote(Walled):
    """One finding about one thing. `deviation` is a reason code when it went otherwise than planned."""

    AREA = Area.PLAN

    kind = models.CharField(max_length=10, choices=NoteKind, default=NoteKind.PRODUCTION)
    goal = models.ForeignKey(OverarchingGoal, models.CASCADE, null=True, blank=True, related_name="notes_made")
    assignment = models.ForeignKey(Assignment, models.CASCADE, null=True, blank=True, related_name="notes_made")
    sub_goal = models.ForeignKey(SubGoal, models.CASCADE, null=True, blank=True, related_name="notes_made")
    line_work = models.ForeignKey(LineWork, models.CASCADE, null=True, blank=True, related_name="notes_made")
    finding = models.TextField(_("vad såg ni?"))
    deviation = models.CharField(_("varför blev det annorlunda?"), max_length=24, choices=Reasons, blank=True)
    lesson = models.CharField(_("vad tar ni med er?"), max_length=280, blank=True)
    on = models.DateField(_("dag"))
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    *(
                        Q(**{f"{one}__isnull": False}, **{f"{other}__isnull": True for other in THINGS if other != one})
                        for one in THINGS
                    ),
                    _connector=Q.OR,
                ),
                name="note_on_one_thing",
            )
        ]
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class UsualShare(models.Model):
    """How many åtgärder were done in time over all partnerships, counted once a day: two sums and nothing of whose.

    It stands outside the wall on purpose and holds nothing from inside it but the sums, which are used only when
    enough partnerships are in them.
    """

    day = models.DateField(_("dag"), unique=True)
    in_time = models.PositiveIntegerField()
    counted = models.PositiveIntegerField()
    partnerships = models.PositiveIntegerField()  # those with at least one counted

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}"


class HinderDeed(Walled):
    """What was done about a kind of hinder: one line for the group and its leaders, about the reason and nobody."""

    reason = models.CharField(_("hinder"), max_length=24, choices=Reasons)
    text = models.CharField(_("vad gjorde ni?"), max_length=280)
    on = models.DateField(_("dag"))
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.reason} {self.on}"
