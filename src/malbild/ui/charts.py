"""Charts as SVG strings of our own: the same on screen, in a saved page and in a PDF; no script, no style attribute.

Bars stand on zero; one's own series is drawn thick; a band is the others; the words beside carry the meaning. Two
drawings of each, for a wide and for a narrow page: the style sheet shows one (`ch-l`, `ch-s`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape

from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True, slots=True)
class Bars:
    """One bar a period. None is missing: the place stays empty with a dash. `band` has (low, high) or None for each.

    `average` is drawn over the periods `average_over` (first, last). `hollow` marks what is preliminary, `marked` what
    may be a single case.
    """

    labels: Sequence[str]
    values: Sequence[float | None]
    title: str
    description: str
    band: Sequence[tuple[float, float] | None] = ()
    average: float | None = None
    average_over: tuple[int, int] = (0, 0)
    average_words: str = ""
    band_words: str = ""
    hollow: frozenset[int] = field(default_factory=frozenset)
    marked: frozenset[int] = field(default_factory=frozenset)
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the drawing lies within its view box."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    every: int  # this many labels at most
    name: str


_WIDE = _Frame(1024, 420, 46, 828, 40, 380, 16, "l")
_NARROW = _Frame(350, 330, 38, 338, 34, 296, 4, "s")


def bars(chart: Bars, key: str) -> SafeString:
    """Both drawings. `key` makes the ids of the page's charts differ."""
    return mark_safe(_bars(chart, _WIDE, key) + _bars(chart, _NARROW, key))  # noqa: S308 - every text is escaped


def nice_top(largest: float) -> float:
    """Where the axis ends: the first of some round numbers, whose quarters are round too, that is not under it."""
    if largest <= 0:
        return 4.0
    power = 10.0 ** math.floor(math.log10(largest))
    return next(step * power for step in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10, 20) if step * power >= largest)


def _bars(chart: Bars, frame: _Frame, key: str) -> str:
    known = [v for v in chart.values if v is not None]
    highs = [b[1] for b in chart.band if b is not None]
    top = max(4.0, nice_top(max([*known, *highs, chart.average or 0.0], default=0.0)))
    step = (frame.right - frame.left) / max(1, len(chart.values))

    def y(value: float) -> float:
        return frame.bottom - value / top * (frame.bottom - frame.top)

    parts = [*_grid(frame, top)]
    if any(chart.band):
        parts.append(_band(chart, frame, step, y))
    parts += _columns(chart, frame, step, y)
    if any(chart.band) and chart.band_words:
        parts.append(_band_words(chart, frame, y))
    if chart.average is not None:
        parts += _average(chart, frame, step, y(chart.average))
    ids = f"{escape(key)}-{frame.name}"
    return (
        f'<svg class="ch ch-{frame.name}" viewBox="0 0 {frame.width} {frame.height}" role="img" '
        f'aria-labelledby="{ids}-t {ids}-d"><title id="{ids}-t">{escape(chart.title)}</title>'
        f'<desc id="{ids}-d">{escape(chart.description)}</desc>{"".join(parts)}</svg>'
    )


def _grid(frame: _Frame, top: float) -> list[str]:
    found = []
    for part in range(5):
        value = top * part / 4
        at = frame.bottom - part / 4 * (frame.bottom - frame.top)
        css = "ch-g ch-0" if part == 0 else "ch-g"
        found.append(f'<path class="{css}" d="M{frame.left} {at:.1f}H{frame.right}"/>')
        if value == int(value):
            found.append(
                f'<text class="ch-a" x="{frame.left - 8}" y="{at + 5:.1f}" text-anchor="end">{value:.0f}</text>'
            )
    return found


def _band(chart: Bars, frame: _Frame, step: float, y: Callable[[float], float]) -> str:
    """Broken where the others are not known."""
    paths, run = [], list[int]()
    for i, pair in enumerate([*chart.band, None]):
        if pair is not None:
            run.append(i)
        elif run:
            paths.append(_band_part(chart, run, frame, step, y))
            run = []
    return "".join(paths)


def _band_part(chart: Bars, run: list[int], frame: _Frame, step: float, y: Callable[[float], float]) -> str:
    def edge(i: int, side: int) -> float:
        pair = chart.band[i]
        return y(pair[side] if pair else 0.0)

    upper = [(frame.left + step * (i + d), edge(i, 1)) for i in run for d in (0, 1)]
    lower = [(frame.left + step * (i + d), edge(i, 0)) for i in reversed(run) for d in (1, 0)]
    points = "L".join(f"{x:.1f} {at:.1f}" for x, at in [*upper, *lower])
    return f'<path class="ch-band" d="M{points}Z"/>'


def _columns(chart: Bars, frame: _Frame, step: float, y: Callable[[float], float]) -> list[str]:
    found, last = [], len(chart.values) - 1
    gap = max(1, math.ceil(len(chart.values) / frame.every))
    for i, value in enumerate(chart.values):
        middle, width = frame.left + step * (i + 0.5), step * 0.56
        if (last - i) % gap == 0:
            css = "ch-a ch-an" if i == last else "ch-a"
            found.append(
                f'<text class="{css}" x="{middle:.1f}" y="{frame.bottom + 24}" text-anchor="middle">'
                f"{escape(chart.labels[i])}</text>"
            )
        if value is None:
            found.append(f'<text class="ch-a" x="{middle:.1f}" y="{frame.bottom - 6}" text-anchor="middle">–</text>')
            continue
        css = "ch-b" + (" ch-now" if i == last else "") + (" ch-hollow" if i in chart.hollow else "")
        found.append(
            f'<rect class="{css}" x="{middle - width / 2:.1f}" y="{y(value):.1f}" width="{width:.1f}" '
            f'height="{frame.bottom - y(value):.1f}"/>'
        )
        if i in chart.marked:
            found.append(f'<path class="ch-mark" d="M{middle:.1f} {y(value) - 16:.1f}l5 8h-10z"/>')
        if chart.numbered and step > 24:
            found.append(_number(chart, i, value, middle, frame, y(value)))
    return found


def _number(chart: Bars, i: int, value: float, middle: float, frame: _Frame, at: float) -> str:
    """Within the bar where it fits, else over it."""
    inside = frame.bottom - at > 22 and i not in chart.hollow
    css, where = ("ch-in", frame.bottom - 10) if inside else ("ch-a", at - 6)
    return f'<text class="{css}" x="{middle:.1f}" y="{where:.1f}" text-anchor="middle">{value:.0f}</text>'


def _average(chart: Bars, frame: _Frame, step: float, at: float) -> list[str]:
    first, last = chart.average_over
    line = f"M{frame.left + step * first:.1f} {at:.1f}H{frame.left + step * (last + 1):.1f}"
    found = [f'<path class="ch-halo" d="{line}"/>', f'<path class="ch-avg" d="{line}"/>']
    if chart.average_words:
        x = frame.left + step * (first + last + 1) / 2
        where = f'x="{x:.1f}" y="{frame.top - 14}" text-anchor="middle"'
        found.append(f'<text class="ch-t" {where}>{escape(chart.average_words)}</text>')
    return found


def _band_words(chart: Bars, frame: _Frame, y: Callable[[float], float]) -> str:
    """Beside the band where it ends on a wide page, over the picture on a narrow one."""
    low, high = next(b for b in reversed(chart.band) if b is not None)
    if frame.name == "s":
        return f'<text class="ch-t" x="{frame.left}" y="{frame.height - 2}">{escape(chart.band_words)}</text>'
    x, words = frame.right + 14, chart.band_words.split(" ")
    half = " ".join(words[: len(words) // 2 + 1]), " ".join(words[len(words) // 2 + 1 :])
    lines = "".join(f'<tspan x="{x}" dy="{20 * min(n, 1)}">{escape(w)}</tspan>' for n, w in enumerate(half) if w)
    return f'<text class="ch-t" x="{x}" y="{y((low + high) / 2):.1f}">{lines}</text>'
