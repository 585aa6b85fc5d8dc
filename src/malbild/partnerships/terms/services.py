"""Deeds on the uppdragsbeskrivning: each party approves for itself, then an organiser lets it come in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from malbild.access.actor import Actor, Area
from malbild.access.errors import Forbidden
from malbild.access.policy import Action, Reach, can_answer_for_party, require, table_facts
from malbild.audit import log
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.kit.events import publish
from malbild.partnerships.events import TermsInForce, TermsReviewOpened
from malbild.partnerships.models import (
    HEADINGS,
    Membership,
    Partnership,
    TermsAnswer,
    TermsAnswers,
    TermsComment,
    TermsOfReference,
    TermsStates,
)

REVIEW_MAX_DAYS = 366
_OPEN = (TermsStates.DRAFT, TermsStates.IN_REVIEW)
_LIVING = (*_OPEN, TermsStates.IN_FORCE)


class TermsNotOpen(Refusal):
    """The deed is not open from the state the version is in."""


class TermsIncomplete(Refusal):
    """A text to agree on says at least what the group is for and what it does."""


@transaction.atomic
def write_first(actor: Actor, partnership_id: int, *, texts: Mapping[str, str]) -> TermsOfReference:
    """Write the first version: a draft of the own party until a joint review is opened. Raises TermsNotOpen."""
    require(actor, Action.TERMS_EDIT, table_facts(actor, partnership_id, area=Area.TERMS))
    _alone(partnership_id)
    # Asked of what the actor sees: another party's draft is not given away.
    if TermsOfReference.objects.visible_to(actor).filter(partnership_id=partnership_id, state__in=_LIVING).exists():
        raise TermsNotOpen(_("Det finns redan en uppdragsbeskrivning, eller ett utkast till en. Ladda om sidan."))
    terms = TermsOfReference.objects.create(**_born(actor, partnership_id, Reach.OWN_PARTY), **_known(texts))
    log.record(actor, Action.TERMS_EDIT, terms, deed="write")
    return terms


@transaction.atomic
def note_in_force(actor: Actor, terms_id: int, *, decided_by: str, on: dt.date) -> TermsOfReference:
    """Say that a first draft is a text that applies already: who decided it, and when. It is shared by that.

    Raises TermsNotOpen for anything but a first draft, or a day to come.
    """
    terms = _locked(actor, terms_id)
    require(actor, Action.TERMS_EDIT, terms.facts)
    if terms.state != TermsStates.DRAFT or _shared(terms) is not None:
        raise TermsNotOpen(_("Bara ett första utkast kan vara en text som redan gäller."))
    if on > clock.today():
        raise TermsNotOpen(_("Välj dagen då den beslutades, i dag eller tidigare."))
    _require_text(terms)
    _enter(actor, terms, on=on, decided_by=decided_by)
    return terms


@transaction.atomic
def open_review(actor: Actor, terms_id: int, *, due: dt.date) -> TermsOfReference:
    """Open a joint review until `due`, that day included: of a draft, or of a copy of the version in force.

    Opening it twice gives the one that is open. Raises TermsNotOpen, TermsIncomplete.
    """
    terms = _locked(actor, terms_id)
    require(actor, Action.TERMS_EDIT, terms.facts)
    _require_day(due)
    if terms.state == TermsStates.IN_REVIEW:
        return terms
    _alone(terms.partnership_id)
    already = _with_state(terms, TermsStates.IN_REVIEW)
    if terms.state == TermsStates.IN_FORCE:
        if already is not None:
            return already
        terms = TermsOfReference(**_born(actor, terms.partnership_id, Reach.PARTNERSHIP), **terms.texts)
    elif terms.state != TermsStates.DRAFT:
        raise TermsNotOpen(_("Den här versionen kan inte ses över. Utgå från den som gäller."))
    elif already is not None:
        raise TermsNotOpen(_("Det pågår redan en gemensam översyn. Lägg fram er text som kommentarer där."))
    _require_text(terms)
    terms.version = _next_version(terms.partnership_id)
    terms.state, terms.review_due, terms.opened_at = TermsStates.IN_REVIEW, due, clock.now()
    terms.reach = Reach.PARTNERSHIP
    terms.save()
    log.record(actor, Action.TERMS_EDIT, terms, deed="review", version=terms.version, reach=int(terms.reach))
    publish(TermsReviewOpened(terms.pk))
    return terms


@transaction.atomic
def move_review_day(actor: Actor, terms_id: int, *, due: dt.date) -> TermsOfReference:
    """Another last day for the review."""
    terms = _in_review(actor, terms_id, Action.TERMS_EDIT)
    _require_day(due)
    terms.review_due = due
    terms.save(update_fields=["review_due"])
    log.record(actor, Action.TERMS_EDIT, terms, deed="due")
    return terms


@transaction.atomic
def edit_terms(actor: Actor, terms_id: int, *, texts: Mapping[str, str]) -> TermsOfReference:
    """Change the text of a version in preparation. A new wording is approved anew by every party."""
    terms = _locked(actor, terms_id)
    require(actor, Action.TERMS_EDIT, terms.facts)
    if terms.state not in _OPEN:
        raise TermsNotOpen(_("Versionen gäller eller har gällt och ändras inte. Öppna en gemensam översyn i stället."))
    changed = {name: text for name, text in _known(texts).items() if text != getattr(terms, name)}
    if not changed:
        return terms
    for name, text in changed.items():
        setattr(terms, name, text)
    if terms.state == TermsStates.IN_REVIEW:
        _require_text(terms)
        terms.wording += 1
    terms.save(update_fields=[*changed, "wording"])
    log.record(actor, Action.TERMS_EDIT, terms, deed="edit", wording=terms.wording)
    return terms


@transaction.atomic
def comment(actor: Actor, terms_id: int, *, text: str, heading: str = "") -> TermsComment:
    """Comment on a heading or on the whole. The invited supporter may too; nobody edits by commenting."""
    terms = _in_review(actor, terms_id, Action.TERMS_COMMENT)
    if heading and heading not in HEADINGS:
        raise Refusal(_("Den rubriken finns inte. Välj en annan."))
    said = TermsComment.objects.create(
        partnership_id=terms.partnership_id,
        party_id=_party(actor, terms.partnership_id) or terms.party_id,
        reach=Reach.PARTNERSHIP,
        terms=terms,
        heading=heading,
        text=text,
        by=_seat_row(actor, terms.partnership_id),
        at=clock.now(),
    )
    log.record(actor, Action.TERMS_COMMENT, said)
    return said


@transaction.atomic
def settle_comment(actor: Actor, comment_id: int) -> TermsComment:
    """Mark a comment as dealt with; twice changes nothing."""
    said = TermsComment.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=comment_id)
    require(actor, Action.TERMS_EDIT, said.facts)
    if said.settled_at is None:
        said.settled_at = clock.now()
        said.save(update_fields=["settled_at"])
        log.record(actor, Action.TERMS_EDIT, said, deed="settle")
    return said


@transaction.atomic
def answer(actor: Actor, terms_id: int, *, answer: str, wording: int, text: str = "") -> TermsAnswer:
    """Approve, or not yet, for one's own party. `wording` is the one the person read.

    Raises TermsNotOpen when the text has changed since, Refusal for a not-yet without a word on why,
    Forbidden for a seat without a party.
    """
    terms = _in_review(actor, terms_id, Action.TERMS_APPROVE)
    seat = next((s for s in actor.seats_in(terms.partnership_id) if s.party_id), None)
    if seat is None or not can_answer_for_party(seat, seat.party_id or 0):
        raise Forbidden(Action.TERMS_APPROVE)
    if answer not in TermsAnswers.values:
        raise Refusal(_("Välj ett av svaren. Inget har ändrats."))
    if wording != terms.wording:
        raise TermsNotOpen(_("Texten har ändrats sedan du läste den. Läs den nya lydelsen och svara igen."))
    if answer == TermsAnswers.NOT_YET and not text.strip():
        raise Refusal(_("Skriv vad som saknas för att ni ska kunna godkänna."))
    said, _made = TermsAnswer.objects.update_or_create(
        terms=terms,
        party_id=seat.party_id or 0,
        wording=wording,
        defaults={
            "partnership_id": terms.partnership_id,
            "reach": Reach.PARTNERSHIP,
            "answer": TermsAnswers(answer),
            "text": text if answer == TermsAnswers.NOT_YET else "",
            "by_id": seat.membership_id,
            "at": clock.now(),
        },
    )
    log.record(actor, Action.TERMS_APPROVE, said, answer=answer, wording=wording)
    return said


@transaction.atomic
def put_in_force(actor: Actor, terms_id: int) -> TermsOfReference:
    """Let the version that every party has approved apply from today; the earlier one is kept. Twice is once.

    Raises TermsNotOpen naming the parties that have not approved this wording.
    """
    terms = _locked(actor, terms_id)
    require(actor, Action.TERMS_EDIT, terms.facts)
    if terms.state == TermsStates.IN_FORCE:
        return terms
    if terms.state != TermsStates.IN_REVIEW:
        raise TermsNotOpen(_("Versionen är inte under översyn."))
    yes = terms.answers.filter(wording=terms.wording, answer=TermsAnswers.APPROVED).values_list("party_id", flat=True)
    waiting = terms.partnership.parties.exclude(pk__in=yes).select_related("organisation")
    if names := ", ".join(str(p) for p in waiting):
        raise TermsNotOpen(_("Alla parter har inte godkänt än. Det saknas: %(parties)s.") % {"parties": names})
    _enter(actor, terms, on=clock.today(), decided_by=_("Alla parter"))
    return terms


@transaction.atomic
def withdraw_review(actor: Actor, terms_id: int) -> TermsOfReference:
    """Break off a review or put a draft aside; the text and the comments are kept, the version in force stays."""
    terms = _locked(actor, terms_id)
    require(actor, Action.TERMS_EDIT, terms.facts)
    if terms.state == TermsStates.WITHDRAWN:
        return terms
    if terms.state not in _OPEN:
        raise TermsNotOpen(_("Versionen är inte under översyn."))
    terms.state, terms.ended_on = TermsStates.WITHDRAWN, clock.today()
    terms.save(update_fields=["state", "ended_on"])
    log.record(actor, Action.TERMS_EDIT, terms, deed="withdraw", version=terms.version)
    return terms


def _enter(actor: Actor, terms: TermsOfReference, *, on: dt.date, decided_by: str) -> None:
    earlier = _with_state(terms, TermsStates.IN_FORCE)
    if earlier is not None:
        earlier.state, earlier.ended_on = TermsStates.EARLIER, on
        earlier.save(update_fields=["state", "ended_on"])
    terms.state, terms.in_force_on, terms.decided_by = TermsStates.IN_FORCE, on, decided_by
    terms.version = terms.version or _next_version(terms.partnership_id)
    terms.reach = Reach.DECIDED
    terms.save()
    log.record(actor, Action.TERMS_EDIT, terms, deed="in-force", version=terms.version, reach=int(terms.reach))
    publish(TermsInForce(terms.pk))


def _with_state(terms: TermsOfReference, *states: TermsStates) -> TermsOfReference | None:
    rows = TermsOfReference.objects.filter(partnership_id=terms.partnership_id, state__in=states)
    return rows.select_for_update(of=("self",)).first()


def _shared(terms: TermsOfReference) -> TermsOfReference | None:
    _alone(terms.partnership_id)
    return _with_state(terms, TermsStates.IN_FORCE, TermsStates.IN_REVIEW)


def _alone(partnership_id: int) -> None:
    """Wait for anyone else who opens, numbers or lets a version in force at this table."""
    Partnership.objects.select_for_update(of=("self",)).get(pk=partnership_id)


def _locked(actor: Actor, terms_id: int) -> TermsOfReference:
    return TermsOfReference.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=terms_id)


def _in_review(actor: Actor, terms_id: int, action: Action) -> TermsOfReference:
    terms = _locked(actor, terms_id)
    require(actor, action, terms.facts)
    if terms.state != TermsStates.IN_REVIEW:
        raise TermsNotOpen(_("Översynen är inte öppen. Ladda om sidan och se vad som gäller."))
    return terms


def _require_text(terms: TermsOfReference) -> None:
    missing = [str(HEADINGS[n]).lower() for n in ("purpose", "tasks") if not getattr(terms, n).strip()]
    if missing:
        raise TermsIncomplete(_("Skriv %(what)s först, så att parterna har något att ta ställning till.")
                              % {"what": _(" och ").join(missing)})  # fmt: skip


def _require_day(due: dt.date) -> None:
    if not clock.today() <= due <= clock.today() + dt.timedelta(days=REVIEW_MAX_DAYS):
        raise TermsNotOpen(_("Välj en sista dag från i dag och högst ett år framåt."))


def _next_version(partnership_id: int) -> int:
    rows = TermsOfReference.objects.filter(partnership_id=partnership_id)
    return (rows.aggregate(top=Max("version"))["top"] or 0) + 1


def _known(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: texts[name] for name in HEADINGS if name in texts}


def _born(actor: Actor, partnership_id: int, reach: Reach) -> dict[str, Any]:
    return {"partnership_id": partnership_id, "party_id": _party(actor, partnership_id), "reach": reach}


def _party(actor: Actor, partnership_id: int) -> int | None:
    return next((s.party_id for s in actor.seats_in(partnership_id) if s.party_id), None)


def _seat_row(actor: Actor, partnership_id: int) -> Membership | None:
    """Who wrote: the seat at the table, else the supporter's own."""
    rows = Membership.objects.filter(partnership_id=partnership_id, user_id=actor.user_id or 0, revoked_at=None)
    own = actor.membership_in(partnership_id)
    return rows.filter(pk=own).first() if own else rows.first()
