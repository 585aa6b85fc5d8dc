"""The hinder register: reasons summed over åtgärder and uppdrag, and what was done about each."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import DateField, DateTimeField, F, Value
from django.db.models.functions import Cast

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
    """The same sums for everyone who may read them, in two queries. Names are never read into it."""
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


def largest(partnership_id: int, *, on: dt.date, shown: int = 3) -> list[Hinder]:
    """The largest hinders of the last six months and no more about them, in one query."""
    now, _before = last_months(on)
    counts = summed(_said(partnership_id, now.start, now.until), now).counts
    return [Hinder(reason, str(Reasons(reason).label), n, None) for reason, n in list(counts.items())[:shown]]


def _said(partnership_id: int, start: dt.date, until: dt.date) -> Iterator[Said]:
    """Every reason given in the time, in one query: with answers, when something was paused or given up, and in the
    follow-up."""
    table = shared_table(partnership_id)
    days = tuple(dt.datetime.combine(day, dt.time(), tzinfo=SWEDEN) for day in (start, until))
    within = {"at__gte": days[0], "at__lt": days[1]}
    answers = MeasureAnswer.objects.visible_to(table).filter(**within, undone_at=None).exclude(reason="")
    ended = MeasureEvent.objects.visible_to(table).filter(**within, deed__in=_ENDED).exclude(measure__end_reason="")
    notes = FollowUpNote.objects.visible_to(table).filter(on__gte=start, on__lt=until).exclude(deviation="")
    owner, pk, at = F("measure__owner__user_id"), F("measure_id"), F("at")
    rows = _columns(answers, F("reason"), "measure", pk, owner, at, _NO_DAY).union(
        _columns(ended, F("measure__end_reason"), "measure", pk, owner, at, _NO_DAY),
        _columns(notes.exclude(assignment=None), F("deviation"), "work", F("assignment_id"), _BY, _NO_MOMENT, F("on")),
        _columns(notes.filter(assignment=None), F("deviation"), "note", F("pk"), _BY, _NO_MOMENT, F("on")),
        all=True,
    )
    for reason, kind, thing, person, moment, day in rows.order_by():
        yield Said(reason, (kind, thing), person, moment.astimezone(SWEDEN).date() if moment else day)


_BY = F("by__user_id")
_NO_DAY = Cast(Value(None), DateField())
_NO_MOMENT = Cast(Value(None), DateTimeField())


def _columns(rows: Any, reason: F, kind: str, thing: F, person: F, at: Any, on: Any) -> Any:
    """The same six columns of three tables. Without the tables' own order, which a union cannot keep."""
    return rows.order_by().values_list(reason, Value(kind), thing, person, at, on)
