"""The demo's mailbox: what would have been sent. Exists in the demo only."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from malbild.outbox.models import Letter


@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    _only_in_the_demo()
    newest = Letter.objects.order_by("-pk")[:100]
    return render(request, "outbox/letters.html", {"letters": newest})


@require_GET
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    _only_in_the_demo()
    return render(request, "outbox/letter.html", {"letter": get_object_or_404(Letter, pk=letter_id)})


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404
