"""The driver of @hocuspocus/server: a shared Yjs document per hall, each phone appending its own texts.

A phone here keeps only its own part of the document, so the client program does not pay for merging everybody's; the
server's work is the same. Imported in an environment of its own (`bench/peers/requirements.txt`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from pycrdt import Array, Doc

from bench.crowd.socket import Socket

_SYNC, _AUTH, _REPLY, _STATUS = 0, 2, 4, 8
_STEP_1, _STEP_2, _UPDATE = 0, 1, 2
_TURNED = "the leader moves on"


class _Phone:
    """One connection with its own part of the document."""

    def __init__(self, socket: Socket, name: str) -> None:
        self.socket, self._name = socket, _text(name)
        self.doc = Doc[object]()
        self.texts = self.doc.get("cards", type=Array)
        self.synced = asyncio.Event()
        self.turned: asyncio.Future[int] | None = None
        self.seen: Callable[[int], None] | None = None
        self._waiting: list[asyncio.Future[None]] = []

    def enter(self) -> None:
        """Show a token (none is asked for) and ask for the document."""
        self._say(_AUTH, 0, _text(""))
        self._say(_SYNC, _STEP_1, _bytes(self.doc.get_state()))

    def append(self, text: str) -> Awaitable[None]:
        before = self.doc.get_state()
        self.texts.append(text)
        saved = asyncio.get_running_loop().create_future()
        self._waiting.append(saved)  # the server answers in the order it was told
        self._say(_SYNC, _UPDATE, _bytes(self.doc.get_update(before)))
        return saved

    async def listen(self) -> None:
        async for message in self.socket.messages():
            _name, at = _read(message, 0)
            kind, at = _number(message, at)
            if kind == _STATUS:
                saved = self._waiting.pop(0)
                if not saved.done():
                    saved.set_result(None)
            elif kind in (_SYNC, _REPLY):
                step, at = _number(message, at)
                if step != _STEP_1:
                    self._take(_read(message, at)[0])

    def _take(self, update: bytes) -> None:
        self.synced.set()
        if self.turned is not None and not self.turned.done() and _TURNED.encode() in update:
            self.turned.set_result(len(update))
        if self.seen is not None:  # the projector keeps the whole document
            self.doc.apply_update(update)
            self.seen(len(self.texts))

    def _say(self, kind: int, step: int, rest: bytes) -> None:
        self.socket.send(self._name + bytes([kind, step]) + rest)


class Hall:
    """A document."""

    def __init__(self, port: int, plan: dict[str, str]) -> None:
        self._port, self._name = port, plan["name"]
        self._phones: dict[int, _Phone] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def join(self, number: int) -> None:
        self._phones[number] = await self._enter()

    async def watch(self, seen: Callable[[int], None]) -> None:
        await self._enter(seen)

    async def write(self, number: int, text: str) -> None:
        async with asyncio.timeout(20):
            await self._phones[number].append(text)

    async def turn(self) -> None:
        leader = await self._enter()
        await leader.append(_TURNED)

    def has_turned(self, number: int) -> Awaitable[int]:
        phone = self._phones[number]
        phone.turned = asyncio.get_running_loop().create_future()
        return phone.turned

    def close(self) -> None:
        for task in self._tasks:
            task.cancel()

    async def _enter(self, seen: Callable[[int], None] | None = None) -> _Phone:
        phone = _Phone(await Socket.open(self._port), self._name)
        phone.seen = seen
        phone.enter()
        self._tasks.append(asyncio.create_task(self._listen(phone)))
        async with asyncio.timeout(20):
            await phone.synced.wait()
        return phone

    async def _listen(self, phone: _Phone) -> None:
        try:
            await phone.listen()
        finally:
            phone.socket.close()


def _varint(number: int) -> bytes:
    out = b""
    while number > 127:
        out, number = out + bytes([number & 127 | 128]), number >> 7
    return out + bytes([number])


def _bytes(content: bytes) -> bytes:
    return _varint(len(content)) + content


def _text(text: str) -> bytes:
    return _bytes(text.encode())


def _number(message: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = message[at]
        number, shift, at = number | (byte & 127) << shift, shift + 7, at + 1
        if byte < 128:
            return number, at


def _read(message: bytes, at: int) -> tuple[bytes, int]:
    length, at = _number(message, at)
    return message[at : at + length], at + length
