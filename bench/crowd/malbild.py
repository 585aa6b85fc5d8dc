"""The driver of our own server: the real door, the stream, the form or the JSON that the page sends."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import secrets
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bench.crowd.browser import Browser

_COUNT = re.compile(r'mb-num">(\d+)</strong> kort')
_MARK = re.compile(r'data-mark="([^"]+)"')


@dataclass
class _Phone:
    browser: Browser
    key: str = field(default_factory=lambda: secrets.token_hex(16))
    mark: str = ""
    version: str = ""
    listens: asyncio.Event = field(default_factory=asyncio.Event)
    turned: asyncio.Future[int] | None = None


class Hall:
    """A workshop. `plan`: id, code, the leader's cookies and address; `seats` when the phones have joined before."""

    def __init__(self, port: int, plan: dict[str, str]) -> None:
        self.port, self.plan = port, plan
        self.phones: dict[int, _Phone] = {}
        self.leader = Browser(port, json.loads(plan["leader"]))
        self._tasks: list[asyncio.Task[None]] = []

    async def join(self, number: int) -> None:
        seats = json.loads(self.plan.get("seats", "[]"))
        phone = self.phones[number] = _Phone(Browser(self.port, seats[number] if seats else {}))
        browser = phone.browser
        if not seats:
            _must(200, await browser.get("/med/"))
            joined = await browser.post("/med/", {"code": self.plan["code"], "kind": "school", "key": ""})
            _must(302, joined)
        page = await browser.get("/med/rum/")
        _must(200, page)
        found = _MARK.search(gzip.decompress(page.body).decode())
        phone.mark = found[1] if found else ""
        self._tasks.append(asyncio.create_task(self._listen(phone)))
        async with asyncio.timeout(20):
            await phone.listens.wait()

    async def _listen(self, phone: _Phone) -> None:
        """The phone's stream: a new version is fetched at once."""
        try:
            await self._follow(phone)
        except Exception as error:
            if phone.turned is None or phone.turned.done():
                raise
            phone.turned.set_exception(error)

    async def _follow(self, phone: _Phone) -> None:
        async for name, text in phone.browser.stream(f"/live/rum/{self.plan['id']}/"):
            if name != "room":
                continue
            is_first, phone.version = not phone.version, text
            phone.listens.set()
            if not is_first:
                part = await phone.browser.get(f"/live/rum/{self.plan['id']}/del/")
                _must(200, part)
                if phone.turned is not None and not phone.turned.done():
                    phone.turned.set_result(len(part.body))

    async def watch(self, seen: Callable[[int], None]) -> None:
        ready = asyncio.Event()

        async def projector() -> None:
            async for name, text in self.leader.stream(f"/live/ledare/{self.plan['id']}/"):
                if name == "count" and (found := _COUNT.search(text)):
                    seen(int(found[1]))
                    ready.set()

        self._tasks.append(asyncio.create_task(projector()))
        async with asyncio.timeout(20):
            await ready.wait()

    async def write(self, number: int, text: str) -> None:
        phone = self.phones[number]
        card = {"client_id": str(uuid.uuid4()), "text": text, "sort": ""}
        if not phone.mark:
            return _must(302, await phone.browser.post("/med/rum/kort/", card))
        card |= {"key": phone.key, "mark": phone.mark, "n": "1"}
        answer = await phone.browser.post("/med/rum/kort/", card, Accept="application/json")
        if answer.status != 200 or json.loads(answer.body)["ok"] is not True:
            raise RuntimeError(f"{answer.status} {answer.body[:200]!r}")

    async def turn(self) -> None:
        _must(302, await self.leader.post(f"{self.plan['address']}vidare/", {"turn": self.plan["turn"]}))

    def has_turned(self, number: int) -> Awaitable[int]:
        phone = self.phones[number]
        phone.turned = asyncio.get_running_loop().create_future()
        return phone.turned

    def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        for browser in (self.leader, *(p.browser for p in self.phones.values())):
            browser.close()


def _must(status: int, answer: object) -> None:
    if getattr(answer, "status", 0) != status:
        raise RuntimeError(f"{answer} instead of {status}")
