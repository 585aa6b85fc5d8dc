"""What every chart shares: the two frames, the grid, the axis and the SVG about it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import escape
from typing import Final


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the drawing lies within its view box."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    every: int  # this many labels at most
    name: str


TEN_THOUSAND: Final = 10_000
FOUR_DIGITS: Final = 4
A_DIGIT: Final = 9
"""Units of width that a digit needs."""
WIDE: Final = Frame(1024, 420, 46, 828, 40, 380, 16, "l")
NARROW: Final = Frame(350, 352, 38, 338, 34, 296, 4, "s")


def nice_top(largest: float) -> float:
    """Where the axis ends: the first of some round numbers, whose quarters are round too, that is not under it."""
    if largest <= 0:
        return 4.0
    power = 10.0 ** math.floor(math.log10(largest))
    return next(step * power for step in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10, 20) if step * power >= largest)


def with_room(frame: Frame, top: float) -> Frame:
    """The frame with its left edge where the axis' longest number ends: 46 and 38 are room for four digits."""
    more = max(0, len(thousands(top)) - FOUR_DIGITS) * A_DIGIT
    return replace(frame, left=frame.left + more)


def grid(frame: Frame, top: float) -> list[str]:
    found = []
    for part in range(5):
        value = top * part / 4
        at = frame.bottom - part / 4 * (frame.bottom - frame.top)
        css = "ch-g ch-0" if part == 0 else "ch-g"
        found.append(f'<path class="{css}" d="M{frame.left} {at:.1f}H{frame.right}"/>')
        if value == int(value):
            found.append(
                f'<text class="ch-a" x="{frame.left - 8}" y="{at + 5:.1f}" text-anchor="end">{thousands(value)}</text>'
            )
    return found


def thousands(value: float) -> str:
    """12 500, with a hard space; 950 without one."""
    return f"{value:,.0f}".replace(",", "\u00a0") if value >= TEN_THOUSAND else f"{value:.0f}"


def breaks(frame: Frame, at: Iterable[float], words: str) -> list[str]:
    """A dashed line at each place where what is counted changed, with its words over the last one."""
    places = list(at)
    found = [f'<path class="ch-break" d="M{x:.1f} {frame.top}V{frame.bottom}"/>' for x in places]
    if places and words:
        where = f'x="{places[-1] + 6:.1f}" y="{frame.top + 12}"'
        found.append(f'<text class="ch-a ch-bw" {where}>{escape(words)}</text>')
    return found


def svg(frame: Frame, key: str, title: str, description: str, parts: Iterable[str]) -> str:
    """The drawing with its name and what it shows; `key` makes the ids of the page's charts differ."""
    ids = f"{escape(key)}-{frame.name}"
    return (
        f'<svg class="ch ch-{frame.name}" viewBox="0 0 {frame.width} {frame.height}" role="img" '
        f'aria-labelledby="{ids}-t {ids}-d"><title id="{ids}-t">{escape(title)}</title>'
        f'<desc id="{ids}-d">{escape(description)}</desc>{"".join(parts)}</svg>'
    )
