"""Reads of the follow-up notes."""

from __future__ import annotations

from django.db.models import Q

from malbild.access.actor import Actor
from malbild.access.models import WalledQuerySet
from malbild.followup.models import FollowUpNote


def notes_of_assignment(actor: Actor, assignment_id: int) -> WalledQuerySet[FollowUpNote]:
    """What was found about an uppdrag and its delmål, the newest first."""
    of_it = Q(assignment_id=assignment_id) | Q(sub_goal__assignment_id=assignment_id)
    return _told(actor).filter(of_it)


def notes_of(actor: Actor, thing: str, thing_id: int) -> WalledQuerySet[FollowUpNote]:
    """What was found about one goal, delmål or piece of line work."""
    return _told(actor).filter(**{f"{thing}_id": thing_id})


def _told(actor: Actor) -> WalledQuerySet[FollowUpNote]:
    return FollowUpNote.objects.visible_to(actor).select_related("sub_goal", "by__user", "party__organisation")
