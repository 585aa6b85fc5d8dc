"""Who is asking: plain data, built once per request, stream or task."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """The seven roles of a partnership, and the two that sit at no party's table."""

    COORDINATOR = "coordinator"  # samordnare (title is free text, the role is not)
    LIAISON = "liaison"  # kommunpolis, the coordinator's equal
    PARTICIPANT = "participant"  # deltagare
    STEERING = "steering"  # styrgrupp
    ELECTED = "elected"  # politiker: decided material only
    SUPPORTER = "supporter"  # metodstöd (Brå, county): invited, limited, time-boxed
    READER = "reader"  # läsare: what the group has decided and published
    GUEST = "guest"  # six digits in a workshop, no account
    ANSWERER = "answerer"  # a mail token: one person, one set of items, 30 days


class Area(StrEnum):
    """The parts of a partnership's material that a supporter may be invited to."""

    PLAN = "plan"  # målbild, goals, uppdrag, line work, the valid lägesbild
    WORKSHOP = "workshop"
    SUPPORT = "support"  # threads, requests for support, promised feedback, experience cards
    TERMS = "terms"  # uppdragsbeskrivning
    INTERNAL = "internal"  # measures and answers, meetings: never a supporter's


@dataclass(frozen=True, slots=True)
class Seat:
    """One place at one partnership's table.

    `party_id` is None for a supporter, a guest and an answerer. `areas` limits a supporter,
    `workshop_id` a guest, `item_ids` (measures) an answerer.
    """

    partnership_id: int
    party_id: int | None
    role: Role
    membership_id: int | None = None
    areas: frozenset[Area] = frozenset()
    ends_on: dt.date | None = None
    workshop_id: int | None = None
    item_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or guest with the seats that are open to them now."""

    user_id: int | None
    seats: tuple[Seat, ...] = field(default=())

    def seat_in(self, partnership_id: int) -> Seat | None:
        """The seat with the most rights in this partnership, or None."""
        return next((s for s in self.seats if s.partnership_id == partnership_id), None)

    def seats_in(self, partnership_id: int) -> tuple[Seat, ...]:
        return tuple(s for s in self.seats if s.partnership_id == partnership_id)

    def membership_in(self, partnership_id: int) -> int | None:
        """The id of the actor's membership there: who owns a measure, who answered."""
        return next((s.membership_id for s in self.seats_in(partnership_id) if s.membership_id), None)


NOBODY = Actor(user_id=None)
