"""A control chart: the values as a line, their mean and natural limits. A picture for the eye; no alarm comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from django.utils.safestring import SafeString, mark_safe

from malbild.ui.charts.frame import NARROW, WIDE, Frame, grid, nice_top, svg


@dataclass(frozen=True, slots=True)
class Control:
    """`values` in their order; `outside` are positions beyond the limits. `lower` under 0 is drawn at 0."""

    values: Sequence[float]
    mean: float
    lower: float
    upper: float
    title: str
    description: str
    first_words: str
    last_words: str
    mean_words: str
    outside: frozenset[int] = field(default_factory=frozenset)


def control(chart: Control, key: str) -> SafeString:
    """Both drawings."""
    return mark_safe(_drawn(chart, WIDE, key) + _drawn(chart, NARROW, key))  # noqa: S308 - every text is escaped


def _drawn(chart: Control, frame: Frame, key: str) -> str:
    top = max(4.0, nice_top(max([*chart.values, chart.upper], default=0.0)))
    step = (frame.right - frame.left) / max(1, len(chart.values) - 1)

    def y(value: float) -> float:
        return frame.bottom - max(0.0, value) / top * (frame.bottom - frame.top)

    points = [(frame.left + step * i, y(value)) for i, value in enumerate(chart.values)]
    parts = [*grid(frame, top)]
    for value, css in ((chart.lower, "ch-far"), (chart.upper, "ch-far"), (chart.mean, "ch-avg")):
        if value > 0:
            parts.append(f'<path class="{css}" d="M{frame.left} {y(value):.1f}H{frame.right}"/>')
    line = "L".join(f"{x:.1f} {at:.1f}" for x, at in points)
    parts.append(f'<path class="ch-thin" d="M{line}"/>')
    for i, (x, at) in enumerate(points):
        css, r = ("ch-ring", 7) if i in chart.outside else ("ch-dot", 3.5)
        parts.append(f'<circle class="{css}" cx="{x:.1f}" cy="{at:.1f}" r="{r}"/>')
    below = frame.bottom + 24
    parts.append(f'<text class="ch-a" x="{frame.left}" y="{below}">{escape(chart.first_words)}</text>')
    where = f'x="{frame.right}" y="{below}" text-anchor="end"'
    parts.append(f'<text class="ch-a" {where}>{escape(chart.last_words)}</text>')
    parts.append(f'<text class="ch-t" x="{frame.left + 4}" y="{frame.top - 14}">{escape(chart.mean_words)}</text>')
    return svg(frame, key, chart.title, chart.description, parts)
