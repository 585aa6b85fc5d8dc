"""Parse and validate; never save."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from malbild.access.actor import Area, Role
from malbild.accounts.models import Organisation, OrganisationKind
from malbild.partnerships.models import ROLE_NAMES
from malbild.partnerships.services import TABLE_ROLES
from malbild.partnerships.tags import FORMS, PROBLEMS
from malbild.ui.forms import DayField, PlainForm


class InviteForm(PlainForm):
    email = forms.EmailField(label=_("E-post"), help_text=_("Arbetsadressen. Koden för att logga in skickas dit."))
    name = forms.CharField(label=_("Namn"), max_length=80)
    seat = forms.ChoiceField(label=_("Organisation"))
    role = forms.ChoiceField(
        label=_("Roll"),
        required=False,
        initial=Role.PARTICIPANT.value,
        choices=[(r.value, ROLE_NAMES[r]) for r in TABLE_ROLES],
    )
    title = forms.CharField(label=_("Titel"), max_length=80, required=False)

    def __init__(self, *args: Any, parties: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = parties  # type: ignore[attr-defined]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data.get("role") or Role.PARTICIPANT.value)


class LastDayForm(PlainForm):
    on = DayField(label=_("Vilken är din sista dag?"), help_text=_("Lämna tomt om du stannar."), required=False)


SUPPORT_AREAS = (
    (Area.PLAN.value, _("Målbild, mål, uppdrag och lägesbild")),
    (Area.WORKSHOP.value, _("Workshoppen")),
    (Area.TERMS.value, _("Uppdragsbeskrivningen")),
)


class SupporterForm(PlainForm):
    email = forms.EmailField(label=_("E-post"))
    name = forms.CharField(label=_("Namn"), max_length=80)
    ends_on = DayField(label=_("Sista dag"), help_text=_("Högst ett år framåt. Ni kan avsluta tidigare."))
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.filter(kind=OrganisationKind.NATIONAL),
        required=False,
        empty_label=None,
    )
    areas = forms.MultipleChoiceField(
        label=_("Får se"),
        choices=SUPPORT_AREAS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        initial=[a for a, _name in SUPPORT_AREAS],
        help_text=_("Frågor till metodstödet ingår alltid."),
    )

    def clean_areas(self) -> list[Area]:
        return [Area(a) for a in self.cleaned_data["areas"]]

    def clean_organisation(self) -> Organisation:
        chosen = self.cleaned_data.get("organisation")
        fallback = Organisation.objects.filter(kind=OrganisationKind.NATIONAL).first()
        if chosen is None and fallback is None:
            raise forms.ValidationError(_("Välj vilken organisation metodstödet kommer från."))
        return chosen or fallback  # type: ignore[return-value]


class SituationForm(PlainForm):
    problems = forms.MultipleChoiceField(
        label=_("Vad handlar det mest om?"),
        choices=list(PROBLEMS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    form = forms.ChoiceField(
        label=_("Hur är arbetet organiserat?"),
        choices=[("", _("Vet inte än")), *FORMS.items()],
        required=False,
    )
