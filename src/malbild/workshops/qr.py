"""The QR square as one SVG path: no style attributes, so that it passes the content policy."""

from __future__ import annotations

from dataclasses import dataclass

import segno

_QUIET = 2


@dataclass(frozen=True)
class Square:
    """`side` modules across, quiet zone included; `path` draws the dark ones."""

    side: int
    path: str


def square(text: str) -> Square:
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    dark = [
        f"M{x + _QUIET} {y + _QUIET}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module
    ]
    return Square(len(rows) + 2 * _QUIET, "".join(dark))
