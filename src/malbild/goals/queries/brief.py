"""Åtgärder in brief, for the pages that look at all of them to say a few words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from malbild.access.policy import Facts, Reach
from malbild.goals.models import Measure
from malbild.goals.models.measures import MeasureQuerySet
from malbild.goals.states import MeasureState
from malbild.goals.status import Work
from malbild.kit.clock import SWEDEN

_COLUMNS = (
    *("pk", "title", "assignment_id", "done_on", "answered_at", "is_decision_needed", "waits_for_help"),
    *("owner_id", "owner__user__name", "owner__title"),
    *("state", "due", "rhythm_days"),
    *("asked_at", "created_at"),
    *("partnership_id", "party_id", "reach"),
)


@dataclass(frozen=True, slots=True)
class Brief:
    """What a start page or a målbild says of an åtgärd, with what the rules and the wall ask for.

    Such a page reads every åtgärd that goes on; reading them whole, each with its owner and user, was most of its work.
    """

    pk: int
    title: str
    assignment_id: int | None
    done_on: dt.date | None
    answered_at: dt.datetime | None
    is_decision_needed: bool
    waits_for_help: bool  # somebody's call for help is open
    owner_id: int | None
    owner_name: str
    owner_title: str
    work: Work
    facts: Facts
    signs: tuple[dt.datetime | None, ...] = ()  # when it was asked and written

    @property
    def state(self) -> MeasureState:
        return self.work.state

    @property
    def due(self) -> dt.date | None:
        return self.work.due

    @property
    def owner_first_name(self) -> str:
        return self.owner_name.split(" ", 1)[0]


def briefs(rows: MeasureQuerySet) -> list[Brief]:
    """The rows of `goals.queries.measures`, or some of them, in one query."""
    return [_brief(*row) for row in rows.values_list(*_COLUMNS)]


def _brief(
    pk: int,
    title: str,
    assignment_id: int | None,
    done_on: dt.date | None,
    answered_at: dt.datetime | None,
    is_decision_needed: bool,
    waits_for_help: bool,
    owner_id: int | None,
    owner_name: str | None,
    owner_title: str | None,
    state: str,
    due: dt.date | None,
    rhythm_days: int,
    asked_at: dt.datetime | None,
    created_at: dt.datetime | None,
    *wall: Any,
) -> Brief:
    answered = answered_at.astimezone(SWEDEN).date() if answered_at else None
    partnership_id, party_id, reach = wall
    owners = frozenset({owner_id} if owner_id else ())
    return Brief(
        pk,
        title,
        assignment_id,
        done_on,
        answered_at,
        is_decision_needed,
        waits_for_help,
        owner_id,
        owner_name or "",
        owner_title or "",
        Work(MeasureState(state), due, answered, rhythm_days, waits_for_help or is_decision_needed),
        Facts(partnership_id, party_id, Reach(reach), Measure.AREA, item_id=pk, owner_ids=owners),
        (asked_at, created_at),
    )
