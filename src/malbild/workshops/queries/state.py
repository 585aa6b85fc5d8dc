"""The tables as a State, in the very columns that the log keeps: what a replay of the log must give."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from malbild.workshops.models import Card, Group, Round, Workshop
from malbild.workshops.models.recorded import Recorded
from malbild.workshops.replay import Row, State, Table


def state_of(workshop: Workshop) -> State:
    """The workshop as the tables have it; asked inside an open scope."""
    workshop = Workshop.objects.get(pk=workshop.pk)
    state = State(
        seq=workshop.seq,
        workshop=workshop_row(workshop),
        rounds=rows_of(Round, workshop_id=workshop.pk),
        groups=rows_of(Group, workshop_id=workshop.pk),
        cards=rows_of(Card, workshop_id=workshop.pk, round__revealed_at__isnull=False),
    )
    for key, count in written(state.rounds).items():
        state.rounds[key]["written"] = count
    return state


def workshop_row(workshop: Workshop) -> Row:
    return {name: plain(getattr(workshop, name)) for name in Workshop.LOGGED}


def rows_of(model: type[Recorded], **chosen: Any) -> Table:
    """The logged columns of the chosen rows, by key."""
    rows = model._base_manager.filter(**chosen).order_by().values_list("pk", *model.LOGGED)
    return {pk: {n: plain(v) for n, v in zip(model.LOGGED, values, strict=True)} for pk, *values in rows}


def written(rounds: Iterable[int]) -> dict[int, int]:
    """How many cards stand in each of the rounds."""
    rows = Card.objects.filter(round__in=rounds, is_withdrawn=False).order_by().values_list("round", flat=True)
    found = Counter(rows)
    return {key: found[key] for key in rounds}


def plain(value: Any) -> Any:
    """As JSON has it."""
    return value.isoformat() if isinstance(value, dt.datetime) else value
