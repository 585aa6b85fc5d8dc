"""The secret address of one letter: a reply that comes there answers that letter.

Made from the key of the letter's links by a one-way hash, so that who reads the address in passing cannot open the
links by it. In small letters and figures alone, since servers on the way may change capitals.
"""

from __future__ import annotations

import base64
import hashlib

from django.conf import settings

from malbild.outbox.envelope import PLACE


def reply_key(token: str) -> str:
    """ "12-k3j…": the partnership's number says which door to open, and the door shows nothing."""
    digest = hashlib.sha256(f"reply:{token}".encode()).digest()[:20]
    return f"{token.partition('-')[0]}-{base64.b32encode(digest).decode().lower()}"


def reply_address(token: str) -> str:
    """Where a reply to the letter goes, or "" where the installation reads none."""
    return str(settings.REPLY_ADDRESS).replace(PLACE, reply_key(token))
