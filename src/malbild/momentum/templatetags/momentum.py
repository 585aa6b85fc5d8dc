"""What the pages between meetings link to in rooms beside this one."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import NoReverseMatch

from malbild.ui.place import place

register = template.Library()


@register.simple_tag(takes_context=True)
def calendar_entry(context: Any, measure_id: int) -> str:
    """The address of an åtgärd's calendar entry; "" where the documents' room offers none."""
    try:
        return place(context["request"], "documents:measure-ics", measure_id=measure_id)
    except NoReverseMatch:
        return ""
