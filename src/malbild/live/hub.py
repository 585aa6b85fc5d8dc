"""The streams of one process: a room per view, one frame for all its readers.

A reader holds no queue. It is woken, takes the newest frame, and is told what differs from what it was last told;
so a slow phone costs no memory, and skips what is no longer true.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import logging
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from django.db import close_old_connections

from malbild.live.feeds import Feed, Frame, Reader

GATHER: Final = (0.005, 0.25)  # seconds, least and most: cards that come together are counted together
BUSY: Final = 2.0  # a room rests twice as long as its last reading took, so it is read a third of the time at most
LOOK: Final = 15.0  # seconds: a room is read again although nobody told, in case a notice was lost
TROUBLE: Final = 1.0
LINGER: Final = 20.0  # seconds that an empty room is kept: those who poll come back
_log = logging.getLogger("malbild.live")
type Key = tuple[str, Hashable]


class Room:
    """One view of one feed, kept while somebody reads it and a little longer."""

    def __init__(self, feed: Feed, reader: Reader) -> None:
        self.feed, self.reader = feed, reader
        self.frame: Frame | None = None
        self.packed = b""
        self.is_gone = False
        self.told = asyncio.Event()
        self.readers: set[asyncio.Event] = set()
        self.task: asyncio.Task[None] | None = None
        self._settled = asyncio.Event()

    async def fresh(self) -> Frame | None:
        """The frame once everything that has been told is in it."""
        if self.told.is_set():
            self._settled.clear()
        await self._settled.wait()
        return self.frame

    async def keep(self, run: Callable[[Callable[[], Frame | None]], Awaitable[Frame | None]]) -> None:
        """Read the state anew each time something is told, until cancelled."""
        while True:
            self.told.clear()
            self._settled.clear()
            wait: float | None = TROUBLE
            start = time.monotonic()
            try:
                self._show(await run(lambda: self.feed.frame(self.reader, self.frame)))
                wait = self.frame.again_in if self.frame is not None else None
            except Exception:  # one room's trouble must not end it, nor the others'
                _log.exception("live room %s", self.feed.name)
            if not self.told.is_set():  # what was told while we read may not be in it
                self._settled.set()
            ended = time.monotonic()
            rests = min(BUSY * (ended - start), GATHER[1])
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.told.wait(), min(LOOK, wait) if wait else LOOK)
            await asyncio.sleep(max(ended + rests - time.monotonic(), GATHER[0]))

    def _show(self, frame: Frame | None) -> None:
        """Take the newest frame and wake the readers if it is another."""
        if frame is self.frame and frame is not None:
            return
        if frame is not None and (self.frame is None or frame.body is not self.frame.body):
            self.packed = gzip.compress(frame.body, 6) if frame.body else b""
        self.frame, self.is_gone = frame, frame is None
        for reader in self.readers:
            reader.set()


class Hub:
    """Lives in the event loop; only `poke` may be called from another thread."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        # One for each, so that a hall that comes back all at once does not hold up what is told to those who sit there.
        self._door = ThreadPoolExecutor(1, thread_name_prefix="live-door")
        self._state = ThreadPoolExecutor(1, thread_name_prefix="live-state")
        self._rooms: dict[Key, Room] = {}
        self._topics: defaultdict[str, set[Room]] = defaultdict(set)

    async def run[T](self, work: Callable[[], T]) -> T:
        """Let someone in: needs the database, so it is done off the loop."""
        return await self.loop.run_in_executor(self._door, _with_connection, work)

    async def _read[T](self, work: Callable[[], T]) -> T:
        return await self.loop.run_in_executor(self._state, _with_connection, work)

    def poke(self, topic: str) -> None:
        """Something has changed under the topic; every topic when it is empty. From any thread."""
        with contextlib.suppress(RuntimeError):  # the loop has closed: nobody listens any more
            self.loop.call_soon_threadsafe(self._poke, topic)

    def _poke(self, topic: str) -> None:
        rooms = self._topics.get(topic, ()) if topic else list(self._rooms.values())
        for room in rooms:
            room.told.set()

    @contextlib.asynccontextmanager
    async def reading(self, feed: Feed, reader: Reader, wake: asyncio.Event) -> AsyncIterator[Room]:
        """Be one of the room's readers until the block ends; `wake` is set when there is a newer frame."""
        key = (feed.name, reader.view)
        room = self._rooms.get(key)
        if room is None:
            room = self._rooms[key] = Room(feed, reader)
            self._topics[reader.topic].add(room)
            room.task = asyncio.create_task(room.keep(self._read))
        room.readers.add(wake)
        try:
            yield room
        finally:
            room.readers.discard(wake)
            if not room.readers:
                self.loop.call_later(LINGER, self._leave, key)

    def _leave(self, key: Key) -> None:
        room = self._rooms.get(key)
        if room is None or room.readers:
            return
        del self._rooms[key]
        topic = room.reader.topic
        self._topics[topic].discard(room)
        if not self._topics[topic]:
            del self._topics[topic]
        if room.task is not None:
            room.task.cancel()

    def close(self) -> None:
        for room in self._rooms.values():
            if room.task is not None:
                room.task.cancel()
        for threads in (self._door, self._state):
            threads.shutdown(wait=False, cancel_futures=True)


def _with_connection[T](work: Callable[[], T]) -> T:
    close_old_connections()
    try:
        return work()
    finally:
        close_old_connections()
