"""The worker: hands over letters and runs what is due, round after round.

There is no queue of tasks: the rows themselves say what is due (docs/decisions/0002-due-rows.md). A round that
fails is logged and tried again at the next; nothing is lost, since a row stays due until its work is committed.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

from django.db import close_old_connections

from malbild.documents.invitations import keep_in_step
from malbild.followup.counting import count_usual
from malbild.followup.figures.judging import judge_due
from malbild.momentum.services import run_due
from malbild.outbox.services import read_mailbox, send_waiting
from malbild.series.fetching.running import fetch_due
from malbild.series.uploads import read_next, sweep_uploads
from malbild.workshops.services.traces import sweep

LETTER_SECONDS = 5.0
UPLOAD_SECONDS = 2.0
SOURCES_SECONDS = 600.0
DUE_SECONDS = 60.0
USUAL_SECONDS = 3600.0
RETURNS_SECONDS = 300.0
CALLS_SECONDS = 300.0
LINGER = 30.0  # seconds that a long round has to end in when we are told to stop; cut short, it is done again
_log = logging.getLogger("malbild.worker")

type Round = tuple[str, float, Callable[[], object]]

# Letters and digests note their own heartbeat (outbox.WorkerBeat), which the pages about mail read.
ROUNDS: tuple[Round, ...] = (
    ("letters", LETTER_SECONDS, send_waiting),
    ("digests", DUE_SECONDS, run_due),
    ("traces", DUE_SECONDS, sweep),
    ("uploads", UPLOAD_SECONDS, read_next),
    ("old-uploads", USUAL_SECONDS, sweep_uploads),
    ("sources", SOURCES_SECONDS, fetch_due),
    ("figures", DUE_SECONDS, judge_due),
    ("usual", USUAL_SECONDS, count_usual),
    ("returns", RETURNS_SECONDS, read_mailbox),
    ("calls", CALLS_SECONDS, keep_in_step),
)
# A file of statistics, or a source on the net, may take minutes. No letter waits for that.
LONG = frozenset({"uploads", "sources", "figures", "usual"})


def work(stop: threading.Event, rounds: tuple[Round, ...] = ROUNDS) -> None:
    """Run every round at its own pace until `stop` is set; a round that is running is let to its end.

    The long ones run beside the others, one at a time.
    """
    beside = tuple(one for one in rounds if one[0] in LONG)
    helper = threading.Thread(target=_lane, args=(stop, beside), name="worker-long", daemon=True)
    if beside:
        helper.start()
    _lane(stop, tuple(one for one in rounds if one[0] not in LONG))
    if beside:
        helper.join(LINGER)


def _lane(stop: threading.Event, rounds: tuple[Round, ...]) -> None:
    due = {name: 0.0 for name, _seconds, _run in rounds}
    while not stop.is_set():
        now = time.monotonic()
        for name, seconds, run in rounds:
            if due[name] <= now and not stop.is_set():
                _one(name, run)
                due[name] = time.monotonic() + seconds
        stop.wait(max(0.05, min(due.values()) - time.monotonic()))


def work_until_told() -> None:
    """The worker as a process of its own: SIGTERM and Ctrl-C end it after the round that is running."""
    stop = threading.Event()

    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
    work(stop)


def _one(name: str, run: Callable[[], object]) -> None:
    close_old_connections()
    try:
        run()
    except Exception:
        # The one place that catches everything: the worker outlives whatever a single round meets.
        _log.exception("the round %s failed and will be tried again", name)
    finally:
        close_old_connections()
