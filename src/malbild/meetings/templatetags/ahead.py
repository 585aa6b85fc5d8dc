"""The line about the next meeting, for the page that asks for it and for no other."""

from __future__ import annotations

from typing import Any

from django import template

from malbild.kit import clock
from malbild.meetings.queries.ahead import open_ahead

register = template.Library()


@register.simple_tag(takes_context=True)
def open_ahead_words(context: dict[str, Any]) -> str:
    """`{% load ahead %}{% open_ahead_words as words %}`: "" where nothing can be said. Two queries."""
    request = context["request"]
    found = open_ahead(request.actor, request.partnership.pk, on=clock.today())
    return found.words if found else ""
