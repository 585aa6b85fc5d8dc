"""As much of a websocket client as a peer needs (RFC 6455): binary messages, no compression."""

from __future__ import annotations

import asyncio
import base64
import os
import secrets
from collections.abc import AsyncIterator

from bench.crowd.browser import HOST, MOST, PATIENCE

_BINARY, _CLOSE, _PING, _PONG, _LAST, _MASK = 2, 8, 9, 10, 0x80, 0x80


class Socket:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int, path: str = "/") -> Socket:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(HOST, port, limit=MOST)
            key = base64.b64encode(secrets.token_bytes(16)).decode()
            lines = [
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                f"Sec-WebSocket-Key: {key}",
            ]
            head = [f"GET {path} HTTP/1.1", f"Host: {HOST}:{port}", *lines, "", ""]
            writer.write("\r\n".join(head).encode())
            answer = await reader.readuntil(b"\r\n\r\n")
            if b" 101 " not in answer.split(b"\r\n")[0]:
                raise RuntimeError(answer.decode(errors="replace"))
        return cls(reader, writer)

    def send(self, message: bytes, kind: int = _BINARY) -> None:
        mask = os.urandom(4)
        length = len(message)
        size = bytes([_MASK | length]) if length < 126 else bytes([_MASK | 126]) + length.to_bytes(2)
        whole = (mask * (length // 4 + 1))[:length]
        masked = (int.from_bytes(message) ^ int.from_bytes(whole)).to_bytes(length)
        self._writer.write(bytes([_LAST | kind]) + size + mask + masked)

    async def messages(self) -> AsyncIterator[bytes]:
        """Whole messages, until the server closes; pings are answered."""
        whole = b""
        while True:
            first, length = await self._reader.readexactly(2)
            if length >= 126:
                length = int.from_bytes(await self._reader.readexactly(2 if length == 126 else 8))
            part = await self._reader.readexactly(length)
            kind = first & 0x0F
            if kind == _CLOSE:
                return
            if kind == _PING:
                self.send(part, _PONG)
            elif kind <= _BINARY:
                whole += part
                if first & _LAST:
                    yield whole
                    whole = b""

    def close(self) -> None:
        self._writer.close()
