"""As much of a browser as a phone needs: cookies, one connection kept as long as the server keeps it, and streams."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

HOST = "127.0.0.1"
PATIENCE = 20.0  # seconds for one answer
KEPT = 4.0  # seconds that a connection is used again; uvicorn closes it after five
MOST = 2**20  # longest line of a stream


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)


class Browser:
    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port = port
        self.cookies = dict(cookies or {})
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._used = 0.0
        self._one_at_a_time = asyncio.Lock()

    async def get(self, path: str, **headers: str) -> Answer:
        return await self.ask("GET", path, b"", headers)

    async def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        """A form, with the csrf token of the cookie."""
        body = urlencode({"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **fields}).encode()
        return await self.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", **headers})

    async def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        async with self._one_at_a_time, asyncio.timeout(PATIENCE):
            loop = asyncio.get_running_loop()
            if self._line is None or loop.time() - self._used > KEPT or self._line[0].at_eof():
                self.close()
                self._line = await asyncio.open_connection(HOST, self.port, limit=MOST)
            reader, writer = self._line
            writer.write(self._request(method, path, body, headers))
            answer = await self._answer(reader)
            self._used = loop.time()
            if answer.headers.get("connection") == "close":
                self.close()
            return answer

    async def stream(self, path: str) -> AsyncIterator[tuple[str, str]]:
        """The events as (name, text); the name is the first line of the data, as ours writes it."""
        reader, writer = await asyncio.open_connection(HOST, self.port, limit=MOST)
        try:
            writer.write(self._request("GET", path, b"", {"Accept": "text/event-stream"}))
            async with asyncio.timeout(PATIENCE):
                status, _headers = await self._head(reader)
            if status != 200:
                raise RuntimeError(f"{path} answered {status}")
            data: list[str] = []
            async for line in _lines(reader):
                if line.startswith("data: "):
                    data.append(line[6:])
                elif not line and data:
                    yield data[0], "\n".join(data[1:])
                    data = []
        finally:
            writer.close()

    def close(self) -> None:
        if self._line is not None:
            self._line[1].close()
            self._line = None

    def _request(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> bytes:
        own = {
            "Host": f"{HOST}:{self.port}",
            "Accept-Encoding": "gzip",
            "Accept": "text/html",
            "Accept-Language": "sv",
            "User-Agent": "Mozilla/5.0 (a phone of the bench)",
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
            **headers,
        }
        if method == "POST":
            own |= {"Content-Length": str(len(body)), "Origin": f"http://{HOST}:{self.port}"}
        lines = [f"{method} {path} HTTP/1.1", *(f"{k.replace('_', '-')}: {v}" for k, v in own.items() if v), "", ""]
        return "\r\n".join(lines).encode() + body

    async def _answer(self, reader: asyncio.StreamReader) -> Answer:
        status, headers = await self._head(reader)
        if headers.get("transfer-encoding") == "chunked":
            body = b"".join([chunk async for chunk in _chunks(reader)])
        else:
            body = await reader.readexactly(int(headers.get("content-length", 0)))
        return Answer(status, headers, body)

    async def _head(self, reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
        first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in rest:
            name, _colon, value = line.partition(":")
            if name.lower() == "set-cookie":
                cookie, _equals, kept = value.partition(";")[0].strip().partition("=")
                self.cookies[cookie] = kept
            headers[name.lower()] = value.strip()
        return int(first.split()[1]), headers


async def _chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while length := int(await reader.readline(), 16):
        yield (await reader.readexactly(length + 2))[:-2]
    await reader.readline()


async def _lines(reader: asyncio.StreamReader) -> AsyncIterator[str]:
    """The lines of a stream, until the server ends it."""
    left = ""
    async for chunk in _chunks(reader):
        *lines, left = (left + chunk.decode()).split("\n")
        for line in lines:
            yield line
