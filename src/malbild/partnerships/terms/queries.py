"""Reads of the uppdragsbeskrivning."""

from __future__ import annotations

from dataclasses import dataclass

from malbild.access.actor import Actor
from malbild.access.models import WalledQuerySet
from malbild.partnerships.models import (
    HEADINGS,
    Partnership,
    Party,
    TermsAnswer,
    TermsAnswers,
    TermsComment,
    TermsOfReference,
    TermsStates,
)
from malbild.partnerships.terms.difference import Difference, compare


@dataclass(frozen=True)
class PartyAnswer:
    """What one party has said of the present wording; `lapsed` when it approved an earlier one."""

    party: Party
    answer: TermsAnswer | None
    lapsed: bool

    @property
    def has_approved(self) -> bool:
        return self.answer is not None and self.answer.answer == TermsAnswers.APPROVED


@dataclass(frozen=True)
class Section:
    """One heading with its text and what has been said of it."""

    name: str
    label: object
    text: str
    comments: list[TermsComment]


def versions(actor: Actor) -> WalledQuerySet[TermsOfReference]:
    return TermsOfReference.objects.visible_to(actor).order_by("-pk")


def in_force(actor: Actor) -> TermsOfReference | None:
    return TermsOfReference.objects.visible_to(actor).filter(state=TermsStates.IN_FORCE).first()


def open_review(actor: Actor) -> TermsOfReference | None:
    """The version under joint review, with its last day in `review_due`; None when there is none."""
    return TermsOfReference.objects.visible_to(actor).filter(state=TermsStates.IN_REVIEW).first()


def party_answers(actor: Actor, terms: TermsOfReference, partnership: Partnership) -> list[PartyAnswer]:
    """Every party at the table with its answer to the present wording, in two queries."""
    said = list(TermsAnswer.objects.visible_to(actor).filter(terms=terms).select_related("by__user"))
    now = {a.party_id: a for a in said if a.wording == terms.wording}
    before = {a.party_id for a in said if a.wording < terms.wording and a.answer == TermsAnswers.APPROVED}
    parties = partnership.parties.select_related("organisation")
    return [PartyAnswer(p, now.get(p.pk), p.pk in before and p.pk not in now) for p in parties]


def parties_waited_for(actor: Actor, terms: TermsOfReference, partnership: Partnership) -> list[Party]:
    """Those who have not approved the present wording."""
    return [a.party for a in party_answers(actor, terms, partnership) if not a.has_approved]


def sections(actor: Actor, terms: TermsOfReference) -> list[Section]:
    """Heading by heading, each with its comments, in one query; comments on the whole come last, under no heading."""
    found = list(
        TermsComment.objects.visible_to(actor)
        .filter(terms=terms)
        .select_related("by__user", "by__party__organisation", "by__organisation")
    )
    by_heading = {name: [c for c in found if c.heading == name] for name in (*HEADINGS, "")}
    return [
        *(Section(n, label, getattr(terms, n), by_heading[n]) for n, label in HEADINGS.items()),
        Section("", "", "", by_heading[""]),
    ]


def difference(before: TermsOfReference | None, after: TermsOfReference) -> list[Difference]:
    """What changed from one version to another, heading by heading."""
    return compare(before.texts if before else {}, after.texts)


def version_before(actor: Actor, terms: TermsOfReference) -> TermsOfReference | None:
    """The version that applied when this one was written."""
    rows = versions(actor).exclude(pk=terms.pk)
    if terms.version is not None:
        rows = rows.filter(version__lt=terms.version)
    return rows.filter(state__in=[TermsStates.IN_FORCE, TermsStates.EARLIER]).first()
