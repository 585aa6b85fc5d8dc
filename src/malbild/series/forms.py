"""Parse and validate; never save."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from malbild.ui.forms import PlainForm

MOST_FILES: Final = 10


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files in one go."""

    widget = _Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        several = data if isinstance(data, list | tuple) and data else [None]
        if len(several) > MOST_FILES:
            raise forms.ValidationError(_("Välj högst tio filer åt gången."))
        clean = super().clean
        return [clean(one, initial) for one in several]


class UploadForm(PlainForm):
    chosen = FilesField(
        label=_("Välj filer"),
        allow_empty_file=True,
        help_text=_("Brås Databasfil, textfil, .xls eller årstabell. Filer från Kolada och SCB. Högst 20 MB var."),
    )
    year = forms.IntegerField(
        label=_("Vilket år gäller årstabellen?"),
        help_text=_("Behövs bara när året inte står i filens namn."),
        min_value=1950,
        max_value=2100,
        required=False,
    )
    is_preliminary = forms.BooleanField(label=_("Siffrorna är preliminära"), required=False)
