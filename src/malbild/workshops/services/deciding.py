"""What the group of people decides about each group of cards. The dots are a ground, not an answer.

A decision that a method supporter enters while leading is a proposal: it counts for nothing until an organiser of one
of the parties has confirmed it.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.policy import Action, may, require
from malbild.kit import clock, guard
from malbild.partnerships.models import Party
from malbild.ui.forms import STOPPED
from malbild.workshops import states
from malbild.workshops.errors import BadCard, NotNow, WhyMissing
from malbild.workshops.models import Group, Round, Workshop
from malbild.workshops.names import Criteria, Parts
from malbild.workshops.services.growing import follow_what_works
from malbild.workshops.services.record import led, note_lead
from malbild.workshops.services.undoing import before
from malbild.workshops.states import Decision

_COLUMNS = ("decision", "is_proposed", "parts", "criteria", "lesson", "why", "lead_party_id")


@transaction.atomic
def weigh(actor: Actor, workshop_id: int, *, criteria: Iterable[str] = ()) -> Round:
    """The group has looked at Brå's criteria: keep those that decided for the round and go on to the decisions.

    Again replaces them; none ticked is an answer too. Raises NotNow outside Bestäm.
    """
    workshop = led(actor, workshop_id)
    if not workshop.opens(states.Deed.DECIDE):
        raise NotNow(_("Ni väger in kriterierna när resultatet har visats."))
    now = Round.objects.get(workshop=workshop, step=workshop.step)
    chosen = _known(criteria)
    if now.weighed_at is not None and now.criteria == chosen:
        return now
    undo = before(rounds=([now], ("criteria", "weighed_at")))
    now.criteria, now.weighed_at = chosen, now.weighed_at or clock.now()
    now.save(update_fields=["criteria", "weighed_at"])
    note_lead(actor, workshop, "weigh", undo=undo)
    return now


def _known(criteria: Iterable[str]) -> list[str]:
    wanted = set(criteria)
    return [c for c in Criteria.values if c in wanted]


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
    """Record the decision with its grounds; deciding again replaces it. From a supporter it is a proposal.

    Raises WhyMissing when it goes against the dots and no line says why, NotNow outside Bestäm or when a supporter
    would change what the parties have decided.
    """
    workshop = led(actor, workshop_id)
    if not workshop.opens(states.Deed.DECIDE):
        raise NotNow(_("Ni bestämmer när resultatet har visats."))
    group = Group.objects.get(workshop=workshop, round__step=workshop.step, pk=group_id, is_removed=False)
    proposes = not may(actor, Action.WORKSHOP_DECIDE, workshop.facts)
    if proposes and group.decided:
        raise NotNow(_("Det här har samverkan redan bestämt. Be samordnaren eller kommunpolisen ändra det."))
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
    group.decision, group.is_proposed = chosen.value, proposes
    group.parts = [p for p in parts if p in Parts] if chosen is Decision.TAKEN else []
    group.criteria = _known(criteria)
    group.lesson = clean_line(lesson, 280) if chosen is Decision.WORKS else ""
    group.why = clean_line(why, 200)
    if lead_party_id is not None:
        group.lead_party = Party.objects.get(pk=lead_party_id, partnership_id=workshop.partnership_id)
    group.save()
    what = "propose" if proposes else "decide"
    note_lead(actor, workshop, what, undo=undo, group=group.pk, decision=chosen.value)
    return group


@transaction.atomic
def confirm_decision(actor: Actor, workshop_id: int, *, group_ids: Iterable[int]) -> list[Group]:
    """An organiser makes the supporter's proposals the group's decisions, also after the room has gone on.

    What is decided already stays; a second tap changes nothing. Raises Group.DoesNotExist for a group elsewhere.
    """
    workshop = led(actor, workshop_id)
    require(actor, Action.WORKSHOP_DECIDE, workshop.facts)
    if not workshop.is_running:
        raise NotNow(_("Workshopen är inte igång. Starta den igen först."))
    wanted = set(group_ids)
    found = list(Group.objects.filter(workshop=workshop, pk__in=wanted, is_removed=False).select_related("round"))
    if len(found) != len(wanted):
        raise Group.DoesNotExist
    proposed = [g for g in found if g.is_proposed]
    if proposed:
        undo = before(groups=(proposed, ("is_proposed",)))
        for group in proposed:
            group.is_proposed = False
            group.save(update_fields=["is_proposed"])
        grew = workshop.step > 1 and _follow(actor, workshop, proposed)
        note_lead(actor, workshop, "confirm", undo=None if grew else undo, groups=len(proposed))
    return proposed


def _follow(actor: Actor, workshop: Workshop, groups: Iterable[Group]) -> bool:
    """What works is followed from when step 1 is left; a proposal that is confirmed later is followed then."""
    if not any(g.decision == Decision.WORKS for g in groups):
        return False
    follow_what_works(actor, workshop)
    return True


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
