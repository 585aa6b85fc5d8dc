"""Who takes over what: one for everything, or one for each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from malbild.goals.forms.aims import Options, offer
from malbild.goals.queries import Held
from malbild.ui.forms import PlainForm


class HandoverForm(PlainForm):
    everything = forms.TypedChoiceField(
        label=_("Föreslå en person för allt"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, held: list[Held], people: Options, **kwargs: Any) -> None:
        self.held = held
        super().__init__(*args, **kwargs)
        offer(self, "everything", people, empty=_("Ingen"))
        for thing in held:
            self.fields[thing.key] = forms.TypedChoiceField(
                label=f"{thing.kind_words}: {thing.title}", coerce=int, empty_value=None, required=False
            )
            self.fields[thing.key].widget.attrs["class"] = "ds-input"
            offer(self, thing.key, people, empty=_("Samma som för allt"))

    @property
    def picks(self) -> dict[tuple[str, int], int]:
        """What is offered to whom; a thing that waits for an answer already is left alone unless it was chosen."""
        everything = self.cleaned_data.get("everything")
        chosen = {h: self.cleaned_data.get(h.key) or (None if h.offered else everything) for h in self.held}
        return {(h.kind, h.pk): to for h, to in chosen.items() if to}
