"""A page with one form: shown, refused with everything kept, or done once and gone on."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.ui.models import SentForm

type Values = Mapping[str, Any]

SENT = "malbild.sent"  # where the request carries the key of the form that did its deed


class SentBefore(Exception):
    """The same form came twice: a double tap, a resend. The first one did the deed."""


def form_page(
    request: HttpRequest,
    form: Form,
    heading: str,
    deed: Callable[[dict[str, Any]], object],
    then: str | Callable[[Any], str],
    intro: str = "",
    *,
    current: Callable[[], Values] | None = None,
    changed_by: Callable[[], str] | None = None,
    submit: str = "",
    said: str = "",
    back: str = "",
    template: str = "ui/form_page.html",
    more: Values | None = None,
) -> HttpResponse:
    """Show the form, or do the deed with its values and go to `then`; 422 with what was written when refused.

    The deed runs once however often the form is sent. `current` reads what stands in the database now (with a
    row lock where it can): when somebody else changed it since the page was opened, both versions are shown and
    the person chooses; `changed_by` says who it was and when. `then` is an address, or is asked for one with what
    the deed gave. `said` is what the next page says ("Sparat."). Without a plain address in `then`, `back` is where
    the page leads without saving. `more["deed"]` names the deed in the page's title, where the heading is what it is
    about.
    """
    conflict: list[dict[str, str]] = []
    if form.is_valid():
        try:
            with transaction.atomic():
                once(request)
                conflict = _changed_meanwhile(request, form, current)
                made = None if conflict else deed(dict(form.cleaned_data))
                if conflict:
                    transaction.set_rollback(True)
            if not conflict:
                messages.success(request, said or _("Sparat."))
                return redirect(then(made) if callable(then) else then)
        except SentBefore:
            return redirect(back or (then if isinstance(then, str) else request.path))
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
    context = {
        "form": form,
        "heading": heading,
        "intro": intro,
        "back": back or (then if isinstance(then, str) else ""),
        "submit": submit or _("Spara"),
        "conflict": conflict,
        "changed_by": changed_by() if conflict and changed_by else "",
        "once": new_key(),
        "seen": _digest(current()) if current else "",
        **(more or {}),
    }
    return render(request, template, context, status=422 if form.is_bound else 200)


def new_key() -> str:
    """The key that a form is born with, for `{% include "ui/form_keys.html" %}`."""
    return secrets.token_hex(16)


def once(request: HttpRequest) -> None:
    """Take the form's key inside the deed's transaction. Raises SentBefore when it was taken already."""
    key = request.POST.get("once", "")[:32]
    if not key:
        return
    request.META[SENT] = key
    try:
        with transaction.atomic():
            SentForm.objects.create(key=key, at=clock.now())
    except IntegrityError as error:
        raise SentBefore from error


def _changed_meanwhile(request: HttpRequest, form: Form, current: Callable[[], Values] | None) -> list[dict[str, str]]:
    """What stands now, field by field, where somebody changed it after this page was opened."""
    seen = request.POST.get("seen", "")
    if current is None or not seen:
        return []
    now = current()
    if seen == _digest(now):
        return []
    return [
        {"label": str(form.fields[name].label), "text": _as_shown(form, name, value)}
        for name, value in now.items()
        if name in form.cleaned_data and str(form.cleaned_data[name] or "") != str(value or "")
    ]


def _as_shown(form: Form, name: str, value: object) -> str:
    """What a person sees of a value: the words of a choice rather than its number."""
    words = {str(key): str(label) for key, label in getattr(form.fields[name], "choices", ())}
    return words.get(str(value or ""), str(value or ""))


def _digest(values: Values) -> str:
    text = json.dumps({k: str(v) for k, v in values.items()}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
