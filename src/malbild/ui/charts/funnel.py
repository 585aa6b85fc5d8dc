"""A point for each municipality by its people and its rate, one's own marked, between the limits that chance gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

from malbild.ui.charts.frame import NARROW, WIDE, Frame, grid, nice_top, svg


@dataclass(frozen=True, slots=True)
class Dot:
    """`limits` are (lowest, low, high, highest) at this many people, in the same unit as `value`."""

    people: int
    value: float
    limits: tuple[float, float, float, float]
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Funnel:
    dots: Sequence[Dot]
    title: str
    description: str
    own_words: str
    people_words: str  # what the axis counts


def funnel(chart: Funnel, key: str) -> SafeString:
    """Both drawings. No point but one's own has a name: it is no table of who is worst."""
    return mark_safe(_drawn(chart, WIDE, key) + _drawn(chart, NARROW, key))  # noqa: S308 - every text is escaped


def _drawn(chart: Funnel, frame: Frame, key: str) -> str:
    dots = sorted(chart.dots, key=lambda d: d.people)
    most = nice_top(max((d.people for d in dots), default=1))
    top = nice_top(max((d.value for d in dots), default=1.0) * 1.1)

    def x(people: float) -> float:
        return frame.left + people / most * (frame.right - frame.left)

    def y(value: float) -> float:
        return frame.bottom - min(value, top) / top * (frame.bottom - frame.top)

    parts = [*grid(frame, top), *_people(frame, most)]
    for which, css in ((0, "ch-far"), (1, "ch-near"), (2, "ch-near"), (3, "ch-far")):
        parts.append(f'<path class="{css}" d="M{_line(dots, which, x, y)}"/>')
    rest = ((x(d.people), y(d.value)) for d in dots if not d.is_own)
    parts += [f'<circle class="ch-dot" cx="{at:.1f}" cy="{up:.1f}" r="5"/>' for at, up in rest]
    for own in (d for d in dots if d.is_own):
        at = x(own.people)
        left = at < (frame.left + frame.right) / 2
        side, anchor = (at + 14, "start") if left else (at - 14, "end")
        parts.append(f'<circle class="ch-own-dot" cx="{at:.1f}" cy="{y(own.value):.1f}" r="9"/>')
        where = f'x="{side:.1f}" y="{y(own.value) + 5:.1f}" text-anchor="{anchor}"'
        parts.append(f'<text class="ch-t ch-tn" {where}>{escape(chart.own_words)}</text>')
    where = f'x="{frame.left}" y="{frame.height - 2}"'
    parts.append(f'<text class="ch-a" {where}>{escape(chart.people_words)}</text>')
    return svg(frame, key, chart.title, chart.description, parts)


def _line(dots: Sequence[Dot], which: int, x: Callable[[float], float], y: Callable[[float], float]) -> str:
    return "L".join(f"{x(d.people):.1f} {y(d.limits[which]):.1f}" for d in dots)


def _people(frame: Frame, most: float) -> list[str]:
    found = []
    for part in range(5):
        at = frame.left + part / 4 * (frame.right - frame.left)
        said = f"{most * part / 4:,.0f}".replace(",", "\u00a0")
        where = f'x="{at:.1f}" y="{frame.bottom + 24}" text-anchor="{"middle" if part else "start"}"'
        found.append(f'<text class="ch-a" {where}>{said}</text>')
    return found
