"""A real IMAP server (pymap) in a process of its own, with an empty mailbox in memory."""

from __future__ import annotations

import imaplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

USER, KEY = "malbild", "hemligt"


class Post:
    """The mailbox as the world sees it: what is put in, and whether anybody has touched it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"imap://{USER}:{KEY}@127.0.0.1:{port}/INBOX"

    def _box(self) -> imaplib.IMAP4:
        box = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        box.login(USER, KEY)
        return box

    def put(self, raw: bytes) -> None:
        with self._box() as box:
            assert box.append("INBOX", "", "", raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))[0] == "OK"

    def take_away_first(self) -> None:
        with self._box() as box:
            box.select("INBOX")
            box.store("1", "+FLAGS", "\\Deleted")
            box.expunge()

    def flags(self) -> str:
        with self._box() as box:
            box.select("INBOX", readonly=True)
            return str(box.fetch("1:*", "(FLAGS)")[1])


@contextmanager
def imap_server() -> Iterator[Post]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    where = ["--no-tls", "--host", "127.0.0.1", "--port", str(port)]
    who = ["dict", "--demo-user", USER, "--demo-password", KEY]
    server = subprocess.Popen(
        [sys.executable, "-c", "from pymap.main import main; main()", *where, *who],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _until_it_listens(port, server)
        yield Post(port)
    finally:
        server.kill()
        server.wait(10)


def _until_it_listens(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert server.poll() is None, "pymap ended by itself"
            time.sleep(0.05)
        else:
            return
    raise AssertionError("pymap does not listen")
