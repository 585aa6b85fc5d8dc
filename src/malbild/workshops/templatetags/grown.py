"""The way back from something in the plan to the cards it grew from."""

from __future__ import annotations

from typing import Any

from django import template

from malbild.workshops.queries.background import cards_behind

register = template.Library()


@register.inclusion_tag("workshops/grown_from.html", takes_context=True)
def grown_from(context: dict[str, Any], kind: str, thing_id: int) -> dict[str, Any]:
    """`{% grown_from "goal" goal.pk %}`: "Bygger på 4 kort" with a link; nothing when no workshop is behind it."""
    request = context["request"]
    return {"request": request, "kind": kind, "thing_id": thing_id, "n": cards_behind(request.actor, kind, thing_id)}
