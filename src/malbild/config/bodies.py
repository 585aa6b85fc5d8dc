"""A request's body is taken in to its end in the event loop, before one of Django's few threads takes the request.

Otherwise four phones that die in the middle of a POST would hold all four threads, and no page would come. A large body
goes to a temporary file; what is too large for a form is refused there, in words.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from typing import IO, Any, Final

MOST: Final = 300_000_000  # bytes; a form's own limit is far below, and says so in Swedish
IN_MEMORY: Final = 1_000_000
PIECE: Final = 65_536
PATIENCE: Final = 20.0  # seconds without a byte
type Receive = Callable[[], Awaitable[Any]]
type Send = Callable[[Any], Awaitable[None]]


class BodyRefused(Exception):
    """The body has no end or never came; the argument is the answer's status."""


async def take_in(receive: Receive, kept: IO[bytes]) -> None:
    """Read the whole body into `kept`. Raises BodyRefused (408, 413)."""
    while True:
        try:
            message = await asyncio.wait_for(receive(), PATIENCE)
        except TimeoutError:
            raise BodyRefused(408) from None
        if message["type"] == "http.disconnect":
            raise BodyRefused(408)
        kept.write(message.get("body", b""))
        if kept.tell() > MOST:
            raise BodyRefused(413)
        if not message.get("more_body", False):
            kept.seek(0)
            return


def from_kept(receive: Receive, kept: IO[bytes]) -> Receive:
    """`receive` again, with the kept body first."""
    ended = False

    async def again() -> Any:
        nonlocal ended
        if ended:
            return await receive()
        piece = kept.read(PIECE)
        ended = len(piece) < PIECE
        return {"type": "http.request", "body": piece, "more_body": not ended}

    return again


def keeping() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(IN_MEMORY)


async def refuse(status: int, send: Send) -> None:
    headers = [(b"content-length", b"0"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
