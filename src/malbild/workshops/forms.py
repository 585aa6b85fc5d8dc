"""Parse and validate; never save."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from malbild.accounts.models import OrganisationKind
from malbild.kit.clock import SWEDEN
from malbild.ui.forms import DayField, PlainForm, TimeField
from malbild.workshops.names import Criteria, Decisions, Parts, Sorts
from malbild.workshops.states import Decision

type Choices = list[tuple[int, str]]

JOIN_KINDS = (
    OrganisationKind.MUNICIPALITY,
    OrganisationKind.POLICE,
    OrganisationKind.SCHOOL,
    OrganisationKind.SOCIAL,
    OrganisationKind.HOUSING,
    OrganisationKind.OTHER,
)


class _Builds(PlainForm):
    """A form for something that builds on groups of cards."""

    group_ids = forms.TypedMultipleChoiceField(
        label=_("Vilka grupper bygger det på?"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, groups: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "group_ids", groups)


def _offer(form: forms.Form, name: str, choices: list[tuple[Any, Any]]) -> None:
    """Fill a choice field, or take it away where there is nothing to choose among."""
    if any(value for value, _label in choices):
        form.fields[name].choices = choices  # type: ignore[attr-defined]
    else:
        del form.fields[name]


class StartForm(PlainForm):
    title = forms.CharField(label=_("Vad heter workshopen?"), max_length=120)
    names = forms.ChoiceField(
        label=_("Ska ni se vilka som är med vid namn?"),
        choices=[("no", _("Nej, bara organisation")), ("yes", _("Ja, den som vill skriver sitt namn"))],
        initial="no",
        widget=forms.RadioSelect,
        help_text=_("Korten visas alltid utan namn. Valet kan inte ändras sedan."),
    )


class PlanForm(PlainForm):
    """When the day begins and how it is divided, for the run sheet's clock times."""

    start = TimeField(label=_("När börjar ni?"), max_length=20, help_text=_("Till exempel 13.00."))
    sittings = forms.ChoiceField(
        label=_("Hur delar ni upp det?"),
        choices=[("1", _("Allt på en gång, med en paus")), ("2", _("Två tillfällen"))],
        required=False,
        widget=forms.Select(attrs={"class": "ds-input"}),
    )


class JoinForm(PlainForm):
    code = forms.CharField(
        label=_("Kod"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "ds-input ph-code"}),
    )
    key = forms.CharField(max_length=24, required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("Vilken organisation kommer du från?"), choices=[(k.value, k.label) for k in JOIN_KINDS]
    )
    name = forms.CharField(label=_("Ditt namn"), max_length=60, required=False)
    is_remote = forms.BooleanField(label=_("Jag är med på distans"), required=False)


class EnterForm(PlainForm):
    """Cards that the leader enters for people without a device, one on each line.

    In step 1 a line that begins with + is about what works, with - about what needs developing; `sort` goes for the
    rest.
    """

    text = forms.CharField(
        label=_("Kort, ett på varje rad"), max_length=12_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    sort = forms.ChoiceField(
        label=_("Rader utan tecken handlar om något som"),
        choices=Sorts.choices,
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, step: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if step != 1:
            del self.fields["sort"]

    @property
    def lines(self) -> list[tuple[str, str]]:
        found = [line.strip() for line in self.cleaned_data["text"].splitlines()]
        if "sort" not in self.fields:
            return [(line, "") for line in found if line]
        signs = {"+": Sorts.WORKS.value, "-": Sorts.DEVELOP.value, "–": Sorts.DEVELOP.value}
        rows = [(line.lstrip("+-– ") if line[0] in signs else line, signs.get(line[0])) for line in found if line]
        return [(text, sort or self.cleaned_data["sort"]) for text, sort in rows if text]


class SlipForm(PlainForm):
    """A whole voting slip for someone without a device."""

    def __init__(self, *args: Any, groups: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for pk, title in groups:
            self.fields[f"g{pk}"] = forms.IntegerField(label=title, required=False, min_value=0, max_value=2)
            self.fields[f"g{pk}"].widget.attrs["class"] = "ds-input"

    @property
    def dots(self) -> dict[int, int]:
        return {int(name[1:]): value or 0 for name, value in self.cleaned_data.items()}


class NameForm(PlainForm):
    title = forms.CharField(label=_("Vad ska gruppen heta?"), max_length=120)


class DecideForm(PlainForm):
    decision = forms.ChoiceField(label=_("Vad bestämmer ni?"), widget=forms.RadioSelect)
    parts = forms.MultipleChoiceField(
        label=_("Vilken del är det som brister?"),
        choices=Parts.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Om ni ska utveckla det."),
    )
    lesson = forms.CharField(
        label=_("Vad kan vi lära av det?"), max_length=280, required=False, help_text=_("Om det fungerar.")
    )
    lead_party_id = forms.TypedChoiceField(
        label=_("Vem följer det?"), coerce=int, empty_value=None, required=False, help_text=_("Om det fungerar.")
    )
    criteria = forms.MultipleChoiceField(
        label=_("Vad avgjorde?"), choices=Criteria.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    why = forms.CharField(
        label=_("Varför?"), max_length=200, required=False, help_text=_("Behövs när beslutet går emot rösterna.")
    )

    def __init__(self, *args: Any, step: int, parties: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        later = (Decision.LATER.value, Decisions.LATER.label)
        if step == 1:
            options = [
                (Decision.WORKS.value, Decisions.WORKS.label),
                (Decision.TAKEN.value, _("Utveckla – vi tar den")),
                later,
            ]
            _offer(self, "lead_party_id", [("", _("Vi som håller i workshopen")), *parties])
        else:
            options = [(Decision.TAKEN.value, Decisions.TAKEN.label), later]
            for name in ("parts", "lesson", "lead_party_id"):
                del self.fields[name]
        self.fields["decision"].choices = options  # type: ignore[attr-defined]


class VisionForm(PlainForm):
    sentence = forms.CharField(label=_("Vart vill vi? Skriv målbilden i en mening."), max_length=200)
    horizon_year = forms.IntegerField(label=_("Till vilket år?"), min_value=2020, max_value=2100)


class GoalForm(_Builds):
    title = forms.CharField(
        label=_("Vad vill ni åstadkomma?"),
        max_length=200,
        help_text=_("Skriv vad som blir annorlunda, inte vad ni ska göra. ”Fler beslut blir gjorda”, inte ”ha möten”."),
    )
    effect = forms.CharField(label=_("Vilka effekter vill ni uppnå?"), max_length=1000, required=False)
    notes = forms.CharField(
        label=_("Vad sades i samtalet?"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    cause_ids = forms.TypedMultipleChoiceField(
        label=_("Vilka orsaker angriper målet?"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    formulate_by_id = forms.TypedChoiceField(
        label=_("Inte färdigt? Vem skriver klart det?"), coerce=int, empty_value=None, required=False
    )
    formulate_due = DayField(label=_("Klart när?"), required=False)

    def __init__(self, *args: Any, causes: Choices, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "cause_ids", causes)
        _offer(self, "formulate_by_id", [("", _("Målet är klart")), *people])
        self.order_fields(["title", "effect", "group_ids", "cause_ids", "notes", "formulate_by_id", "formulate_due"])


class AssignmentForm(_Builds):
    title = forms.CharField(label=_("Vad är uppdraget?"), max_length=160)
    lead_party_id = forms.TypedChoiceField(label=_("Vem leder?"), coerce=int)
    group = forms.CharField(label=_("Vilka är med?"), max_length=200, required=False)

    def __init__(self, *args: Any, parties: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "lead_party_id", parties)
        self.order_fields(["title", "lead_party_id", "group", "group_ids"])


class SubGoalForm(_Builds):
    """The five SMART questions are advice: only the first is asked for."""

    title = forms.CharField(label=_("Vad exakt ska vara gjort?"), max_length=200)
    measurable = forms.CharField(label=_("Hur märks det?"), max_length=200, required=False)
    acceptable = forms.CharField(label=_("Är det godtagbart för alla parter?"), max_length=200, required=False)
    realistic = forms.CharField(label=_("Rimligt: har ni tid och mandat?"), max_length=200, required=False)
    due = DayField(label=_("När ska det vara klart?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["title", "measurable", "acceptable", "realistic", "due", "group_ids"])


class MeasureForm(_Builds):
    title = forms.CharField(label=_("Vad ska göras?"), max_length=200, help_text=_("Börja med ett verb."))
    owner_id = forms.TypedChoiceField(
        label=_("Vem frågar ni?"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("En person med konto. Den som är gäst kan inte äga en åtgärd."),
    )
    due = DayField(label=_("Klart senast"), required=False)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "owner_id", [("", _("Ingen än")), *people])
        self.order_fields(["title", "owner_id", "due", "group_ids"])


class AskForm(PlainForm):
    owner_id = forms.TypedChoiceField(label=_("Vem frågar ni?"), coerce=int)
    due = DayField(label=_("Klart senast"))

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_id"].choices = people  # type: ignore[attr-defined]


RHYTHMS = [
    (14, _("Varannan vecka")),
    (30, _("Varje månad")),
    (90, _("Varje kvartal")),
    (180, _("Varje halvår")),
    (365, _("Varje år")),
]


class RoutineForm(_Builds):
    routine_id = forms.TypedChoiceField(
        label=_("Finns det redan en rutin som passar?"), coerce=int, empty_value=None, required=False
    )
    title = forms.CharField(label=_("Annars: vad heter den nya?"), max_length=160, required=False)
    rhythm_days = forms.TypedChoiceField(label=_("Hur ofta?"), coerce=int, choices=RHYTHMS, initial=30, required=False)
    owner_id = forms.TypedChoiceField(label=_("Vem håller i den?"), coerce=int, empty_value=None, required=False)
    is_existing = forms.BooleanField(label=_("Rutinen finns redan i verksamheten"), required=False)
    assignment_ids = forms.TypedMultipleChoiceField(
        label=_("Vilka uppdrag följs så?"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    line_work_ids = forms.TypedMultipleChoiceField(
        label=_("Vilket linjearbete följs så?"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, standing: Choices, people: Choices, work: Choices, line_work: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "routine_id", [("", _("Nej, gör en ny")), *standing] if standing else [])
        _offer(self, "owner_id", [("", _("Ingen särskild")), *people])
        _offer(self, "assignment_ids", work)
        _offer(self, "line_work_ids", line_work)
        self.order_fields(
            ["routine_id", "title", "is_existing", "rhythm_days", "owner_id", "assignment_ids", "line_work_ids"]
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not values.get("routine_id") and not values.get("title"):
            self.add_error("title", _("Välj en rutin som finns, eller skriv vad den nya heter."))
        return values


class NextMeetingForm(PlainForm):
    day = DayField(label=_("Vilken dag?"), help_text=_("Till exempel 8 december."))
    time = TimeField(label=_("Vilken tid?"), max_length=20, help_text=_("Till exempel 13.00."))
    place = forms.CharField(label=_("Var ses ni?"), max_length=160, required=False)

    def clean(self) -> dict[str, Any]:
        """Day and time become one moment, in Swedish time."""
        values = super().clean()
        day, time = values.pop("day", None), values.pop("time", None)
        if day and time:
            values["starts_at"] = dt.datetime.combine(day, time, tzinfo=SWEDEN)
        return values
