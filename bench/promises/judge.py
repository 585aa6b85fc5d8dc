"""Forecasts made on a day from what was known that day, and scored by what came. Pure.

Three questions, as the product asks them:
- *in time*, on the day a promise is made: the partnership's own share, shrunk to everybody's;
- *on its day*, when half of its time has gone and it is not done: the curve of durations;
- *before the next meeting*: whether at least half of what is open gets done until then.
The base rate is the share of all partnerships that the question came true for so far, known that day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bench.promises.lived import Lived
from malbild.statistics import (
    brier_score,
    done_on_its_day,
    in_tenths,
    kaplan_meier,
    log_score,
    on_time_probability,
    open_at_next,
    open_later,
    resampled_probability,
    shared_prior,
    weekly_dispersion,
)
from malbild.statistics.on_time import Beta

LOOK_BACK = 730
WEEKS = 26


@dataclass
class Told:
    """One question's forecasts by each way of making them, and what came true; `inside` counts intervals that held."""

    chances: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    came: list[bool] = field(default_factory=list)
    inside: defaultdict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))

    def scores(self) -> dict[str, tuple[float | None, float | None]]:
        return {way: (brier_score(p, self.came), log_score(p, self.came)) for way, p in self.chances.items()}

    def by_tenth(self, way: str) -> dict[int, tuple[int, float]]:
        """What was said in tenths: how often it was said and the share that came true."""
        said: defaultdict[int, list[bool]] = defaultdict(list)
        for p, y in zip(self.chances[way], self.came, strict=True):
            said[in_tenths(p)].append(y)
        return {tenth: (len(ys), sum(ys) / len(ys)) for tenth, ys in sorted(said.items())}


class _Base:
    """Everybody's share so far: outcomes are let in on the day they became known."""

    def __init__(self, known: Iterable[tuple[int, int, int]]) -> None:
        """`known` are (day it became known, how many came true, of how many)."""
        self._known = sorted(known)
        self._next = self.yes = self.count = 0

    def rate(self, day: int) -> float:
        """Called with rising days. One half, with the weight of two, before anything is known."""
        while self._next < len(self._known) and self._known[self._next][0] < day:
            _day, yes, count = self._known[self._next]
            self.yes, self.count, self._next = self.yes + yes, self.count + count, self._next + 1
        return (self.yes + 1) / (self.count + 2)

    def prior(self, day: int) -> Beta:
        self.rate(day)
        return shared_prior(self.yes, self.count)


def in_time(rows: Sequence[Lived], until: int) -> Told:
    """Every promise whose day came before `until`, in the order they were made."""
    told, mine = Told(), _by_place(rows)
    base = _Base((r.due, r.in_time, 1) for r in rows)
    for row in sorted(rows, key=lambda r: (r.made, r.place)):
        if row.due >= until:
            continue
        everybody = base.rate(row.made)
        known = [r for r in mine[row.place] if row.made - LOOK_BACK <= r.due < row.made]
        k, n = sum(r.in_time for r in known), len(known)
        told.chances["ours"].append(on_time_probability(k, n, base.prior(row.made)).mean)
        told.chances["base rate"].append(everybody)
        told.chances["raw share"].append(k / n if n else everybody)
        told.came.append(row.in_time)
    return told


def on_its_day(rows: Sequence[Lived], until: int) -> Told:
    """Every promise that is not done when half of its time has gone."""
    asked = [(r.made + r.planned // 2, r) for r in rows if r.planned >= 2 and r.due < until]
    open_half = [(day, r) for day, r in asked if r.is_open(day)]
    told, mine = Told(), _by_place(rows)
    base, share = _Base((r.due, r.in_time, 1) for _day, r in open_half), _Base((r.due, r.in_time, 1) for r in rows)
    for day, row in sorted(open_half, key=lambda pair: (pair[0], pair[1].place, pair[1].made)):
        everybody = base.rate(day)
        seen = [r for r in mine[row.place] if r.made < day <= r.due + LOOK_BACK and r.planned > 0]
        curve = kaplan_meier([r.watched(day) for r in seen], [r.is_done(day) for r in seen])
        known = [r.in_time for r in seen if r.due < day]
        usual = on_time_probability(sum(known), len(known), share.prior(day)).mean
        told.chances["ours"].append(done_on_its_day(curve, everybody, elapsed=0.5))
        told.chances["base rate"].append(everybody)
        told.chances["share in time, unasked"].append(usual)
        told.came.append(row.in_time)
    return told


def before_the_meeting(rows: Sequence[Lived], meetings: dict[int, list[int]], until: int) -> Told:
    """At every meeting with something open: is at least half of it done before the next?"""
    mine = _by_place(rows)
    asked = sorted(
        (day, after, place) for place, days in meetings.items() for day, after in pairwise(days) if after < until
    )
    outcomes: dict[tuple[int, int], _Interval] = {}
    for day, after, place in asked:
        standing = [r for r in mine[place] if r.is_open(day)]
        if standing and day - days_of(mine[place]) >= 7 * 4:
            outcomes[day, place] = _Interval(after, len(standing), sum(r.is_done(after) for r in standing))
    base = _Base((i.after, i.is_half_done, 1) for i in outcomes.values())
    shares = _Base((i.after, i.done, i.standing) for i in outcomes.values())
    told = Told()
    for (day, place), now in outcomes.items():
        weekly = _weekly(mine[place], day)
        weeks, phi = (now.after - day) / 7, weekly_dispersion(weekly)
        told.chances["base rate"].append(base.rate(day))
        earlier = [i for (d, p), i in outcomes.items() if p == place and day - LOOK_BACK <= d and i.after <= day]
        left = open_at_next([(i.done, i.standing) for i in earlier], now.standing, shares.prior(day))
        told.chances["ours"].append(left.at_most[now.standing - now.half])
        by_week = open_later(weekly, now.standing, weeks, phi)
        told.chances["negative binomial of weeks"].append(by_week.at_most[now.standing - now.half])
        told.chances["weeks drawn again"].append(resampled_probability(weekly, now.half, round(weeks)))
        told.came.append(now.is_half_done)
        for way, between in (("ours", left), ("negative binomial of weeks", by_week)):
            told.inside[way].append(between.low <= now.standing - now.done <= between.high)
    return told


@dataclass(frozen=True, slots=True)
class _Interval:
    """From one meeting to the next: how many were open at the first, and done at the second."""

    after: int
    standing: int
    done: int

    @property
    def half(self) -> int:
        return -(-self.standing // 2)

    @property
    def is_half_done(self) -> bool:
        return self.done >= self.half


def days_of(rows: Sequence[Lived]) -> int:
    """The first day of a history."""
    return min((r.made for r in rows), default=0)


def _weekly(rows: Sequence[Lived], day: int) -> list[int]:
    """How many were done in each of the last weeks, the oldest first; not from before the history began."""
    weeks = min(WEEKS, (day - days_of(rows)) // 7)
    counts = [0] * weeks
    for row in rows:
        back = (day - row.done) // 7 if row.done is not None else -1
        if row.done is not None and row.done <= day and back < weeks:
            counts[weeks - 1 - back] += 1
    return counts


def _by_place(rows: Iterable[Lived]) -> defaultdict[int, list[Lived]]:
    found: defaultdict[int, list[Lived]] = defaultdict(list)
    for row in rows:
        found[row.place].append(row)
    return found


QUESTIONS: dict[str, Callable[[Sequence[Lived], dict[int, list[int]], int], Told]] = {
    "in time": lambda rows, _meetings, until: in_time(rows, until),
    "on its day, half of the time gone": lambda rows, _meetings, until: on_its_day(rows, until),
    "half of what is open, before the next meeting": before_the_meeting,
}
