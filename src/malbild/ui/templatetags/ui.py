"""The components every page is built of; docs/components.md shows each one."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from malbild.ui.drawings import SHAPES

register = template.Library()


@register.simple_tag
def shape(name: str) -> SafeString:
    """`{% shape "klart" %}`: a drawing from ui/shapes, hidden from screen readers: write the word beside it."""
    return SHAPES[name]


@register.inclusion_tag("ui/button.html")
def button(
    text: str, about: object = "", *, variant: str = "secondary", name: str = "", value: str = ""
) -> dict[str, Any]:
    """`{% button _("Spara") variant="primary" %}`: verb + object; one primary in a view.

    `about` is said by screen readers only, where a list repeats the same button.
    """
    return {"text": text, "about": about, "variant": variant, "name": name, "value": value}
