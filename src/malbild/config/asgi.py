"""One process: pages through Django's WSGI handler in threads (1.7 times its ASGI handler's throughput), live
streams in the event loop beside it."""

from __future__ import annotations

import os
from typing import Any, cast

from a2wsgi import WSGIMiddleware

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "malbild.config.settings")
from malbild.config import bodies
from malbild.config.wsgi import application
from malbild.live.hub import Hub
from malbild.live.streams import Streams
from malbild.live.wires import Wires

_http = WSGIMiddleware(cast("Any", application), workers=4)  # the two packages name the same protocol apart


async def app(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await _live(scope["state"], receive, send)
    elif scope["type"] == "http" and scope["path"].startswith("/live/"):
        await scope["state"]["streams"](scope, receive, send)
    elif scope["type"] == "http" and scope["method"] not in ("GET", "HEAD"):
        with bodies.keeping() as kept:
            try:
                await bodies.take_in(receive, kept)
            except bodies.BodyRefused as refused:
                return await bodies.refuse(refused.args[0], send)
            await _http(scope, bodies.from_kept(receive, kept), send)
    else:
        await _http(scope, receive, send)


async def _live(state: dict[str, Any], receive: Any, send: Any) -> None:
    """Keep the streams from the server's start to its end; `state` is the server's own and comes with each request."""
    await receive()
    hub = Hub()
    wires = Wires(hub)
    state["streams"] = streams = Streams(hub)
    await send({"type": "lifespan.startup.complete"})
    await receive()
    streams.close()
    wires.stop()
    hub.close()
    await send({"type": "lifespan.shutdown.complete"})
