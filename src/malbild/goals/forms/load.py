"""How much time one has, in one's own word."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from malbild.goals.models import Periods
from malbild.ui.forms import PlainForm


class TimeForm(PlainForm):
    days = forms.DecimalField(
        label=_("Hur många dagar?"),
        help_text=_("En halv dag skriver du 0,5. Lämna tomt om du inte vet."),
        required=False,
        localize=True,
        max_digits=4,
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "ds-input"}),
        error_messages={
            "invalid": _("Skriv ett antal dagar, till exempel 2 eller 0,5."),
            "max_digits": _("Skriv ett antal dagar, till exempel 2 eller 0,5."),
            "max_decimal_places": _("Skriv ett antal dagar, till exempel 2 eller 0,5."),
            "max_whole_digits": _("Skriv ett antal dagar, till exempel 2 eller 0,5."),
        },
    )
    per = forms.ChoiceField(label=_("Hur ofta?"), choices=Periods.choices, initial=Periods.MONTH.value, required=False)

    def clean_per(self) -> Any:
        return self.cleaned_data.get("per") or Periods.MONTH.value
