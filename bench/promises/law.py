"""Histories whose law is not the forecasts' own: nothing in it is Beta, Gamma or independent.

Assumptions, all invented, none measured on anybody:
- how fast work goes differs by partnership, by owner and drifts as a random walk over quarters, with one step for all
  partnerships half-way (a reform); durations are log-logistic with a heavy tail, one in eight is never done and
  given up some months after its day;
- bursts: promises are made at meetings, half of what gets done is done in the week before the next one, and in July
  nobody does anything;
- owners come and go: each has a calm and an overloaded time.
The forecasts see days, never the owner, the drift or the law.
"""

from __future__ import annotations

import math
import random

from bench.promises.lived import Lived

YEARS, MEETING_EVERY = 4, 42
_JULY = (181, 212)


def histories(places: int, seed: int, unrest: float = 1.0) -> tuple[list[Lived], dict[int, list[int]]]:
    """Promises of `places` partnerships over four years, and the days of each one's meetings.

    `unrest` times the drift, the step, the owners' differences and how often work waits for a meeting.
    """
    chance = random.Random(seed)
    rows: list[Lived] = []
    meetings: dict[int, list[int]] = {}
    for place in range(places):
        meetings[place] = [
            d for d in range(chance.randrange(MEETING_EVERY), YEARS * 365, MEETING_EVERY) if not _july(d)
        ]
        rows += _of_one(place, meetings[place], unrest, chance)
    return rows, meetings


def _of_one(place: int, meetings: list[int], unrest: float, chance: random.Random) -> list[Lived]:
    base = chance.gauss(-0.6, 0.45)  # below 0: faster than planned
    size = chance.choice((2, 3, 5, 8))  # promises at a meeting
    owners = [chance.gauss(0, 0.6 * unrest) for _ in range(chance.randint(6, 14))]
    busy = [chance.randrange(YEARS * 365) for _ in owners]
    drift, rows = 0.0, []
    for at, day in enumerate(meetings):
        drift += chance.gauss(0, 0.1 * unrest)
        step = 0.35 * unrest if day > YEARS * 365 / 2 else 0.0
        for _ in range(chance.randint(0, 2 * size)):
            who = chance.randrange(len(owners))
            pace = base + drift + step + owners[who] + (0.9 * unrest if 0 <= day - busy[who] < 240 else 0.0)
            planned = chance.choice((21, 30, 42, 60, 90, 120))
            done = _done(day, planned, pace, meetings[at + 1 :], unrest, chance)
            ended = None if done is not None else day + planned + chance.randint(30, 180)
            rows.append(Lived(place, day, day + planned, done, ended))
    return rows


def _done(day: int, planned: int, pace: float, coming: list[int], unrest: float, chance: random.Random) -> int | None:
    if chance.random() < 1 / 8:
        return None
    u = min(0.999, max(0.001, chance.random()))
    finished = day + max(1, round(planned * math.exp(pace + 0.45 * math.log(u / (1 - u)))))
    if chance.random() < 0.5 * unrest:  # done when the meeting comes near
        finished = next((m - chance.randint(0, 6) for m in coming if m >= finished), finished)
    while _july(finished):
        finished += 7
    return max(day, finished)


def _july(day: int) -> bool:
    return _JULY[0] <= day % 365 < _JULY[1]
