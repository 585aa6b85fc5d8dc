"""Fields drawn without templates, for pages that hold a form for each row: Django's own cost ten times as much."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class _Drawn:
    """The same HTML as Django's templates give for a text, a day or a choice."""

    def _render(self, template_name: str, context: dict[str, Any], renderer: object = None) -> SafeString:
        return self.draw(context["widget"])

    def draw(self, widget: dict[str, Any]) -> SafeString:
        value = {} if widget["value"] is None else {"value": widget["value"]}
        attrs = {"type": widget["type"], "name": widget["name"], **value, **widget["attrs"]}
        return format_html("<input{}>", flatatt(attrs))


class Text(_Drawn, forms.TextInput):
    pass


class Day(_Drawn, forms.DateInput):
    pass


class Choice(_Drawn, forms.Select):
    def draw(self, widget: dict[str, Any]) -> SafeString:
        """Without groups, which no form of ours has."""
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (o["value"], flatatt({"selected": o["selected"]}), o["label"])
                for _group, made, _index in widget["optgroups"]
                for o in made
            ),
        )
        return format_html("<select{}>{}</select>", flatatt({"name": widget["name"], **widget["attrs"]}), options)
