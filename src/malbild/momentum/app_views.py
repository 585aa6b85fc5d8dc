"""The list as an app on a phone: what the browser asks for to install it, and to open it without a network."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from malbild.access.http import ActorRequest
from malbild.ui.place import place
from malbild.ui.workers import worker

PAPER = "#fbf8f2"  # --mb-paper


@require_GET
def script(request: HttpRequest) -> HttpResponse:
    """The service worker of every such list. Holds nothing of anybody, so it needs no sign-in: an update of it must
    come through also when the session has ended."""
    return worker("momentum/worker")


@require_GET
def manifest(request: ActorRequest) -> JsonResponse:
    """One app for each partnership: its name and its list. Asked for with the person's own cookie."""
    here = place(request, "momentum:waiting")
    said = {
        "id": here,
        "start_url": here,
        "scope": place(request, "web:home"),
        "display": "standalone",
        "lang": get_language() or "sv",
        "name": _("Väntar på dig – %(place)s") % {"place": request.partnership.name},
        "short_name": "Målbild",
        "description": _("Det du har lovat och det någon frågar dig om. Går att läsa och svara på utan nät."),
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": static("app/ikon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
            {"src": static("app/ikon-192.png"), "sizes": "192x192", "type": "image/png", "purpose": "any"},
            {"src": static("app/ikon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any"},
            {"src": static("app/ikon-hel-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
        ],
    }
    return JsonResponse(said, content_type="application/manifest+json")
