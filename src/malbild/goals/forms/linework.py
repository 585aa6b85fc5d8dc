"""Forms of line work, its light follow-up and its routines."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from malbild.goals.forms.aims import Options, offer
from malbild.goals.names import LineStates
from malbild.ui.forms import PlainForm, TapChoices

RHYTHMS = (
    (14, _("Var fjortonde dag")),
    (30, _("En gång i månaden")),
    (90, _("En gång i kvartalet")),
    (180, _("Två gånger om året")),
    (365, _("En gång om året")),
)


class LineWorkForm(PlainForm):
    title = forms.CharField(label=_("Vad görs i vardagen?"), max_length=160)
    responsible_party_id = forms.TypedChoiceField(label=_("Vilken organisation gör det?"), coerce=int)
    owner_id = forms.TypedChoiceField(label=_("Vem följer det?"), coerce=int, empty_value=None, required=False)
    routine_id = forms.TypedChoiceField(label=_("Hur följs det upp?"), coerce=int, empty_value=None, required=False)
    note = forms.CharField(label=_("Hur går det till?"), max_length=200, required=False)

    def __init__(self, *args: Any, parties: Options, people: Options, routines: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "responsible_party_id", parties)
        offer(self, "owner_id", people, empty=_("Ingen än"))
        offer(self, "routine_id", routines, empty=_("Ingen rutin än"))


class PulseForm(PlainForm):
    state = forms.ChoiceField(
        label=_("Hur fungerar det?"),
        choices=[(s.value, s.label) for s in (LineStates.WORKS, LineStates.WAVERS)],
        widget=TapChoices,
        error_messages={
            "required": _("Välj Fungerar eller Svajar."),
            "invalid_choice": _("Välj Fungerar eller Svajar."),
        },
    )
    text = forms.CharField(label=_("Lägg till en rad"), max_length=200, required=False)


class LiftForm(PlainForm):
    reason = forms.CharField(label=_("Vad behöver utvecklas?"), max_length=200, required=False)


class LessonForm(PlainForm):
    text = forms.CharField(
        label=_("Vad har ni lärt er?"), max_length=280, help_text=_("En sak som andra kan ha nytta av.")
    )


class RoutineForm(PlainForm):
    title = forms.CharField(
        label=_("Hur följs det?"), max_length=160, help_text=_("Till exempel: Vi stämmer av på varje rådsmöte.")
    )
    rhythm_days = forms.TypedChoiceField(label=_("Hur ofta?"), coerce=int, choices=RHYTHMS, initial=90)
    is_existing = forms.BooleanField(label=_("Rutinen finns redan"), required=False)
    owner_id = forms.TypedChoiceField(label=_("Vem ansvarar?"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, people: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner_id", people, empty=_("Ingen än"))
