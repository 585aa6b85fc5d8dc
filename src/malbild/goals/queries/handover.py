"""What one seat has taken on, what nobody has, and what is offered to whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Q, Value
from django.utils.translation import gettext_lazy as _

from malbild.access.actor import Actor
from malbild.access.models import WalledQuerySet
from malbild.goals.models import FollowUpRoutine, Handover, LineWork, Measure, OverarchingGoal
from malbild.goals.names import MeasureStates
from malbild.goals.states import MEASURE_OPEN, GoalState, LineState

KINDS = {
    "measure": _("Åtgärd"),
    "goal": _("Mål att formulera"),
    "line_work": _("Linjearbete"),
    "routine": _("Rutin"),
}
OWNER = {"measure": "owner", "goal": "formulate_by", "line_work": "owner", "routine": "owner"}
PAGES = {
    "measure": ("goals:measure", "measure_id"),
    "goal": ("goals:goal", "goal_id"),
    "line_work": ("goals:line-work", "line_work_id"),
    "routine": ("goals:routines", ""),
}


@dataclass(frozen=True)
class Held:
    """One thing that a seat holds; `offered` is who has been asked to take it over."""

    kind: str
    pk: int
    title: str
    state: str = ""
    owner: str = ""
    owner_id: int | None = None
    offered: Handover | None = None
    leaves_on: dt.date | None = None  # for a vacancy to come; None when the seat has closed already

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.pk}"

    @property
    def kind_words(self) -> str:
        return str(KINDS[self.kind])

    @property
    def state_words(self) -> str:
        return str(MeasureStates(self.state).label) if self.kind == "measure" else ""

    @property
    def page(self) -> str:
        return PAGES[self.kind][0]

    @property
    def keys(self) -> dict[str, int]:
        name = PAGES[self.kind][1]
        return {name: self.pk} if name else {}


def rows_of(actor: Actor, kind: str) -> WalledQuerySet[Any]:
    """Those of a kind that still need somebody."""
    if kind == "measure":
        rows: WalledQuerySet[Any] = Measure.objects.visible_to(actor)
        return rows.filter(state__in=[s.value for s in MEASURE_OPEN])
    if kind == "goal":
        return OverarchingGoal.objects.visible_to(actor).filter(state=GoalState.DRAFT.value)
    if kind == "line_work":
        return LineWork.objects.visible_to(actor).exclude(state=LineState.LIFTED.value)
    return FollowUpRoutine.objects.visible_to(actor)


def held_by(actor: Actor, seat_id: int) -> list[Held]:
    """Everything that the seat still holds, with what is offered; two queries."""
    open_ = {(_thing(h)): h for h in offers(actor).filter(seat_id=seat_id)}
    return [
        Held(kind, pk, title, state, name or "", owner_id, open_.get((kind, pk)))
        for kind, pk, title, state, owner_id, name, *_seat in _pile(actor, lambda owner: Q(**{f"{owner}_id": seat_id}))
    ]


def vacancies(actor: Actor, *, on: dt.date) -> list[Held]:
    """What stands with somebody whose seat has closed, or who has said their last day; one query.

    An åtgärd without any owner at all is a gap of the plan and is told of there.
    """

    def leaving(owner: str) -> Q:
        return Q(**{f"{owner}__revoked_at__isnull": False}) | Q(**{f"{owner}__ends_on__isnull": False})

    return [
        Held(kind, pk, title, state, name or "", owner_id, None, None if revoked_at or ends_on < on else ends_on)
        for kind, pk, title, state, owner_id, name, ends_on, revoked_at in _pile(actor, leaving)
    ]


def handed_on(actor: Actor, seat_id: int) -> list[Handover]:
    """What the seat has offered so far, the latest first."""
    rows = Handover.objects.visible_to(actor).filter(seat_id=seat_id)
    return list(rows.select_related("to__user", *_THINGS).order_by("-at", "-pk"))


def offers(actor: Actor) -> WalledQuerySet[Handover]:
    """Offers that wait for an answer."""
    return Handover.objects.visible_to(actor).filter(answer="").select_related("to__user", "seat__user", *_THINGS)


def offered_to(actor: Actor, partnership_id: int) -> list[Handover]:
    """What waits for the actor's own yes or no."""
    return list(offers(actor).filter(to_id=actor.membership_in(partnership_id) or 0))


_THINGS = ("measure", "goal", "line_work", "routine")


def _thing(handover: Handover) -> tuple[str, int]:
    return next((name, pk) for name in _THINGS if (pk := getattr(handover, f"{name}_id")))


def _pile(actor: Actor, whose: Any) -> Iterator[tuple[Any, ...]]:
    """(kind, id, title, state, seat, name, the seat's last day, when it was closed) of all four kinds in one query."""

    def of(kind: str) -> Any:
        owner = OWNER[kind]
        state = "state" if kind != "routine" else Value("", CharField())
        seat = (f"{owner}_id", f"{owner}__user__name", f"{owner}__ends_on", f"{owner}__revoked_at")
        columns = (Value(kind, CharField()), "pk", "title", state, *seat)
        return rows_of(actor, kind).filter(whose(owner)).order_by().values_list(*columns)

    first, *others = (of(kind) for kind in KINDS)
    found = first.union(*others, all=True).order_by()
    order = list(KINDS)
    yield from sorted(found, key=lambda row: (order.index(row[0]), row[2], row[1]))
