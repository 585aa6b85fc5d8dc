"""From a signed-in person to the seats that are open to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from malbild.access.actor import Actor, Role, Seat
from malbild.partnerships.models import Membership, MembershipQuerySet, Partnership

# Where one person holds two seats at one table, the one with most rights comes first.
_ORDER = {role: place for place, role in enumerate(Role)}


def actor_for(user_id: int | None, *, on: dt.date) -> Actor:
    """The person with every accepted, not ended and not revoked seat on that day. One query."""
    return Actor(None) if user_id is None else _actor(user_id, _open_seats(user_id, on))


def seated_in(slug: str, user_id: int, *, on: dt.date) -> tuple[Partnership | None, Actor]:
    """The partnership of that address with the person's open seats there, read together; no partnership, no seats."""
    rows = _open_seats(user_id, on).filter(partnership__slug=slug)
    found = list(rows.select_related("partnership__municipality", "partnership__district"))
    return (found[0].partnership if found else None), _actor(user_id, found)


def _open_seats(user_id: int, on: dt.date) -> MembershipQuerySet:
    return Membership.objects.filter(user_id=user_id, user__is_active=True).active(on)


def _actor(user_id: int, rows: Iterable[Membership]) -> Actor:
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
