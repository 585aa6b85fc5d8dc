"""A body that never comes, or has no end, takes no thread from the pages."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest

from malbild.config import bodies


def receiving(messages: Iterable[dict[str, Any]]) -> bodies.Receive:
    """Gives the messages one by one, then nothing more ever."""
    left = list(messages)

    async def receive() -> dict[str, Any]:
        if not left:
            await asyncio.Event().wait()
        return left.pop(0)

    return receive


def part(body: bytes, *, more: bool = True) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


def read(*messages: dict[str, Any]) -> list[Any]:
    """What Django's side would receive, to the end and once more."""

    async def run() -> list[Any]:
        receive = receiving(messages)
        with bodies.keeping() as kept:
            await bodies.take_in(receive, kept)
            again = bodies.from_kept(receive, kept)
            got = [await again()]
            while got[-1]["type"] == "http.request":
                got.append(await again())
        return got

    return asyncio.run(run())


def test_a_body_comes_in_one_piece_and_then_the_end() -> None:
    gone = {"type": "http.disconnect"}
    assert read(part(b"a="), part(b"1", more=False), gone) == [part(b"a=1", more=False), gone]


def test_a_large_body_comes_whole() -> None:
    large = bytes(range(256)) * 20_000  # above what is kept in memory, and many pieces
    got = read(part(large[:7]), part(large[7:], more=False), {"type": "http.disconnect"})
    assert b"".join(m["body"] for m in got[:-1]) == large
    assert [m["more_body"] for m in got[:-1]] == [True] * (len(got) - 2) + [False]


@pytest.mark.parametrize("messages", [[], [part(b"a=")]])
def test_a_body_that_never_ends_is_given_up(messages: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "PATIENCE", 0.02)
    with pytest.raises(bodies.BodyRefused, match="408"):
        read(*messages)


def test_a_phone_that_dies_in_the_middle_is_given_up_at_once() -> None:
    with pytest.raises(bodies.BodyRefused, match="408"):
        read(part(b"a="), {"type": "http.disconnect"})


def test_a_body_without_bounds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "MOST", 10)
    with pytest.raises(bodies.BodyRefused, match="413"):
        read(*[part(b"12345")] * 3)
