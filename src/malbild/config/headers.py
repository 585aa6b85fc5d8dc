"""What every page says to browsers and to whatever stands between."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from malbild.ui.form_page import SENT

_UNUSED = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"

_SENT_COOKIE = "malbild_sent"  # read by ui/islands/drafts.ts; a spent key, of no use to anyone
_SENT_SECONDS = 300


class HeadersMiddleware:
    """Pages are for one reader: nobody between may keep them, and the browser asks again each time.

    When a form did its deed the browser is told its key, so that the draft on the device can go.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.headers.setdefault("Permissions-Policy", _UNUSED)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if (key := request.META.get(SENT)) and 300 <= response.status_code < 400:
            response.set_cookie(_SENT_COOKIE, key, max_age=_SENT_SECONDS, samesite="Lax", secure=settings.BEHIND_HTTPS)
        return response
