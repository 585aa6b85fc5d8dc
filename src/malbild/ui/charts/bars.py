"""A bar a period, the others as a band, and a mean over some of the periods."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape

from django.template.defaultfilters import floatformat
from django.utils.safestring import SafeString, mark_safe

from malbild.ui.charts.frame import A_DIGIT, NARROW, WIDE, Frame, breaks, grid, nice_top, svg, with_room


@dataclass(frozen=True, slots=True)
class Bars:
    """One bar a period. None is missing: the place stays empty with a dash. Under nought there is a number and no bar.
    `band` has (low, high) or None for each.

    `average` is drawn over the periods `average_over` (first, last). `hollow` marks what is preliminary, `marked` what
    may be a single case. What is counted changed before each of `breaks`.
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
    digits: int = 0
    breaks: Sequence[int] = ()
    break_words: str = ""


def bars(chart: Bars, key: str) -> SafeString:
    """Both drawings. `key` makes the ids of the page's charts differ."""
    return mark_safe(_bars(chart, WIDE, key) + _bars(chart, NARROW, key))  # noqa: S308 - every text is escaped


def _bars(chart: Bars, frame: Frame, key: str) -> str:
    known = [v for v in chart.values if v is not None]
    highs = [b[1] for b in chart.band if b is not None]
    top = max(4.0, nice_top(max([*known, *highs, chart.average or 0.0], default=0.0)))
    frame = with_room(frame, top)
    step = (frame.right - frame.left) / max(1, len(chart.values))

    def y(value: float) -> float:
        return frame.bottom - value / top * (frame.bottom - frame.top)

    parts = [*grid(frame, top)]
    if any(chart.band):
        parts.append(_band(chart, frame, step, y))
    parts += _columns(chart, frame, step, y)
    if any(chart.band) and chart.band_words:
        parts.append(_band_words(chart, frame, y))
    if chart.average is not None:
        parts += _average(chart, frame, step, y(chart.average))
    parts += breaks(frame, [frame.left + step * i for i in chart.breaks], chart.break_words)
    return svg(frame, key, chart.title, chart.description, parts)


def _band(chart: Bars, frame: Frame, step: float, y: Callable[[float], float]) -> str:
    """Broken where the others are not known."""
    paths, run = [], list[int]()
    for i, pair in enumerate([*chart.band, None]):
        if pair is not None:
            run.append(i)
        elif run:
            paths.append(_band_part(chart, run, frame, step, y))
            run = []
    return "".join(paths)


def _band_part(chart: Bars, run: list[int], frame: Frame, step: float, y: Callable[[float], float]) -> str:
    def edge(i: int, side: int) -> float:
        pair = chart.band[i]
        return y(pair[side] if pair else 0.0)

    upper = [(frame.left + step * (i + d), edge(i, 1)) for i in run for d in (0, 1)]
    lower = [(frame.left + step * (i + d), edge(i, 0)) for i in reversed(run) for d in (1, 0)]
    points = "L".join(f"{x:.1f} {at:.1f}" for x, at in [*upper, *lower])
    return f'<path class="ch-band" d="M{points}Z"/>'


def _columns(chart: Bars, frame: Frame, step: float, y: Callable[[float], float]) -> list[str]:
    found, last = [], len(chart.values) - 1
    gap = max(1, math.ceil(len(chart.values) / frame.every))
    longest = max((len(_told(chart, value)) for value in chart.values if value is not None), default=0)
    room = max(24, A_DIGIT * longest)
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
        at = y(max(0.0, value))
        css = "ch-b" + (" ch-now" if i == last else "") + (" ch-hollow" if i in chart.hollow else "")
        found.append(
            f'<rect class="{css}" x="{middle - width / 2:.1f}" y="{at:.1f}" width="{width:.1f}" '
            f'height="{frame.bottom - at:.1f}"/>'
        )
        if i in chart.marked:
            found.append(f'<path class="ch-mark" d="M{middle:.1f} {at - 16:.1f}l5 8h-10z"/>')
        if chart.numbered and step > room:
            found.append(_number(chart, i, value, (middle, at), frame, width))
    return found


def _number(chart: Bars, i: int, value: float, top: tuple[float, float], frame: Frame, width: float) -> str:
    """Within the bar where it fits, else over it."""
    middle, at = top
    fits = frame.bottom - at > 22 and A_DIGIT * len(_told(chart, value)) <= width
    inside = fits and i not in chart.hollow
    css, where = ("ch-in", frame.bottom - 10) if inside else ("ch-a", at - 6)
    return f'<text class="{css}" x="{middle:.1f}" y="{where:.1f}" text-anchor="middle">{_told(chart, value)}</text>'


def _told(chart: Bars, value: float) -> str:
    return floatformat(value, chart.digits)


def _average(chart: Bars, frame: Frame, step: float, at: float) -> list[str]:
    first, last = chart.average_over
    line = f"M{frame.left + step * first:.1f} {at:.1f}H{frame.left + step * (last + 1):.1f}"
    found = [f'<path class="ch-halo" d="{line}"/>', f'<path class="ch-avg" d="{line}"/>']
    if chart.average_words:
        x = frame.left + step * (first + last + 1) / 2
        where = f'x="{x:.1f}" y="{frame.top - 14}" text-anchor="middle"'
        found.append(f'<text class="ch-t" {where}>{escape(chart.average_words)}</text>')
    return found


def _band_words(chart: Bars, frame: Frame, y: Callable[[float], float]) -> str:
    """Beside the band where it ends on a wide page, over the picture on a narrow one."""
    low, high = next(b for b in reversed(chart.band) if b is not None)
    if frame.name == "s":
        return f'<text class="ch-t" x="{frame.left}" y="{frame.height - 2}">{escape(chart.band_words)}</text>'
    x, words = frame.right + 14, chart.band_words.split(" ")
    half = " ".join(words[: len(words) // 2 + 1]), " ".join(words[len(words) // 2 + 1 :])
    lines = "".join(f'<tspan x="{x}" dy="{20 * min(n, 1)}">{escape(w)}</tspan>' for n, w in enumerate(half) if w)
    return f'<text class="ch-t" x="{x}" y="{y((low + high) / 2):.1f}">{lines}</text>'
