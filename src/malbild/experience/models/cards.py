"""Experiences: our own behind the wall, the published copies outside it, and those that came in a file."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from malbild.access.actor import Area
from malbild.access.models import Walled, WalledManager
from malbild.experience.names import CardStates, Certainty
from malbild.experience.states import CardState
from malbild.goals.models import Assignment
from malbild.partnerships.models import Membership
from malbild.partnerships.tags import FORMS, PROBLEMS, SIZES

TITLE, SHORT, LONG, LINE = 120, 1000, 2000, 200
MAX_SUB_GOALS, MAX_MEASURES = 12, 30


class CardText(models.Model):
    """What an experience says. The same fields in every table, so that a copy is a plain copy."""

    title = models.CharField(_("rubrik"), max_length=TITLE)
    size = models.CharField(max_length=20, blank=True)  # partnerships.tags.SIZES
    problems = models.JSONField(default=list)  # partnerships.tags.PROBLEMS
    form = models.CharField(max_length=40, blank=True)  # partnerships.tags.FORMS
    problem = models.TextField(_("problemet"), blank=True)
    cause = models.TextField(_("orsaken"), blank=True)
    done = models.TextField(_("vad vi gjorde"), blank=True)
    happened = models.TextField(_("vad som hände"), blank=True)
    certainty = models.CharField(_("hur säkert"), max_length=10, choices=Certainty, default=Certainty.TRIED)
    conditions = models.TextField(_("förutsättningar"), blank=True)
    transferability = models.TextField(_("går det att göra hos andra?"), blank=True)
    sub_goals = models.JSONField(default=list)  # texts, so that the experience can be used as a template
    measures = models.JSONField(default=list)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def size_word(self) -> str:
        return str(SIZES.get(self.size, ""))

    @property
    def problem_words(self) -> list[str]:
        return [str(PROBLEMS[p]) for p in self.problems if p in PROBLEMS]

    @property
    def form_word(self) -> str:
        return str(FORMS.get(self.form, ""))

    def content(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in CONTENT}


TEXTS = ("title", "problem", "cause", "done", "happened", "conditions", "transferability")
LISTS = ("sub_goals", "measures")
TAGS = ("size", "problems", "form", "certainty")
CONTENT = (*TEXTS, *LISTS, *TAGS)


def problem_mark(problem: str) -> str:
    """How a problem stands in the search text: the two databases ask a list in JSON differently."""
    return f"[{problem}]"


class OpenCard(CardText):
    """A card that can be found: by anyone signed in, or by the partnership that took it in."""

    key = models.UUIDField(default=uuid.uuid4)
    version = models.PositiveSmallIntegerField(default=1)
    place = models.CharField(max_length=80, blank=True)  # only when every party said that it may be shown
    published_on = models.DateField()
    search = models.TextField(editable=False)  # every word in lower case: SQLite only knows a–z

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        words = [self.title, self.place, *self.problem_words, self.form_word, self.size_word]
        texts = [getattr(self, name) for name in TEXTS]
        marks = [problem_mark(p) for p in self.problems]
        self.search = " ".join([*words, *texts, *self.sub_goals, *self.measures, *marks]).casefold()
        super().save(*args, **kwargs)


class PublishedCard(OpenCard):
    """An approved, de-identified copy in the open. It has no key to, and no number of, anything behind a wall."""

    outdated_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="published_card_once")]
        ordering = ["-published_on", "title", "pk"]


class ImportedCard(Walled, OpenCard):
    """A card that came in a file: for the partnership that fetched it, and never shown as anybody's own here."""

    AREA = Area.SUPPORT

    source = models.CharField(max_length=200)  # where the file says that it comes from
    fetched_on = models.DateField()
    outdated_on: dt.date | None = None

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["partnership", "key"], name="imported_card_once")]
        ordering = ["-published_on", "title", "pk"]


class ExperienceCard(Walled, CardText):
    """Our own experience on its way out. `published_key` is the copy's random key; the copy knows nothing of us."""

    AREA = Area.SUPPORT

    assignment = models.ForeignKey(Assignment, models.SET_NULL, null=True, blank=True, related_name="+")
    thread = models.ForeignKey("experience.Thread", models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=12, choices=CardStates, default=CardState.INTERNAL)
    version = models.PositiveSmallIntegerField(default=1)
    shows_place = models.BooleanField(default=False)
    kept = models.JSONField(default=list)  # words that looked like a name or place and were kept on purpose
    drafted_on = models.DateField()
    published_key = models.UUIDField(null=True, blank=True)

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["-drafted_on", "-pk"]


class CardAnswer(models.TextChoices):
    APPROVED = "approved", _("Godkänner")
    OBJECTED = "objected", _("Vill ändra")


class CardApproval(Walled):
    """One party's answer to one version; `party` is the party that answers."""

    AREA = Area.SUPPORT

    card = models.ForeignKey(ExperienceCard, models.CASCADE, related_name="approvals")
    version = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=10, choices=CardAnswer)
    comment = models.CharField(_("vad ska ändras?"), max_length=500, blank=True)
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["card", "party", "version"], name="one_card_answer_per_party")]

    def __str__(self) -> str:
        return f"{self.party_id} {self.answer} v{self.version}"


class Adoption(Walled):
    """Which experience an uppdrag was made from: the source is kept here, above the plan.

    Read through `queries.adoptions`: a source is shown only where its uppdrag is.
    """

    AREA = Area.PLAN

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="+")
    card_key = models.UUIDField()
    card_version = models.PositiveSmallIntegerField()
    source = models.JSONField(default=dict)  # title, place or origin, day: as they stood when it was adopted
    adopted_on = models.DateField()
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["assignment"], name="one_source_per_assignment")]
        ordering = ["-adopted_on", "-pk"]

    def __str__(self) -> str:
        return str(self.source.get("title", ""))
