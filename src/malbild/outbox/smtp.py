"""The wire: letters to the mail server named in MALBILD_SMTP_URL, and what its answers mean."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Protocol, Self
from urllib.parse import unquote, urlsplit

from django.conf import settings

from malbild.outbox.models import Trouble

SECONDS = 20
"""How long each single answer of the server may take."""
WHOLE_SECONDS = 240
"""How long a letter may take in all, most of it for the 250 at the end: a server that looks for viruses is slow, and
who hangs up on it sends the same letter twice. Opening the line may take as long."""


def is_configured() -> bool:
    """True when there is a server to hand letters to; in the demo the mailbox page is the server."""
    return bool(settings.DEMO or urlsplit(settings.EMAIL_URL).hostname)


_TOO_BIG = 552


class NoLine(Exception):
    """The server could not be reached or would not talk to us: about no letter, so none is to blame."""

    def __init__(self, cause: OSError | smtplib.SMTPException) -> None:
        super().__init__(str(cause))
        self.cause = cause


class Line:
    """A connection that opens when the first letter is given and is used again until something goes wrong.

    `smtp://host:port` plain, `smtp+tls://` STARTTLS, `smtps://` TLS from the start; user and password in the
    address. Use it as a context manager. `whole` is how long one letter may take in all: a server that drips one
    sign at a time answers each question within `seconds` and would never be done.
    """

    def __init__(self, seconds: float = SECONDS, whole: float = WHOLE_SECONDS) -> None:
        self._seconds, self._whole = seconds, whole
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._hang_up(politely=error is None)

    def hand_over(self, message: EmailMessage) -> None:
        """Give the message to the server and return once it has answered 250.

        Raises NoLine when there is nobody to give it to, OSError or smtplib.SMTPException when the server did not
        take it; `read_failure` says what that means.
        """
        if self._server is not None and not _is_alive(self._server):
            self._hang_up(politely=False)  # it tired of waiting between two letters
        if self._server is None:
            try:
                self._server = _open(self._seconds, self._whole)
            except (OSError, smtplib.SMTPException) as error:
                raise NoLine(error) from error
        try:
            with at_most(self._whole, self._server):
                self._server.send_message(message)
        except (OSError, smtplib.SMTPException):
            self._hang_up(politely=False)
            raise

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


class _Plain(smtplib.SMTP):
    """Waits `seconds` for each answer and `whole` for the last."""

    def __init__(self, host: str, port: int, *, seconds: float, whole: float, **more: Any) -> None:
        self._whole = whole
        super().__init__(host, port, timeout=seconds, **more)

    def connect(self, host: str = "localhost", port: int = 0, source_address: Any = None) -> tuple[int, bytes]:
        with at_most(self._whole, self):
            return super().connect(host, port, source_address)

    def data(self, msg: Any) -> tuple[int, bytes]:
        if self.sock is not None:
            self.sock.settimeout(self._whole)
        answer = super().data(msg)
        if self.sock is not None:
            self.sock.settimeout(self.timeout)
        return answer


class _Secure(_Plain, smtplib.SMTP_SSL):
    """TLS from the first sign."""


class HasSocket(Protocol):
    @property
    def sock(self) -> socket.socket | None: ...


@contextmanager
def at_most(seconds: float, server: HasSocket) -> Iterator[None]:
    """Cut the line when the time is up, whatever drips through it: what is read then fails as any cut line does."""
    watch = threading.Timer(seconds, _cut, [server])
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _cut(server: HasSocket) -> None:
    line = server.sock
    with contextlib.suppress(OSError):
        if line is not None:
            socket.socket.shutdown(line, socket.SHUT_RDWR)


def _open(seconds: float, whole: float) -> smtplib.SMTP:
    address = urlsplit(settings.EMAIL_URL)
    if not address.hostname:
        raise smtplib.SMTPConnectError(0, "MALBILD_SMTP_URL is not set")
    context = ssl.create_default_context()
    if address.scheme == "smtps":
        server: smtplib.SMTP = _Secure(
            address.hostname, address.port or 465, seconds=seconds, whole=whole, context=context
        )
    else:
        server = _Plain(address.hostname, address.port or 587, seconds=seconds, whole=whole)
    try:
        with at_most(whole, server):
            if address.scheme == "smtp+tls":
                _make_secure(server, context)
            if address.username:
                server.login(unquote(address.username), unquote(address.password or ""))
    except (OSError, smtplib.SMTPException):
        server.close()
        raise
    return server


class _NotSecure(smtplib.SMTPException):
    """The server was asked for TLS and would not: nothing is sent in the clear."""


def _make_secure(server: smtplib.SMTP, context: ssl.SSLContext) -> None:
    try:
        server.starttls(context=context)
    except (smtplib.SMTPNotSupportedError, smtplib.SMTPResponseException) as error:
        raise _NotSecure(_words(error)) from error


@dataclass(frozen=True, slots=True)
class Failure:
    trouble: Trouble
    is_final: bool  # trying again would give the same no
    words: str
    is_line: bool = False  # about the server, and so about every letter


def read_failure(error: Exception) -> Failure:
    """What the server's no, or its silence, means.

    Final is only what concerns this very letter (5xx for its recipient or content). A wrong password or a
    refused sender is our own fault: letters wait while somebody mends it.
    """
    if isinstance(error, NoLine):
        return _read_no_line(error.cause)
    words = _words(error)
    match error:
        case smtplib.SMTPRecipientsRefused():
            codes = [code for code, _text in error.recipients.values()]
            return _by_code(max(codes, default=0), Trouble.RECIPIENT, words)
        case smtplib.SMTPSenderRefused():
            return _read_sender(error.smtp_code, words)
        case smtplib.SMTPDataError():
            return _by_code(error.smtp_code, Trouble.CONTENT, words)
        case smtplib.SMTPNotSupportedError():  # å, ä or ö before the @, and a server that cannot
            return Failure(Trouble.RECIPIENT, True, words)
    return Failure(Trouble.CONNECTION, False, words)


def _read_sender(code: int, words: str) -> Failure:
    """A no to MAIL FROM is about all our letters, except when this one is too big."""
    if code == _TOO_BIG:
        return Failure(Trouble.CONTENT, True, words)
    return Failure(Trouble.LATER if _is_later(code) else Trouble.SENDER, False, words, is_line=True)


def _read_no_line(error: OSError | smtplib.SMTPException) -> Failure:
    """Never final: it says nothing of any letter."""
    words = _words(error)
    match error:
        case _NotSecure() | ssl.SSLError():
            return Failure(Trouble.SECURE, False, words, is_line=True)
        case smtplib.SMTPAuthenticationError():
            return Failure(Trouble.LATER if _is_later(error.smtp_code) else Trouble.LOGIN, False, words, is_line=True)
        case smtplib.SMTPNotSupportedError():
            return Failure(Trouble.LOGIN, False, words, is_line=True)
        case smtplib.SMTPResponseException() if _is_later(error.smtp_code):
            return Failure(Trouble.LATER, False, words, is_line=True)
    return Failure(Trouble.CONNECTION, False, words, is_line=True)


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
