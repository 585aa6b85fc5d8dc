"""Who somebody is here: a person with all their seats at one table, a mail's answerer, and the run's own door."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from malbild.access.actor import Actor, Role, Seat
from malbild.access.policy import Action, Reach, is_leading, may, table_facts
from malbild.accounts.models import User
from malbild.partnerships.models import Membership
from malbild.partnerships.seats import seat_of

_ORDER = {role: place for place, role in enumerate(Role)}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the table with their seats, the one with most rights first."""

    user: User
    actor: Actor
    membership: Membership
    is_organiser: bool


def door(partnership_id: int) -> Actor:
    """Opens a partnership's scope and sees nothing in it: for finding a mail's key, and for the daily run."""
    return Actor(None, (Seat(partnership_id, None, Role.ANSWERER),))


def answerer(membership: Membership, item_ids: frozenset[int]) -> Actor:
    """The narrow seat of somebody who came from a mail: these åtgärder and nothing else."""
    seat = Seat(
        membership.partnership_id,
        None,
        Role.ANSWERER,
        membership_id=membership.pk,
        item_ids=item_ids,
    )
    return Actor(membership.user_id, (seat,))


def people_at(partnership_id: int, *, on: dt.date) -> list[Person]:
    """Everybody who may get a digest: accepted, not ended, with a party. The coordinator comes first. One query."""
    rows = (
        Membership.objects.filter(partnership_id=partnership_id, user__is_active=True)
        .active(on)
        .at_the_table()
        .select_related("user")
    )
    seats: defaultdict[int, list[Membership]] = defaultdict(list)
    for row in sorted(rows, key=lambda m: (_ORDER[Role(m.role)], m.pk)):
        seats[row.user_id].append(row)
    people = [_person(held) for held in seats.values()]
    return [p for p in people if may(p.actor, Action.DIGEST_SET, table_facts(p.actor, partnership_id))]


def seated_users(partnership_id: int, *, on: dt.date) -> list[User]:
    """Everybody with a seat here, whether or not they get digests: for whom mail reaches. By name."""
    seats = Membership.objects.filter(partnership_id=partnership_id).active(on)
    return list(User.objects.filter(pk__in=seats.values("user_id")).order_by("name", "pk"))


def person_of(membership: Membership, *, on: dt.date) -> Person | None:
    """The person behind a seat, or None when they may not answer any more."""
    return next((p for p in people_at(membership.partnership_id, on=on) if p.user.pk == membership.user_id), None)


def _person(held: list[Membership]) -> Person:
    first, actor_seats = held[0], tuple(seat_of(m) for m in held)
    return Person(first.user, Actor(first.user_id, actor_seats), first, any(is_leading(s) for s in actor_seats))


def wall_of(membership: Membership) -> dict[str, Any]:
    """The wall's columns of a row about this person: the table may know that they were written to."""
    return {
        "partnership_id": membership.partnership_id,
        "party_id": membership.party_id,
        "reach": Reach.PARTNERSHIP,
    }


def first_organiser(people: list[Person], *, other_than: int | None = None) -> Person | None:
    """Whom a question should reach: the coordinator, else the equal."""
    return next((p for p in people if p.is_organiser and p.user.pk != other_than), None)
