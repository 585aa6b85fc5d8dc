"""What pages above the plan show of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from malbild.goals import way
from malbild.goals.focus import Focus
from malbild.goals.models import Assignment, LineWork, Measure
from malbild.goals.names import FOCUS_WORDS, PROGRESS_WORDS, day_words
from malbild.goals.queries import MeasureRow, steps_of
from malbild.goals.states import LineState
from malbild.goals.status import Progress
from malbild.ui.drawings import SHAPES, tone
from malbild.ui.place import place

register = template.Library()


@register.filter
def on_day(day: dt.date | None) -> str:
    """`{{ measure.due|on_day }}`: fredag 18 december, with the year when it is not this one."""
    return day_words(day) if day else ""


@register.inclusion_tag("ui/status.html")
def progress(signal: Progress, small: object = "") -> dict[str, Any]:
    """`{% load goals %}{% progress row.progress "Svar 19 november" %}`: the Genomförande signal, shape and word."""
    return {"drawing": SHAPES[signal], "tone": tone(signal), "word": PROGRESS_WORDS[signal], "small": small}


@register.inclusion_tag("ui/status.html")
def focus(moves: Focus, work: Assignment) -> dict[str, Any]:
    """`{% focus row.focus row.assignment %}`: aktivt, saktar in, stannat av or vilar; what rests says until when."""
    again = work.look_again_on
    small = ""
    if moves is Focus.RESTING and again:
        small = _("Ni tittar igen %(day)s") % {"day": day_words(again)}
    elif again:
        small = _("Dags att titta igen sedan %(day)s") % {"day": day_words(again)}
    return {"drawing": SHAPES[moves], "tone": tone(moves), "word": FOCUS_WORDS[moves], "small": small}


_NO_SIGNAL = frozenset({"draft", "asked", "not-done", "replaced", "to-line"})


@register.simple_tag
def progress_small(row: MeasureRow) -> SafeString:
    """`{% progress_small row %}`: how an åtgärd goes, in a long list; drawn without a template of its own.

    What nobody has promised yet, and what fell away, is told by its state: there is no answer to be fresh.
    """
    if row.measure.state in _NO_SIGNAL:
        return format_html('<span class="pl-small">{}</span>', row.measure.get_state_display())
    signal = row.progress
    return format_html(
        '<span class="pl-small" data-tone="{}">{}{}</span>', tone(signal), SHAPES[signal], PROGRESS_WORDS[signal]
    )


@register.filter
def last_step(measure: Measure) -> str:
    """`{{ measure|last_step }}`: the way in short, "Accepterat tisdag 3 november"; reads nothing more."""
    return way.last_step(steps_of(measure))


_LINE_SHAPES = {
    LineState.WORKS.value: "fungerar",
    LineState.WAVERS.value: "svajar",
    LineState.LIFTED.value: "enligt-plan",
}


@register.inclusion_tag("ui/status.html")
def line_state(work: LineWork) -> dict[str, Any]:
    """`{% line_state work %}`: Fungerar, Svajar or Lyft till utveckling, with the day it was followed."""
    shape = _LINE_SHAPES[work.state]
    small = day_words(work.followed_on) if work.followed_on else ""
    return {"drawing": SHAPES[shape], "tone": tone(shape), "word": work.get_state_display(), "small": small}


@register.simple_tag(takes_context=True)
def place_of(context: Context, page: str, keys: dict[str, int]) -> str:
    """`{% place_of gap.page gap.keys as url %}`: the address of a page that the reader of the plan named."""
    return place(context["request"], page, **keys)
