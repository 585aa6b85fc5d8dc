"""The mailbox that returns come to, over IMAP (MALBILD_IMAP_URL): looked into and never changed."""

from __future__ import annotations

import contextlib
import datetime as dt
import imaplib
import re
import ssl
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from django.conf import settings

from malbild.outbox.returns import LARGEST
from malbild.outbox.smtp import at_most

SECONDS, WHOLE_SECONDS = 20, 120
FIRST_DAYS = 7
"""What is read the first time, and when the server has numbered its letters anew."""
CONNECTION, LOGIN = "connection", "login"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

type Message = tuple[int, int, bytes]


class CannotRead(Exception):
    """With a code that a page can put into words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def is_configured() -> bool:
    return bool(urlsplit(settings.IMAP_URL).hostname)


def name() -> str:
    """What our place in the mailbox is remembered by; without the key."""
    address = urlsplit(settings.IMAP_URL)
    return f"{unquote(address.username or '')}@{address.hostname}/{_folder()}"[:200]


def new_messages(*, validity: int, after: int, on: dt.date, limit: int) -> Iterator[Message]:
    """(validity, uid, the beginning of the message), oldest first, of those that came after the number `after`.

    Raises CannotRead when the server is away, does not let us in, or says what no IMAP server says.
    """
    box = _open()
    try:
        with at_most(WHOLE_SECONDS, box):
            yield from _messages(box, validity, after, on, limit)
    except (OSError, imaplib.IMAP4.error, ValueError) as error:
        raise CannotRead(CONNECTION) from error
    finally:
        _leave(box)


def _messages(box: imaplib.IMAP4, validity: int, after: int, on: dt.date, limit: int) -> Iterator[Message]:
    said, _count = box.select(f'"{_folder()}"', readonly=True)
    if said != "OK":
        raise CannotRead(LOGIN)
    now = int((box.response("UIDVALIDITY")[1] or [b"0"])[0] or 0)
    if now == validity:
        uids = [uid for uid in _search(box, "UID", f"{after + 1}:*") if uid > after]  # `n:*` always names the last one
    else:
        day = on - dt.timedelta(days=FIRST_DAYS)
        uids = _search(box, "SINCE", f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}")
    for uid in uids[:limit]:
        yield now, uid, _fetch(box, uid)


def _search(box: imaplib.IMAP4, *what: str) -> list[int]:
    said, found = box.uid("SEARCH", *what)
    if said != "OK":
        raise CannotRead(CONNECTION)
    return sorted(int(n) for n in re.findall(rb"\d+", b" ".join(f for f in found if isinstance(f, bytes))))


def _fetch(box: imaplib.IMAP4, uid: int) -> bytes:
    """Only its beginning, and without marking it as read; nothing for one that is gone meanwhile."""
    said, found = box.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{LARGEST}>)")
    if said != "OK":
        raise CannotRead(CONNECTION)
    return next((part[1] for part in found if isinstance(part, tuple) and isinstance(part[1], bytes)), b"")


def _open() -> imaplib.IMAP4:
    """`imaps://user:password@host/FOLDER`, `imap+tls://` (STARTTLS), `imap://` (plain)."""
    address = urlsplit(settings.IMAP_URL)
    host, context = address.hostname or "", ssl.create_default_context()
    try:
        if address.scheme == "imaps":
            box: imaplib.IMAP4 = imaplib.IMAP4_SSL(host, address.port or 993, ssl_context=context, timeout=SECONDS)
        else:
            box = imaplib.IMAP4(host, address.port or 143, timeout=SECONDS)
            if address.scheme == "imap+tls":
                _make_secure(box, context)
    except (OSError, imaplib.IMAP4.error) as error:
        raise CannotRead(CONNECTION) from error
    try:
        box.login(unquote(address.username or ""), unquote(address.password or ""))
    except (OSError, imaplib.IMAP4.error) as error:
        _leave(box)
        raise CannotRead(CONNECTION if isinstance(error, OSError | imaplib.IMAP4.abort) else LOGIN) from error
    return box


def _make_secure(box: imaplib.IMAP4, context: ssl.SSLContext) -> None:
    try:
        box.starttls(context)
    except (OSError, imaplib.IMAP4.error):
        _leave(box)
        raise


def _leave(box: imaplib.IMAP4) -> None:
    try:
        box.logout()
    except (OSError, imaplib.IMAP4.error):
        with contextlib.suppress(OSError):
            box.shutdown()


def _folder() -> str:
    folder = unquote(urlsplit(settings.IMAP_URL).path.strip("/")) or "INBOX"
    return "".join(c for c in folder if c not in '"\\\r\n')
