"""`{% place "goals:goal" goal_id=goal.pk %}`: like `url`, with the partnership's slug filled in."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from malbild.ui import place as places

register = template.Library()


@register.simple_tag(takes_context=True)
def place(context: Context, name: str, **kwargs: Any) -> str:
    return places.place(context["request"], name, **kwargs)
