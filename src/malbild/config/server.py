"""uvicorn as we run it: streams end at once when the process is told to stop, pages get a few seconds."""

from __future__ import annotations

import socket

import uvicorn

from malbild.config import asgi

GRACE = 5  # seconds


class Server(uvicorn.Server):
    """uvicorn waits for open answers before it ends the application; a stream is open until somebody ends it."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.lifespan.state["streams"].close()
        await super().shutdown(sockets)


def config(host: str = "127.0.0.1", port: int = 0) -> uvicorn.Config:
    return uvicorn.Config(
        asgi.app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=GRACE,
    )
