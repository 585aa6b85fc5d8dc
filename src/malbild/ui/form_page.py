"""A page with one form: shown, refused with everything kept, or done and gone on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from malbild.kit.errors import Refusal


def form_page(
    request: HttpRequest, form: Form, heading: str, deed: Callable[[dict[str, Any]], object], then: str, intro: str = ""
) -> HttpResponse:
    """Show the form, or do the deed with its values and go to `then`; 422 with what was written when refused."""
    if form.is_valid():
        try:
            deed(dict(form.cleaned_data))
            return redirect(then)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
    context = {"form": form, "heading": heading, "intro": intro, "back": then}
    return render(request, "ui/form_page.html", context, status=422 if form.is_bound else 200)
