"""A page's service worker, as the browser asks for it: it keeps that page when the net is away."""

from __future__ import annotations

from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpResponse

from malbild.ui.built import BuiltFiles, build


def worker(island: str) -> HttpResponse:
    """The built island ("workshops/worker") with the build's name in front, so that a new build is a new worker.

    It lies at one address and is registered for its own page only: no other page ever passes through it.
    """
    name = f"dist/islands/{island}.js"
    names = staticfiles_storage.names() if isinstance(staticfiles_storage, BuiltFiles) else {}
    path = finders.find(names.get(name, name))
    if not isinstance(path, str):
        raise Http404
    text = f'self.build="{build()}";\n{Path(path).read_text(encoding="utf-8")}'
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = "/"
    response.headers["Cache-Control"] = "no-cache"
    return response
