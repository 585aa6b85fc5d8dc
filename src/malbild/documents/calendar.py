"""A meeting as a calendar file (RFC 5545), so that it lands in whichever calendar people use."""

from __future__ import annotations

import datetime as dt

LINE = 73  # octets, with room for the leading space of a folded line


def calendar_file(
    *,
    uid: str,
    starts_at: dt.datetime,
    minutes: int,
    summary: str,
    place: str,
    url: str,
    made_at: dt.datetime,
    is_cancelled: bool = False,
) -> bytes:
    """One event. The same `uid` replaces an earlier one in the calendar."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Malbild//Moten//SV",
        "METHOD:CANCEL" if is_cancelled else "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{_utc(made_at)}",
        f"DTSTART:{_utc(starts_at)}",
        f"DTEND:{_utc(starts_at + dt.timedelta(minutes=minutes))}",
        f"SUMMARY:{_text(summary)}",
        *([f"LOCATION:{_text(place)}"] if place else []),
        f"URL:{url}",
        *(["STATUS:CANCELLED", "SEQUENCE:1"] if is_cancelled else []),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _utc(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """Backslash, comma, semicolon and line breaks are signs of the format."""
    for sign in ("\\", ";", ","):
        words = words.replace(sign, "\\" + sign)
    return words.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> bytes:
    """Lines over 75 octets go on in the next after a space; a letter is never cut in two."""
    done, now = [], b""
    for sign in line:
        octets = sign.encode()
        if len(now) + len(octets) > LINE:
            done.append(now)
            now = b" "
        now += octets
    return b"\r\n".join([*done, now]) + b"\r\n"
