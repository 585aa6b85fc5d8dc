"""Forms that speak plainly."""

from __future__ import annotations

from django import forms


class DayField(forms.DateField):
    """A day as people write it."""


class PlainForm(forms.Form):
    """The base of every form."""
