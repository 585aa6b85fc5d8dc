"""Times of day as Swedes write them."""

from __future__ import annotations

import datetime as dt
import re

_TIME = re.compile(r"(?:kl(?:ockan)?\.?\s*)?(\d{1,2})(?:\s*[.:,]\s*(\d{2})|(\d{2}))?", re.IGNORECASE)


def parse_time(text: str) -> dt.time | None:
    """13.00, 13:00, kl 13, kl. 13.30, 1330 and 13; None for what is no time."""
    match = _TIME.fullmatch(" ".join(text.replace("\u00a0", " ").split()))
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or match[3] or 0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None
