"""Streams as a browser meets them, with a feed of our own and no database: the ASGI application is driven directly."""

from __future__ import annotations

import asyncio
import gzip
import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from malbild.live import hub as hubs
from malbild.live import streams
from malbild.live.feeds import FEEDS, Asked, Frame, Reader
from malbild.live.hub import Hub
from malbild.live.streams import Streams

HOST = (b"host", b"testserver")
SEAT = (b"cookie", b"seat=ours")


class Board:
    """A feed that tells a number to whoever carries our seat."""

    name = "board"

    def __init__(self) -> None:
        self.seq, self.reads, self.admitted = 1, 0, 0
        self.says = {"number": "0", "words": "lika"}
        self.body = b"<p>0</p>"
        self.trouble = False
        self.is_there = True

    def admit(self, asked: Asked) -> Reader | None:
        self.admitted += 1
        return Reader(f"board:{asked.thing_id}", asked.thing_id) if asked.cookies.get("seat") == "ours" else None

    def frame(self, reader: Reader, before: Frame | None) -> Frame | None:
        self.reads += 1
        if self.trouble:
            raise ValueError("the database is away")
        if before is not None and before.seq == self.seq:
            return before
        return Frame(self.seq, dict(self.says), self.body) if self.is_there else None

    def turn(self, number: int) -> None:
        self.seq += 1
        self.says["number"], self.body = str(number), f"<p>{number}</p>".encode()


class Call:
    """One request, and what has come back so far."""

    def __init__(self, app: Streams, path: str, *headers: tuple[bytes, bytes], method: str = "GET") -> None:
        self.status, self.headers, self.body, self.is_over = 0, dict[bytes, bytes](), b"", False
        self.leave = asyncio.Event()
        self.blocked: asyncio.Event | None = None
        self._more = asyncio.Event()
        scope = {"type": "http", "method": method, "path": path, "headers": list(headers or (HOST, SEAT))}
        self.task = asyncio.create_task(app(scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self.leave.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        if self.blocked is not None:
            await self.blocked.wait()
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
        else:
            self.body += message["body"]
            self.is_over = not message["more_body"]
        self._more.set()

    @property
    def events(self) -> list[tuple[str, str]]:
        """(name, text) of each event but the server's time."""
        found = []
        for block in self.body.decode().split("\n\n"):
            lines = [line.removeprefix("data: ") for line in block.split("\n") if line.startswith("data: ")]
            if lines and lines[0] != "now":
                found.append((lines[0], "\n".join(lines[1:])))
        return found

    async def until(self, seen: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not seen():
                self._more.clear()
                await self._more.wait()

    async def end(self) -> Call:
        async with asyncio.timeout(5):
            await self.task
        return self


@pytest.fixture
def board() -> Iterator[Board]:
    FEEDS["board"] = made = Board()
    yield made
    del FEEDS["board"]


@asynccontextmanager
async def serving() -> Any:
    hub = Hub()
    try:
        yield Streams(hub)
    finally:
        hub.close()


def run(test: Callable[[Streams], Awaitable[None]]) -> None:
    async def within() -> None:
        async with serving() as app:
            await test(app)

    asyncio.run(within())


def test_a_reader_is_told_the_state_and_then_only_what_changes(board: Board) -> None:
    async def test(app: Streams) -> None:
        call = Call(app, "/live/board/7/")
        await call.until(lambda: len(call.events) == 2)
        assert call.events == [("number", "0"), ("words", "lika")]
        assert call.headers[b"content-type"].startswith(b"text/event-stream")
        board.turn(1)
        app.hub.poke("board:7")
        await call.until(lambda: len(call.events) == 3)
        assert call.events[2] == ("number", "1")
        assert b"id: 2\n" in call.body

    run(test)


def test_changes_that_come_together_are_read_once_for_everybody(board: Board) -> None:
    async def test(app: Streams) -> None:
        calls = [Call(app, "/live/board/7/") for _ in range(20)]
        for call in calls:
            await call.until(lambda c=call: len(c.events) == 2)
        board.reads = 0
        for number in range(1, 6):
            board.turn(number)
            app.hub.poke("board:7")
        for call in calls:
            await call.until(lambda c=call: ("number", "5") in c.events)
        assert board.reads <= 2

    run(test)


def test_another_thing_s_news_wakes_nobody(board: Board) -> None:
    async def test(app: Streams) -> None:
        call = Call(app, "/live/board/7/")
        await call.until(lambda: len(call.events) == 2)
        read = board.reads
        app.hub.poke("board:8")
        await asyncio.sleep(0.1)
        assert board.reads == read

    run(test)


def test_who_has_no_seat_learns_nothing(board: Board) -> None:
    async def test(app: Streams) -> None:
        for path in ("/live/board/7/", "/live/board/7/nu/", "/live/board/7/del/"):
            call = await Call(app, path, HOST).end()
            assert (call.status, call.body) == (404, b"")

    run(test)


@pytest.mark.parametrize("others", [b'consent={"x":1}', "namn=Björn".encode(), b"a b=c", b"=;;"])
def test_the_odd_cookies_of_others_shut_nobody_out(board: Board, others: bytes) -> None:
    async def test(app: Streams) -> None:
        call = await Call(app, "/live/board/7/nu/", HOST, (b"cookie", others + b"; seat=ours")).end()
        assert call.status == 200

    run(test)


def test_one_seat_does_not_take_every_stream(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MOST_OF_ONE", 2)

    async def test(app: Streams) -> None:
        for _ in range(2):
            call = Call(app, "/live/board/7/")
            await call.until(lambda c=call: len(c.events) == 2)
        assert (await Call(app, "/live/board/7/").end()).status == 503
        other = Call(app, "/live/board/7/", HOST, (b"cookie", b"seat=ours; device=two"))
        await other.until(lambda: len(other.events) == 2)

    run(test)


def test_who_carries_nothing_costs_no_look(board: Board) -> None:
    async def test(app: Streams) -> None:
        for path in ("/live/board/7/", "/live/board/7/nu/", "/live/board/7/del/"):
            assert (await Call(app, path, HOST).end()).status == 404
        assert board.admitted == 0

    run(test)


def test_a_seat_is_looked_at_anew_at_each_opening(board: Board) -> None:
    async def test(app: Streams) -> None:
        for _ in range(2):
            call = Call(app, "/live/board/7/")
            await call.until(lambda c=call: len(c.events) == 2)
            call.leave.set()
            await call.end()
        assert board.admitted == 2

    run(test)


def test_an_open_stream_lets_its_reader_fetch_the_shared_part_and_nobody_else(board: Board) -> None:
    async def test(app: Streams) -> None:
        stream = Call(app, "/live/board/7/")
        await stream.until(lambda: len(stream.events) == 2)
        part = await Call(app, "/live/board/7/del/", HOST, SEAT, (b"accept-encoding", b"gzip")).end()
        assert gzip.decompress(part.body) == b"<p>0</p>"
        assert board.admitted == 1
        assert (await Call(app, "/live/board/7/del/", HOST, (b"cookie", b"seat=theirs")).end()).status == 404
        assert (await Call(app, "/live/board/8/del/", HOST, SEAT).end()).body == b"<p>0</p>"
        assert board.admitted == 3  # another thing is another opening
        stream.leave.set()
        await stream.end()
        await Call(app, "/live/board/7/del/", HOST, SEAT).end()
        assert board.admitted == 4

    run(test)


def test_who_polls_gets_the_same_news_as_one_answer(board: Board) -> None:
    async def test(app: Streams) -> None:
        first = json.loads((await Call(app, "/live/board/7/nu/").end()).body)
        assert (first["number"], first["words"]) == ("0", "lika")
        assert first["now"] > 1_700_000_000_000
        board.turn(4)
        app.hub.poke("board:7")
        await asyncio.sleep(0)
        assert json.loads((await Call(app, "/live/board/7/nu/").end()).body)["number"] == "4"

    run(test)


def test_who_polls_waits_for_a_reading_that_has_begun(board: Board) -> None:
    async def test(app: Streams) -> None:
        stream = Call(app, "/live/board/7/")
        await stream.until(lambda: len(stream.events) == 2)
        reading, go_on = threading.Event(), threading.Event()
        slowly = board.frame

        def frame(reader: Reader, before: Frame | None) -> Frame | None:
            reading.set()
            go_on.wait(5)
            return slowly(reader, before)

        board.frame = frame  # type: ignore[method-assign]
        board.turn(4)
        app.hub.poke("board:7")
        await asyncio.to_thread(reading.wait, 5)
        call = Call(app, "/live/board/7/nu/")
        await asyncio.sleep(0.05)
        assert not call.is_over
        go_on.set()
        assert json.loads((await call.end()).body)["number"] == "4"

    run(test)


def test_a_room_that_cannot_be_read_asks_for_patience(board: Board) -> None:
    board.trouble = True

    async def test(app: Streams) -> None:
        for path in ("/live/board/7/nu/", "/live/board/7/del/"):
            assert (await Call(app, path).end()).status == 503

    run(test)


def test_a_line_that_is_slow_holds_up_nobody_and_skips_what_is_old(board: Board) -> None:
    async def test(app: Streams) -> None:
        slow, quick = Call(app, "/live/board/7/"), Call(app, "/live/board/7/")
        for call in (slow, quick):
            await call.until(lambda c=call: len(c.events) == 2)
        slow.blocked = asyncio.Event()
        for number in (1, 2, 3):
            board.turn(number)
            app.hub.poke("board:7")
            await quick.until(lambda n=number: ("number", str(n)) in quick.events)
        slow.blocked.set()
        await slow.until(lambda: ("number", "3") in slow.events)
        assert ("number", "2") not in slow.events

    run(test)


def test_trouble_with_the_database_does_not_end_the_stream(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "TROUBLE", 0.01)

    async def test(app: Streams) -> None:
        call = Call(app, "/live/board/7/")
        await call.until(lambda: len(call.events) == 2)
        board.trouble = True
        board.turn(1)
        app.hub.poke("board:7")
        await asyncio.sleep(0.1)
        board.trouble = False
        await call.until(lambda: ("number", "1") in call.events)

    run(test)


def test_a_lost_notice_is_made_good(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "LOOK", 0.05)

    async def test(app: Streams) -> None:
        call = Call(app, "/live/board/7/")
        await call.until(lambda: len(call.events) == 2)
        board.turn(9)
        await call.until(lambda: ("number", "9") in call.events)

    run(test)


def test_signs_of_life_carry_the_servers_time(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "BEAT", 0.02)

    async def test(app: Streams) -> None:
        call = Call(app, "/live/board/7/")
        await call.until(lambda: call.body.count(b"data: now\n") >= 3)

    run(test)


def test_when_the_thing_is_gone_the_stream_says_so_and_ends(board: Board) -> None:
    async def test(app: Streams) -> None:
        call = Call(app, "/live/board/7/")
        await call.until(lambda: len(call.events) == 2)
        board.is_there = False
        board.turn(1)
        app.hub.poke("board:7")
        await call.end()
        assert call.events[-1] == ("gone", "")
        assert call.is_over

    run(test)


def test_streams_end_when_the_process_stops(board: Board) -> None:
    async def test(app: Streams) -> None:
        call = Call(app, "/live/board/7/")
        await call.until(lambda: len(call.events) == 2)
        app.close()
        assert (await call.end()).is_over
        assert (await Call(app, "/live/board/7/").end()).status == 503

    run(test)


def test_a_room_goes_a_while_after_its_last_reader(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "LINGER", 0.05)

    async def test(app: Streams) -> None:
        call = Call(app, "/live/board/7/")
        await call.until(lambda: len(call.events) == 2)
        call.leave.set()
        await call.end()
        assert len(app.hub._rooms) == 1
        await asyncio.sleep(0.2)
        assert not app.hub._rooms

    run(test)


@pytest.mark.parametrize(
    ("path", "headers", "method", "status"),
    [
        ("/live/board/7/", ((b"host", b"evil.example"), SEAT), "GET", 400),
        ("/live/board/7/", (SEAT,), "GET", 400),
        ("/live/board/7/", (HOST, SEAT, (b"sec-fetch-site", b"cross-site")), "GET", 400),
        ("/live/board/7/", (HOST, SEAT), "POST", 405),
        ("/live/nothing/7/", (HOST, SEAT), "GET", 404),
        ("/live/board/seven/", (HOST, SEAT), "GET", 404),
        ("/live/board/" + "9" * 40 + "/", (HOST, SEAT), "GET", 404),
        ("/live/board/7/nu/more/", (HOST, SEAT), "GET", 404),
        ("/live/board/7/", (HOST, (b"cookie", b"\xff\xfe=;;;==")), "GET", 404),
    ],
)
def test_odd_requests_are_refused(
    board: Board, settings: Any, path: str, headers: tuple[tuple[bytes, bytes], ...], method: str, status: int
) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]

    async def test(app: Streams) -> None:
        assert (await Call(app, path, *headers, method=method).end()).status == status

    run(test)
