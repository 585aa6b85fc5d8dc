"""A request's body is read to its end in the event loop, before one of Django's few threads takes the request.

Otherwise four phones that die in the middle of a POST would hold all four threads, and no page would come.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

MOST: Final = 30_000_000  # bytes: above the largest file that any form takes
PATIENCE: Final = 60.0  # seconds for the whole body; a plan of some MB on slow wifi has time
type Receive = Callable[[], Awaitable[Any]]
type Send = Callable[[Any], Awaitable[None]]


class BodyRefused(Exception):
    """The body is too large or never came; the argument is the answer's status."""


async def whole(receive: Receive) -> Receive:
    """`receive` again, with the body in one piece. Raises BodyRefused (408, 413)."""
    try:
        async with asyncio.timeout(PATIENCE):
            body = await _read(receive)
    except TimeoutError:
        raise BodyRefused(408) from None
    given = False

    async def again() -> Any:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _read(receive: Receive) -> bytes:
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BodyRefused(408)
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MOST:
            raise BodyRefused(413)
        if not message.get("more_body", False):
            return b"".join(parts)


async def refuse(status: int, send: Send) -> None:
    headers = [(b"content-length", b"0"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
