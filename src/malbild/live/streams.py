"""The async side of /live/…: streams of news, the same news as one answer, and the shared part of a page.

It stands beside Django's pages (a stream would hold one of their four threads), so it checks host, method and seat
itself. Addresses: /live/<feed>/<id>/ (server-sent events), …/nu/ (JSON, for polling), …/del/ (HTML).
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http.cookie import parse_cookie
from django.http.request import split_domain_port, validate_host

from malbild.live.feeds import FEEDS, Asked, Feed, Frame, Reader
from malbild.live.hub import Hub, Room

BEAT: Final = 15.0  # seconds between signs of life, which carry the server's time
LIFETIME: Final = 600.0  # seconds; then the browser comes again and its seat is looked at anew
MOST_OPEN: Final = 4000
MOST_OF_ONE: Final = 12  # streams of one seat: a browser holds six to a host, and a leader may have two devices
MOST_KNOCKING: Final = 500  # openings that wait for their answer; a hall of 300 that comes back at once has room
_PATH = re.compile(r"/live/([a-z]+)/([0-9]{1,17})/(?:(nu|del)/)?")
_COMMON = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'"),
)
_STREAM = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"x-accel-buffering", b"no"),  # a proxy in front must not gather
)
type Receive = Callable[[], Awaitable[dict[str, Any]]]
type Send = Callable[[dict[str, Any]], Awaitable[None]]


class Streams:
    """The ASGI application for /live/, on one hub."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.open = 0
        self._let_in: dict[Hashable, _LetIn] = {}
        self._wakes: set[asyncio.Event] = set()
        self._closing = False
        self._knocking = 0

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        found = _PATH.fullmatch(scope["path"])
        feed = FEEDS.get(found[1]) if found else None
        if not _is_our_host(headers.get(b"host", "")) or headers.get(b"sec-fetch-site") == "cross-site":
            return await _answer(send, 400)
        if found is None or feed is None:
            return await _answer(send, 404)
        if scope["method"] != "GET":
            return await _answer(send, 405, b"", (b"allow", b"GET"))
        cookies = parse_cookie(headers.get(b"cookie", ""))  # as lenient as for pages: others' cookies may be odd
        language = cookies.get("malbild_language", "sv")
        asked = Asked(int(found[2]), cookies, language if language in ("sv", "en") else "sv")
        if found[3] == "del":
            return await self._part(feed, asked, headers, send)
        if self._is_full(feed, asked):
            return await _answer(send, 503, b"", (b"retry-after", b"5"))
        reader = await self._admit(feed, asked)
        if reader is None:
            return await _answer(send, 404)
        if found[3] == "nu":
            return await self._now(feed, reader, send)
        return await self._stream(feed, reader, asked, receive, send)

    def _is_full(self, feed: Feed, asked: Asked) -> bool:
        mine = self._let_in.get(_carried(feed, asked))
        streams = mine.streams if mine else 0
        return self._closing or self.open >= MOST_OPEN or streams >= MOST_OF_ONE or self._knocking >= MOST_KNOCKING

    async def _admit(self, feed: Feed, asked: Asked) -> Reader | None:
        """Ask the feed about the seat; one who carries nothing has none, and costs no look in the database."""
        if not asked.cookies:
            return None
        self._knocking += 1
        try:
            return await self.hub.run(lambda: feed.admit(asked))
        finally:
            self._knocking -= 1

    async def _stream(self, feed: Feed, reader: Reader, asked: Asked, receive: Receive, send: Send) -> None:
        wake, left = asyncio.Event(), asyncio.create_task(_left(receive))
        left.add_done_callback(lambda _task: wake.set())
        mine = self._let_in.setdefault(_carried(feed, asked), _LetIn(reader))
        mine.streams += 1
        self.open += 1
        self._wakes.add(wake)
        try:
            await send({"type": "http.response.start", "status": 200, "headers": [*_STREAM, *_COMMON]})
            await _write(send, b"retry: 2000\n" + _event("now", str(_ms())))
            async with self.hub.reading(feed, reader, wake) as room:
                await self._follow(room, wake, left, send)
            await _write(send, b"", more=False)
        finally:
            left.cancel()
            self._wakes.discard(wake)
            self.open -= 1
            mine.streams -= 1
            if not mine.streams:
                self._let_in.pop(_carried(feed, asked), None)

    async def _follow(self, room: Room, wake: asyncio.Event, left: asyncio.Task[None], send: Send) -> None:
        """Tell what differs from what was last told, until the reader leaves or its time is out."""
        until, told = time.monotonic() + LIFETIME, dict[str, str]()
        while not left.done() and not self._closing and time.monotonic() < until:
            wake.clear()
            if room.is_gone:
                await _write(send, _event("gone", ""))
                return
            if room.frame is not None and (news := _news(room.frame, told)):
                await _write(send, news)
            try:
                await asyncio.wait_for(wake.wait(), BEAT)
            except TimeoutError:
                await _write(send, _event("now", str(_ms())))

    async def _now(self, feed: Feed, reader: Reader, send: Send) -> None:
        async with self.hub.reading(feed, reader, asyncio.Event()) as room:
            frame = await room.fresh()
        if frame is None:
            return await _answer(send, 404 if room.is_gone else 503)
        body = json.dumps({**frame.says, "now": _ms()}).encode()
        return await _answer(send, 200, body, (b"content-type", b"application/json"))

    async def _part(self, feed: Feed, asked: Asked, headers: dict[bytes, str], send: Send) -> None:
        """The shared part. Whoever has a stream open was let in by it; anyone else is looked at here."""
        let_in = self._let_in.get(_carried(feed, asked))
        reader = let_in.reader if let_in else await self._admit(feed, asked)
        if reader is None:
            return await _answer(send, 404)
        async with self.hub.reading(feed, reader, asyncio.Event()) as room:
            frame = room.frame or await room.fresh()
            packed = room.packed
        if frame is None:
            return await _answer(send, 404 if room.is_gone else 503)
        if not frame.body:
            return await _answer(send, 404)
        about = [(b"content-type", b"text/html; charset=utf-8"), (b"x-now", str(_ms()).encode())]
        about.append((b"vary", b"accept-encoding"))
        if "gzip" in headers.get(b"accept-encoding", ""):
            return await _answer(send, 200, packed, *about, (b"content-encoding", b"gzip"))
        return await _answer(send, 200, frame.body, *about)

    def close(self) -> None:
        """Let every stream end, as the process stops."""
        self._closing = True
        for wake in self._wakes:
            wake.set()


@dataclass
class _LetIn:
    """A reader with a stream open, and how many it has."""

    reader: Reader
    streams: int = 0


def _carried(feed: Feed, asked: Asked) -> Hashable:
    return feed.name, asked.thing_id, asked.language, tuple(sorted(asked.cookies.items()))


def _news(frame: Frame, told: dict[str, str]) -> bytes:
    """The names whose text has changed, as one event each; `told` is brought up to date."""
    changed = {name: text for name, text in frame.says.items() if told.get(name) != text}
    told.update(changed)
    return b"".join(_event(name, text, frame.seq) for name, text in changed.items())


def _event(name: str, text: str, seq: int | None = None) -> bytes:
    lines = [f"id: {seq}"] if seq is not None else []
    lines += [f"data: {line}" for line in (name, *text.splitlines())]
    return ("\n".join(lines) + "\n\n").encode()


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _write(send: Send, body: bytes, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": more})


async def _answer(send: Send, status: int, body: bytes = b"", *about: tuple[bytes, bytes]) -> None:
    headers = [*about, *_COMMON, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await _write(send, body, more=False)


def _ms() -> int:
    return int(time.time() * 1000)


def _is_our_host(host: str) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
