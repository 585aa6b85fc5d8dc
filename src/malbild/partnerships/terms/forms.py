"""Parse and validate; never save."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from malbild.kit import clock
from malbild.partnerships.models import HEADINGS
from malbild.ui.forms import DayField, PlainForm

_LONGEST = 6_000
_HELP = {
    "purpose": _("Varför finns gruppen, och vad ska den leda till?"),
    "belonging": _("Vilken nämnd, styrelse eller ledning hör gruppen till?"),
    "composition": _("Vilka funktioner och organisationer är med, och vem ersätter?"),
    "chair": _("Vilken funktion leder, och vem tar vid?"),
    "tasks": _("Vad ska gruppen göra?"),
    "mandate": _("Vad får gruppen besluta själv, och vad ska vidare?"),
    "reporting": _("Till vem, om vad och hur ofta?"),
    "meetings": _("Hur ofta, och hur kallas ni?"),
    "notes": _("Vem skriver, vem justerar och var sparas de?"),
    "changes": _("När ses uppdraget över, och vem kan ändra det?"),
}


class TermsForm(PlainForm):
    """The text under its usual headings. None is demanded here; a review asks for syfte and uppgifter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in HEADINGS.items():
            self.fields[name] = forms.CharField(
                label=label,
                help_text=_HELP[name],
                required=False,
                max_length=_LONGEST,
                widget=forms.Textarea(attrs={"rows": 3, "class": "ds-input"}),
            )


class DayForm(PlainForm):
    due = DayField(label=_("När ska alla parter ha svarat?"), help_text=_("Till exempel en vecka före nästa möte."))


class ExistingForm(PlainForm):
    decided_by = forms.CharField(label=_("Vem beslutade?"), max_length=120)
    on = DayField(label=_("När beslutades den?"), help_text=_("Med år, till exempel 12 mars 2024."))

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day is not None and day > clock.today():
            raise forms.ValidationError(_("Välj dagen då den beslutades, i dag eller tidigare. Skriv gärna år."))
        return day


class CommentForm(PlainForm):
    text = forms.CharField(label=_("Vad vill du säga?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    heading = forms.ChoiceField(label=_("Vad gäller det?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["heading"].choices = [("", _("Hela texten")), *HEADINGS.items()]  # type: ignore[attr-defined]


class NotYetForm(PlainForm):
    wording = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Vad saknas för att ni ska kunna godkänna?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
