"""The components every page is built of; docs/components.md shows each one."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from malbild.ui.drawings import SHAPES

register = template.Library()


@register.simple_tag
def shape(name: str) -> SafeString:
    """`{% shape "klart" %}`: a drawing from ui/shapes, hidden from screen readers: write the word beside it."""
    return SHAPES[name]
