"""Åtgärder: someone does something, has said yes, and answers how it goes."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from malbild.access.actor import Area
from malbild.access.models import BaseWalledManager, Walled, WalledManager, WalledQuerySet
from malbild.goals.models.assignments import Assignment, SubGoal
from malbild.goals.names import Answers, MeasureStates, Reasons, Sizes
from malbild.goals.states import MEASURE_OPEN, MEASURE_PROMISED
from malbild.kit import clock
from malbild.partnerships.models import Membership
from malbild.situation.models import Cause


class MeasureQuerySet(WalledQuerySet["Measure"]):
    def open(self) -> Self:
        """Neither done nor ended; a paused measure is open."""
        return self.filter(state__in=[s.value for s in MEASURE_OPEN])

    def promised(self) -> Self:
        """Its owner has said yes and it is not finished."""
        return self.filter(state__in=[s.value for s in MEASURE_PROMISED])

    def overdue(self, on: dt.date) -> Self:
        """Promised and past its last day; due on `on` itself is not overdue."""
        return self.promised().filter(due__lt=on)

    def owned_by(self, membership_id: int) -> Self:
        return self.filter(owner_id=membership_id)


PUT_OFF_TOO_OFTEN = 3  # EXPERIENCE 7: the third "Ny tid" asks for another way

MeasureManager = BaseWalledManager.from_queryset(MeasureQuerySet)


class Measure(Walled):
    """An åtgärd: one verb, one owner, one day. It is a promise only when its owner has said yes."""

    AREA = Area.PLAN
    ANSWERER_KEY = "pk"

    number = models.PositiveSmallIntegerField()
    assignment = models.ForeignKey(Assignment, models.SET_NULL, null=True, blank=True, related_name="measures")
    sub_goal = models.ForeignKey(SubGoal, models.SET_NULL, null=True, blank=True, related_name="measures")
    cause = models.ForeignKey(Cause, models.SET_NULL, null=True, blank=True, related_name="measures")
    title = models.CharField(_("åtgärd"), max_length=200)
    how_it_acts = models.CharField(_("hur ska den påverka orsaken?"), max_length=200, blank=True)
    owner = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    due = models.DateField(_("klart senast"), null=True, blank=True)
    first_step = models.CharField(_("första steget"), max_length=200, blank=True)
    if_then = models.CharField(_("när … så …"), max_length=200, blank=True)
    size = models.CharField(_("ungefär hur mycket arbete"), max_length=5, choices=Sizes, blank=True)
    state = models.CharField(max_length=12, choices=MeasureStates, default=MeasureStates.DRAFT)
    is_decision_needed = models.BooleanField(default=False)
    asked_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    before_yes = models.JSONField(null=True, blank=True)  # what taking the yes back puts back
    done_on = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)  # the last fresh answer, whoever recorded it
    rhythm_days = models.PositiveSmallIntegerField(default=60)
    new_dates = models.PositiveSmallIntegerField(default=0)  # how many times "Ny tid"
    end_reason = models.CharField(max_length=24, choices=Reasons, blank=True)
    end_note = models.CharField(max_length=300, blank=True)
    replaced_by = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    imported_by = models.ForeignKey("goals.PlanImport", models.SET_NULL, null=True, blank=True, related_name="measures")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = MeasureManager()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["partnership", "number"], name="measure_number_once")]
        ordering = ["number"]

    def __str__(self) -> str:
        return self.title

    @property
    def owner_ids(self) -> frozenset[int]:
        return frozenset({self.owner_id} if self.owner_id else ())

    @property
    def is_put_off_again(self) -> bool:
        """The third "Ny tid": time to ask whether to split it, hand it over or end it."""
        return self.new_dates >= PUT_OFF_TOO_OFTEN and self.state in {s.value for s in MEASURE_OPEN}


class MeasureAnswer(Walled):
    """One answer. Undone answers stay, marked, so that the history is true."""

    ANSWERER_KEY = "measure_id"

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="answers")
    answer = models.CharField(max_length=10, choices=Answers)
    text = models.CharField(_("en rad"), max_length=280, blank=True)
    reason = models.CharField(max_length=24, choices=Reasons, blank=True)
    new_due = models.DateField(null=True, blank=True)
    before = models.JSONField(default=dict)  # what an undo puts back: state, due, answered_at …
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    via = models.CharField(max_length=10, default="page")  # page, mail, meeting
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.answer} {self.at:%Y-%m-%d}"


class HelpRequest(Walled):
    """An open call for help or for a decision; closed by an organiser or by a later answer."""

    ANSWERER_KEY = "measure_id"

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="help_requests")
    text = models.CharField(_("vad behövs?"), max_length=280, blank=True)
    reason = models.CharField(max_length=24, choices=Reasons, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("så löste vi det"), max_length=280, blank=True)

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["opened_at"]

    def __str__(self) -> str:
        return self.text or str(self.pk)


class MeasureEvent(Walled):
    """A step in a measure's life, for the drawing sagt → beslutat → accepterat → klart."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="events")
    deed = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=MeasureStates)
    text = models.CharField(max_length=300, blank=True)  # one line that came with the step: who to ask instead, why
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.deed} {self.at:%Y-%m-%d}"
