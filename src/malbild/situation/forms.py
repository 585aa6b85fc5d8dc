"""Parse and validate; never save."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from malbild.situation.models import CauseKind, Priority
from malbild.ui.forms import DayField, PlainForm


class ProblemForm(PlainForm):
    title = forms.CharField(label=_("Vad är problemet?"), max_length=160)
    description = forms.CharField(
        label=_("Beskriv kort"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    place_and_time = forms.CharField(label=_("Var och när?"), max_length=200, required=False)


class PriorityForm(ProblemForm):
    priority = forms.ChoiceField(label=_("Prioritering"), choices=Priority.choices, required=False)
    priority_reason = forms.CharField(label=_("Varför?"), max_length=300, required=False)

    def clean_priority(self) -> str:
        return self.cleaned_data.get("priority") or Priority.OPEN


class CauseForm(PlainForm):
    title = forms.CharField(label=_("Vilken orsak ser ni?"), max_length=200)
    kind = forms.ChoiceField(label=_("Slag av orsak"), choices=CauseKind.choices, required=False)
    support = forms.CharField(
        label=_("Vad stöder det?"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_kind(self) -> str:
        return self.cleaned_data.get("kind") or CauseKind.OTHER


class EvidenceForm(PlainForm):
    text = forms.CharField(label=_("Uppgift"), max_length=300)
    source = forms.CharField(label=_("Källa"), max_length=200)
    on = DayField(label=_("Datum"), help_text=_("Dagen uppgiften gäller eller hämtades."))
    caveat = forms.CharField(label=_("Vad visar den inte?"), max_length=300, required=False)


class PictureForm(PlainForm):
    """The parts of 4 § (2023:196); each may be written another day."""

    title = forms.CharField(label=_("Rubrik"), max_length=120)
    mapping = forms.CharField(label=_("Kartläggning"), required=False, max_length=20000, widget=forms.Textarea)
    consequences = forms.CharField(label=_("Konsekvenser"), required=False, max_length=20000, widget=forms.Textarea)
    other_information = forms.CharField(
        label=_("Annan kunskap"), required=False, max_length=20000, widget=forms.Textarea
    )
    analysis = forms.CharField(label=_("Analys"), required=False, max_length=20000, widget=forms.Textarea)
    unknowns = forms.CharField(label=_("Det här vet vi inte"), required=False, max_length=20000, widget=forms.Textarea)


class DecideForm(PlainForm):
    decided_by = forms.CharField(label=_("Beslutad av"), max_length=120, help_text=_("Till exempel kommunstyrelsen."))
