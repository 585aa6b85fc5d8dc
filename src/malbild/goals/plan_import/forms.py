"""Parse and validate; never save."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from malbild.goals.plan_import.dates import Time, read_when
from malbild.goals.plan_import.draft import Draft
from malbild.goals.plan_import.grid import Grid, letters
from malbild.goals.plan_import.guess import Field, Layout
from malbild.goals.plan_import.owners import Person
from malbild.goals.plan_import.proposal import MARK, Proposal
from malbild.goals.plan_import.services import PlanUnreadable, read_file, read_text
from malbild.goals.plan_import.sheets import Limits
from malbild.goals.plan_import.unreadable import Why
from malbild.goals.plan_import.words import FIELDS, KINDS, UNCHANGED, WHYS
from malbild.kit import clock, guard
from malbild.ui.forms import STOPPED, PlainForm


class StartForm(PlainForm):
    """A file or pasted cells; what could be read is in `grids`."""

    file = forms.FileField(
        label=_("Välj Excelfilen"),
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        help_text=_("En fil som slutar på .xlsx, högst 10 MB."),
    )
    pasted = forms.CharField(
        label=_("Eller klistra in tabellen"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Markera raderna i Excel eller Word, med rubrikerna, kopiera och klistra in här."),
    )

    def __init__(self, *args: Any, too_big: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._too_big = too_big

    def clean(self) -> dict[str, Any]:
        """Read what was sent. A personnummer is stopped cell by cell later, so that the rest can come in."""
        values = self.cleaned_data
        file, pasted = values.get("file"), values.get("pasted") or ""
        try:
            if self._too_big:
                self.add_error("file", f"{WHYS[Why.TOO_BIG]} {UNCHANGED}")
            elif file is not None and not self.errors:
                values["grids"] = read_file(file.read(Limits().sent + 1))
                values["file_name"] = str(file.name)
            elif pasted.strip():
                values["grids"] = read_text(pasted)
                values["file_name"] = ""
            elif not self.errors:
                self.add_error("file", _("Välj en fil eller klistra in en tabell."))
        except PlanUnreadable as refusal:
            self.add_error("file" if file is not None else "pasted", str(refusal.message))
        return values


class LayoutForm(PlainForm):
    """Which sheet, where the headings are, and which column is what."""

    sheet = forms.TypedChoiceField(label=_("Flik"), coerce=int, required=False)
    header = forms.IntegerField(
        label=_("På vilken rad står rubrikerna?"),
        required=False,
        min_value=1,
        max_value=1_048_576,
        help_text=_("Lämna tomt om planen saknar rubriker."),
    )
    title = forms.CharField(
        label=_("Vad heter planen?"),
        required=False,
        max_length=140,
        help_text=_("Används där planen saknar egna rubriker."),
    )

    def __init__(self, *args: Any, draft: Draft, **kwargs: Any) -> None:
        layout = draft.layout
        initial = {"sheet": draft.data["sheet"], "header": layout.header, "title": draft.title}
        initial |= {f.value: layout.columns.get(f, "") for f in Field}
        super().__init__(*args, initial=initial, **kwargs)
        names = list(enumerate(draft.sheet_names))
        self.fields["sheet"].choices = names  # type: ignore[attr-defined]
        if len(names) < 2:
            self.fields["sheet"].widget = forms.HiddenInput()
        columns = [("", _("Finns inte")), *_columns(draft.grid, layout.header)]
        for name in Field:
            self.fields[name.value] = forms.TypedChoiceField(
                label=FIELDS[name],
                choices=columns,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.Select(attrs={"class": "ds-input"}),
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        chosen = [values[f.value] for f in Field if values.get(f.value) is not None]
        if len(chosen) != len(set(chosen)):
            self.add_error(None, _("Samma kolumn är vald två gånger. Välj en kolumn för varje sak."))
        return values

    def layout(self) -> Layout:
        values = self.cleaned_data
        return Layout(values.get("header"), {f: values[f.value] for f in Field if values.get(f.value) is not None})


def _columns(grid: Grid, header: int | None) -> list[tuple[int, str]]:
    """Each column by its letter and its heading, else its first text."""
    found = []
    for column in grid.columns():
        rows = [header] if header and grid.at(header, column).text else sorted(grid.rows)
        said = next((grid.at(r, column).text for r in rows if r and grid.at(r, column).text.strip()), "")
        found.append((column, f"{letters(column)}: {' '.join(said.split())[:40]}"))
    return found


class WhenField(forms.CharField):
    """A day in any of the ways a plan says it; "löpande" is no day."""

    def clean(self, value: Any) -> dt.date | None:
        text = super().clean(value)
        when = read_when(text, on=clock.today())
        if text and when.time is not Time.DAY:
            raise forms.ValidationError(_("Skriv ett datum, till exempel 27 november 2026."))
        return when.day


class RowForm(PlainForm):
    """What a person decides about one row, in the list."""

    included = forms.BooleanField(label=_("Ta med"), required=False)
    kind = forms.ChoiceField(label=_("Vad blir det?"), choices=[(k.value, w) for k, w in KINDS.items()], required=False)
    owner = forms.TypedChoiceField(label=_("Vem frågas senare?"), coerce=int, empty_value=None, required=False)
    due = WhenField(label=_("Klart senast"), required=False, max_length=60)

    def __init__(self, *args: Any, row: Proposal, people: list[Person], **kwargs: Any) -> None:
        due = date_format(row.due, "j F Y") if row.due else ""
        initial = {"included": row.included, "kind": row.kind.value, "owner": row.owner_id, "due": due}
        super().__init__(*args, prefix=f"r{row.number}", initial=initial, **kwargs)
        self.row = row
        choices = [("", _("Ingen än")), *((p.id, f"{p.name}, {p.organisation}") for p in people)]
        self.fields["owner"].choices = choices  # type: ignore[attr-defined]

    @property
    def stands(self) -> str:
        """A mark of how the row is kept now, so that nobody overwrites what they have not seen."""
        row = self.row
        text = f"{row.included}|{row.kind}|{row.owner_id}|{row.due}"
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @property
    def was_sent(self) -> bool:
        return self.add_prefix("was") in self.data

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        seen = self.data.get(self.add_prefix("was"), "")
        if seen != self.stands and self._differs(values):
            raise forms.ValidationError(
                _("Någon annan ändrade raden samtidigt. Din version står i rutorna. Spara igen om den gäller.")
            )
        return values

    def correction(self) -> dict[str, Any]:
        """Only what differs from what is kept."""
        return self._differs(self.cleaned_data)

    def _differs(self, values: dict[str, Any]) -> dict[str, Any]:
        row = self.row
        due = values.get("due", row.due)
        said = {
            "included": bool(values.get("included")),
            "kind": values.get("kind") or row.kind.value,
            "owner": values.get("owner"),
            "due": due.isoformat() if due else None,
        }
        kept = {
            "included": row.included,
            "kind": row.kind.value,
            "owner": row.owner_id,
            "due": row.due.isoformat() if row.due else None,
        }
        return {k: v for k, v in said.items() if v != kept[k]}


class TextForm(PlainForm):
    """The texts of one row, for the one who puts them right."""

    measure = forms.CharField(label=_("Vad ska göras?"), max_length=200)
    cause = forms.CharField(label=FIELDS[Field.CAUSE], max_length=200, required=False)
    problem = forms.CharField(label=FIELDS[Field.PROBLEM], max_length=160, required=False)
    sub_goal = forms.CharField(label=FIELDS[Field.SUB_GOAL], max_length=200, required=False)
    when = forms.CharField(label=FIELDS[Field.WHEN], max_length=120, required=False)
    who = forms.CharField(label=FIELDS[Field.WHO], max_length=300, required=False)
    follow_up = forms.CharField(label=FIELDS[Field.FOLLOW_UP], max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        for name, text in values.items():
            if isinstance(text, str) and MARK in text and not guard.has_personal_number(text):
                self.add_error(name, STOPPED)
        return values
