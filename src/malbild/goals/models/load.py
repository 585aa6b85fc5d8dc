"""How much time a person has said that they can give: their own word, and unknown until they give it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from malbild.access.models import Walled, WalledManager
from malbild.goals import load
from malbild.partnerships.models import Membership


class Periods(models.TextChoices):
    WEEK = load.Period.WEEK.value, _("i veckan")
    MONTH = load.Period.MONTH.value, _("i månaden")


class TimeToGive(Walled):
    """No row means that nothing is known, which is how everybody begins."""

    membership = models.OneToOneField(Membership, models.CASCADE, related_name="+")
    days = models.DecimalField(_("dagar"), max_digits=3, decimal_places=1)
    per = models.CharField(max_length=5, choices=Periods, default=Periods.MONTH)
    changed_at = models.DateTimeField()

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.days} {self.per}"

    @property
    def owner_ids(self) -> frozenset[int]:
        return frozenset({self.membership_id})
