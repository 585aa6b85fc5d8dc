"""Parse and validate; never save."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from malbild.followup.models import Kind, NoteKind, OwnUnit, Wanted
from malbild.goals.models import ConfirmationAnswer
from malbild.goals.names import Reasons
from malbild.ui.forms import DayField, PlainForm


class ConfirmForm(PlainForm):
    answer = forms.ChoiceField(
        label=_("Er organisations svar"),
        choices=[
            (ConfirmationAnswer.CONFIRMED.value, _("Vi bekräftar")),
            (ConfirmationAnswer.OBJECTED.value, _("Vi invänder")),
        ],
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=_("Kommentar"),
        help_text=_("Invänder ni: skriv vad som behöver ändras. Alla parter ser kommentaren."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("answer") == ConfirmationAnswer.OBJECTED and not values.get("comment", "").strip():
            self.add_error("comment", _("Skriv vad ni invänder mot, så att gruppen kan ändra det."))
        return values


class NoteForm(PlainForm):
    finding = forms.CharField(label=_("Vad såg ni?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    kind = forms.ChoiceField(
        label=_("Vad handlar det om?"),
        choices=NoteKind.choices,
        initial=NoteKind.PRODUCTION,
        required=False,
        widget=forms.RadioSelect,
    )
    deviation = forms.ChoiceField(
        label=_("Varför blev det annorlunda?"),
        choices=[("", _("Det blev som vi tänkt")), *Reasons.choices],
        required=False,
    )
    lesson = forms.CharField(label=_("Vad tar ni med er?"), max_length=280, required=False)
    on = DayField(label=_("Vilken dag följde ni upp?"), help_text=_("Tomt betyder i dag."), required=False)

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or NoteKind.PRODUCTION.value


class HinderDeedForm(PlainForm):
    text = forms.CharField(label=_("Skriv en rad"), max_length=280)
    on = DayField(label=_("Vilken dag?"), help_text=_("Tomt betyder i dag."), required=False)


class TargetForm(PlainForm):
    """What a goal is measured by. The choices are the municipality's own figures and following the work itself."""

    indicator = forms.ChoiceField(label=_("Vad ska det mätas med?"), widget=forms.RadioSelect)
    wanted = forms.ChoiceField(label=_("Åt vilket håll?"), choices=Wanted, required=False)
    target = forms.IntegerField(
        label=_("Vilket tal vill ni nå?"),
        help_text=_("Tomt om ni bara vill följa siffran."),
        min_value=0,
        max_value=10_000_000,
        required=False,
    )
    window = forms.ChoiceField(
        label=_("Räknat på"), choices=[("1", _("ett år")), ("3", _("tre år tillsammans"))], required=False
    )
    due = DayField(label=_("Till vilken dag?"), help_text=_("Till exempel 31 mars 2028."), required=False)

    def __init__(self, *args: Any, figures: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = figures  # type: ignore[attr-defined]

    def clean_wanted(self) -> str:
        return self.cleaned_data["wanted"] or Wanted.FEWER.value

    def clean_window(self) -> int:
        return int(self.cleaned_data["window"] or 1)


class ComparisonForm(PlainForm):
    kind = forms.ChoiceField(label=_("Jämför med"), choices=Kind, widget=forms.RadioSelect)
    for_all = forms.BooleanField(label=_("Gäller alla siffror"), required=False)


class OwnForm(PlainForm):
    """A table of the group's own: sent as a file, or pasted from a spreadsheet."""

    title = forms.CharField(label=_("Vad räknar ni?"), help_text=_("Till exempel otrygga i centrum."), max_length=120)
    unit = forms.ChoiceField(label=_("Räknat i"), choices=OwnUnit)
    table = forms.CharField(
        label=_("Klistra in tabellen"),
        help_text=_("Kopiera kolumnerna i Excel och klistra in här. En rad för varje år."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=20_000,
        required=False,
        strip=False,
    )
    file = forms.FileField(label=_("Eller välj en fil"), help_text=_(".xlsx eller .csv, högst 2 MB."), required=False)
    source = forms.CharField(label=_("Varifrån kommer siffrorna?"), max_length=160, required=False)
    wanted = forms.ChoiceField(label=_("Vad är bättre?"), choices=Wanted, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not self.errors and not values.get("file") and not (values.get("table") or "").strip():
            self.add_error("table", _("Klistra in en tabell eller välj en fil."))
        return values
