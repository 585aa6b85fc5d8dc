"""Forms of an åtgärd: its words, the yes, the four answers and its ends."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from malbild.goals.forms.aims import Options, offer
from malbild.goals.names import Answers, Reasons
from malbild.goals.states import Answer, Deed
from malbild.kit import clock
from malbild.ui.forms import DayField, PlainForm, TapChoices


def _coming(form: forms.Form, name: str) -> None:
    day = form.cleaned_data.get(name)
    if isinstance(day, dt.date) and day < clock.today():
        form.add_error(name, _("Välj en dag som kommer, i dag eller senare."))


class MeasureForm(PlainForm):
    title = forms.CharField(label=_("Vad ska göras?"), max_length=200)
    owner_id = forms.TypedChoiceField(label=_("Vem frågar ni?"), coerce=int, empty_value=None, required=False)
    due = DayField(label=_("Klart senast"), required=False)
    cause_id = forms.TypedChoiceField(
        label=_("Vilken orsak ska den påverka?"), coerce=int, empty_value=None, required=False
    )
    how_it_acts = forms.CharField(label=_("Hur ska den påverka orsaken?"), max_length=200, required=False)

    def __init__(self, *args: Any, people: Options, causes: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner_id", people, empty=_("Ingen än"))
        offer(self, "cause_id", causes, empty=_("Ingen än"))


class MeasureAgainstForm(PlainForm):
    """An åtgärd written from its cause; the uppdrag is chosen."""

    title = forms.CharField(label=_("Vad ska göras?"), max_length=200)
    how_it_acts = forms.CharField(label=_("Hur ska den påverka orsaken?"), max_length=200, required=False)
    assignment_id = forms.TypedChoiceField(label=_("I vilket uppdrag?"), coerce=int, empty_value=None, required=False)
    owner_id = forms.TypedChoiceField(label=_("Vem frågar ni?"), coerce=int, empty_value=None, required=False)
    due = DayField(label=_("Klart senast"), required=False)

    def __init__(self, *args: Any, people: Options, works: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner_id", people, empty=_("Ingen än"))
        offer(self, "assignment_id", works, empty=_("Inget än"))


class MeasureEditForm(PlainForm):
    title = forms.CharField(label=_("Vad ska göras?"), max_length=200)
    due = DayField(label=_("Klart senast"), required=False)
    cause_id = forms.TypedChoiceField(
        label=_("Vilken orsak ska den påverka?"), coerce=int, empty_value=None, required=False
    )
    how_it_acts = forms.CharField(label=_("Hur ska den påverka orsaken?"), max_length=200, required=False)
    assignment_id = forms.TypedChoiceField(
        label=_("Vilket uppdrag hör den till?"), coerce=int, empty_value=None, required=False
    )
    sub_goal_id = forms.TypedChoiceField(
        label=_("Vilket delmål hör den till?"), coerce=int, empty_value=None, required=False
    )
    is_decision_needed = forms.BooleanField(label=_("Väntar på beslut"), required=False)

    def __init__(
        self, *args: Any, causes: Options, works: Options, sub_goals: Options, may_set_day: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "cause_id", causes, empty=_("Ingen än"))
        offer(self, "assignment_id", works, empty=_("Inget än"))
        offer(self, "sub_goal_id", sub_goals, empty=_("Inget än"))
        if not works:  # it has its uppdrag; only the delmål inside it is chosen
            del self.fields["assignment_id"]
        if not may_set_day:  # an owner answers "Ny tid", so that the group sees it
            del self.fields["due"]


class AnswerForm(PlainForm):
    answer = forms.ChoiceField(
        label=_("Hur går det?"),
        choices=Answers.choices,
        widget=TapChoices,
        error_messages={"required": _("Välj ett av svaren."), "invalid_choice": _("Välj ett av svaren.")},
    )
    new_due = DayField(label=_("Vilken dag i stället?"), required=False)
    reason = forms.ChoiceField(
        label=_("Vad beror det på?"), choices=[("", _("Vill inte säga")), *Reasons.choices], required=False
    )
    text = forms.CharField(label=_("Lägg till en rad"), max_length=280, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("answer") != Answer.NEW_DATE:
            self.errors.pop("new_due", None)
            values["new_due"], values["reason"] = None, ""
        elif "new_due" not in self.errors and not values.get("new_due"):
            self.add_error("new_due", _("Skriv vilken dag det blir i stället."))
        else:
            _coming(self, "new_due")
        return values


class AcceptForm(PlainForm):
    """The yes, with one optional line "När … så …"."""

    when = forms.CharField(label=_("När"), max_length=80, required=False)
    then = forms.CharField(label=_("så"), max_length=110, required=False)
    first_step = forms.CharField(label=_("Vad är första steget?"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("when") and not values.get("then"):
            self.add_error("then", _("Skriv också vad du gör då, eller töm båda rutorna."))
        if values.get("then") and not values.get("when"):
            self.add_error("when", _("Skriv också när, eller töm båda rutorna."))
        return values

    @property
    def if_then(self) -> str:
        when, then = self.cleaned_data.get("when"), self.cleaned_data.get("then")
        return str(_("När %(when)s så %(then)s") % {"when": when, "then": then}) if when and then else ""


class OtherDayForm(PlainForm):
    due = DayField(label=_("Vilken dag kan du lova?"))

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        _coming(self, "due")
        return values


class DeclineForm(PlainForm):
    text = forms.CharField(label=_("Vem borde frågas i stället?"), max_length=280, required=False)


class OwnerForm(PlainForm):
    owner_id = forms.TypedChoiceField(label=_("Vem frågar ni?"), coerce=int)
    due = DayField(label=_("Klart senast"))

    def __init__(self, *args: Any, people: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner_id", people, empty=_("Välj person"))

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        _coming(self, "due")
        return values


ENDS = (
    (Deed.PAUSE.value, _("Pausas genom beslut")),
    (Deed.GIVE_UP.value, _("Blir inte av")),
    (Deed.REPLACE.value, _("Ersätts av en annan")),
    (Deed.MOVE_TO_LINE.value, _("Är linjearbete nu")),
)


class EndMeasureForm(PlainForm):
    deed = forms.ChoiceField(label=_("Vad händer med åtgärden?"), choices=ENDS, widget=TapChoices)
    reason = forms.ChoiceField(label=_("Varför?"), choices=[("", _("Välj skäl")), *Reasons.choices], required=False)
    title = forms.CharField(label=_("Vad gör ni i stället?"), max_length=200, required=False)
    by_id = forms.TypedChoiceField(
        label=_("Eller välj en åtgärd som finns"), coerce=int, empty_value=None, required=False
    )
    note = forms.CharField(label=_("En rad till gruppen"), max_length=300, required=False)

    def __init__(self, *args: Any, ends: list[tuple[str, Any]], others: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deed"].choices = ends  # type: ignore[attr-defined]
        offer(self, "by_id", others, empty=_("Ingen"))

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        deed = values.get("deed")
        if deed == Deed.GIVE_UP and not values.get("reason"):
            self.add_error("reason", _("Välj varför åtgärden inte blir av. Skälen summeras så att gruppen lär sig."))
        if deed == Deed.REPLACE and not (values.get("title") or values.get("by_id") or "title" in self.errors):
            self.add_error("title", _("Skriv eller välj den åtgärd som kommer i stället."))
        return values


class SplitForm(PlainForm):
    first = forms.CharField(label=_("Första steget"), max_length=200)
    first_due = DayField(label=_("Klart senast"), required=False)
    second = forms.CharField(label=_("Andra steget"), max_length=200, required=False)
    second_due = DayField(label=_("Klart senast"), required=False)

    @property
    def steps(self) -> list[tuple[str, dt.date | None]]:
        values = self.cleaned_data
        return [(values[n], values.get(f"{n}_due")) for n in ("first", "second") if values.get(n)]


class FollowUpForm(PlainForm):
    note = forms.CharField(label=_("Vad ledde den till?"), max_length=300, required=False)


class HelpForm(PlainForm):
    outcome = forms.CharField(label=_("Hur löste det sig?"), max_length=280)
