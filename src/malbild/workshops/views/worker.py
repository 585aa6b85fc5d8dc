"""The participant's service worker: it keeps the page when the net is away."""

from __future__ import annotations

from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from malbild.ui.built import BuiltFiles, build

_NAME = "dist/islands/workshops/worker.js"


@require_GET
def script(request: HttpRequest) -> HttpResponse:
    """The worker with the build's name in front, so that a new build is a new worker.

    It lies at one address and is registered for the participant's pages only: no other page ever passes through it.
    """
    names = staticfiles_storage.names() if isinstance(staticfiles_storage, BuiltFiles) else {}
    path = finders.find(names.get(_NAME, _NAME))
    if not isinstance(path, str):
        raise Http404
    text = f'self.build="{build()}";\n{Path(path).read_text(encoding="utf-8")}'
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = "/"
    response.headers["Cache-Control"] = "no-cache"
    return response
