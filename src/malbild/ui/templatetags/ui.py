"""The components every page is built of; docs/components.md shows each one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.forms import BoundField, Form
from django.utils.safestring import SafeString

from malbild.ui.drawings import SHAPES, tone
from malbild.ui.way import WayStep

register = template.Library()


@register.simple_tag
def shape(name: str) -> SafeString:
    """`{% shape "klart" %}`: a drawing from ui/shapes, hidden from screen readers: write the word beside it."""
    return SHAPES[name]


_LOOKS = {"input": "ds-input", "button": "ds-button"}


@register.simple_tag
def look(kind: str) -> str:
    """`<input class="{% look 'input' %}" …>`: the class of a plain input or button that no component fits.

    Use the components first; this keeps the design system's own names in this room.
    """
    return _LOOKS[kind]


@register.inclusion_tag("ui/status.html")
def status(name: str, word: object, small: object = "") -> dict[str, Any]:
    """`{% status "klart" _("Klart") "Svar 19 november" %}`: shape and word; colour is extra."""
    return {"drawing": SHAPES[name], "tone": tone(name), "word": word, "small": small}


@register.inclusion_tag("ui/button.html")
def button(
    text: object,
    about: object = "",
    *,
    variant: str = "secondary",
    name: str = "",
    value: object = "",
    big: bool = False,
    wide: bool = False,
    type: str = "submit",
    **data: object,
) -> dict[str, Any]:
    """`{% button _("Spara") variant="primary" %}`: verb + object; one primary in a view.

    `about` is said by screen readers only, where a list repeats the same button; `data_print=""` gives
    data-print.
    """
    named = {k.removeprefix("data_").replace("_", "-"): v for k, v in data.items()}
    return {
        "text": text,
        "about": about,
        "variant": variant,
        "name": name,
        "value": value,
        "big": big,
        "wide": wide,
        "type": type,
        "data": named,
    }


@register.inclusion_tag("ui/button_link.html")
def button_link(
    url: str, text: object, about: object = "", *, variant: str = "secondary", big: bool = False
) -> dict[str, Any]:
    """`{% button_link address _("Öppna frågan") goal.title %}`: a link that looks like a button."""
    return {"url": url, "text": text, "about": about, "variant": variant, "big": big}


@register.inclusion_tag("ui/field.html")
def field(field: BoundField) -> dict[str, Any]:
    """`{% field form.title %}`: label, hint, input and its error, tied together for everyone."""
    is_tick = getattr(field.field.widget, "input_type", "") == "checkbox" and not field.use_fieldset
    return {"field": field, "described": field.aria_describedby, "is_tick": is_tick}


@register.inclusion_tag("ui/error_summary.html")
def error_summary(form: Form) -> dict[str, Any]:
    """`{% error_summary form %}`: what to put right, with links to the fields; takes focus. Empty when all is well."""
    return {"form": form}


@register.inclusion_tag("ui/choices.html")
def choices(
    name: str,
    options: Iterable[tuple[object, object]],
    chosen: object = None,
    *,
    legend: object = "",
    labelled: str = "",
    required: bool = False,
) -> dict[str, Any]:
    """`{% choices "answer" answers said labelled="m1" %}`: radio buttons that look like what you tap.

    Name the group by `legend`, or by `labelled`, the id of a heading above it.
    """
    return {
        "name": name,
        "options": list(options),
        "chosen": chosen,
        "legend": legend,
        "labelled": labelled,
        "required": required,
    }


@register.inclusion_tag("ui/way.html")
def way(steps: Iterable[WayStep], label: object = "") -> dict[str, Any]:
    """`{% way steps _("Så långt har åtgärden kommit") %}`: steps with days, one list for eye and ear."""
    return {"steps": list(steps), "label": label}
