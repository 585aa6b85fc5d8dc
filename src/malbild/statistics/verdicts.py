"""One answer for a series: clearly more, clearly less, no safe change, or too little to judge. Never why.

Monthly series are judged by the two rules of `signals`, yearly ones against the three to five years before. Both are
held to at most 2.5 false rises and 2.5 false falls in 100 series and year, also with spread, season and common trend
estimated from the others (`bench/verdict.py`; the table is in docs/statistics.md).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from malbild.statistics.comparisons import change_needed, compare_two_counts
from malbild.statistics.counts import nb_size
from malbild.statistics.reasons import Numbers, whole_counts
from malbild.statistics.signals import (
    BASELINE,
    DOUBLED,
    HALVED,
    LEAST,
    Cusum,
    Prediction,
    lr_cusum,
    predict_next,
)
from malbild.statistics.state import Because, State, Verdict

MONTH_P: Final = 0.0015
LIMIT: Final = 5.6
HOLDS: Final = 12
"""A rise or a fall is told for so many months, then it is the new level."""
YEAR_P: Final = 0.01
FEWEST_YEARS, MOST_YEARS = 3, 5
RAREST: Final = 12.0
_FAR: Final = 1.0  # standard deviations; nearer months decide nothing
_SPIKE_SIGMAS, _SPIKE_MORE = 3.5, 2.0


@dataclass(frozen=True, slots=True)
class Course:
    """Every month judged with what was known then (series × months). `state`: 1 more, -1 less, 0 neither, -2 too few.

    `spikes` are single months so far above the others that they may be one case: marked in the picture, and drawn in
    where the months after are predicted, so that a spike does not make the calm after it look like an improvement.
    """

    state: NDArray[np.int8]
    spikes: NDArray[np.bool_]
    prediction: Prediction
    up: Cusum
    down: Cusum


def judge_months(
    counts: ArrayLike, exposure: ArrayLike, phi: ArrayLike, *, p: float = MONTH_P, limit: float = LIMIT
) -> Course:
    """Judge each month of each series. Raises ValueError as `predict_next`."""
    y = np.atleast_2d(whole_counts(counts))
    e = np.broadcast_to(np.asarray(exposure, dtype=np.float64), y.shape)
    phi = np.broadcast_to(np.asarray(phi, dtype=np.float64), y.shape[:1])
    caps = spike_caps(y, e, phi)
    with np.errstate(invalid="ignore"):
        spikes = y > caps
    prediction = predict_next(y, e, phi, history=np.where(spikes, caps, y), far=_FAR)
    size = nb_size(prediction.mean, prediction.variance)
    up = lr_cusum(y, prediction.mean, size, ratio=DOUBLED, limit=limit)
    down = lr_cusum(y, prediction.mean, size, ratio=HALVED, limit=limit)
    with np.errstate(invalid="ignore"):
        more, less = (prediction.p_high < p) | up.alarm, (prediction.p_low < p) | down.alarm
    enough = np.nan_to_num(_mean_of_last(prediction.mean, HOLDS), nan=0.0) >= RAREST / 12
    state = _held(more & enough, less & enough)
    return Course(np.where(enough, state, -2).astype(np.int8), spikes, prediction, up, down)


def spike_caps(counts: Numbers, exposure: Numbers, phi: Numbers) -> Numbers:
    """The most that a month may count for in the sums: far above what the other months say, and so rarely reached.

    Leave-one-out over the sixty months about each, three and a half standard deviations and two more.
    """
    known = ~np.isnan(counts) & (exposure > 0)
    y, e = np.where(known, counts, 0.0), np.where(known, exposure, 0.0)
    half = BASELINE // 2
    others, about = _around(y, half) - y, _around(e, half) - e
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(about > 0, (others + 0.5) * exposure / about, np.nan)
    caps: Numbers = np.floor(mean + _SPIKE_SIGMAS * np.sqrt(phi[:, None] * mean) + _SPIKE_MORE)
    return np.where(np.isnan(caps), np.inf, caps)


def _around(values: Numbers, half: int) -> Numbers:
    sums = np.concatenate([np.zeros((values.shape[0], 1)), np.cumsum(values, axis=1)], axis=1)
    at = np.arange(values.shape[1])
    found: Numbers = sums[:, np.minimum(values.shape[1], at + half + 1)] - sums[:, np.maximum(0, at - half)]
    return found


def _mean_of_last(values: Numbers, window: int) -> Numbers:
    known = ~np.isnan(values)
    sums = np.concatenate([np.zeros((values.shape[0], 1)), np.cumsum(np.where(known, values, 0.0), axis=1)], axis=1)
    many = np.concatenate([np.zeros((values.shape[0], 1)), np.cumsum(known, axis=1)], axis=1)
    at = np.arange(1, values.shape[1] + 1)
    first = np.maximum(0, at - window)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Numbers = (sums[:, at] - sums[:, first]) / (many[:, at] - many[:, first])
    return found


def _held(more: NDArray[np.bool_], less: NDArray[np.bool_]) -> NDArray[np.int8]:
    """An alarm stands for `HOLDS` months or until one the other way."""
    found = np.zeros(more.shape, dtype=np.int8)
    now, left = np.zeros(more.shape[0], dtype=np.int8), np.zeros(more.shape[0], dtype=np.int64)
    for t in range(more.shape[1]):
        left = np.maximum(0, left - 1)
        now = np.where(left > 0, now, 0).astype(np.int8)
        news = np.where(more[:, t] & ~less[:, t], 1, np.where(less[:, t] & ~more[:, t], -1, 0)).astype(np.int8)
        now = np.where(news != 0, news, now).astype(np.int8)
        left = np.where(news != 0, HOLDS, left)
        found[:, t] = now
    return found


# --- one series, now ------------------------------------------------------------------


def verdict_months(
    counts: ArrayLike,
    exposure: ArrayLike,
    phi: float,
    *,
    provisional: ArrayLike | None = None,
    p: float = MONTH_P,
    limit: float = LIMIT,
) -> Verdict:
    """What may be said of one monthly series now (months, NaN missing).

    Months marked `provisional` are counted in the sums that are shown and raise no alarm: they will be revised. A
    series whose latest month is missing waits for it. Raises ValueError as `predict_next`.
    """
    y = whole_counts(counts)
    e = np.broadcast_to(np.asarray(exposure, dtype=np.float64), y.shape)
    known = np.flatnonzero(~np.isnan(y))
    if not known.size or np.isnan(y[-1]):
        return Verdict(State.WAITING, Because.NO_NUMBERS, phi=phi)
    if np.isnan(phi):
        return Verdict(State.TOO_FEW, Because.SPREAD, phi=phi)
    final = y if provisional is None else np.where(np.asarray(provisional, dtype=np.bool_), np.nan, y)
    revised = np.flatnonzero(~np.isnan(final))
    if not revised.size:
        return Verdict(State.WAITING, Because.NO_NUMBERS, phi=phi)
    course = judge_months(final, e, phi, p=p, limit=limit)
    last = int(revised[-1])
    told = _year_against_before(y, e, phi, tuple(np.flatnonzero(course.spikes[0]).tolist()))
    state = int(course.state[0, last])
    if state == -2:
        short = int((~np.isnan(final[:last])).sum()) < LEAST
        return _said(told, State.TOO_FEW, Because.SHORT if short else Because.RARE)
    if state == 0:
        return _said(told, State.NO_SAFE_CHANGE, Because.WITHIN_CHANCE)
    since, because = _alarm(course, last, state, p)
    return _said(told, State.CLEAR_UP if state > 0 else State.CLEAR_DOWN, because, since)


def _alarm(course: Course, last: int, way: int, p: float) -> tuple[int, Because]:
    """When the standing alarm came, and whether it rests on one month only."""
    sums = (course.up if way > 0 else course.down).alarm[0]
    chance = (course.prediction.p_high if way > 0 else course.prediction.p_low)[0]
    months = np.arange(max(0, last - HOLDS + 1), last + 1)
    with np.errstate(invalid="ignore"):
        alone = chance[months] < p
    found = months[alone | sums[months]]
    since = int(found[-1]) if found.size else last
    spike = bool(found.size == 1 and alone[months == since][0])
    return since, Because.ONE_MONTH if spike else Because.LEVEL


def _year_against_before(y: Numbers, e: Numbers, phi: float, spikes: tuple[int, ...]) -> Verdict:
    """The latest twelve months against up to sixty before them, on the months that were counted in both."""
    now, before = slice(max(0, y.size - HOLDS), y.size), slice(max(0, y.size - HOLDS - BASELINE), y.size - HOLDS)
    counted = ~np.isnan(y) & (e > 0)
    months = int(counted[now].sum())
    x1, e1 = float(y[now][counted[now]].sum()), float(e[now][counted[now]].sum())
    past = int(counted[before].sum())
    nothing = Verdict(State.TOO_FEW, Because.SHORT, count=x1, months=months, before=past, phi=phi, spikes=spikes)
    if y.size <= HOLDS or not counted[before].any():
        return nothing
    x2, e2 = float(y[before][counted[before]].sum()), float(e[before][counted[before]].sum())
    return _compared(nothing, x1, e1, x2, e2, phi)


def _compared(told: Verdict, x1: float, e1: float, x2: float, e2: float, phi: float) -> Verdict:
    found = compare_two_counts(x1, e1, x2, e2, phi=phi)
    needed = change_needed(x2, e2, e1, phi=phi)
    return replace(
        told,
        expected=x2 * e1 / e2,
        ratio=float(found.ratio),
        lower=float(found.lower),
        upper=float(found.upper),
        chance=float(found.p),
        needed_up=float(needed.up),
        needed_down=float(needed.down),
    )


def _said(told: Verdict, state: State, because: Because, since: int = -1) -> Verdict:
    return replace(told, state=state, because=because, since=since)


def verdict_years(counts: ArrayLike, exposure: ArrayLike, phi: float, *, p: float = YEAR_P) -> Verdict:
    """What may be said of one yearly series: the last year against the three to five before it (years, NaN missing).

    Never against a single bad year, since the year that made somebody act was chosen for being bad. The last years
    before that were counted are used, none older than seven.
    """
    y = whole_counts(counts)
    e = np.broadcast_to(np.asarray(exposure, dtype=np.float64), y.shape)
    if not y.size or np.isnan(y[-1]):
        return Verdict(State.WAITING, Because.NO_NUMBERS, phi=phi)
    told = Verdict(State.TOO_FEW, Because.SHORT, count=float(y[-1]), months=12, phi=phi)
    before = [t for t in range(max(0, y.size - 8), y.size - 1) if not np.isnan(y[t]) and e[t] > 0][-MOST_YEARS:]
    if not before or not e[-1] > 0:
        return told
    x2, e2 = float(y[before].sum()), float(e[before].sum())
    told = replace(told, expected=x2 * float(e[-1]) / e2, before=len(before))
    if np.isnan(phi):
        return told if len(before) < FEWEST_YEARS else replace(told, because=Because.SPREAD)
    told = _compared(told, float(y[-1]), float(e[-1]), x2, e2, phi)
    if len(before) < FEWEST_YEARS:
        return told
    if told.expected < RAREST:
        return _said(told, State.TOO_FEW, Because.RARE)
    if told.chance >= p:
        return _said(told, State.NO_SAFE_CHANGE, Because.WITHIN_CHANCE)
    state = State.CLEAR_UP if told.ratio > 1 else State.CLEAR_DOWN
    return _said(told, state, Because.YEAR, y.size - 1)
