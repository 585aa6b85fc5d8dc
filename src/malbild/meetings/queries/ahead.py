"""What will probably be open at the next meeting, from what became of the open ones between earlier meetings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.followup.promises import LOOK_BACK, Promise
from malbild.followup.queries import promises
from malbild.goals.states import MEASURE_PROMISED
from malbild.kit.clock import SWEDEN
from malbild.meetings.models import Meeting
from malbild.statistics import open_at_next

USUAL: Final = (2.0, 4.0)
"""A third of what is open is done by the next meeting, as heavy as six åtgärder: an assumption, soon outweighed."""
FEWEST_STRETCHES, FEWEST_DONE, FEWEST_OPEN = 2, 5, 3


@dataclass(frozen=True, slots=True)
class Ahead:
    """`open_now` are promised and not done; in about 8 of 10 cases `low` to `high` of them are open next time.

    `in_numbers` is False where fewer than five have been finished between meetings: then only words are said.
    """

    open_now: int
    low: int
    high: int
    in_numbers: bool
    expected: float

    @property
    def words(self) -> str:
        if self.in_numbers:
            about = {"n": self.open_now, "low": self.low, "high": self.high}
            if self.low == self.high:
                return _("Av de %(n)s åtgärder som pågår är troligen %(low)s kvar till nästa möte.") % about
            return _("Av de %(n)s åtgärder som pågår är troligen %(low)s–%(high)s kvar till nästa möte.") % about
        share = self.expected / self.open_now
        if share > 2 / 3:
            return _("Troligen är de flesta åtgärder kvar till nästa möte. Det är för få klara än för att säga mer.")
        if share > 1 / 3:
            return _("Troligen är ungefär hälften kvar till nästa möte. Det är för få klara än för att säga mer.")
        return _("Troligen är få åtgärder kvar till nästa möte. Det är för få klara än för att säga mer.")


def open_ahead(actor: Actor, partnership_id: int, *, on: dt.date) -> Ahead | None:
    """The same for every reader, and never by person; two queries. None where there is too little to say anything."""
    held = Meeting.objects.visible_to(actor).held().values_list("starts_at", flat=True)
    days = sorted({at.astimezone(SWEDEN).date() for at in held if at.date() >= on - LOOK_BACK})
    return ahead(promises(partnership_id), days, on=on)


def ahead(rows: Sequence[Promise], meetings: Sequence[dt.date], *, on: dt.date) -> Ahead | None:
    """From every promise and the days of the meetings held, the last of which may be today. Pure."""
    open_now = sum(p.state in MEASURE_PROMISED for p in rows)
    stretches = [_between(rows, start, end) for start, end in pairwise([*(d for d in meetings if d < on), on])]
    before = [(done, stood) for done, stood in stretches if stood]
    if open_now < FEWEST_OPEN or len(before) < FEWEST_STRETCHES:
        return None
    left = open_at_next(before, open_now, USUAL)
    finished = sum(done for done, _stood in before)
    return Ahead(open_now, left.low, left.high, finished >= FEWEST_DONE, left.expected)


def _between(rows: Sequence[Promise], start: dt.date, end: dt.date) -> tuple[int, int]:
    """How many of those that stood open on a meeting's day were done by the next one's."""
    stood = [p for p in rows if _stands(p, start)]
    return sum(p.done_on is not None and p.done_on <= end for p in stood), len(stood)


def _stands(promise: Promise, on: dt.date) -> bool:
    if promise.accepted_on is None or promise.accepted_on > on:
        return False
    return not any(day is not None and day <= on for day in (promise.done_on, promise.ended_on))
