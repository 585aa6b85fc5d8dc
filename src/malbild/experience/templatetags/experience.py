"""What pages show of days that are kept in a snapshot or a file."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils.formats import date_format

register = template.Library()


@register.filter
def iso_day(text: str) -> str:
    """`{{ snapshot.on|iso_day }}`: 2026-11-24 as 24 november 2026; what is no day stands as it is."""
    try:
        return date_format(dt.date.fromisoformat(text), "j F Y")
    except (TypeError, ValueError):
        return str(text or "")
