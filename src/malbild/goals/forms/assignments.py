"""Forms of uppdrag and delmål."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from malbild.goals.forms.aims import Options, offer
from malbild.goals.models import SubGoalKind
from malbild.ui.forms import DayField, PlainForm


class AssignmentForm(PlainForm):
    title = forms.CharField(label=_("Vad går uppdraget ut på?"), max_length=160)
    lead_party_id = forms.TypedChoiceField(label=_("Vem leder?"), coerce=int)
    group = forms.CharField(
        label=_("Vilka är med?"),
        max_length=200,
        required=False,
        help_text=_("Funktioner och organisationer, inte privatpersoner."),
    )

    def __init__(self, *args: Any, parties: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "lead_party_id", parties)


class AssignmentEditForm(AssignmentForm):
    goal_id = forms.TypedChoiceField(
        label=_("Vilket mål bidrar det till?"), coerce=int, empty_value=None, required=False
    )
    routine_id = forms.TypedChoiceField(label=_("Hur följs det upp?"), coerce=int, empty_value=None, required=False)
    decision_needed = forms.CharField(
        label=_("Behövs ett beslut?"),
        max_length=300,
        required=False,
        help_text=_("Skriv frågan som styrgruppen ska svara på. Töm rutan när beslutet är taget."),
    )

    def __init__(self, *args: Any, goals: Options, routines: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "goal_id", goals, empty=_("Inget mål än"))
        offer(self, "routine_id", routines, empty=_("Ingen rutin än"))


class SubGoalForm(PlainForm):
    title = forms.CharField(label=_("Vad exakt ska vara gjort?"), max_length=200)
    due = DayField(label=_("Klart senast"), required=False)


class SubGoalEditForm(SubGoalForm):
    """The five SMART questions; every one may be left open."""

    specific = forms.CharField(label=_("Specifikt: vad exakt?"), max_length=200, required=False)
    measurable = forms.CharField(label=_("Mätbart: hur märks det?"), max_length=200, required=False)
    acceptable = forms.CharField(
        label=_("Accepterat: är det etiskt och politiskt godtagbart?"), max_length=200, required=False
    )
    realistic = forms.CharField(label=_("Rimligt: har ni tid och mandat?"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Slag av delmål"), choices=SubGoalKind.choices, required=False)

    def clean_kind(self) -> str:
        return self.cleaned_data.get("kind") or SubGoalKind.PROCESS


class ToLineForm(PlainForm):
    reason = forms.CharField(label=_("Varför är det linjearbete nu?"), max_length=200, required=False)
