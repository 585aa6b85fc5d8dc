"""What every page's frame needs: where we are, who is signed in, the main menu."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from malbild.ui.place import place

_MENU = (
    ("web:home", _("Start")),
    ("goals:plan", _("Uppdrag")),
    ("meetings:list", _("Möten")),
    ("situation:picture", _("Lägesbild")),
    ("partnerships:people", _("Vi som är med")),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """`here` (the partnership or None), `me`, `nav`, `demo`, `language`; no query of its own."""
    here = getattr(request, "partnership", None)
    user = getattr(request, "user", None)
    return {
        "here": here,
        "me": user if user is not None and user.is_authenticated else None,
        "nav": _nav(request) if here else [],
        "home": place(request, "web:home") if here else reverse("open:start"),
        "demo": settings.DEMO,
        "language": get_language() or "sv",
    }


def _nav(request: HttpRequest) -> list[dict[str, Any]]:
    items = [(place(request, name), label) for name, label in _MENU]
    home = items[0][0]
    return [
        {
            "url": url,
            "label": label,
            "current": request.path == url or (url != home and request.path.startswith(url)),
        }
        for url, label in items
    ]
