"""What is done and measured, the same whichever server stands behind: join, write in turn, turn the page.

A driver (`Driver`) is the few calls in which the servers differ. Times are seconds from when a person acted, by the
schedule and not by when this program got round to it, so a program that lags counts against the server, never for it.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

LENGTH = 60  # characters of a card
_WORDS = """
vi ses för sällan centrum skolan stationen kvällar ungdomar polisen grannar belysning badplatsen trygghet tidigt
föräldrar fritids samtal ingen äger frågan följer upp beslut möten siffror fastigheter vuxna ute fredagar helger
busshållplats klotter bråk droger nätet tillit ansvar kommunen handlare lov sommar vinter mörkt parken torget
gemensam bild vet inte vem ringer lyssnar återkoppling plan åtgärd effekt orsak varför oro hem läxor krock
"""
SETTLE = 8.0  # seconds that late arrivals are waited for


class Driver(Protocol):
    """One hall of phones around one board each server has its own word for."""

    def __init__(self, port: int, plan: dict[str, str]) -> None: ...
    async def join(self, number: int) -> None:
        """In through the door, until this phone hears news."""

    async def watch(self, seen: Callable[[int], None]) -> None:
        """Hear as the projector how many cards there are, from now on."""

    async def write(self, number: int, text: str) -> None:
        """Until the phone's own card is acknowledged."""

    async def turn(self) -> None:
        """The leader moves on."""

    def has_turned(self, number: int) -> Awaitable[int]:
        """Bytes of the new page, once the phone has all of it."""

    def close(self) -> None: ...


@dataclass
class Measured:
    """Seconds by what was measured; and what went wrong."""

    took: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    numbers: dict[str, float] = field(default_factory=dict)

    def add(self, what: str, seconds: float) -> None:
        self.took.setdefault(what, []).append(seconds)

    async def attempt(self, what: str, deed: Awaitable[object], start: float) -> bool:
        try:
            await deed
        except Exception as error:  # whatever goes wrong is counted, and the hall goes on
            self.errors.append(f"{what}: {error or type(error).__name__}"[:300])
            return False
        self.add(what, time.perf_counter() - start)
        return True


async def join(halls: list[Driver], phones: int, seconds: float) -> Measured:
    """Phones in all halls come one after another, evenly over the time."""
    found = Measured()
    every = [(hall, number) for number in range(phones) for hall in halls]

    async def one(place: int, hall: Driver, number: int) -> None:
        start = await _until(began + seconds * place / len(every))
        await found.attempt("joined", hall.join(number), start)

    began = time.perf_counter()
    await asyncio.gather(*(one(place, *each) for place, each in enumerate(every)))
    return found


async def write(halls: list[Driver], phones: int, seconds: float, every: float) -> Measured:
    """Each phone writes a card each `every` seconds, when in each turn is chance but the same each time."""
    found, chance = Measured(), random.Random(319)
    turns = max(1, round(seconds / every))
    boards = [_Board() for _hall in halls]
    for hall, board in zip(halls, boards, strict=True):
        await hall.watch(board.saw)
    began = time.perf_counter() + 0.2

    async def one(hall: Driver, board: _Board, number: int, at: float, text: str) -> None:
        start = await _until(at)
        if await found.attempt("acknowledged", hall.write(number, text), start):
            board.acknowledged.append((time.perf_counter(), start))

    await asyncio.gather(
        *(
            one(hall, board, number, began + every * (turn + chance.random()), text_of(number, turn))
            for hall, board in zip(halls, boards, strict=True)
            for number in range(phones)
            for turn in range(turns)
        )
    )
    late = time.perf_counter() + SETTLE
    while any(b.is_behind for b in boards) and time.perf_counter() < late:
        await asyncio.sleep(0.05)
    for board in boards:
        found.errors += board.missing()
        for seconds_ in board.arrivals():
            found.add("arrived", seconds_)
    return found


async def turn(halls: list[Driver], phones: int) -> Measured:
    """The leader moves on, and every phone has the whole new page."""
    found = Measured()
    sizes: list[int] = []

    async def one(hall: Driver, number: int) -> None:
        async with asyncio.timeout(30):
            sizes.append(await hall.has_turned(number))

    waiting = [asyncio.ensure_future(one(hall, n)) for hall in halls for n in range(phones)]
    await asyncio.sleep(0)  # they listen before the leader presses
    start = time.perf_counter()
    told = [found.attempt("turned", phone, start) for phone in waiting]
    await asyncio.gather(found.attempt("pressed", halls[0].turn(), start), *told)
    found.numbers["page kB"] = max(sizes, default=0) / 1000
    return found


class _Board:
    """What the projector of one hall shows against what its phones have sent.

    The server takes one card at a time, so the n-th acknowledged is the n-th that the counter can show.
    """

    def __init__(self) -> None:
        self.acknowledged: list[tuple[float, float]] = []
        self.seen: list[tuple[int, float]] = []
        self._first: int | None = None

    def saw(self, count: int) -> None:
        if self._first is None:
            self._first = count
        self.seen.append((count - self._first, time.perf_counter()))

    @property
    def is_behind(self) -> bool:
        return not self.seen or self.seen[-1][0] < len(self.acknowledged)

    def missing(self) -> list[str]:
        shown = self.seen[-1][0] if self.seen else 0
        return [f"the counter shows {shown} of {len(self.acknowledged)} cards"] if self.is_behind else []

    def arrivals(self) -> Iterable[float]:
        shown = iter(self.seen)
        count, at = next(shown, (0, 0.0))
        for place, (_acknowledged, start) in enumerate(sorted(self.acknowledged), 1):
            while count < place:
                count, at = next(shown, (place, float("nan")))
            yield at - start


def text_of(number: int, turn: int) -> str:
    """A card of ordinary words, another for each phone and turn, so that a page of them packs as a real one."""
    chance = random.Random(number * 1000 + turn)
    return " ".join(chance.choices(_WORDS.split(), k=LENGTH // 3))[:LENGTH]


async def _until(moment: float) -> float:
    """Wait; gives the moment that was meant."""
    await asyncio.sleep(max(0.0, moment - time.perf_counter()))
    return moment
