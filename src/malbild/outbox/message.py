"""The letter as it goes over the wire."""

from __future__ import annotations

import base64
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import Any

from django.conf import settings

from malbild.kit.clock import SWEDEN
from malbild.outbox.models import Letter

# Quoted-printable survives every server on the way, so that a DKIM signature holds.
_TRANSFER = "quoted-printable"
_CALL = "text/calendar; method="
_WHOLE = frozenset({"list-unsubscribe", "list-unsubscribe-post", "message-id", "in-reply-to", "references"})


class _WirePolicy(EmailPolicy):
    """Leaves headers that machines read on one line: Python would write an address over 77 signs as encoded words,
    and no mail program would find the link to unsubscribe."""

    def fold(self, name: str, value: Any) -> str:
        return _one_line(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        whole = _one_line(name, value)
        return whole.encode("ascii") if whole else super().fold_binary(name, value)


def _one_line(name: str, value: Any) -> str:
    text = str(value)
    return f"{name}: {text}\r\n" if name.lower() in _WHOLE and text.isascii() else ""


_WIRE = _WirePolicy(linesep="\r\n")


def as_message(letter: Letter) -> EmailMessage:
    """Plain text, HTML beside it, attachments. Raises ValueError for a letter that cannot be built."""
    message = EmailMessage(policy=_WIRE)
    message["From"], message["To"] = sender(letter.from_name), _in_ascii(letter.to)
    message["Subject"], message["Message-ID"] = letter.subject, letter.message_id
    message["Date"] = format_datetime(letter.created_at.astimezone(SWEDEN))
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    for name, value in letter.headers.items():
        message[name] = " ".join(str(value).split())
    message.set_content(letter.text, cte=_TRANSFER)
    if letter.html:
        message.add_alternative(letter.html, subtype="html", cte=_TRANSFER)
    calendars = [part for part in letter.attachments if part["type"].startswith(_CALL)]
    for part in calendars:  # before what is attached: it is the same letter in a third form
        _add_call(message, part)
    for part in letter.attachments:
        main, _, sub = ("application/ics" if part in calendars else part["type"]).partition("/")
        message.add_attachment(base64.b64decode(part["base64"]), maintype=main, subtype=sub, filename=part["name"])
    return message


def _add_call(message: EmailMessage, part: dict[str, str]) -> None:
    """An invitation (RFC 6047) as mail programs show it with their own buttons: beside the text, not under it.

    In base64, so that no server on the way folds the calendar's lines anew.
    """
    text = base64.b64decode(part["base64"]).decode()
    method = part["type"].removeprefix(_CALL)
    message.add_alternative(text, subtype="calendar", params={"method": method}, cte="base64")


def sender(name: str = "") -> str:
    """Our address with the partnership's name before it, else the installation's own name."""
    own_name, address = parseaddr(settings.EMAIL_FROM)
    return str(Address(" ".join(name.split()) or own_name, addr_spec=address))


def _in_ascii(address: str) -> str:
    """namn@älvkarleby.se as mail servers know it; a local part with å, ä or ö stays as it is."""
    local, at, domain = address.rpartition("@")
    return local + at + domain.encode("idna").decode() if at else address


def key_of(address: str) -> str:
    """An address as it is compared: in lower case, its domain in ASCII. Never raises."""
    try:
        return _in_ascii(address.strip()).lower()
    except UnicodeError:
        return address.strip().lower()
