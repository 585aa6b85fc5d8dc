"""What the group of people decides about each group of cards. The dots are a ground, not an answer."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.kit import guard
from malbild.partnerships.models import Party
from malbild.ui.forms import STOPPED
from malbild.workshops import states
from malbild.workshops.errors import BadCard, NotNow, WhyMissing
from malbild.workshops.models import Group
from malbild.workshops.names import Criteria, Parts
from malbild.workshops.services.record import led, note_lead
from malbild.workshops.services.undoing import before
from malbild.workshops.states import Decision

_COLUMNS = ("decision", "parts", "criteria", "lesson", "why", "lead_party_id")


@transaction.atomic
def decide_group(
    actor: Actor,
    workshop_id: int,
    *,
    group_id: int,
    decision: str,
    parts: Iterable[str] = (),
    criteria: Iterable[str] = (),
    lesson: str = "",
    why: str = "",
    lead_party_id: int | None = None,
) -> Group:
    """Record the decision with its grounds; deciding again replaces it.

    Raises WhyMissing when it goes against the dots and no line says why, NotNow outside Bestäm.
    """
    workshop = led(actor, workshop_id)
    if not workshop.opens(states.Deed.DECIDE):
        raise NotNow(_("Ni bestämmer när resultatet har visats."))
    group = Group.objects.get(workshop=workshop, round__step=workshop.step, pk=group_id, is_removed=False)
    choices = (Decision.TAKEN, Decision.LATER, Decision.WORKS)
    if decision not in choices or (decision == Decision.WORKS and workshop.step != 1):
        raise NotNow(_("Välj ett av besluten. Inget har ändrats."))
    chosen = Decision(decision)
    if group.votes is not None and not why.strip():
        others = Group.objects.filter(round_id=group.round_id, is_removed=False).exclude(pk=group.pk)
        counted = [(Decision(d), v or 0) for d, v in others.values_list("decision", "votes")]
        if states.differs_from_votes(chosen, group.votes, counted):
            raise WhyMissing(_("Beslutet går emot rösterna. Skriv en rad om varför, så minns ni det sedan."))
    undo = before(groups=([group], _COLUMNS))
    group.decision = chosen.value
    group.parts = [p for p in parts if p in Parts] if chosen is Decision.TAKEN else []
    group.criteria = [c for c in criteria if c in Criteria]
    group.lesson = clean_line(lesson, 280) if chosen is Decision.WORKS else ""
    group.why = clean_line(why, 200)
    if lead_party_id is not None:
        group.lead_party = Party.objects.get(pk=lead_party_id, partnership_id=workshop.partnership_id)
    group.save()
    note_lead(actor, workshop, "decide", undo=undo, group=group.pk, decision=chosen.value)
    return group


def clean_line(text: str, most: int) -> str:
    """One line without hidden signs and personal numbers. Raises BadCard."""
    words = " ".join(guard.clean(text).split())
    if guard.has_personal_number(words):
        raise BadCard(str(STOPPED))
    if len(words) > most:
        raise BadCard(
            _("Texten är för lång: %(length)s tecken, högst %(most)s.") % {"length": len(words), "most": most}
        )
    return words
