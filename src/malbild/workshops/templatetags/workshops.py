"""What the room's templates need: the clock, and addresses with a dash in their name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from malbild.workshops.models import Workshop

register = template.Library()


@register.filter
def get(found: Mapping[str, Any], name: str) -> Any:
    return found[name]


@register.inclusion_tag("workshops/clock.html")
def clock(workshop: Workshop) -> dict[str, Any]:
    """`{% clock workshop %}`: the advised time as 3:20, which the island counts down."""
    left = workshop.seconds_left
    return {
        "left": left,
        "total": workshop.timer_total,
        "runs": workshop.is_running and workshop.timer_ends_at is not None,
        "ends": round(workshop.timer_ends_at.timestamp() * 1000) if workshop.timer_ends_at else "",
        "paused": workshop.timer_left is not None,
        "words": f"{left // 60}:{left % 60:02}" if left is not None else "",
    }


@register.simple_tag
def bar_length(workshop: Workshop) -> float:
    """How much of the advised time is left, 0–100, for the bar on the projector."""
    left = workshop.seconds_left
    return round(100 * left / workshop.timer_total, 1) if left and workshop.timer_total else 0
