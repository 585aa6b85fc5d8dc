"""A real SMTP server on a port of its own that misbehaves as it is told."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


class Moody:
    """Takes letters, except as `moods` says, one mood for each letter offered: "greylist", "no-such-user",
    "relay-denied", "spam", "too-big", "cut", "cut-after", "slow", "bad-sender" or "take".
    `always` is the mood when none is left."""

    def __init__(self) -> None:
        self.moods: list[str] = []
        self.always = "take"
        self.cut_by = ""  # an address whose letters make the server drop the line, every time
        self.taken: list[EmailMessage] = []
        self.offered = 0
        self.connections = 0

    def _mood(self) -> str:
        return self.moods[0] if self.moods else self.always

    def _over(self) -> None:
        if self.moods:
            self.moods.pop(0)

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]) -> Any:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        self.offered += 1
        if self._mood() == "bad-sender":
            self._over()
            return "553 5.7.1 Sender address rejected"
        if self._mood() == "too-big":
            self._over()
            return "552 5.3.4 Message size exceeds fixed limit"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self._mood() == "greylist":
            self._over()
            return "451 4.7.1 Greylisted, try again in 60 seconds"
        if self._mood() == "no-such-user":
            self._over()
            return "550 5.1.1 No such user"
        if self._mood() == "relay-denied":
            self._over()
            return "554 5.7.1 Relay access denied"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mood = self._mood()
        self._over()
        if mood == "spam":
            return "554 5.7.1 Refused as spam"
        if mood == "cut" or self.cut_by in envelope.rcpt_tos:
            server.transport.abort()
            return "451 never heard"
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        if mood == "cut-after":  # we have it, the sender never hears the 250
            server.transport.abort()
        if mood == "slow":
            time.sleep(1.5)
        return "250 OK"


@contextmanager
def mail_server(moody: Moody | None = None, *, login_refused: bool = False) -> Iterator[tuple[Moody, str]]:
    """The server's mood and its address for MALBILD_SMTP_URL."""
    moody = moody or Moody()
    extra: dict[str, Any] = {}
    user = ""
    if login_refused:
        extra = {"authenticator": lambda *_: AuthResult(success=False, handled=False), "auth_require_tls": False}
        user = "malbild:wrong@"
    port = _free_port()
    controller = Controller(moody, hostname="127.0.0.1", port=port, **extra)
    controller.start()
    try:
        yield moody, f"smtp://{user}127.0.0.1:{port}"
    finally:
        controller.stop()


@contextmanager
def bare_server(says: Callable[[socket.socket], None]) -> Iterator[tuple[list[int], str]]:
    """A port where each caller is met by `says`, for what no decent server does; and how many called."""
    calls: list[int] = []
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]

    def serve() -> None:
        while True:
            try:
                caller, _address = listener.accept()
            except OSError:
                return
            calls.append(1)
            threading.Thread(target=_meet, args=(caller, says), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield calls, f"smtp://127.0.0.1:{port}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _meet(caller: socket.socket, says: Callable[[socket.socket], None]) -> None:
    with caller, contextlib.suppress(OSError):
        says(caller)


def never_answers(caller: socket.socket) -> None:
    while caller.recv(1024):
        pass


def drips(caller: socket.socket) -> None:
    """One sign at a time, never a whole line."""
    for _ in range(600):
        caller.sendall(b"2")
        time.sleep(0.1)


def cuts_in_the_middle(caller: socket.socket) -> None:
    """Says yes to everything and hangs up when it has heard the beginning of the letter."""
    caller.sendall(b"220 here\r\n")
    heard = caller.makefile("rb")
    for line in heard:
        if line.upper().startswith(b"DATA"):
            caller.sendall(b"354 go on\r\n")
            heard.read(200)
            caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return
        caller.sendall(b"250 OK\r\n")


def busy(caller: socket.socket) -> None:
    caller.sendall(b"421 4.3.2 Too busy\r\n")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
