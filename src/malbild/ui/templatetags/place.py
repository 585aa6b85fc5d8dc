"""`{% place "goals:goal" goal_id=goal.pk %}`: like `url`, with the partnership's slug filled in."""

from __future__ import annotations

from typing import Any, cast

from django import template
from django.http import HttpRequest
from django.template.context import Context, RequestContext
from django.urls import NoReverseMatch

from malbild.ui import place as places

register = template.Library()


def _request(context: Context) -> HttpRequest:
    """The page's request; an `include … only` has it beside its values, not among them."""
    return cast("HttpRequest", context.get("request") or cast("RequestContext", context).request)


@register.simple_tag(takes_context=True)
def place(context: Context, name: str, **kwargs: Any) -> str:
    return places.place(_request(context), name, **kwargs)


@register.simple_tag(takes_context=True)
def place_if_built(context: Context, name: str, **kwargs: Any) -> str:
    """`{% place_if_built "workshops:start" as url %}`: a page of a room above, or "" where it is not there."""
    try:
        return places.place(_request(context), name, **kwargs)
    except NoReverseMatch:
        return ""
