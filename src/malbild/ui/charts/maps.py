"""Areas on a sheet: the rest in one colour, some marked, one's own in the strongest; the words beside say which."""

from __future__ import annotations

from collections.abc import Mapping, Set
from html import escape

from django.utils.safestring import SafeString, mark_safe


def area_map(
    paths: Mapping[str, str],
    sheet: tuple[int, int],
    *,
    own: str,
    marked: Set[str],
    title: str,
    description: str,
    key: str,
) -> SafeString:
    """`paths` by code on a sheet of this width and height; those of a code are told apart also in grey."""
    width, height = sheet
    rest = "".join(path for code, path in paths.items() if code not in marked and code != own)
    some = "".join(f'<path class="mp-some" d="{paths[code]}"/>' for code in sorted(marked) if code in paths)
    mine = f'<path class="mp-own" d="{paths[own]}"/>' if own in paths else ""
    ids = escape(key)
    return mark_safe(  # noqa: S308 - every text is escaped
        f'<svg class="mp" viewBox="-4 -4 {width + 8} {height + 8}" role="img" aria-labelledby="{ids}-t {ids}-d">'
        f'<title id="{ids}-t">{escape(title)}</title><desc id="{ids}-d">{escape(description)}</desc>'
        f'<path class="mp-rest" d="{rest}"/>{some}{mine}</svg>'
    )
