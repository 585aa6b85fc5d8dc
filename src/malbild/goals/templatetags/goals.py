"""What pages above the plan show of it."""

from __future__ import annotations

from typing import Any

from django import template

from malbild.goals.names import PROGRESS_WORDS
from malbild.goals.status import Progress
from malbild.ui.drawings import SHAPES, tone

register = template.Library()


@register.inclusion_tag("ui/status.html")
def progress(signal: Progress, small: object = "") -> dict[str, Any]:
    """`{% load goals %}{% progress row.progress "Svar 19 november" %}`: the Genomförande signal, shape and word."""
    return {"drawing": SHAPES[signal], "tone": tone(signal), "word": PROGRESS_WORDS[signal], "small": small}
