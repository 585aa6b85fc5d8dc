"""Parse and validate; never save."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from malbild.goals.names import Reasons
from malbild.kit.clock import SWEDEN
from malbild.meetings.models import EntryKind
from malbild.meetings.models.cycle import LONGEST_DIRECTION, LONGEST_LEARNED
from malbild.meetings.rhythms import MOST_IN_SERIES, rhythm_choices
from malbild.ui.forms import DayField, PlainForm, TimeField

type People = list[tuple[int, str]]


class MeetingForm(PlainForm):
    day = DayField(label=_("Vilken dag?"), help_text=_("Till exempel 8 december."))
    time = TimeField(label=_("Vilken tid?"), max_length=20, help_text=_("Till exempel 13.00."))
    place = forms.CharField(label=_("Var ses ni?"), max_length=160, required=False)
    group = forms.CharField(
        label=_("Vilken grupp?"), max_length=120, required=False, help_text=_("Till exempel styrgruppen.")
    )
    minutes = forms.IntegerField(label=_("Hur många minuter har ni?"), min_value=10, max_value=600, required=False)

    def clean(self) -> dict[str, Any]:
        """Day and time become one moment, in Swedish time."""
        values = super().clean()
        day, time = values.get("day"), values.get("time")
        if day and time:
            values["starts_at"] = dt.datetime.combine(day, time, tzinfo=SWEDEN)
        return values


class EditMeetingForm(MeetingForm):
    """`after` is how many meetings of the series come after this one; they can be changed with it."""

    rest = forms.BooleanField(required=False)

    def __init__(self, *args: Any, after: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rest(self, after)


class CancelForm(PlainForm):
    rest = forms.BooleanField(required=False)

    def __init__(self, *args: Any, after: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rest(self, after)


def _rest(form: forms.Form, after: int) -> None:
    if not after:
        del form.fields["rest"]
        return
    words = ngettext("Gäller också det senare mötet i serien", "Gäller också de %(n)s senare mötena i serien", after)
    form.fields["rest"].label = words % {"n": after}


class SeriesForm(MeetingForm):
    """Many meetings at once: the first of them, how often, and how many."""

    rhythm = forms.ChoiceField(label=_("Hur ofta?"), choices=rhythm_choices)
    count = forms.IntegerField(
        label=_("Hur många möten?"),
        min_value=2,
        max_value=MOST_IN_SERIES,
        required=False,
        help_text=_("Högst 20."),
    )
    field_order = ("day", "time", "rhythm", "count", "place", "group")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].label = _("Vilken dag är det första mötet?")


class PointForm(PlainForm):
    title = forms.CharField(label=_("Vad ska ni ta upp?"), max_length=160)
    minutes = forms.IntegerField(label=_("Hur många minuter?"), min_value=1, max_value=240, required=False)


class MinutesForm(forms.Form):
    minutes = forms.IntegerField(min_value=1, max_value=240)


def _people_field(**more: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(coerce=int, empty_value=None, required=False, **more)


def _body_field() -> forms.CharField:
    """Free text, with the bodies that are known to choose from (the list is `meetings/bodies.html`)."""
    widget = forms.TextInput(attrs={"list": "organ", "autocomplete": "off"})
    return forms.CharField(label=_("Vem beslutar?"), max_length=120, required=False, widget=widget)


class WriteForm(PlainForm):
    """One field for everything that is captured; who and when belong to an åtgärd, the body to a decision."""

    kind = forms.ChoiceField(choices=EntryKind, initial=EntryKind.MEASURE)
    text = forms.CharField(label=_("Vad"), max_length=500)
    owner_id = _people_field(label=_("Vem"))
    due = DayField(label=_("Klart senast"), required=False)
    body = _body_field()
    is_internal = forms.BooleanField(required=False)

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_id"].choices = [("", _("Ingen än")), *people]  # type: ignore[attr-defined]
        self.fields["text"].error_messages["required"] = _("Skriv vad ni kom fram till.")
        if self.data.get("kind", EntryKind.MEASURE) in (EntryKind.DECISION, EntryKind.NOTE):
            # Hidden on the page, and perhaps half-written before another kind was chosen.
            self.data = {name: self.data[name] for name in self.data} | {"owner_id": "", "due": ""}


class EntryForm(PlainForm):
    """Change what was captured."""

    text = forms.CharField(label=_("Vad"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    owner_id = _people_field(label=_("Vem"))
    due = DayField(label=_("Klart senast"), required=False)
    assignment_id = _people_field(label=_("Hör till uppdraget"))
    body = _body_field()
    is_internal = forms.BooleanField(
        label=_("Bara för oss"),
        required=False,
        help_text=_("Delas inte med politiker och läsare, och kommer inte med i PDF, Word och mejl."),
    )

    def __init__(self, *args: Any, kind: str, people: People, works: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_id"].choices = [("", _("Ingen än")), *people]  # type: ignore[attr-defined]
        self.fields["assignment_id"].choices = [("", _("Inget uppdrag än")), *works]  # type: ignore[attr-defined]
        wrong = {
            EntryKind.NOTE: ("owner_id", "due", "assignment_id", "body"),
            EntryKind.DECISION: ("owner_id", "due", "assignment_id"),
            EntryKind.MEASURE: ("body", "is_internal"),
        }
        for name in wrong[EntryKind(kind)]:
            del self.fields[name]


class ApproversForm(forms.Form):
    """One or two usually; more where the group wants it."""

    approvers = forms.TypedMultipleChoiceField(
        label=_("Vilka justerar?"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Brukar vara en eller två som var med. De får frågan här och i ett mejl."),
    )

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["approvers"].choices = people  # type: ignore[attr-defined]


class OwnerForm(PlainForm):
    """Who takes it, and until when."""

    owner_id = _people_field(label=_("Vem tar den?"))
    due = DayField(label=_("Klart senast"), required=False)

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_id"].choices = [("", _("Ingen än")), *people]  # type: ignore[attr-defined]


class NewDateForm(PlainForm):
    new_due = DayField(label=_("När blir det klart?"), help_text=_("Till exempel 15 januari."))
    reason = forms.ChoiceField(
        label=_("Varför flyttas den?"), choices=[("", _("Säg inte")), *Reasons.choices], required=False
    )
    text = forms.CharField(label=_("En rad till"), max_length=280, required=False)


class NeedHelpForm(PlainForm):
    text = forms.CharField(label=_("Vad behövs för att komma vidare?"), max_length=280, required=False)


class OutcomeForm(PlainForm):
    outcome = forms.CharField(label=_("Hur löser ni det?"), max_length=280)


class DecisionForm(PlainForm):
    text = forms.CharField(label=_("Vad beslutar ni?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    body = _body_field()


class PutAwayForm(PlainForm):
    note = forms.CharField(label=_("Varför läggs den undan?"), max_length=200)


class OthersForm(PlainForm):
    others = forms.CharField(label=_("Fler som är här"), max_length=300, required=False)


class CorrectionForm(PlainForm):
    text = forms.CharField(
        label=_("Vad blev fel, och hur ska det vara?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_internal = forms.BooleanField(
        label=_("Bara för oss"),
        required=False,
        help_text=_("Delas inte med politiker och läsare, och kommer inte med i PDF, Word och mejl."),
    )


class LearnedForm(PlainForm):
    learned = forms.CharField(
        label=_("Vad lärde ni er?"),
        max_length=LONGEST_LEARNED,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("En rad räcker. Till exempel vad ni gör mer av, och vad ni slutar med."),
    )


class ProposalForm(PlainForm):
    """One to three directions, in the group's own words."""

    first = forms.CharField(label=_("Vad är viktigast under kvartalet?"), max_length=LONGEST_DIRECTION)
    second = forms.CharField(label=_("En till, om ni vill"), max_length=LONGEST_DIRECTION, required=False)
    third = forms.CharField(label=_("Och en tredje"), max_length=LONGEST_DIRECTION, required=False)


class DirectionForm(ProposalForm):
    body = _body_field()
