"""The hinder register: reasons summed over åtgärder and uppdrag, and what was done about each."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from malbild.access.actor import Actor
from malbild.access.policy import shared_table
from malbild.followup.hinders import Period, Said, last_months, summed
from malbild.followup.models import FollowUpNote, HinderDeed
from malbild.goals.models import MeasureAnswer, MeasureEvent
from malbild.goals.names import Reasons
from malbild.goals.states import Deed
from malbild.goals.tricks import Trick, tricks_for
from malbild.kit.clock import SWEDEN

_ENDED = (Deed.GIVE_UP.value, Deed.PAUSE.value)


@dataclass(frozen=True)
class Hinder:
    """`before` is the count of the six months before, None when it may not be told."""

    reason: str
    word: str
    count: int
    before: int | None
    deeds: list[HinderDeed] = field(default_factory=list)

    @property
    def trick(self) -> Trick:
        return tricks_for(self.reason)[0]


@dataclass(frozen=True)
class Register:
    period: Period
    hinders: list[Hinder]
    others: int | None
    has_few: bool
    other_deeds: list[HinderDeed]

    @property
    def most(self) -> int:
        return max((h.count for h in self.hinders), default=0)


def register(actor: Actor, partnership_id: int, *, on: dt.date) -> Register:
    """The same sums for everyone who may read them, in four queries. Names are never read into it."""
    now, before = last_months(on)
    said = list(_said(partnership_id, before.start, now.until))
    found, earlier = summed(said, now), summed(said, before)
    deeds: defaultdict[str, list[HinderDeed]] = defaultdict(list)
    for deed in HinderDeed.objects.visible_to(actor).filter(on__gte=before.start):
        deeds[deed.reason].append(deed)
    rows = [
        Hinder(reason, str(Reasons(reason).label), n, earlier.counts.get(reason), deeds.pop(reason, []))
        for reason, n in found.counts.items()
    ]
    left = [deed for rest in deeds.values() for deed in rest]
    return Register(now, rows, found.others, found.has_few, left)


def _said(partnership_id: int, start: dt.date, until: dt.date) -> Iterator[Said]:
    """Every reason given in the time: with answers, when something was paused or given up, and in the follow-up."""
    table = shared_table(partnership_id)
    days = tuple(dt.datetime.combine(day, dt.time(), tzinfo=SWEDEN) for day in (start, until))
    within = {"at__gte": days[0], "at__lt": days[1]}
    answers = MeasureAnswer.objects.visible_to(table).filter(**within, undone_at=None).exclude(reason="")
    for reason, pk, owner, at in answers.values_list("reason", "measure_id", "measure__owner__user_id", "at"):
        yield Said(reason, ("measure", pk), owner, at.astimezone(SWEDEN).date())
    ended = MeasureEvent.objects.visible_to(table).filter(**within, deed__in=_ENDED).exclude(measure__end_reason="")
    for reason, pk, owner, at in ended.values_list(
        "measure__end_reason", "measure_id", "measure__owner__user_id", "at"
    ):
        yield Said(reason, ("measure", pk), owner, at.astimezone(SWEDEN).date())
    notes = FollowUpNote.objects.visible_to(table).filter(on__gte=start, on__lt=until).exclude(deviation="")
    for reason, work, pk, by, on in notes.values_list("deviation", "assignment_id", "pk", "by__user_id", "on"):
        yield Said(reason, ("assignment", work) if work else ("note", pk), by, on)
