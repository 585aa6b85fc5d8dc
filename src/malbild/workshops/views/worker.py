"""The participant's service worker: it keeps the room's page when the net is away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from malbild.ui.workers import worker


@require_GET
def script(request: HttpRequest) -> HttpResponse:
    return worker("workshops/worker")
