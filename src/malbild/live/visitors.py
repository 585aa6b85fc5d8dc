"""Who listens: no middleware has run for a stream, so the session is read here."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse


def signed_in(cookies: Mapping[str, str]) -> int | None:
    """The id of whoever is signed in by the session cookie; the session's own checks are made as for a page."""
    if settings.SESSION_COOKIE_NAME not in cookies:
        return None
    request = HttpRequest()
    request.COOKIES = dict(cookies)
    SessionMiddleware(lambda _request: HttpResponse()).process_request(request)
    user = get_user(request)
    return user.pk if user.is_authenticated else None
