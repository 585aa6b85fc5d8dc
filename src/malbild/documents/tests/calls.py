"""The day of the calls, and what stands in the letters."""

import base64
import datetime as dt

import vobject

from malbild.kit import clock
from malbild.outbox.models import Letter

NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=clock.SWEDEN)
DAY = dt.datetime(2026, 12, 8, 13, 0, tzinfo=clock.SWEDEN)
HOUR = dt.timedelta(hours=1)


def letters(address="bo@exempel.se"):
    return list(Letter.objects.filter(to=address, kind="invitation").order_by("pk"))


def calendar(letter):
    """The letter's calendar, read by a parser that had no part in writing it."""
    [part] = letter.attachments
    return vobject.readOne(base64.b64decode(part["base64"]).decode())
