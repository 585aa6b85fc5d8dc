"""Parse and validate; never save."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from malbild.ui.forms import PlainForm


class SendForm(PlainForm):
    wish = forms.CharField(label=_("Vad ber ni styrgruppen om?"), max_length=120, required=False)
