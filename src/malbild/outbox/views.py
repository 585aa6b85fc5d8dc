"""The demo's mailbox: what would have been sent. Exists in the demo only."""

from __future__ import annotations

import base64

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET

from malbild.outbox.message import sender
from malbild.outbox.models import Letter

# A letter carries its styles inside itself, since mail programs drop style sheets. It may do nothing else here.
_ONLY_STYLES = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}


@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    _only_in_the_demo()
    newest = Letter.objects.order_by("-pk")[:100]
    return render(request, "outbox/letters.html", {"letters": newest})


@require_GET
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    _only_in_the_demo()
    found = get_object_or_404(Letter, pk=letter_id)
    return render(request, "outbox/letter.html", {"letter": found, "sender": sender(found.from_name)})


@require_GET
@csp_override(_ONLY_STYLES)
def letter_html(request: HttpRequest, letter_id: int) -> HttpResponse:
    """The HTML part alone, as a mail program would show it."""
    _only_in_the_demo()
    found = get_object_or_404(Letter.objects.exclude(html=""), pk=letter_id)
    return HttpResponse(found.html)


@require_GET
def attachment(request: HttpRequest, letter_id: int, number: int) -> HttpResponse:
    _only_in_the_demo()
    parts = get_object_or_404(Letter, pk=letter_id).attachments
    if number >= len(parts):
        raise Http404
    part = parts[number]
    response = HttpResponse(base64.b64decode(part["base64"]), content_type=part["type"])
    response.headers["Content-Disposition"] = f'attachment; filename="{number + 1}-{_plain(part["name"])}"'
    return response


def _plain(name: str) -> str:
    return "".join(c for c in name if c.isascii() and (c.isalnum() or c in "-_."))[:80]


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404
