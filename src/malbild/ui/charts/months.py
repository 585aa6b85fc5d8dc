"""A column a month, the mean of twelve months as a thick line, and single months that may be one case marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from django.utils.safestring import SafeString, mark_safe

from malbild.ui.charts.frame import NARROW, WIDE, Frame, breaks, grid, nice_top, svg


@dataclass(frozen=True, slots=True)
class Months:
    """`values` from `first` (year, month) on; None is missing. `line` is drawn over them where it is known.

    `marked` has words for single months, by position; `hollow` is what is preliminary.
    """

    first: tuple[int, int]
    values: Sequence[float | None]
    title: str
    description: str
    line: Sequence[float | None] = ()
    line_words: str = ""
    hollow: frozenset[int] = field(default_factory=frozenset)
    marked: Mapping[int, str] = field(default_factory=dict)
    breaks: Sequence[int] = ()
    break_words: str = ""


def months(chart: Months, key: str) -> SafeString:
    """Both drawings. `key` makes the ids of the page's charts differ."""
    return mark_safe(_drawn(chart, WIDE, key) + _drawn(chart, NARROW, key))  # noqa: S308 - every text is escaped


def _drawn(chart: Months, frame: Frame, key: str) -> str:
    top = max(4.0, nice_top(max((v for v in chart.values if v is not None), default=0.0)))
    step = (frame.right - frame.left) / max(1, len(chart.values))

    def x(i: float) -> float:
        return frame.left + step * i

    def y(value: float) -> float:
        return frame.bottom - value / top * (frame.bottom - frame.top)

    parts = [*grid(frame, top), *_years(chart, frame, step)]
    for i, value in enumerate(chart.values):
        if value is None:
            continue
        css = "ch-b" + (" ch-hollow" if i in chart.hollow else "") + (" ch-one" if i in chart.marked else "")
        parts.append(
            f'<rect class="{css}" x="{x(i + 0.14):.1f}" y="{y(value):.1f}" width="{step * 0.72:.1f}" '
            f'height="{frame.bottom - y(value):.1f}"/>'
        )
    parts += _line(chart, frame, x, y)
    for i, words in chart.marked.items():
        value = chart.values[i]
        if value is not None:
            parts += _single(frame, x(i + 0.5), y(value), f"{words}: {value:.0f}")
    parts += breaks(frame, [x(i) for i in chart.breaks], chart.break_words)
    return svg(frame, key, chart.title, chart.description, parts)


def _years(chart: Months, frame: Frame, step: float) -> list[str]:
    """A tick before each January, and the year under its months; every second where they stand close."""
    year, month = chart.first
    found, many = list[str](), len(chart.values)
    each = 1 if step * 12 >= 44 else 2 if step * 12 >= 22 else 5
    start = 1 - month  # of the first year's January, counted from the first value
    while start < many:
        if start > 0:
            at = frame.left + step * start
            found.append(f'<path class="ch-g" d="M{at:.1f} {frame.bottom}v8"/>')
        end = min(start + 12, many)
        middle = frame.left + step * (max(start, 0) + end) / 2
        if year % each == 0 and end - max(start, 0) > 3:
            where = f'x="{middle:.1f}" y="{frame.bottom + 24}" text-anchor="middle"'
            found.append(f'<text class="ch-a" {where}>{year}</text>')
        start, year = start + 12, year + 1
    return found


def _line(chart: Months, frame: Frame, x, y) -> list[str]:  # type: ignore[no-untyped-def] # two plain scales
    runs, run = list[list[str]](), list[str]()
    for i, value in enumerate([*chart.line, None]):
        if value is not None:
            run.append(f"{x(i + 0.5):.1f} {y(value):.1f}")
        elif run:
            runs.append(run)
            run = []
    found = []
    for points in runs:
        path = "M" + "L".join(points)
        found += [f'<path class="ch-halo" d="{path}"/>', f'<path class="ch-own" d="{path}"/>']
    last = next((v for v in reversed(chart.line) if v is not None), None)
    if found and chart.line_words and last is not None:
        found.append(_line_words(chart, frame, y(last)))
    return found


def _line_words(chart: Months, frame: Frame, at: float) -> str:
    """Beside the line's end on a wide page, under the picture on a narrow one."""
    if frame.name == "s":
        return f'<text class="ch-t" x="{frame.left}" y="{frame.height - 2}">{escape(chart.line_words)}</text>'
    x, words = frame.right + 14, chart.line_words.split(" ")
    half = " ".join(words[: (len(words) + 1) // 2]), " ".join(words[(len(words) + 1) // 2 :])
    lines = "".join(f'<tspan x="{x}" dy="{20 * min(n, 1)}">{escape(w)}</tspan>' for n, w in enumerate(half) if w)
    return f'<text class="ch-t" x="{x}" y="{at:.1f}">{lines}</text>'


def _single(frame: Frame, x: float, at: float, words: str) -> list[str]:
    """A ring over the column, and its words on the side where there is room."""
    left = x < (frame.left + frame.right) / 2
    side, anchor = (x + 12, "start") if left else (x - 12, "end")
    return [
        f'<circle class="ch-ring" cx="{x:.1f}" cy="{at - 8:.1f}" r="6"/>',
        f'<text class="ch-t" x="{side:.1f}" y="{at - 3:.1f}" text-anchor="{anchor}">{escape(words)}</text>',
    ]
