"""A real SMTP server that lets the worker's process be killed at the worst moments of handing over a letter."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import threading
from typing import Any

from malbild.outbox.tests.mailserver import Moody

HELD, ANSWERED, HANDING = "held", "answered", "handing"
LONGEST_HELD = 10.0


class Deadly(Moody):
    """Takes every letter. At the one numbered `at` since it was armed the sender dies in the way of `how`.

    HELD: we have the letter and keep our 250 back until the sender is dead. ANSWERED: the 250 is on its way when it
    dies. HANDING: somewhere after that letter, while the next goes over or is written down.
    """

    def __init__(self) -> None:
        super().__init__()
        self.how, self.left, self.victim = "", 0, None
        self.reached = threading.Event()  # the moment has come: somebody may kill
        self.killed = threading.Event()
        self.victim: subprocess.Popen[bytes] | None

    def arm(self, how: str, at: int, victim: subprocess.Popen[bytes]) -> None:
        self.reached.clear()
        self.killed.clear()
        self.how, self.left, self.victim = how, at, victim

    def disarm(self) -> None:
        self.how = ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        said = await super().handle_DATA(server, session, envelope)
        self.left -= 1
        if not self.how or self.left != 0:
            return said
        if self.how == HELD:
            self.reached.set()
            await asyncio.to_thread(self.killed.wait, LONGEST_HELD)
        elif self.how == ANSWERED:
            await server.push(said)
            if self.victim is not None:
                self.victim.send_signal(signal.SIGKILL)
            self.reached.set()
        else:
            self.reached.set()
        return said
