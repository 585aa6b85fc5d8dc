"""Addresses inside a partnership: every one carries its slug, so that a page names its partnership."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse


def place(request: HttpRequest, name: str, **kwargs: Any) -> str:
    """The address of the named page in the partnership that `request` is in."""
    partnership = getattr(request, "partnership", None)
    if partnership is None:
        raise LookupError(f"{name} was asked for outside a partnership")
    return reverse(name, kwargs={"slug": partnership.slug, **kwargs})
