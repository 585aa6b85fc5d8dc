"""Reads what to do, one JSON line each, and writes what was measured, until the input ends.

{"do": "open", "driver": "bench.crowd.malbild", "port": 8000, "halls": [{...}]}
{"do": "join", "phones": 300, "seconds": 30}
{"do": "write", "phones": 300, "seconds": 60, "every": 20}
{"do": "turn", "phones": 300}
{"do": "read", "path": "/", "cookies": {...}, "every": 0.5}   # an ordinary page, from now on
{"do": "look", "path": "/", "times": 100}                      # one page after another
{"do": "close"}
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import sys
import time
from dataclasses import asdict
from typing import Any

from bench.crowd import hall
from bench.crowd.browser import Browser

type Said = dict[str, Any]


class Crowd:
    def __init__(self) -> None:
        self.halls: list[hall.Driver] = []
        self.port = 0
        self._pages = hall.Measured()
        self._reader: asyncio.Task[None] | None = None

    async def do(self, said: Said) -> hall.Measured:
        what = said.pop("do")
        deed = getattr(self, f"_{what}")
        self._pages = hall.Measured()
        started, used = time.perf_counter(), time.process_time()
        found: hall.Measured = await deed(**said)
        found.numbers["client cpu %"] = 100 * (time.process_time() - used) / (time.perf_counter() - started)
        found.took |= self._pages.took
        found.errors += self._pages.errors
        return found

    async def _open(self, *, driver: str, port: int, halls: list[dict[str, str]]) -> hall.Measured:
        made = importlib.import_module(driver).Hall
        self.port, self.halls = port, [made(port, plan) for plan in halls]
        return hall.Measured()

    async def _join(self, *, phones: int, seconds: float) -> hall.Measured:
        return await hall.join(self.halls, phones, seconds)

    async def _write(self, *, phones: int, seconds: float, every: float) -> hall.Measured:
        return await hall.write(self.halls, phones, seconds, every)

    async def _turn(self, *, phones: int) -> hall.Measured:
        return await hall.turn(self.halls, phones)

    async def _look(self, *, path: str, times: int) -> hall.Measured:
        found, browser = hall.Measured(), Browser(self.port)
        for _n in range(times):
            await found.attempt("looked", _page(browser, path), time.perf_counter())
        browser.close()
        return found

    async def _read(self, *, path: str, cookies: dict[str, str], every: float) -> hall.Measured:
        """Somebody elsewhere reads a page now and then, whatever happens in the halls."""

        async def reader() -> None:
            browser = Browser(self.port, cookies)
            while True:
                start = time.perf_counter()
                await self._pages.attempt("page", _page(browser, path), start)
                await asyncio.sleep(max(0.0, start + every - time.perf_counter()))

        self._reader = asyncio.create_task(reader())
        return hall.Measured()

    async def _close(self) -> hall.Measured:
        for one in self.halls:
            one.close()
        self.halls = []
        if self._reader is not None:
            self._reader.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reader
            self._reader = None
        return hall.Measured()


async def _page(browser: Browser, path: str) -> None:
    answer = await browser.get(path)
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")


async def main() -> None:
    crowd = Crowd()
    while line := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(asdict(await crowd.do(json.loads(line)))), flush=True)
    await crowd.do({"do": "close"})


if __name__ == "__main__":
    asyncio.run(main())
