"""Forms that speak plainly: days as people write them, words that carry no personal numbers."""

from __future__ import annotations

import datetime as dt
from enum import Enum
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from malbild.kit import clock, guard
from malbild.kit.days import parse_day
from malbild.kit.times import parse_time

_INPUT = {"class": "ds-input"}


class DayField(forms.CharField):
    """A day as people write it: 27 november 2026, 2026-11-27, 27/11. Gives a date, or None when left empty."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        day = parse_day(text, on=clock.today())
        if day is None:
            raise forms.ValidationError(_("Skriv ett datum, till exempel 27 november 2026."))
        return day

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, dt.date) else value


class TapChoices(forms.RadioSelect):
    """Radio buttons that look like what you tap."""

    template_name = "ui/tap_choices.html"


class TimeField(forms.CharField):
    """A time as people write it: 13.00, 13:00, kl 13. Gives a time, or None when left empty."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        time = parse_time(text)
        if time is None:
            raise forms.ValidationError(_("Skriv en tid, till exempel 13.00."))
        return time


class PlainForm(forms.Form):
    """The base of every form: text is cleaned of hidden signs, and a personnummer is stopped before it is saved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.NumberInput):
                # The browser's own box for numbers takes the wheel for typing, and says nothing of what it threw away.
                field.widget = forms.TextInput(attrs={"inputmode": "numeric"})
                field.widget.is_required = field.required
            if isinstance(field.widget, forms.TextInput | forms.Textarea | forms.Select):
                field.widget.attrs.setdefault("class", _INPUT["class"])
            field.error_messages.setdefault("required", _("Fyll i den här rutan."))
            if field.required:
                field.error_messages["required"] = _("Fyll i den här rutan.")
            for check in field.validators:
                if isinstance(check, MaxLengthValidator):
                    check.message = TOO_LONG

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for name, value in list(values.items()):
            if isinstance(value, str) and not isinstance(value, Enum):  # a choice of ours holds no words of theirs
                values[name] = guard.clean(value)
                if guard.has_personal_number(value):
                    self.add_error(name, STOPPED)
        return values


TOO_LONG = _("Texten är %(show_value)s tecken. Högst %(limit_value)s får plats. Korta den, inget har gått förlorat.")
STOPPED = _("Det ser ut som ett personnummer. Ta bort det och beskriv platsen eller problemet i stället.")
