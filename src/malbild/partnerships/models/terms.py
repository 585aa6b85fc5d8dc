"""Uppdragsbeskrivning: the group's own frame, versioned, reviewed together and approved by each party."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from malbild.access.actor import Area
from malbild.access.models import Walled, WalledManager
from malbild.partnerships.models.table import Membership

# The usual headings, in their usual order.
HEADINGS = {
    "purpose": _("Syfte"),
    "belonging": _("Organisatorisk tillhörighet"),
    "composition": _("Sammansättning och ersättare"),
    "chair": _("Ordförande"),
    "tasks": _("Uppgifter"),
    "mandate": _("Mandat och beslutsområde"),
    "reporting": _("Rapportering"),
    "meetings": _("Sammanträden och kallelse"),
    "notes": _("Anteckningar och justering"),
    "changes": _("Ändring och översyn"),
}


class TermsStates(models.TextChoices):
    DRAFT = "draft", _("Utkast")
    IN_REVIEW = "in-review", _("Under gemensam översyn")
    IN_FORCE = "in-force", _("Gäller")
    EARLIER = "earlier", _("Har gällt")
    WITHDRAWN = "withdrawn", _("Översynen avbröts")


class TermsOfReference(Walled):
    """One version. `wording` counts the changes of its text: an approval is of one wording, and lapses by the next."""

    AREA = Area.TERMS

    version = models.PositiveSmallIntegerField(null=True, blank=True)  # numbered when it is shared
    state = models.CharField(max_length=10, choices=TermsStates, default=TermsStates.DRAFT)
    wording = models.PositiveSmallIntegerField(default=1)
    purpose = models.TextField(blank=True)
    belonging = models.TextField(blank=True)
    composition = models.TextField(blank=True)
    chair = models.TextField(blank=True)
    tasks = models.TextField(blank=True)
    mandate = models.TextField(blank=True)
    reporting = models.TextField(blank=True)
    meetings = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    changes = models.TextField(blank=True)
    review_due = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    in_force_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["partnership", "version"], name="terms_version_once"),
            models.UniqueConstraint(fields=["partnership"], condition=Q(state="in-force"), name="one_terms_in_force"),
            models.UniqueConstraint(fields=["partnership"], condition=Q(state="in-review"), name="one_terms_in_review"),
            models.UniqueConstraint(
                fields=["partnership", "party"], condition=Q(state="draft"), name="one_terms_draft_per_party"
            ),
        ]
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.version or self.state}"

    @property
    def texts(self) -> dict[str, str]:
        """Heading by heading, the empty ones too."""
        return {name: getattr(self, name) for name in HEADINGS}


class TermsAnswers(models.TextChoices):
    APPROVED = "approved", _("Godkänner")
    NOT_YET = "not-yet", _("Inte än")


class TermsAnswer(Walled):
    """`party` is the party that answers, about one wording; the last answer counts."""

    AREA = Area.TERMS

    terms = models.ForeignKey(TermsOfReference, models.CASCADE, related_name="answers")
    wording = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=10, choices=TermsAnswers)
    text = models.CharField(_("vad saknas?"), max_length=500, blank=True)
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["terms", "party", "wording"], name="one_terms_answer_per_party_wording")
        ]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.party_id} {self.answer}"


class TermsComment(Walled):
    """A comment on one heading, or on the whole. `by` wrote it; a supporter's is kept by the text's own party."""

    AREA = Area.TERMS

    terms = models.ForeignKey(TermsOfReference, models.CASCADE, related_name="comments")
    heading = models.CharField(max_length=12, choices=list(HEADINGS.items()), blank=True)
    text = models.CharField(max_length=1000)
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:40]
