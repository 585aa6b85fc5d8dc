"""What was said of open figures, whom they are compared with, and a group's own numbers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from malbild.access.actor import Area
from malbild.access.models import Walled, WalledManager
from malbild.followup.models.targets import Wanted
from malbild.followup.own.table import Value
from malbild.partnerships.models import Membership
from malbild.series.models import Delivery, Indicator
from malbild.statistics import Because, State


class Judgement(models.Model):
    """What may be said of one open figure in one municipality, kept until the figure gets other numbers.

    It stands outside the wall: it is made of open numbers alone. `before` is the state that stood before this one,
    empty for the first, and `turned_at` when this one came; `adjusted` the chance of the difference, adjusted for how
    many figures of the municipality are judged; `numbers` the rest of the verdict (`figures.judging`).
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="judgements")
    area = models.CharField(max_length=80)
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="+")  # the newest that it was made on
    people = models.ForeignKey(Delivery, models.SET_NULL, null=True, related_name="+")  # the population's newest then
    at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=[(s.value, s.value) for s in State])
    because = models.CharField(max_length=16, choices=[(b.value, b.value) for b in Because])
    before = models.CharField(max_length=16, blank=True)
    turned_at = models.DateTimeField()
    adjusted = models.FloatField(null=True)
    numbers = models.JSONField()

    class Meta:
        ordering = ["area", "indicator_id"]
        constraints = [models.UniqueConstraint(fields=["indicator", "area"], name="a_figure_is_judged_once")]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.area} {self.state}"


class Kind(models.TextChoices):
    """How the municipalities that a figure is compared with were found."""

    SKR = "skr", _("Kommuner i samma SKR-grupp")
    KOLADA = "kolada", _("Koladas liknande kommuner")
    NEAREST = "nearest", _("De närmaste i storlek, täthet och tillväxt")


class Comparison(Walled):
    """Whom the group compares a figure with; without an `indicator` all that have no choice of their own."""

    AREA = Area.PLAN

    indicator = models.ForeignKey(Indicator, models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    set_on = models.DateField()
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["partnership", "indicator"], name="one_comparison_a_figure"),
            models.UniqueConstraint(
                fields=["partnership"], condition=Q(indicator=None), name="one_comparison_for_all_figures"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.kind}"


class OwnUnit(models.TextChoices):
    COUNT = "count", _("antal")
    PERCENT = "percent", _("procent av dem som svarat")
    SEK = "sek", _("kronor")


class OwnFigure(Walled):
    """What the group counts itself, year by year: `values` are [year, value, answers or null], the oldest first."""

    AREA = Area.PLAN

    title = models.CharField(_("vad räknar ni?"), max_length=120)
    unit = models.CharField(max_length=8, choices=OwnUnit)
    source = models.CharField(_("varifrån kommer siffrorna?"), max_length=160, blank=True)
    wanted = models.CharField(max_length=8, choices=Wanted, default=Wanted.FEWER)
    values = models.JSONField()
    changed_on = models.DateField()
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def course(self) -> list[Value]:
        return [Value(int(year), float(value), answers) for year, value, answers in self.values]
