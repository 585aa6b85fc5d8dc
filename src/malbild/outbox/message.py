"""The letter as it goes over the wire."""

from __future__ import annotations

import base64
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from django.conf import settings

from malbild.kit.clock import SWEDEN
from malbild.outbox.models import Letter

# Quoted-printable survives every server on the way, so that a DKIM signature holds.
_TRANSFER = "quoted-printable"


def as_message(letter: Letter) -> EmailMessage:
    """Plain text, HTML beside it, attachments. Raises ValueError for a letter that cannot be built."""
    message = EmailMessage(policy=policy.SMTP)
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
    for part in letter.attachments:
        main, _, sub = part["type"].partition("/")
        message.add_attachment(base64.b64decode(part["base64"]), maintype=main, subtype=sub, filename=part["name"])
    return message


def sender(name: str = "") -> str:
    """Our address with the partnership's name before it, else the installation's own name."""
    own_name, address = parseaddr(settings.EMAIL_FROM)
    return str(Address(" ".join(name.split()) or own_name, addr_spec=address))


def _in_ascii(address: str) -> str:
    """namn@älvkarleby.se as mail servers know it; a local part with å, ä or ö stays as it is."""
    local, at, domain = address.rpartition("@")
    return local + at + domain.encode("idna").decode() if at else address
