"""Deeds on what a goal or an uppdrag is measured by."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.policy import Action, Reach, require
from malbild.audit import log
from malbild.followup.models import OwnFigure, OwnUnit, Target, Wanted
from malbild.followup.targets.advice import Aim
from malbild.goals.models import Assignment, OverarchingGoal
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.series.models import Indicator

THINGS: Final[dict[str, Any]] = {"goal": OverarchingGoal, "assignment": Assignment}
WHOLE: Final = 100
EDIT: Final = {"goal": Action.GOAL_EDIT, "assignment": Action.ASSIGNMENT_EDIT}


@transaction.atomic
def set_target(
    actor: Actor,
    *,
    thing: str,
    thing_id: int,
    indicator: Indicator | None,
    area: str = "",
    aim: Aim | None = None,
    own_id: int | None = None,
    wanted: str = Wanted.FEWER,
    target: int | None = None,
    window: int = 1,
    due: dt.date | None = None,
) -> Target:
    """Say what the goal or uppdrag is measured by; again changes it. Neither `indicator` nor `own_id`: the group
    follows the work.

    `aim` is where the municipality stands today, kept as the starting point. Raises DoesNotExist for a thing or a
    figure out of sight, Refusal for a draft that is not shared, a target without its day or
    with one that has passed, and for shares over three years or of more than all.
    """
    row = THINGS[thing].objects.visible_to(actor).select_for_update(of=("self",)).get(pk=thing_id)
    require(actor, EDIT[thing], row.facts)
    if row.reach == Reach.OWN_PARTY:
        raise Refusal(_("Dela utkastet med gruppen först. Vad det ska mätas med bestämmer ni tillsammans."))
    if target is not None and due is None:
        raise Refusal(_("Skriv också till vilken dag. Ett tal utan dag går inte att följa upp."))
    own = None
    if own_id is not None:
        own = OwnFigure.objects.visible_to(actor).get(pk=own_id, partnership_id=row.partnership_id)
    if own is not None and own.unit == OwnUnit.PERCENT and target is not None and target > WHOLE:
        raise Refusal(_("En andel är högst 100 procent."))
    if due is not None and due < clock.today() and not Target.objects.filter(**{thing: row}, due=due).exists():
        raise Refusal(_("Välj en dag som kommer."))
    if own is not None and own.unit == OwnUnit.PERCENT and window != 1:
        raise Refusal(_("En andel räknas ett år i taget. Välj ett år."))
    counted = indicator is not None or own is not None
    start, years = (own.course[-1].value, str(own.course[-1].year)) if own else (None, "")
    values = {
        "indicator": indicator,
        "own": own,
        "area": area if indicator else "",
        "wanted": Wanted(wanted),
        "baseline": aim.per_year if aim and indicator else start,
        "baseline_years": aim.years_in_words if aim and indicator else years,
        "target": target if counted else None,
        "window": window,
        "due": due if counted and target is not None else None,
        "set_on": clock.today(),
        "by_id": actor.membership_in(row.partnership_id),
    }
    wall = {"partnership_id": row.partnership_id, "party_id": row.party_id, "reach": Reach.PARTNERSHIP}
    made, _is_new = Target.objects.update_or_create(**{thing: row}, defaults=values, create_defaults={**wall, **values})
    which = {"indicator": indicator.pk if indicator else 0, "own": own.pk if own else 0}
    log.record(actor, EDIT[thing], made, deed="target", **which)
    return made


@transaction.atomic
def drop_target(actor: Actor, *, thing: str, thing_id: int) -> None:
    """Nothing measures it any more. Twice drops once."""
    row = THINGS[thing].objects.visible_to(actor).select_for_update(of=("self",)).get(pk=thing_id)
    require(actor, EDIT[thing], row.facts)
    for made in Target.objects.filter(**{thing: row}):
        log.record(actor, EDIT[thing], made, deed="no-target")
        made.delete()
