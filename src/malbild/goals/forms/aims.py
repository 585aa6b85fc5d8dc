"""Forms of the målbild and its goals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from malbild.goals.names import GoalStates
from malbild.goals.states import GOAL_ENDED
from malbild.ui.forms import DayField, PlainForm, TapChoices

type Options = list[tuple[int, str]]


class VisionForm(PlainForm):
    sentence = forms.CharField(label=_("Målbilden i en mening"), max_length=200)
    horizon_year = forms.IntegerField(label=_("År"), min_value=2020, max_value=2100)


class GoalForm(PlainForm):
    title = forms.CharField(
        label=_("Vad vill ni åstadkomma?"),
        max_length=200,
        help_text=_("Skriv vad som är annorlunda efteråt, till exempel: Fler känner sig trygga i centrum."),
    )
    effect = forms.CharField(
        label=_("Vilka effekter vill ni uppnå?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_draft = forms.BooleanField(label=_("Visa bara för vår organisation så länge"), required=False)


class GoalEditForm(PlainForm):
    title = GoalForm.base_fields["title"]
    effect = GoalForm.base_fields["effect"]
    notes = forms.CharField(
        label=_("Anteckningar från samtalet"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class FormulateLaterForm(PlainForm):
    """A "mål att formulera": what it is about, who words it, by when."""

    title = forms.CharField(label=_("Vad handlar målet om?"), max_length=200)
    formulate_by_id = forms.TypedChoiceField(label=_("Vem formulerar det?"), coerce=int)
    formulate_due = DayField(label=_("Klart senast"))

    def __init__(self, *args: Any, people: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "formulate_by_id", people, empty=_("Välj person"))


class GoalLinksForm(PlainForm):
    problem_ids = forms.TypedMultipleChoiceField(
        label=_("Vilka problem ska målet minska?"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    cause_ids = forms.TypedMultipleChoiceField(
        label=_("Vilka orsaker ska målet påverka?"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, problems: Options, causes: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "problem_ids", problems)
        offer(self, "cause_ids", causes)


class EndForm(PlainForm):
    """How a goal, an uppdrag or a delmål ended."""

    to = forms.ChoiceField(
        label=_("Hur slutade det?"),
        choices=[(s.value, s.label) for s in GoalStates if s.value in GOAL_ENDED],
        widget=TapChoices,
    )
    note = forms.CharField(label=_("En rad om varför"), max_length=300, required=False)


def offer(form: forms.Form, name: str, options: Options, *, empty: object = None) -> None:
    """Fill a choice field; with `empty` a first line that means none."""
    first = [("", empty)] if empty is not None else []
    form.fields[name].choices = [*first, *options]  # type: ignore[attr-defined]
