"""What happened in the room, in order, and what grew out of it."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from malbild.access.actor import Area
from malbild.access.lasting import LastingQuerySet, WrittenOnce
from malbild.access.models import BaseWalledManager, Walled, WalledManager
from malbild.goals.models import (
    Assignment,
    FollowUpRoutine,
    Lesson,
    LineWork,
    Measure,
    OverarchingGoal,
    SharedVision,
    SubGoal,
)
from malbild.meetings.models import Meeting
from malbild.partnerships.models import Membership
from malbild.workshops.models.board import Group
from malbild.workshops.models.room import Workshop

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

KIND_NAMES: dict[str, StrPromise] = {
    "line_work": _("Följs"),
    "lesson": _("Lärdom"),
    "vision": _("Målbild"),
    "goal": _("Mål"),
    "assignment": _("Uppdrag"),
    "sub_goal": _("Delmål"),
    "measure": _("Åtgärd"),
    "routine": _("Rutin"),
    "meeting": _("Nästa möte"),
}
KINDS = ("line_work", "lesson", "vision", "goal", "assignment", "sub_goal", "measure", "routine", "meeting")
_ONE_KIND = reduce(or_, (Q(**{f"{k}__isnull": k != chosen for k in KINDS}) for chosen in KINDS))


LogManager = BaseWalledManager.from_queryset(LastingQuerySet)


class Event(WrittenOnce):
    """One line of the log; never changed, never removed. `by` stands for leaders only.

    `data["now"]` holds what became of the rows, so that the log alone gives the room again (`workshops.replay`).
    `undo` holds what the rows were before: {"workshop": {...}, "cards": {id: {...}}, "groups": {...}, "rounds": {...}}.
    """

    AREA = Area.WORKSHOP

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="events")
    seq = models.PositiveIntegerField()
    what = models.CharField(max_length=24)
    at = models.DateTimeField()
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    is_lead = models.BooleanField(default=False)  # a leader's deed: can be undone when it has `undo`
    data = models.JSONField(default=dict)
    undo = models.JSONField(null=True, blank=True)
    undoes = models.OneToOneField("self", models.CASCADE, null=True, blank=True, related_name="undone_by")

    objects = LogManager()

    class Meta(WrittenOnce.Meta):
        abstract = False
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["workshop", "seq"], name="event_seq_once")]

    def __str__(self) -> str:
        return f"{self.seq} {self.what}"


class Outcome(Walled):
    """Something in the plan that grew from this workshop, and the group of cards it grew from.

    A thing that grew from several groups has a row for each. `title` is its name as it was said in the room, since
    a guest sees the workshop and nothing of the plan.
    """

    AREA = Area.WORKSHOP
    GUEST_KEY = "workshop_id"

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="outcomes")
    step = models.PositiveSmallIntegerField()
    group = models.ForeignKey(Group, models.SET_NULL, null=True, blank=True, related_name="outcomes")
    title = models.CharField(max_length=280)
    line_work = models.ForeignKey(LineWork, models.CASCADE, null=True, blank=True, related_name="+")
    lesson = models.ForeignKey(Lesson, models.CASCADE, null=True, blank=True, related_name="+")
    vision = models.ForeignKey(SharedVision, models.CASCADE, null=True, blank=True, related_name="+")
    goal = models.ForeignKey(OverarchingGoal, models.CASCADE, null=True, blank=True, related_name="+")
    assignment = models.ForeignKey(Assignment, models.CASCADE, null=True, blank=True, related_name="+")
    sub_goal = models.ForeignKey(SubGoal, models.CASCADE, null=True, blank=True, related_name="+")
    measure = models.ForeignKey(Measure, models.CASCADE, null=True, blank=True, related_name="+")
    routine = models.ForeignKey(FollowUpRoutine, models.CASCADE, null=True, blank=True, related_name="+")
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, blank=True, related_name="+")

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=_ONE_KIND, name="outcome_is_one_thing")]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_name(self) -> StrPromise:
        return KIND_NAMES[self.kind]

    @property
    def kind(self) -> str:
        return next(k for k in KINDS if getattr(self, f"{k}_id") is not None)
