"""Deeds of the follow-up. A party's yes to a målbild, goal or delmål is goals' own deed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.policy import Action, Reach, require, table_facts
from malbild.audit import log
from malbild.followup.models import Comparison, FollowUpNote, HinderDeed, Kind, NoteKind
from malbild.goals.models import Assignment, LineWork, OverarchingGoal, SubGoal
from malbild.goals.names import Reasons
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.situation.services import born

MODELS: dict[str, Any] = {
    "assignment": Assignment,
    "goal": OverarchingGoal,
    "sub_goal": SubGoal,
    "line_work": LineWork,
}


@transaction.atomic
def write_note(
    actor: Actor,
    *,
    thing: str,
    thing_id: int,
    finding: str,
    kind: str = NoteKind.PRODUCTION,
    deviation: str = "",
    lesson: str = "",
    on: dt.date | None = None,
) -> FollowUpNote:
    """Note what was found about an uppdrag, goal, delmål or piece of line work; it reaches the table, not further.

    Raises DoesNotExist for a thing out of sight, Refusal for a day to come.
    """
    row = MODELS[thing].objects.visible_to(actor).select_for_update(of=("self",)).get(pk=thing_id)
    require(actor, Action.NOTE_WRITE, row.facts)
    day = _not_to_come(on)
    seat = actor.seat_in(row.partnership_id)
    note = FollowUpNote.objects.create(
        partnership_id=row.partnership_id,
        party_id=(seat.party_id if seat else None) or row.party_id,
        reach=Reach(min(row.reach, Reach.PARTNERSHIP)),
        kind=NoteKind(kind),
        finding=finding,
        deviation=deviation,
        lesson=lesson,
        on=day,
        by_id=actor.membership_in(row.partnership_id),
        **{thing: row},
    )
    log.record(actor, Action.NOTE_WRITE, note, kind=note.kind)
    return note


@transaction.atomic
def act_on_hinder(
    actor: Actor, partnership_id: int, *, reason: str, text: str, on: dt.date | None = None
) -> HinderDeed:
    """Note what was done about a kind of hinder, for the table to see. Raises Refusal for a day to come."""
    require(actor, Action.HINDER_ACT, table_facts(actor, partnership_id))
    deed = HinderDeed.objects.create(
        **born(actor, partnership_id, Reach.PARTNERSHIP),
        reason=Reasons(reason),
        text=text,
        on=_not_to_come(on),
        by_id=actor.membership_in(partnership_id),
    )
    log.record(actor, Action.HINDER_ACT, deed, reason=reason)
    return deed


@transaction.atomic
def choose_comparison(actor: Actor, partnership_id: int, *, kind: str, indicator_id: int | None) -> Comparison:
    """Choose whom a figure, or with no `indicator_id` every figure, is compared with; again changes it."""
    require(actor, Action.COMPARISON_SET, table_facts(actor, partnership_id))
    values = {"kind": Kind(kind), "set_on": clock.today(), "by_id": actor.membership_in(partnership_id)}
    if indicator_id is None:  # for all: what was chosen for single ones gives way
        Comparison.objects.visible_to(actor).exclude(indicator=None).delete()
    about: dict[str, Any] = {"indicator": None} if indicator_id is None else {"indicator_id": indicator_id}
    row, _made = Comparison.objects.update_or_create(
        partnership_id=partnership_id,
        **about,
        defaults=values,
        create_defaults={**born(actor, partnership_id, Reach.PARTNERSHIP), **about, **values},
    )
    log.record(actor, Action.COMPARISON_SET, row, kind=row.kind)
    return row


def _not_to_come(on: dt.date | None) -> dt.date:
    if (day := on or clock.today()) > clock.today():
        raise Refusal(_("Dagen har inte varit än. Skriv den dag ni gjorde det."))
    return day
