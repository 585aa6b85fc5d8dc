"""Facts for a deed on what is a person's own and has no row yet."""

from __future__ import annotations

from malbild.access.actor import Actor
from malbild.access.policy import Facts, Reach


def own_facts(actor: Actor, partnership_id: int) -> Facts:
    """Something of the actor's own seat, shared with the table."""
    seat, me = actor.seat_in(partnership_id), actor.membership_in(partnership_id)
    return Facts(
        partnership_id,
        seat.party_id if seat else None,
        Reach.PARTNERSHIP,
        owner_ids=frozenset({me} if me else ()),
    )
