"""Stops what must never be stored about an individual, and cleans text of signs that hide.

A pattern reduces the risk and never removes it; the pages also say what not to write.
"""

from __future__ import annotations

import re
import unicodedata

_NUMBER = re.compile(r"(?<!\d)(?:19|20)?(\d{2})(\d{2})(\d{2})\s?[-+–]?\s?(\d{4})(?!\d)")
_HIDDEN = re.compile("[\u200b\u200c\u2060\ufeff\u202a-\u202e\u2066-\u2069\u0000-\u0008\u000b\u000c\u000e-\u001f]")
_COORDINATION = 60  # samordningsnummer: the day plus sixty


def clean(text: str) -> str:
    """The text without zero-width, direction and control signs, in composed form. Line breaks stay."""
    return unicodedata.normalize("NFC", _HIDDEN.sub("", text))


def has_personal_number(text: str) -> bool:
    """True when the text holds a personnummer or samordningsnummer: a real date and a right check digit."""
    return any(_is_person(*match.groups()) for match in _NUMBER.finditer(clean(text)))


def without_personal_numbers(text: str, mark: str) -> str:
    """The cleaned text with `mark` where a personnummer stood."""
    return _NUMBER.sub(lambda m: mark if _is_person(*m.groups()) else m[0], clean(text))


def _is_person(year: str, month: str, day: str, last: str) -> bool:
    number = int(day) - _COORDINATION if int(day) > _COORDINATION else int(day)
    return 1 <= int(month) <= 12 and 1 <= number <= 31 and _luhn(year + month + day + last)


def _luhn(digits: str) -> bool:
    doubled = (int(d) * (2 - place % 2) for place, d in enumerate(digits))
    return sum(n // 10 + n % 10 for n in doubled) % 10 == 0
