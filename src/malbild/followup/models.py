"""What the follow-up found: what was produced, how the work went, what it led to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from malbild.access.actor import Area
from malbild.access.models import Walled, WalledManager
from malbild.followup.own.table import Value
from malbild.goals.models import Assignment, LineWork, OverarchingGoal, SubGoal
from malbild.goals.names import Reasons
from malbild.partnerships.models import Membership
from malbild.series.models import Delivery, Indicator
from malbild.statistics import Because, State

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


class Judgement(models.Model):
    """What may be said of one open figure in one municipality, kept until the figure gets other numbers.

    It stands outside the wall: it is made of open numbers alone. `before` is the state that stood before this one,
    empty for the first, and `turned_at` when this one came; `adjusted` the chance of the difference, adjusted for how
    many figures of the municipality are judged; `numbers` the rest of the verdict (`figures.judging`).
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="judgements")
    area = models.CharField(max_length=80)
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="+")  # the newest that it was made on
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


class Wanted(models.TextChoices):
    """Which way is better. A figure itself is neither good nor bad."""

    FEWER = "fewer", _("färre")
    MORE = "more", _("fler")


class Target(Walled):
    """What a goal or an uppdrag is measured by. Without an `indicator` the group follows that the work is done.

    `baseline` is the mean a year of the years named in `baseline_years`, as it stood when the target was set; `target`
    is a number a year, or with `window` 3 the sum of three years.
    """

    AREA = Area.PLAN

    goal = models.OneToOneField(OverarchingGoal, models.CASCADE, null=True, blank=True, related_name="target")
    assignment = models.OneToOneField(Assignment, models.CASCADE, null=True, blank=True, related_name="target")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="+")
    area = models.CharField(max_length=80, blank=True)
    wanted = models.CharField(max_length=8, choices=Wanted, default=Wanted.FEWER)
    baseline = models.FloatField(null=True, blank=True)
    baseline_years = models.CharField(max_length=20, blank=True)  # 2020–2024
    target = models.PositiveIntegerField(null=True, blank=True)
    window = models.PositiveSmallIntegerField(default=1)
    due = models.DateField(null=True, blank=True)
    set_on = models.DateField()
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=Q(goal__isnull=False, assignment__isnull=True)
                | Q(goal__isnull=True, assignment__isnull=False),
                name="target_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.goal_id or self.assignment_id} {self.indicator_id}"


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
