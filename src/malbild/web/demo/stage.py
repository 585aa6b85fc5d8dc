"""What the demo's chapters share: who acts, in which partnership, on which day before today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain

from malbild.access.actor import Actor
from malbild.access.scope import scope_for
from malbild.kit import clock
from malbild.partnerships.models import Membership, Partnership, Party
from malbild.partnerships.seats import actor_for


@dataclass
class Stage:
    """One partnership with its parties by organisation and its people by first name."""

    partnership: Partnership
    parties: dict[str, Party]
    seats: dict[str, Membership]
    made: dict[str, int] = field(default_factory=dict)  # ids of what earlier chapters made, by a short name

    @property
    def pk(self) -> int:
        return self.partnership.pk

    def actor(self, name: str) -> Actor:
        return actor_for(self.seats[name].user_id, on=clock.today())

    @contextmanager
    def at(self, moment: dt.datetime, name: str) -> Iterator[Actor]:
        """Stand at that moment as this person, with the door open."""
        with clock.standing_at(moment):
            actor = self.actor(name)
            with scope_for(actor, self.pk):
                yield actor

    @contextmanager
    def on(self, days_ago: float, name: str) -> Iterator[Actor]:
        """Stand that many days before now as this person, with the door open."""
        with self.at(clock.now() - dt.timedelta(days=days_ago), name) as actor:
            yield actor


# What happens so many days ago: the chapters are told in the order of the days, so that every record is true.
type Event = tuple[float, Callable[[], object]]


def tell(*chapters: Iterable[Event]) -> None:
    """Let everything happen, the longest ago first; on the same day in the order given."""
    for _days_ago, happen in sorted(chain(*chapters), key=lambda event: -event[0]):
        happen()


def days_since(moment: dt.datetime) -> float:
    return (clock.now() - moment) / dt.timedelta(days=1)


def in_days(days: int) -> dt.date:
    """A day counted from the demo's today; negative is past."""
    return clock.today() + dt.timedelta(days=days)


def next_date(month: int, day: int, *, at_least: int = 14) -> dt.date:
    """The next such day that is at least that many days ahead."""
    today = clock.today()
    found = dt.date(today.year, month, day)
    return found if (found - today).days >= at_least else dt.date(today.year + 1, month, day)
