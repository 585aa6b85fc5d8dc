"""The quarter's direction (inriktningsbeslut), and what the group learned of the quarter that went."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from malbild.access.models import Walled, WalledManager
from malbild.meetings import states
from malbild.meetings.models.capture import Entry
from malbild.meetings.models.meetings import Meeting
from malbild.meetings.quarters import Quarter

LONGEST_DIRECTION = 130  # three of them, with their quarter, fit in one decision
LONGEST_LEARNED = 350


class DirectionStates(models.TextChoices):
    PREPARING = states.DirectionState.PREPARING.value, _("Förbereds")
    DECIDED = states.DirectionState.DECIDED.value, _("Beslutat")
    IN_FORCE = states.DirectionState.IN_FORCE.value, _("Gäller")
    EVALUATED = states.DirectionState.EVALUATED.value, _("Utvärderat")


class DirectionDecision(Walled):
    """One to three directions for a quarter, in the group's own words. Readers see it when its meeting is closed."""

    starts_on = models.DateField()  # the quarter's first day
    state = models.CharField(max_length=10, choices=DirectionStates, default=DirectionStates.PREPARING)
    first = models.CharField(_("första inriktningen"), max_length=LONGEST_DIRECTION)
    second = models.CharField(_("andra inriktningen"), max_length=LONGEST_DIRECTION, blank=True)
    third = models.CharField(_("tredje inriktningen"), max_length=LONGEST_DIRECTION, blank=True)
    body = models.CharField(_("vem beslutar?"), max_length=120, blank=True)
    decided_in = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="directions")
    decided_on = models.DateField(null=True, blank=True)
    entry = models.OneToOneField(Entry, models.SET_NULL, null=True, blank=True, related_name="direction")

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "starts_on"], name="one_direction_a_quarter"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} {self.state}"

    @property
    def quarter(self) -> Quarter:
        return Quarter.of(self.starts_on)

    @property
    def lines(self) -> list[str]:
        return [text for text in (self.first, self.second, self.third) if text]

    @property
    def is_decided(self) -> bool:
        return self.state != states.DirectionState.PREPARING

    def standing(self, on: dt.date) -> str:
        """The state as it is told on a day."""
        told = states.standing(states.DirectionState(self.state), starts_on=self.starts_on, on=on)
        return str(DirectionStates(told).label)


class QuarterEvaluation(Walled):
    """What the group learned of a quarter, with or without a direction: written before the next one is decided.

    A row of its own, since it reaches as far as its own meeting does, and not as far as the decision it is about.
    """

    starts_on = models.DateField()
    learned = models.CharField(_("vad lärde vi oss?"), max_length=LONGEST_LEARNED)
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="evaluations")
    evaluated_on = models.DateField()
    entry = models.OneToOneField(Entry, models.SET_NULL, null=True, blank=True, related_name="evaluation")

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "starts_on"], name="one_evaluation_a_quarter"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on}"
