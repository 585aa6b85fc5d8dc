"""What may be said of a series, without the numbers' machinery: pages that only read a kept verdict need no numpy."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    CLEAR_UP = "clear_up"
    CLEAR_DOWN = "clear_down"
    NO_SAFE_CHANGE = "no_safe_change"
    TOO_FEW = "too_few"
    WAITING = "waiting"


class Because(StrEnum):
    """Why the state is what it is; the page puts it into words."""

    ONE_MONTH = "one_month"  # a single month: it may be one case with many crimes
    LEVEL = "level"  # many small departures
    YEAR = "year"  # the year against those before
    WITHIN_CHANCE = "within_chance"
    SHORT = "short"  # too few months or years before
    RARE = "rare"  # fewer than twelve a year are expected
    SPREAD = "spread"  # how much such counts vary is not known
    RATE = "rate"  # a rate without its count
    NO_COUNT = "no_count"  # a share, a sum or a size: no number of events
    NO_NUMBERS = "no_numbers"  # the latest is not there, or none has been revised yet


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state of one series, with the numbers that a page tells; NaN and -1 where there is none.

    `count` is what the latest twelve months (`months` of them counted) or the year gave, `expected` what the time
    before says (`before` periods of it), `ratio` with its 95 % interval the two against each other. `since` is the
    position of the alarm that still stands. `chance` is how often chance alone makes a difference as great, either
    way. `needed_up` and `needed_down` are the first counts that would have been safe changes at that interval.
    """

    state: State
    because: Because
    count: float = math.nan
    expected: float = math.nan
    ratio: float = math.nan
    lower: float = math.nan
    upper: float = math.nan
    chance: float = math.nan
    needed_up: float = math.nan
    needed_down: float = math.nan
    months: int = 0
    before: int = 0
    since: int = -1
    phi: float = math.nan
    spikes: tuple[int, ...] = ()
