"""The wire: letters to the mail server named in MALBILD_SMTP_URL, and what its answers mean."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from django.conf import settings

from malbild.outbox.models import Trouble

SECONDS = 20
"""How long each single answer of the server may take."""


def is_configured() -> bool:
    """True when there is a server to hand letters to; in the demo the mailbox page is the server."""
    return bool(settings.DEMO or urlsplit(settings.EMAIL_URL).hostname)


class Line:
    """A connection that opens when the first letter is given and is used again until something goes wrong.

    `smtp://host:port` plain, `smtp+tls://` STARTTLS, `smtps://` TLS from the start; user and password in the
    address. Use it as a context manager.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._hang_up(politely=error is None)

    def hand_over(self, message: EmailMessage) -> None:
        """Give the message to the server and return once it has answered 250.

        Raises OSError or smtplib.SMTPException when the server did not take it; `read_failure` says what that means.
        """
        try:
            self._give(message)
        except (OSError, smtplib.SMTPException):
            self._hang_up(politely=False)
            raise

    def _give(self, message: EmailMessage) -> None:
        if self._server is not None and not _is_alive(self._server):
            self._hang_up(politely=False)  # it tired of waiting between two letters
        if self._server is None:
            self._server = _open(self._seconds)
        self._server.send_message(message)

    def _hang_up(self, *, politely: bool) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        try:
            if politely:
                server.quit()
            else:
                server.close()
        except (OSError, smtplib.SMTPException):
            server.close()


def _is_alive(server: smtplib.SMTP) -> bool:
    """Asked before each further letter, so that a letter is never given twice to find out."""
    try:
        return server.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


def _open(seconds: float) -> smtplib.SMTP:
    address = urlsplit(settings.EMAIL_URL)
    if not address.hostname:
        raise smtplib.SMTPConnectError(0, "MALBILD_SMTP_URL is not set")
    context = ssl.create_default_context()
    if address.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(address.hostname, address.port or 465, timeout=seconds, context=context)
    else:
        server = smtplib.SMTP(address.hostname, address.port or 587, timeout=seconds)
    try:
        if address.scheme == "smtp+tls":
            server.starttls(context=context)
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
    except (OSError, smtplib.SMTPException):
        server.close()
        raise
    return server


@dataclass(frozen=True, slots=True)
class Failure:
    trouble: Trouble
    is_final: bool  # trying again would give the same no
    words: str


def read_failure(error: Exception) -> Failure:
    """What the server's no, or its silence, means.

    Final is only what concerns this very letter (5xx for its recipient or content). A wrong password or a
    refused sender is our own fault: letters wait while somebody mends it.
    """
    words = _words(error)
    match error:
        case smtplib.SMTPRecipientsRefused():
            codes = [code for code, _text in error.recipients.values()]
            return _by_code(max(codes, default=0), Trouble.RECIPIENT, words)
        case smtplib.SMTPSenderRefused():
            return Failure(Trouble.LATER if _is_later(error.smtp_code) else Trouble.SENDER, False, words)
        case smtplib.SMTPDataError():
            return _by_code(error.smtp_code, Trouble.CONTENT, words)
        case smtplib.SMTPAuthenticationError():
            return Failure(Trouble.LATER if _is_later(error.smtp_code) else Trouble.LOGIN, False, words)
        case smtplib.SMTPNotSupportedError():
            return Failure(Trouble.CONTENT, True, words)
    return Failure(Trouble.CONNECTION, False, words)


def _by_code(code: int, about: Trouble, words: str) -> Failure:
    # 421 closes the whole line; 552 at a full mailbox is for the recipient to mend, not for us to repeat.
    if code < 500:
        return Failure(Trouble.LATER, False, words)
    return Failure(about, True, words)


def _is_later(code: int) -> bool:
    return 400 <= code < 500


def _words(error: Exception) -> str:
    code: int
    text: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, text = error.smtp_code, error.smtp_error
    else:
        return f"{type(error).__name__}: {error}"[:300]
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return f"{code} {' '.join(said.split())}"[:300]
