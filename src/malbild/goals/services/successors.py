"""What comes instead of an åtgärd: a new owner, smaller steps, another åtgärd, everyday work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.policy import Action, Reach, require
from malbild.audit import log
from malbild.goals.errors import NotOpen
from malbild.goals.models import LineWork, Measure, WorkMove
from malbild.goals.services.linework import add_line_work
from malbild.goals.services.measures import add_measure, ask_owner, edit_measure, locked, move
from malbild.goals.states import Deed
from malbild.kit import clock

type Step = tuple[str, dt.date | None]


@transaction.atomic
def hand_over(actor: Actor, measure_id: int, *, owner_id: int, due: dt.date | None = None) -> Measure:
    """Choose who is asked, and ask them at once when there is a day. Choosing the owner that stands changes nothing.

    Raises NotOpen for a finished åtgärd or a day that has passed.
    """
    measure = locked(actor, measure_id)
    if due is not None and due < clock.today():
        raise NotOpen(_("Välj en dag som kommer, i dag eller senare."))
    if measure.owner_id == owner_id and measure.asked_at is not None:
        return measure
    measure = edit_measure(actor, measure_id, owner_id=owner_id, due=due or measure.due)
    return ask_owner(actor, measure_id) if measure.due else measure


@transaction.atomic
def split_measure(actor: Actor, measure_id: int, *, steps: Sequence[Step]) -> list[Measure]:
    """Smaller steps instead: each is a draft with the same owner, cause and delmål, and the large one is replaced.

    Raises NotOpen when no step is given.
    """
    measure = locked(actor, measure_id)
    require(actor, Action.MEASURE_END, measure.facts)
    if not steps:
        raise NotOpen(_("Skriv minst ett mindre steg."))
    made = [_successor(actor, measure, title, due) for title, due in steps]
    _replace(actor, measure, made[0])
    return made


@transaction.atomic
def replace_measure(actor: Actor, measure_id: int, *, title: str = "", by_id: int | None = None) -> Measure:
    """Another åtgärd takes its place: one that exists (`by_id`) or a new draft with `title`. Gives the successor.

    Raises Measure.DoesNotExist for a successor out of sight, NotOpen when none is named or it is the same one.
    """
    measure = locked(actor, measure_id)
    require(actor, Action.MEASURE_END, measure.facts)
    if by_id == measure_id or not (by_id or title):
        raise NotOpen(_("Skriv eller välj den åtgärd som kommer i stället."))
    successor = (
        Measure.objects.visible_to(actor).get(pk=by_id) if by_id else _successor(actor, measure, title, measure.due)
    )
    _replace(actor, measure, successor)
    return successor


@transaction.atomic
def measure_to_line(actor: Actor, measure_id: int, *, reason: str = "", routine_id: int | None = None) -> LineWork:
    """What was an åtgärd is done every day now: it is only followed, and its history can be read."""
    measure = locked(actor, measure_id)
    require(actor, Action.LINEWORK_MOVE, measure.facts)
    party_id = measure.owner.party_id if measure.owner and measure.owner.party_id else measure.party_id
    move(measure, Deed.MOVE_TO_LINE, by_id=actor.membership_in(measure.partnership_id), text=reason)
    measure.save(update_fields=["state"])
    work = add_line_work(
        actor,
        measure.partnership_id,
        title=measure.title[:160],
        responsible_party_id=party_id,
        owner_id=measure.owner_id,
        routine_id=routine_id,
        reach=Reach(measure.reach),
    )
    WorkMove.objects.create(
        partnership_id=work.partnership_id,
        party_id=work.party_id,
        reach=work.reach,
        line_work=work,
        measure=measure,
        to_development=False,
        reason=reason,
        on=clock.today(),
    )
    log.record(actor, Action.LINEWORK_MOVE, work, to="line", measure=measure.pk)
    return work


def _successor(actor: Actor, measure: Measure, title: str, due: dt.date | None) -> Measure:
    return add_measure(
        actor,
        measure.partnership_id,
        title=title,
        assignment_id=measure.assignment_id,
        sub_goal_id=measure.sub_goal_id,
        cause_id=measure.cause_id,
        how_it_acts=measure.how_it_acts,
        owner_id=measure.owner_id,
        due=due,
        reach=Reach(min(measure.reach, Reach.PARTNERSHIP)),
    )


def _replace(actor: Actor, measure: Measure, successor: Measure) -> None:
    move(measure, Deed.REPLACE, by_id=actor.membership_in(measure.partnership_id), text=successor.title)
    measure.replaced_by = successor
    measure.save(update_fields=["state", "replaced_by"])
    log.record(actor, Action.MEASURE_END, measure, deed=Deed.REPLACE.value, by=successor.pk)
