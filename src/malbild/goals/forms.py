"""Parse and validate; never save."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from malbild.ui.forms import DayField, PlainForm


class VisionForm(PlainForm):
    sentence = forms.CharField(label=_("Målbilden i en mening"), max_length=200)
    horizon_year = forms.IntegerField(label=_("År"), min_value=2020, max_value=2100)


class GoalForm(PlainForm):
    title = forms.CharField(label=_("Vad vill ni åstadkomma?"), max_length=200)
    effect = forms.CharField(label=_("Vilka effekter vill ni uppnå?"), max_length=1000, required=False)


class AssignmentForm(PlainForm):
    title = forms.CharField(label=_("Uppdrag"), max_length=160)
    lead_party_id = forms.TypedChoiceField(label=_("Vem leder?"), coerce=int)
    group = forms.CharField(label=_("Vilka är med?"), max_length=200, required=False)

    def __init__(self, *args: Any, parties: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead_party_id"].choices = parties  # type: ignore[attr-defined]


class SubGoalForm(PlainForm):
    title = forms.CharField(label=_("Vad exakt ska vara gjort?"), max_length=200)
    due = DayField(label=_("Klart senast"), required=False)
    measurable = forms.CharField(label=_("Hur märks det?"), max_length=200, required=False)
    realistic = forms.CharField(label=_("Har ni tid och mandat?"), max_length=200, required=False)


class MeasureForm(PlainForm):
    title = forms.CharField(label=_("Vad ska göras?"), max_length=200)
    owner_id = forms.TypedChoiceField(label=_("Vem frågar ni?"), coerce=int, empty_value=None, required=False)
    due = DayField(label=_("Klart senast"), required=False)
    how_it_acts = forms.CharField(label=_("Hur ska den påverka orsaken?"), max_length=200, required=False)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_id"].choices = [("", _("Ingen än")), *people]  # type: ignore[attr-defined]
