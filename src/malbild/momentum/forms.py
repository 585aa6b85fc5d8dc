"""Parse and validate; never save."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from malbild.goals.names import Answers, LineStates, Reasons
from malbild.goals.states import Answer
from malbild.kit import clock
from malbild.kit.days import parse_day
from malbild.momentum.choices import Reply, WhatNow
from malbild.momentum.models import WEEKDAYS, Rhythms
from malbild.ui.forms import DayField, PlainForm
from malbild.ui.widgets import Choice, Day, Text

_NEEDS_A_DAY = (Answer.NEW_DATE.value, Reply.OTHER_DAY.value)


class AnswerForm(PlainForm):
    """One åtgärd's answer. `when` is a suggested day, `new_due` another; the written one wins."""

    answer = forms.ChoiceField(
        label=_("Svar"),
        choices=[*Answers.choices, *Reply.choices],
        error_messages={"invalid_choice": _("Välj ett av svaren. Inget har ändrats.")},
    )
    text = forms.CharField(label=_("Lägg till en rad"), max_length=280, required=False, widget=Text)
    when = forms.CharField(required=False, max_length=10)
    new_due = DayField(label=_("Eller en annan dag"), required=False, max_length=40, widget=Day(attrs={"type": "date"}))
    reason = forms.ChoiceField(
        label=_("Varför?"), choices=[("", _("Välj om du vill")), *Reasons.choices], required=False, widget=Choice
    )
    what_now = forms.ChoiceField(choices=[("", ""), *WhatNow.choices], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].error_messages["required"] = _("Välj ett av svaren.")

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        suggested = values.pop("when", "")
        if values.get("new_due") is None and suggested:
            values["new_due"] = parse_day(suggested, on=clock.today())
        if values.get("answer") in _NEEDS_A_DAY and not values.get("what_now"):
            self._must_have_a_day(values.get("new_due"))
        return values

    def _must_have_a_day(self, day: dt.date | None) -> None:
        if "new_due" in self.errors:
            return
        if day is None:
            self.add_error("new_due", _("Välj en ny dag."))
        elif day < clock.today():
            self.add_error("new_due", _("Välj en ny dag, i dag eller senare."))


class QuestionForm(AnswerForm):
    """The answer to a question: after a yes one optional line "När … så …", and to a far day its first step."""

    text = forms.CharField(
        label=_("När gör du första steget?"),
        help_text=_("Till exempel: När det är måndag så ringer jag."),
        max_length=200,  # as much as an åtgärd's own line holds
        required=False,
        widget=Text,
    )
    first_step = forms.CharField(label=_("Vad är första steget?"), max_length=200, required=False, widget=Text)
    hint = forms.CharField(label=_("Vet du vem den borde gå till?"), max_length=280, required=False, widget=Text)


class MailForm(PlainForm):
    rhythm = forms.ChoiceField(label=_("Hur ofta vill du ha mejl?"), choices=Rhythms.choices, widget=forms.RadioSelect)
    weekday = forms.TypedChoiceField(label=_("Vilken dag passar bäst?"), choices=WEEKDAYS, coerce=int)


class HelpForm(PlainForm):
    outcome = forms.CharField(label=_("Hur löste ni det?"), max_length=280)


class PulseForm(PlainForm):
    """Line work: the tapped button is the answer."""

    state = forms.ChoiceField(
        choices=[(LineStates.WORKS.value, LineStates.WORKS.label), (LineStates.WAVERS.value, LineStates.WAVERS.label)],
        error_messages={
            "required": _("Välj Fungerar eller Svajar."),
            "invalid_choice": _("Välj Fungerar eller Svajar."),
        },
    )
    text = forms.CharField(label=_("Lägg till en rad"), max_length=200, required=False)
