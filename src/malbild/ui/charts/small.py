"""A tiny row of bars beside a line of text: the course at a glance, all of a page on scales of their own."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe

_WIDTH, _HEIGHT, _GAP = 160, 44, 3


def small_bars(values: Sequence[float | None], words: str) -> SafeString:
    """`words` says what it shows; None is missing and leaves its place empty. The last one is darker."""
    known = [v for v in values if v is not None]
    top, each = max(known, default=0.0) or 1.0, _WIDTH / max(1, len(values))
    parts = []
    for i, value in enumerate(values):
        if value is None:
            continue
        tall = max(1.0, value / top * (_HEIGHT - 2))
        css = "ch-b ch-now" if i == len(values) - 1 else "ch-b"
        parts.append(
            f'<rect class="{css}" x="{each * i:.1f}" y="{_HEIGHT - tall:.1f}" width="{each - _GAP:.1f}" '
            f'height="{tall:.1f}"/>'
        )
    return mark_safe(  # noqa: S308 - the only text is escaped
        f'<svg class="ch-small" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(words)}">'
        f"{''.join(parts)}</svg>"
    )
