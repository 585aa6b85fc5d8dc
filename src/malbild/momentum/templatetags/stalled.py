"""The ladder on the pages of the plan: which rung an åtgärd or an uppdrag stands on, and the kind next step."""

from __future__ import annotations

from typing import Any

from django import template

from malbild.access.policy import Action, may
from malbild.goals.models import Measure
from malbild.goals.names import Reasons
from malbild.goals.queries import AssignmentRow
from malbild.kit import clock
from malbild.momentum.stalled.queries import Stalled, stalled_measure, stalled_work

register = template.Library()


@register.inclusion_tag("momentum/stalled/ladder.html", takes_context=True)
def ladder(context: dict[str, Any], thing: Measure | AssignmentRow) -> dict[str, Any]:
    """`{% load stalled %}{% ladder measure %}` or `{% ladder row %}` for an uppdrag; nothing while it stands on the
    ground, or for those who come after the group."""
    actor, on = context["request"].actor, clock.today()
    found: Stalled | None
    if isinstance(thing, Measure):
        found = stalled_measure(actor, thing, on=on)
        may_say = Action.MEASURE_ANSWER
    else:
        found = stalled_work(actor, thing, on=on)
        may_say = Action.NOTE_WRITE
    facts = found.thing.facts if found else None
    return {
        **{key: context.get(key) for key in ("request", "here", "csrf_token", "asks_board")},
        "item": found,
        "reasons": Reasons.choices,
        "may_say": facts and may(actor, may_say, facts),
        "may_send": facts and may(actor, Action.STUCK_SEND, facts),
        "may_change": facts and may(actor, Action.MEASURE_EDIT, facts),
        "may_end": facts and may(actor, Action.MEASURE_END, facts),
        "may_ask": facts and may(actor, Action.MEASURE_ASK, facts),
    }
