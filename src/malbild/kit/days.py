"""Days as Swedes write them."""

from __future__ import annotations

import datetime as dt
import re

_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SLASH = re.compile(r"(\d{1,2})[/.](\d{1,2})(?:[/.-](\d{4}))?")
_WORDS = re.compile(
    r"(?:\w+dag(?:en)?(?:\s+den)?\s+)?(\d{1,2})(?::?e)?\s+([a-zåäö]{3,9})\.?(?:\s+(\d{4}))?", re.IGNORECASE
)


def parse_day(text: str, *, on: dt.date) -> dt.date | None:
    """The day that `text` names, or None. Without a year the next such day counted from `on`."""
    text = " ".join(text.replace("\u00a0", " ").split())
    if match := _ISO.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _SLASH.fullmatch(text):
        return _next(int(match[2]), int(match[1]), match[3], on)
    if (match := _WORDS.fullmatch(text)) and match[2].lower()[:3] in _MONTHS:
        return _next(_MONTHS.index(match[2].lower()[:3]) + 1, int(match[1]), match[3], on)
    return None


def _next(month: int, day: int, year: str | None, on: dt.date) -> dt.date | None:
    if year:
        return _day(int(year), month, day)
    this = _day(on.year, month, day)
    return this if this is not None and this >= on else _day(on.year + 1, month, day)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
