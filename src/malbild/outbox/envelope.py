"""Who says that they wrote a message, to which of our addresses, and what a server that we trust says of it.

Pure: bytes in, and never an exception. Everything but the trusted server's own line may be forged, so a sender's name
alone proves nothing: it counts only beside a secret address that stood in a letter to that person.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from malbild.outbox.returns import LARGEST

PLACE = "{key}"
KEY = r"[1-9][0-9]{0,8}-[a-z2-7]{32}"
_TO = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to")
_ADDRESSES = 50
_ID = re.compile(r"<[^<>\s]{1,300}>")
_PROVEN = ("pass", "bestguesspass", "none")


@dataclass(frozen=True, slots=True)
class Envelope:
    sender: str = ""  # the one address in From; "" for none or several
    keys: tuple[str, ...] = ()  # of ours that it was sent to
    message_id: str = ""
    subject: str = ""
    sent_at: dt.datetime | None = None  # as the message says
    is_refused: bool = False  # by the server that we trust, or by its silence


def is_template(address: str) -> bool:
    """True for an address with one place for the key before the @: "svar+{key}@kommunen.se"."""
    local, at, domain = address.partition("@")
    return bool(at and domain and local.count(PLACE) == 1 and PLACE not in domain and not re.search(r"[\s<>]", address))


def envelope(raw: bytes, *, template: str, trusted: str = "") -> Envelope:
    """What the headers say. `template` is our address for replies, `trusted` the name of the server whose
    Authentication-Results (RFC 8601) are our own server's; without it none are read."""
    try:
        message = message_from_bytes(raw[:LARGEST], policy=policy.compat32)
        return Envelope(
            sender=_sender(message),
            keys=_keys(message, template),
            message_id=_first_id(message),
            subject=_subject(message),
            sent_at=_moment(message),
            is_refused=bool(trusted) and not _is_proven(message, trusted),
        )
    except Exception:  # anybody may have written it, and the library promises no kinds of errors
        return Envelope(is_refused=bool(trusted))


def _sender(message: Message) -> str:
    people = getaddresses([str(value) for value in message.get_all("from", [])][:3])
    addresses = [address for _name, address in people if address]
    return addresses[0] if len(addresses) == len(people) == 1 and "@" in addresses[0] else ""


def _keys(message: Message, template: str) -> tuple[str, ...]:
    if not is_template(template):
        return ()
    before, after = (re.escape(part) for part in template.lower().split(PLACE))
    ours = re.compile(f"{before}({KEY}){after}")
    told = [str(value) for name in _TO for value in message.get_all(name, [])]
    found = (ours.fullmatch(a.strip().lower()) for _name, a in getaddresses(told[:_ADDRESSES])[:_ADDRESSES])
    return tuple(dict.fromkeys(match[1] for match in found if match))


def _first_id(message: Message) -> str:
    found = _ID.search(str(message.get("message-id", ""))[:1000])
    return found[0] if found else ""


def _subject(message: Message) -> str:
    try:
        return " ".join(str(make_header(decode_header(str(message.get("subject", ""))[:2000]))).split())[:400]
    except (ValueError, LookupError):
        return " ".join(str(message.get("subject", "")).split())[:400]


def _moment(message: Message) -> dt.datetime | None:
    try:
        found = parsedate_to_datetime(str(message.get("date", "")))
    except (ValueError, TypeError, IndexError):
        return None
    return found.astimezone(dt.UTC) if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _is_proven(message: Message, trusted: str) -> bool:
    """What the topmost line of the trusted server says of DMARC: ours puts its own above whatever was there before."""
    for value in message.get_all("authentication-results", [])[:20]:
        bare = re.sub(r"\([^()]*\)|\"[^\"]*\"", "", " ".join(str(value).split()))
        server, _, results = bare.partition(";")
        if server.split()[:1] and server.split()[0].lower() == trusted.lower():
            said = [m[1].lower() for part in results.split(";") if (m := re.match(r"\s*dmarc\s*=\s*(\w+)", part))]
            return bool(said) and all(one in _PROVEN for one in said)
    return False
