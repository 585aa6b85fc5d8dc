"""Each fault of a mail server, met by the application's own sending; then the server is mended and all is counted."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings

from malbild.access.scope import outside_the_walls
from malbild.kit import clock
from malbild.outbox import smtp
from malbild.outbox.models import Letter, LetterState
from malbild.outbox.services import post, send_waiting, sending
from malbild.outbox.tests import mailserver
from malbild.outbox.tests.mailserver import Moody, bare_server, mail_server

LETTERS = 4
BEGAN = dt.datetime(2027, 2, 2, 9, tzinfo=clock.SWEDEN)
AFTER = (0, 2, 8, 24, 90)  # minutes: the server is ill at the first, mended at the rest
SECONDS, WHOLE = 0.5, 5.0  # how patient we are here; 20 and 240 in earnest
DRIPPING = 1.5  # and of a server that is never done: a drip would take all of WHOLE


@dataclass(frozen=True)
class Fault:
    name: str
    moods: tuple[str, ...] = ()  # for the first letters offered
    always: str = "take"  # for the rest of the illness
    bare: Callable[..., None] | None = None  # a server that no decent server is
    secure: bool = False
    login_refused: bool = False
    failed: int = 0  # letters that shall be given up, with a reason
    repeats: int = 0  # letters that the server shall see twice
    whole: float = WHOLE


FAULTS = (
    Fault("greylisting (451)", always="greylist"),
    Fault("421 too busy", bare=mailserver.busy),
    Fault("550 for one recipient", ("take", "no-such-user"), failed=1),
    Fault("554 spam, one letter", ("take", "spam"), failed=1),
    Fault("552 too big, one letter", ("take", "too-big"), failed=1),
    Fault("554 to everybody", always="relay-denied"),
    Fault("553 to our own address", always="bad-sender"),
    Fault("cut in the middle of DATA", bare=mailserver.cuts_in_the_middle),
    Fault("cut at the end of DATA", always="cut"),
    Fault("cut after it had the letter", ("cut-after",), repeats=1),
    Fault("250 comes late", ("slow",)),
    Fault("never answers", bare=mailserver.never_answers),
    Fault("drips single signs", bare=mailserver.drips, whole=DRIPPING),
    Fault("no STARTTLS", secure=True),
    Fault("wrong password", login_refused=True),
)


def matrix() -> list[str]:
    """Print a row for each fault; what did not hold, in words."""
    logging.getLogger("malbild.outbox").setLevel(logging.ERROR)  # each fault is a warning, and a row here
    print(f"{'fault':28} {'first round':34} {'sent':>4} {'given up':>9} {'repeats':>8} {'lost':>5} {'minutes':>8}")
    return [f"{fault.name}: {wrong}" for fault in FAULTS for wrong in meet(fault)]


def meet(fault: Fault) -> list[str]:
    """Four letters at a server with the fault, and later at the mended one; print a row, return what did not hold."""
    with outside_the_walls("bench"):
        Letter.objects.all().delete()
    to = [f"p{n}@{uuid.uuid4().hex[:8]}.exempel" for n in range(LETTERS)]
    with clock.standing_at(BEGAN):
        made = [post(to=address, subject="Sak", text="Hej" * 200) for address in to]
    first, at_last, server = "", 0, Moody()
    with _patience(fault.whole), mail_server(server) as (_moody, mended):
        for minutes in AFTER:
            with clock.standing_at(BEGAN + dt.timedelta(minutes=minutes)):
                if minutes:
                    server.moods, server.always, settings.EMAIL_URL = [], "take", mended
                    send_waiting()
                else:
                    _ill(fault, server, mended)
                    first = _states()
            if Letter.objects.waiting().exists():
                continue
            at_last = minutes
            break
    seen = [m["Message-ID"] for m in server.taken]
    rows = list(Letter.objects.all())
    sent = [x.message_id for x in rows if x.state == LetterState.SENT]
    failed = [x for x in rows if x.state == LetterState.FAILED]
    lost = len(made) - len(failed) - len(set(sent) & set(seen))
    repeats = len(seen) - len(set(seen))
    print(f"{fault.name:28} {first:34} {len(sent):>4} {len(failed):>9} {repeats:>8} {lost:>5} {at_last:>8}")
    wrong = {
        "lost": lost,
        "still waits": LETTERS - len(sent) - len(failed),
        "a Message-ID of no letter": len(set(seen) - {x.message_id for x in made}),
        "given up otherwise than it should": len(failed) - fault.failed,
        "given up without a reason": sum(not x.trouble for x in failed),
        "repeated otherwise than it should": repeats - fault.repeats,
    }
    return [f"{what} ({n})" for what, n in wrong.items() if n]


def _ill(fault: Fault, server: Moody, mended: str) -> None:
    """One round at the server while it has the fault."""
    if fault.bare is not None:
        with bare_server(fault.bare) as (_calls, url):
            settings.EMAIL_URL = url
            send_waiting()
    elif fault.login_refused:
        with mail_server(login_refused=True) as (_moody, url):
            settings.EMAIL_URL = url
            send_waiting()
    else:
        server.moods, server.always = list(fault.moods), fault.always
        settings.EMAIL_URL = mended.replace("smtp://", "smtp+tls://") if fault.secure else mended
        send_waiting()


def _states() -> str:
    """How the letters stand: "1 sent, 3 wait (later)"."""
    counts: dict[str, int] = {}
    for state, trouble in Letter.objects.order_by("pk").values_list("state", "trouble"):
        words = {LetterState.SENT: "sent", LetterState.WAITING: "wait", LetterState.FAILED: "given up"}[state]
        name = f"{words} ({trouble})" if trouble else words
        counts[name] = counts.get(name, 0) + 1
    return ", ".join(f"{n} {name}" for name, n in counts.items())


@contextmanager
def _patience(whole: float) -> Iterator[None]:
    """Wait less than in earnest, and hand over for real."""
    before, url = sending.Line, settings.EMAIL_URL
    sending.Line = lambda *_: smtp.Line(SECONDS, whole)  # type: ignore[assignment,misc]
    try:
        yield
    finally:
        sending.Line, settings.EMAIL_URL = before, url  # type: ignore[misc]
