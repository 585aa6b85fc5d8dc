"""The line work that waits for a look, in the own list and on a mail's page."""

from __future__ import annotations

from typing import Any

from django import template

from malbild.goals.models import LineWork
from malbild.kit import clock
from malbild.momentum.pulse.queries import asked_by, own_pulses

register = template.Library()


@register.simple_tag(takes_context=True)
def pulses(context: dict[str, Any]) -> list[LineWork]:
    """`{% load pulse %}{% pulses as works %}`: those of the mail's link, or else the person's own. One query."""
    if visit := context.get("visit"):
        return asked_by(visit, on=clock.today())
    return own_pulses(context["request"].actor, on=clock.today())
