"""Post a letter, and hand over what waits.

Three separate steps, so that no transaction and no row lock is open while we talk to the mail server: take a lease
on the letter and commit, hand it over, write down how it went and commit. A process that dies in between lets the
lease run out, and the letter goes again with the same Message-ID: at least once, never lost.
"""

from __future__ import annotations

import base64
import datetime as dt
import logging
import secrets
import smtplib
from email.utils import make_msgid, parseaddr

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from malbild.kit import clock
from malbild.outbox.message import as_message
from malbild.outbox.models import Letter, LetterState, Trouble, WorkerBeat
from malbild.outbox.smtp import Failure, Line, is_configured, read_failure

_log = logging.getLogger("malbild.outbox")
RETRY_MINUTES = (1, 5, 15, 60, 240, 720, 1440, 1440)
LEASE = dt.timedelta(minutes=10)  # longer than a whole conversation in which every answer takes its longest
CODE_LIVES = dt.timedelta(minutes=10)
IMPATIENT_SECONDS = 6  # somebody looks at a page while we send
BEAT_EVERY = dt.timedelta(seconds=60)


def post(
    *,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    kind: str = "letter",
    partnership_id: int | None = None,
    from_name: str = "",
    headers: dict[str, str] | None = None,
    attachments: list[tuple[str, str, bytes]] | None = None,
    good_for: dt.timedelta | None = None,
    holds_key: bool = False,
) -> Letter:
    """Put a letter in the outbox, in the caller's transaction. Attachments are (name, media type, bytes).

    A letter not handed over within `good_for` is given up: an old sign-in code only confuses.
    One that `holds_key` (a code, a link that needs no sign-in) loses its text once the mail server has it.
    """
    now = clock.now()
    domain = parseaddr(settings.EMAIL_FROM)[1].partition("@")[2] or "localhost"
    return Letter.objects.create(
        message_id=make_msgid(domain=domain),
        kind=kind,
        partnership_id=partnership_id,
        to=to,
        from_name=" ".join(from_name.split())[:80],
        subject=" ".join(subject.split())[:200],
        text=text,
        html=html,
        headers=headers or {},
        attachments=[{"name": n, "type": t, "base64": base64.b64encode(b).decode()} for n, t, b in attachments or []],
        holds_key=holds_key,
        created_at=now,
        try_after=now,
        good_until=now + good_for if good_for else None,
    )


def send_now(*, to: str, subject: str, text: str, kind: str = "code") -> Letter:
    """Post and try at once, for what a person waits for on the screen; a failure leaves it to the worker."""
    letter = post(to=to, subject=subject, text=text, kind=kind, good_for=CODE_LIVES, holds_key=True)
    transaction.on_commit(lambda: send_letter(letter.pk))
    return letter


def send_waiting(*, limit: int = 200) -> int:
    """Hand over what is due, oldest first; return how many were taken. Safe to call as often as you like."""
    sent = 0
    if is_configured():
        due = list(Letter.objects.due(clock.now()).order_by("created_at", "pk").values_list("pk", flat=True)[:limit])
        with Line() as line:
            sent = sum(_send(pk, line) for pk in due)
    beat("send", f"{sent}" if sent else "")
    return sent


def send_letter(letter_id: int) -> bool:
    """Hand one letter over now; True when it was taken. For a page that somebody is looking at."""
    if not is_configured():
        return False
    with Line(IMPATIENT_SECONDS) as line:
        return _send(letter_id, line)


def _send(letter_id: int, line: Line) -> bool:
    letter = _take(letter_id)
    if letter is None:
        return False
    if letter.good_until is not None and letter.good_until < clock.now():
        _put_back(letter, Failure(Trouble.TOO_OLD, True, ""))
        return False
    try:
        if not settings.DEMO:
            line.hand_over(as_message(letter))
    except (OSError, smtplib.SMTPException) as error:
        _put_back(letter, read_failure(error))
        return False
    except ValueError as error:  # no message can be built of it; the others must not wait behind it
        _put_back(letter, Failure(Trouble.CONTENT, True, f"{type(error).__name__}"))
        return False
    _write_down_sent(letter)
    return True


def _take(letter_id: int) -> Letter | None:
    """A lease on the letter, committed at once; None when somebody else has it or it is not due."""
    now, lease = clock.now(), secrets.token_hex(16)
    taken = Letter.objects.due(now).filter(pk=letter_id)
    if not taken.update(lease=lease, leased_until=now + LEASE, attempts=F("attempts") + 1):
        return None
    return Letter.objects.get(pk=letter_id)


def _write_down_sent(letter: Letter) -> None:
    """The server has it: true whoever holds the lease by now. A key is not kept (the demo's mailbox is the server)."""
    values = {
        "state": LetterState.SENT,
        "sent_at": clock.now(),
        "trouble": Trouble.NONE,
        "last_error": "",
        "leased_until": None,
        "lease": "",
    }
    if letter.holds_key and not settings.DEMO:
        values |= {"text": "", "html": "", "headers": {}}
    Letter.objects.filter(pk=letter.pk).update(**values)


def _put_back(letter: Letter, failure: Failure) -> None:
    """Another try later, or the end. Changes nothing when the lease ran out and somebody else took the letter."""
    _log.warning("letter %s not handed over: %s", letter.pk, failure.trouble)
    over = failure.is_final or letter.attempts >= len(RETRY_MINUTES)
    minutes = RETRY_MINUTES[min(letter.attempts, len(RETRY_MINUTES)) - 1]
    Letter.objects.filter(pk=letter.pk, lease=letter.lease, state=LetterState.WAITING).update(
        state=LetterState.FAILED if over else LetterState.WAITING,
        try_after=clock.now() + dt.timedelta(minutes=minutes),
        trouble=failure.trouble,
        last_error=failure.words[:300],
        leased_until=None,
        lease="",
    )


def try_again(letter_id: int) -> bool:
    """Let a failed letter wait once more, with its Message-ID; False when it has not failed."""
    now = clock.now()
    return bool(
        Letter.objects.failed()
        .filter(pk=letter_id)
        .exclude(trouble=Trouble.TOO_OLD)
        .update(state=LetterState.WAITING, try_after=now, attempts=0, trouble=Trouble.NONE)
    )


def beat(job: str, did: str = "") -> None:
    """Note that a job ran; at most one write a minute when there was nothing to do."""
    now = clock.now()
    rows = WorkerBeat.objects.filter(job=job)
    last = rows.values_list("at", flat=True).first()
    if last is None:
        try:
            with transaction.atomic():
                WorkerBeat.objects.create(job=job, at=now, did=did)
        except IntegrityError:  # two workers started at the same moment
            rows.update(at=now)
    elif did or not dt.timedelta() <= now - last < BEAT_EVERY:
        rows.update(at=now, did=did)
