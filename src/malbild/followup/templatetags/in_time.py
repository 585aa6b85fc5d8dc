"""The quiet line under the plan: how often what is promised here gets done in time."""

from __future__ import annotations

from typing import Any

from django import template

from malbild.followup.queries import in_time
from malbild.kit import clock

register = template.Library()


@register.inclusion_tag("followup/in_time.html", takes_context=True)
def in_time_line(context: dict[str, Any]) -> dict[str, Any]:
    """`{% load in_time %}{% in_time_line %}`: nothing until a promise's day has passed. One query."""
    return {"in_time": in_time(context["request"].partnership.pk, on=clock.today())}
