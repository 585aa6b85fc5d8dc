"""Parse and validate; never save."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from malbild.goals.forms.measures import OwnerForm
from malbild.kit import clock
from malbild.ui.forms import DayField, PlainForm


class TryForm(OwnerForm):
    """Who tries it, and by when; the words can be made one's own."""

    title = forms.CharField(label=_("Vad provar ni?"), max_length=200)
    field_order = ("title", "owner_id", "due")


class StepForm(PlainForm):
    first_step = forms.CharField(label=_("Vad är ditt första steg?"), max_length=200)


class RestForm(PlainForm):
    """Rest is a decision: who made it, why, and when it is looked at again."""

    note = forms.CharField(label=_("Vem beslutade, och varför?"), max_length=300)
    look_again_on = DayField(label=_("Vilken dag tittar ni igen?"), help_text=_("Inom ett år."))

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        day: dt.date | None = values.get("look_again_on")
        if day is not None and day <= clock.today():
            self.add_error("look_again_on", _("Välj en dag som kommer."))
        return values
