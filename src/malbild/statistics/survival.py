"""How long until it is done, when some is not done yet: Kaplan–Meier and three simple laws.

Time is whatever the caller counts in; the forecasts use actual over planned duration, so that 1 is "on the day".
What is still open is censored at the time it has waited; what was ended undone, replaced or paused is censored when
that happened, which the caller decides and says.

Sources: Kaplan & Meier (J. Am. Stat. Assoc. 53, 1958); Greenwood's variance; log-log limits of Kalbfleisch & Prentice
(The Statistical Analysis of Failure Time Data, 2nd ed., 1.4); the log-normal's likelihood as Olsen writes it
(Econometrica 46, 1978), where it has a single top.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

from malbild.statistics.curves import log_normal_tail, normal_hazard

type Interval = tuple[float, float]

_ROUNDS: Final = 200


@dataclass(frozen=True, slots=True)
class Survival:
    """A Kaplan–Meier curve: the share not done yet, as steps at `times` (rising).

    `spread` is Greenwood's sum at each step; `longest` the longest time anybody was watched, after which the curve
    says nothing.
    """

    n: int
    events: int
    times: tuple[float, ...]
    shares: tuple[float, ...]
    spread: tuple[float, ...]
    watched: tuple[float, ...]  # every time, sorted: done or not

    @property
    def longest(self) -> float:
        return self.watched[-1] if self.watched else 0.0

    @property
    def median(self) -> float | None:
        """When half are done; the middle of the step where the curve lies at exactly one half. None if never."""
        for i, share in enumerate(self.shares):
            if math.isclose(share, 0.5, rel_tol=1e-12) and i + 1 < len(self.times):
                return (self.times[i] + self.times[i + 1]) / 2
            if share <= 0.5 or math.isclose(share, 0.5, rel_tol=1e-12):
                return self.times[i]
        return None

    def at(self, time: float) -> float:
        """The share not done at `time`; 1 before anything was done."""
        step = bisect_right(self.times, time)
        return self.shares[step - 1] if step else 1.0

    def at_risk(self, time: float) -> int:
        """How many were still watched just before `time`."""
        return sum(1 for t in self.watched if t >= time)

    def std_err(self, time: float) -> float:
        """Greenwood's standard error of the share at `time`."""
        return self.at(time) * math.sqrt(self._spread(time))

    def interval(self, time: float, conf: float = 0.95) -> Interval | None:
        """Log-log limits of the share at `time`. None where the share is 1 or 0: there they are not defined."""
        share = self.at(time)
        if not 0 < share < 1:
            return None
        width = NormalDist().inv_cdf(0.5 + conf / 2) * math.sqrt(self._spread(time)) / -math.log(share)
        return share ** math.exp(width), share ** math.exp(-width)

    def log_interval(self, time: float, conf: float = 0.95) -> Interval | None:
        """Limits on the log scale, as R draws by default; cut at 1. None where the share is 0."""
        share = self.at(time)
        if share == 0:
            return None
        width = NormalDist().inv_cdf(0.5 + conf / 2) * math.sqrt(self._spread(time))
        return share * math.exp(-width), min(1.0, share * math.exp(width))

    def _spread(self, time: float) -> float:
        step = bisect_right(self.times, time)
        return self.spread[step - 1] if step else 0.0


def kaplan_meier(times: Sequence[float], done: Sequence[bool]) -> Survival:
    """The curve of `times` waited; `done[i]` is False where it was not done when last seen.

    Ties: what was done at a time was done before others stopped being watched at it. Empty input gives a curve that
    stays at 1. Raises ValueError for unlike lengths and times below 0 or not finite.
    """
    _check(times, done)
    order = sorted(zip(times, done, strict=True), key=lambda pair: pair[0])
    steps: list[tuple[float, float, float]] = []
    share, spread, left, i = 1.0, 0.0, len(order), 0
    while i < len(order):
        time, gone, finished = order[i][0], 0, 0
        while i < len(order) and order[i][0] == time:
            finished += bool(order[i][1])
            gone += 1
            i += 1
        if finished:
            share *= (left - finished) / left
            spread += finished / (left * (left - finished)) if left > finished else math.inf
            steps.append((time, share, spread))
        left -= gone
    return Survival(
        n=len(order),
        events=sum(map(bool, done)),
        times=tuple(s[0] for s in steps),
        shares=tuple(s[1] for s in steps),
        spread=tuple(s[2] for s in steps),
        watched=tuple(time for time, _ in order),
    )


def conditional_done(curve: Survival, *, now: float, by: float) -> float | None:
    """P(done by `by` | not done at `now`) = 1 - S(by) / S(now).

    None where nobody has been watched that long (`now` or `by` beyond the longest time, with some left undone, or
    no share left at `now`), so that the curve cannot say. Raises ValueError when `by` is before `now`.
    """
    if by < now:
        raise ValueError("`by` is not before `now`")
    left, later = curve.at(now), curve.at(by)
    if left == 0 or (by > curve.longest and later > 0):
        return None
    return 1 - later / left


@dataclass(frozen=True, slots=True)
class Weibull:
    """S(t) = exp(-(t / scale) ** shape); with shape 1 the exponential law of rate 1 / scale."""

    shape: float
    scale: float
    loglik: float

    def at(self, time: float) -> float:
        return math.exp(-((time / self.scale) ** self.shape)) if time > 0 else 1.0


@dataclass(frozen=True, slots=True)
class LogNormal:
    """log t ~ Normal(mu, sigma)."""

    mu: float
    sigma: float
    loglik: float

    def at(self, time: float) -> float:
        return math.exp(log_normal_tail((math.log(time) - self.mu) / self.sigma)) if time > 0 else 1.0


def fit_exponential(times: Sequence[float], done: Sequence[bool]) -> Weibull | None:
    """The exponential of greatest likelihood; None when nothing was done or no time passed."""
    _check(times, done)
    events, total = sum(map(bool, done)), math.fsum(times)
    if not events or total == 0:
        return None
    return Weibull(1.0, total / events, events * math.log(events / total) - events)


def fit_weibull(times: Sequence[float], done: Sequence[bool]) -> Weibull | None:
    """The Weibull of greatest likelihood. None when fewer than two different times were done: it has no top then.

    Times must be above 0. Raises ValueError for others and as `kaplan_meier`.
    """
    logs, ends = _logs(times, done)
    if len(set(ends)) < 2:
        return None
    mean_end, most = math.fsum(ends) / len(ends), max(logs)

    def slope(shape: float) -> float:
        """Rises with the shape through 0 at the top."""
        weights = [math.exp(shape * (y - most)) for y in logs]
        mean = math.fsum(w * y for w, y in zip(weights, logs, strict=True)) / math.fsum(weights)
        return mean - 1 / shape - mean_end

    shape = _root(slope)
    total = math.fsum(math.exp(shape * (y - most)) for y in logs)
    log_scale = most + math.log(total / len(ends)) / shape
    loglik = len(ends) * (math.log(shape) - shape * log_scale + (shape - 1) * mean_end) - len(ends)
    return Weibull(shape, math.exp(log_scale), loglik)


def fit_lognormal(times: Sequence[float], done: Sequence[bool]) -> LogNormal | None:
    """The log-normal of greatest likelihood; None and errors as `fit_weibull`."""
    logs, ends = _logs(times, done)
    if len(set(ends)) < 2:
        return None
    mean = math.fsum(ends) / len(ends)
    spread = math.sqrt(math.fsum((y - mean) ** 2 for y in ends) / len(ends))
    tight, place = 1 / spread, mean / spread  # 1 / sigma and mu / sigma
    pairs = list(zip(logs, map(bool, done), strict=True))
    value = _lognormal_loglik(pairs, tight, place)
    for _ in range(_ROUNDS):
        step_tight, step_place = _newton_step(pairs, tight, place)
        part = 1.0
        while part > 1e-12:
            t, p = tight + part * step_tight, place + part * step_place
            if t > 0 and (better := _lognormal_loglik(pairs, t, p)) >= value:
                break
            part /= 2
        else:
            break
        moved = abs(t - tight) / t + abs(p - place) / max(1.0, abs(p))
        tight, place, value = t, p, better
        if moved < 1e-13:
            break
    return LogNormal(place / tight, 1 / tight, value)


def _lognormal_loglik(pairs: Sequence[tuple[float, bool]], tight: float, place: float) -> float:
    constant = math.log(tight) - math.log(2 * math.pi) / 2
    return math.fsum(
        constant - y - (tight * y - place) ** 2 / 2 if ended else log_normal_tail(tight * y - place)
        for y, ended in pairs
    )


def _newton_step(pairs: Sequence[tuple[float, bool]], tight: float, place: float) -> tuple[float, float]:
    """Newton's step for (1 / sigma, mu / sigma); the matrix is negative definite everywhere."""
    g_t = g_p = h_tt = h_tp = h_pp = 0.0
    for y, ended in pairs:
        z = tight * y - place
        pull, bend = (z, 1.0) if ended else _pull(z)
        g_t += (1 / tight if ended else 0) - pull * y
        g_p += pull
        h_tt -= bend * y * y + (1 / tight**2 if ended else 0)
        h_tp += bend * y
        h_pp -= bend
    det = h_tt * h_pp - h_tp * h_tp
    if det <= 0:
        return 0.0, 0.0
    return (h_tp * g_p - h_pp * g_t) / det, (h_tp * g_t - h_tt * g_p) / det


def _pull(z: float) -> tuple[float, float]:
    """First and second derivative of -log P(Z > z)."""
    rate = normal_hazard(z)
    return rate, max(0.0, rate * (rate - z))


def _root(rising: Callable[[float], float]) -> float:
    """Where a rising function of a positive number passes 0."""
    low = high = 1.0
    while rising(high) < 0 and high < 1e12:
        high *= 2
    while rising(low) > 0 and low > 1e-12:
        low /= 2
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if rising(middle) < 0:
            low = middle
        else:
            high = middle
    return high


def _logs(times: Sequence[float], done: Sequence[bool]) -> tuple[list[float], list[float]]:
    """Logarithms of all times and of those that were done."""
    _check(times, done)
    if any(t <= 0 for t in times):
        raise ValueError("times are above 0")
    logs = [math.log(t) for t in times]
    return logs, [y for y, ended in zip(logs, done, strict=True) if ended]


def _check(times: Sequence[float], done: Sequence[bool]) -> None:
    if len(times) != len(done):
        raise ValueError("one `done` for each time")
    if any(t < 0 or not math.isfinite(t) for t in times):
        raise ValueError("times are finite and not below 0")
