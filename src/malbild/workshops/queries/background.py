"""How many cards something in the plan builds on."""

from __future__ import annotations

from malbild.access.actor import Actor
from malbild.workshops.models import Card, Outcome


def cards_behind(actor: Actor, kind: str, thing_id: int) -> int:
    """One query; none for a reader who may not see the workshop."""
    groups = Outcome.objects.visible_to(actor).filter(**{f"{kind}_id": thing_id}).exclude(group=None).values("group")
    return Card.objects.visible_to(actor).filter(group__in=groups, is_withdrawn=False, is_aside=False).count()
