"""Parse and validate; never save."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from malbild.experience.card_file import MAX_BYTES
from malbild.experience.deidentify import MUST_GO, Finding, Mark
from malbild.experience.models import CardAnswer
from malbild.experience.models.cards import LINE, LONG, MAX_MEASURES, MAX_SUB_GOALS, SHORT, TITLE
from malbild.experience.names import SUPPORT_DEED_WORDS, Certainty
from malbild.experience.states import SUPPORTERS_DEEDS, SupportDeed, SupportState, next_support_state
from malbild.kit import clock, guard
from malbild.partnerships.tags import FORMS, PROBLEMS, SIZES
from malbild.ui.forms import STOPPED, DayField, PlainForm


def _area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class QuestionForm(PlainForm):
    question = forms.CharField(
        label=_("Vad vill ni fråga?"),
        max_length=1000,
        widget=_area(),
        help_text=_("Skriv inte om enskilda personer."),
    )


class PostForm(PlainForm):
    text = forms.CharField(label=_("Ditt svar"), max_length=2000, widget=_area())


class RequestForm(PlainForm):
    text = forms.CharField(
        label=_("Vad vill ni ha hjälp med?"),
        max_length=1000,
        widget=_area(),
        help_text=_("Skriv inte om enskilda personer."),
    )
    wanted_by = DayField(label=_("När behöver ni det?"), required=False)


class SupporterAnswerForm(PlainForm):
    """The deeds that are open from where the request stands."""

    deed = forms.ChoiceField(label=_("Hur blir det?"), widget=forms.RadioSelect)
    text = forms.CharField(label=_("Ditt svar"), max_length=2000, widget=_area(), required=False)

    def __init__(self, *args: Any, state: SupportState, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        deeds = [d for d in SUPPORTERS_DEEDS if next_support_state(state, d)]
        self.fields["deed"].choices = [  # type: ignore[attr-defined]
            (d.value, _("Svara utan att ändra läget") if d == SupportDeed.ANSWER else SUPPORT_DEED_WORDS[d])
            for d in deeds
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if "deed" in values:
            values["deed"] = SupportDeed(values["deed"])
        return values


class OutcomeForm(PlainForm):
    text = forms.CharField(label=_("Vad blev det av stödet?"), max_length=1000, widget=_area(3))


class FeedbackDayField(DayField):
    """A day, or the article's own "före sommaren": the last weekday before the schools close."""

    def clean(self, value: Any) -> Any:
        if str(value or "").strip().casefold() in ("före sommaren", "innan sommaren"):
            return before_summer(clock.today())
        return super().clean(value)


def before_summer(on: dt.date) -> dt.date:
    """Friday of the week that holds 12 June, this year or, after that day, the next."""
    for year in (on.year, on.year + 1):
        middle = dt.date(year, 6, 12)
        friday = middle + dt.timedelta(days=4 - middle.weekday())
        if friday >= on:
            break
    return friday


class FeedbackForm(PlainForm):
    what = forms.CharField(
        label=_("Vad ska ni återkoppla?"), max_length=300, initial=_("Den reviderade uppdragsbeskrivningen")
    )
    due = FeedbackDayField(
        label=_("Senast när?"), help_text=_("Till exempel 12 juni. Det går också att skriva före sommaren.")
    )
    owner_id = forms.TypedChoiceField(label=_("Vem ser till det?"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_id"].choices = [("", _("Ingen än")), *people]  # type: ignore[attr-defined]


class SendForm(PlainForm):
    note = forms.CharField(label=_("Hälsning"), max_length=1000, widget=_area(3), required=False)


class WorkshopFeedbackForm(PlainForm):
    worked = forms.CharField(
        label=_("Vad fungerade i metoden, och vad gjorde det inte?"),
        max_length=2000,
        widget=_area(),
        required=False,
        help_text=_("Skriv inte om enskilda personer."),
    )
    questions = forms.CharField(label=_("Vilka frågor har ni kvar?"), max_length=2000, widget=_area(), required=False)
    note = forms.CharField(label=_("Hälsning"), max_length=1000, widget=_area(2), required=False)


class LinesField(forms.CharField):
    """One thing a line."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(widget=_area(), required=False, max_length=most * (LINE + 2), **kwargs)
        self.most = most

    def clean(self, value: Any) -> Any:
        lines = [" ".join(line.split()) for line in str(super().clean(value) or "").splitlines()]
        lines = [guard.clean(line) for line in lines if line]
        if len(lines) > self.most:
            raise forms.ValidationError(_("Högst %(most)s rader.") % {"most": self.most})
        if any(len(line) > LINE for line in lines):
            raise forms.ValidationError(_("Högst 200 tecken på varje rad."))
        if any(guard.has_personal_number(line) for line in lines):
            raise forms.ValidationError(STOPPED)
        return lines

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class CardForm(PlainForm):
    title = forms.CharField(label=_("Rubrik"), max_length=TITLE)
    problem = forms.CharField(label=_("Vilket problem gällde det?"), max_length=SHORT, widget=_area(), required=False)
    cause = forms.CharField(
        label=_("Vilken orsak riktade ni er mot?"), max_length=SHORT, widget=_area(3), required=False
    )
    done = forms.CharField(label=_("Vad gjorde ni?"), max_length=LONG, widget=_area(6))
    happened = forms.CharField(
        label=_("Vad hände?"),
        max_length=LONG,
        widget=_area(6),
        help_text=_("Berätta vad ni såg, också det som inte blev bra. Ni behöver inte veta varför."),
    )
    certainty = forms.ChoiceField(
        label=_("Hur säkert är det?"), choices=Certainty.choices, widget=forms.RadioSelect, required=False
    )
    conditions = forms.CharField(
        label=_("Vad behövdes för att det skulle gå?"), max_length=SHORT, widget=_area(3), required=False
    )
    transferability = forms.CharField(
        label=_("Vad ska andra tänka på?"), max_length=SHORT, widget=_area(3), required=False
    )
    sub_goals = LinesField(
        label=_("Delmål som andra kan använda"), most=MAX_SUB_GOALS, help_text=_("Ett på varje rad.")
    )
    measures = LinesField(label=_("Åtgärder som andra kan använda"), most=MAX_MEASURES, help_text=_("En på varje rad."))
    problems = forms.MultipleChoiceField(
        label=_("Vad handlar det om?"),
        choices=list(PROBLEMS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    size = forms.ChoiceField(
        label=_("Hur stor är kommunen?"), choices=[("", _("Visa inte")), *SIZES.items()], required=False
    )
    form = forms.ChoiceField(
        label=_("Hur är arbetet organiserat?"), choices=[("", _("Visa inte")), *FORMS.items()], required=False
    )
    shows_place = forms.BooleanField(
        label=_("Visa vilken kommun det är"),
        required=False,
        help_text=_("Bara om alla parter godkänner det."),
    )

    def clean_certainty(self) -> str:
        return self.cleaned_data["certainty"] or Certainty.TRIED

    def clean_problems(self) -> list[str]:
        return sorted(self.cleaned_data["problems"])

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        # Browsers send line breaks as two signs; the texts keep one.
        return {k: v.replace("\r\n", "\n") if isinstance(v, str) else v for k, v in values.items()}


_INSTEAD = {Mark.PERSON: _("en person"), Mark.PLACE: _("kommunen")}
REPLACE, KEEP = "replace", "keep"


class DeidentifyForm(PlainForm):
    """For each wording that was found: exchange it, or keep it on purpose. A personnummer can only go."""

    def __init__(self, *args: Any, found: list[Finding], **kwargs: Any) -> None:
        self.found = {hashlib.sha256(f.text.encode()).hexdigest()[:12]: f for f in found}
        super().__init__(*args, **kwargs)
        for key, finding in self.found.items():
            may_stay = [] if finding.mark in MUST_GO else [(KEEP, _("Låt stå"))]
            self.fields[f"do_{key}"] = forms.ChoiceField(
                label=finding.text,
                choices=[(REPLACE, _("Byt ut")), *may_stay],
                widget=forms.RadioSelect,
                required=False,
                initial=None if finding.mark == Mark.CAPITAL else REPLACE,
            )
            self.fields[f"with_{key}"] = forms.CharField(
                label=_("Byt ut ”%(word)s” mot") % {"word": finding.text},
                max_length=60,
                required=False,
                initial=_INSTEAD.get(finding.mark, ""),
                widget=forms.TextInput(attrs={"class": "ds-input"}),
            )

    def rows(self) -> list[tuple[Finding, forms.BoundField, forms.BoundField]]:
        return [(f, self[f"do_{key}"], self[f"with_{key}"]) for key, f in self.found.items()]

    def chosen(self) -> dict[str, Any]:
        """What the deed needs: wording to its replacement, and the wordings that stay."""
        done = {f.text: (self.cleaned_data[f"do_{k}"], self.cleaned_data[f"with_{k}"]) for k, f in self.found.items()}
        return {
            "replace": {word: instead for word, (what, instead) in done.items() if what == REPLACE},
            "keep": [word for word, (what, _instead) in done.items() if what == KEEP],
        }


class CardAnswerForm(PlainForm):
    answer = forms.ChoiceField(label=_("Vad säger ni?"), choices=CardAnswer.choices, widget=forms.RadioSelect)
    comment = forms.CharField(label=_("Vad ska ändras?"), max_length=500, widget=_area(3), required=False)


class CardFileForm(PlainForm):
    file = forms.FileField(label=_("Välj en fil"), help_text=_("En erfarenhet som JSON-fil, högst 200 kB."))

    def clean_file(self) -> bytes:
        upload = self.cleaned_data["file"]
        content: bytes = upload.read(MAX_BYTES + 1)
        return content
