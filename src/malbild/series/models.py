"""Open statistics: the same for all partnerships, so outside their walls. What a group counts itself is not here."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from malbild.accounts.models import User
from malbild.series.names import name_of
from malbild.series.readings import Step, Unit


class Steps(models.TextChoices):
    MONTH = Step.MONTH.value, _("månad")
    QUARTER = Step.QUARTER.value, _("kvartal")
    YEAR = Step.YEAR.value, _("år")


class Units(models.TextChoices):
    COUNT = Unit.COUNT.value, _("antal")
    PER_100_000 = Unit.PER_100_000.value, _("per 100 000 invånare")
    PER_1_000 = Unit.PER_1_000.value, _("per 1 000 invånare")
    PERCENT = Unit.PERCENT.value, _("procent")
    PEOPLE = Unit.PEOPLE.value, _("invånare")
    SEK = Unit.SEK.value, _("kronor")
    OTHER = Unit.OTHER.value, _("annat")


SOURCES = {
    "bra_sol": "Brå, anmälda brott",
    "bra_csv": "Brå, anmälda brott",
    "kolada": "Kolada",
    "scb": "SCB",
    "polisen": "Polisen",
}


class Delivery(models.Model):
    """One file or one answer, taken in whole. Its bytes are not kept: `sha256` tells whether it has come before."""

    source = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    notes = models.JSONField(default=list)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "sha256"], condition=Q(taken_back_at=None), name="a_file_is_taken_in_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Indicator(models.Model):
    """What is counted, in which unit and how often, as the source calls it. A changed unit is another indicator."""

    source = models.CharField(max_length=20)
    category = models.CharField(max_length=300)
    unit = models.CharField(max_length=12, choices=Units)
    step = models.CharField(max_length=8, choices=Steps)
    latest = models.ForeignKey(Delivery, models.SET_NULL, null=True, related_name="+")  # that touched any of its series

    class Meta:
        ordering = ["source", "category", "unit", "step"]
        constraints = [
            models.UniqueConstraint(fields=["source", "category", "unit", "step"], name="an_indicator_stands_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """For people; some sources have only codes in their files."""
        return name_of(self.source, self.category)

    @property
    def source_name(self) -> str:
        """Whom the numbers come from, as they want to be named."""
        return SOURCES.get(self.source, self.source)


class Series(models.Model):
    """One indicator in one area, all of its periods in `data` (`Packed`)."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="series")
    area = models.CharField(max_length=80)  # a municipality's code, or a name of the source's own
    first = models.IntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["indicator", "area"], name="a_series_stands_once")]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.area}"


class Revision(models.Model):
    """What a delivery changed in a series that had other numbers: the old cells, packed, at their positions."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="revisions")
    series = models.ForeignKey(Series, models.CASCADE, related_name="revisions")
    positions = models.JSONField()
    data = models.BinaryField()

    class Meta:
        ordering = ["-delivery_id", "series_id"]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.series_id}"


class Upload(models.Model):
    """A file that somebody dropped in the browser, until it is a delivery or is not. Its sender alone sees it.

    The bytes are kept while it waits, and for a week when it was refused so that it can be given back with marks.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("väntar på att läsas")
        READING = "reading", _("läses in")
        DONE = "done", _("inläst")
        REFUSED = "refused", _("kunde inte läsas")
        CANCELLED = "cancelled", _("avbruten")

    name = models.CharField(max_length=200)
    raw = models.BinaryField()
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)  # when a worker began with it
    year = models.PositiveSmallIntegerField(null=True)
    is_preliminary = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    message = models.TextField(blank=True)
    problems = models.JSONField(default=list)  # [row, why, text]
    delivery = models.ForeignKey(Delivery, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_going_on(self) -> bool:
        return self.state in (self.State.WAITING, self.State.READING)


class Fetch(models.Model):
    """How it went the last time numbers were fetched from a source by themselves."""

    source = models.CharField(max_length=20, unique=True)
    tried_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)  # when it last went well
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    message = models.TextField(blank=True)
    delivery = models.ForeignKey(Delivery, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return self.source

    @property
    def source_name(self) -> str:
        return SOURCES.get(self.source, self.source)


class PoliceEvent(models.Model):
    """News from the police's own site, kept for two months. What press desks choose to tell is counted nowhere."""

    number = models.BigIntegerField(unique=True)  # the police's own
    at = models.DateTimeField()
    kind = models.CharField(max_length=120)
    title = models.CharField(max_length=300)
    url = models.CharField(max_length=400)
    area = models.CharField(max_length=4, blank=True, db_index=True)

    class Meta:
        ordering = ["-at", "-number"]

    def __str__(self) -> str:
        return self.title
