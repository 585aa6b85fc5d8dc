"""From a signed-in person to the seats that are open to them."""

from __future__ import annotations

import datetime as dt

from malbild.access.actor import Actor, Role, Seat
from malbild.partnerships.models import Membership

# Where one person holds two seats at one table, the one with most rights comes first.
_ORDER = {role: place for place, role in enumerate(Role)}


def actor_for(user_id: int | None, *, on: dt.date) -> Actor:
    """The person with every accepted, not ended and not revoked seat on that day. One query."""
    if user_id is None:
        return Actor(None)
    rows = Membership.objects.filter(user_id=user_id, user__is_active=True).active(on)
    seats = sorted((seat_of(m) for m in rows), key=lambda s: _ORDER[s.role])
    return Actor(user_id, tuple(seats))


def seat_of(membership: Membership) -> Seat:
    return Seat(
        partnership_id=membership.partnership_id,
        party_id=membership.party_id,
        role=Role(membership.role),
        membership_id=membership.pk if membership.party_id else None,
        areas=membership.open_areas,
        ends_on=membership.ends_on,
    )
