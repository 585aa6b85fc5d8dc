"""Hand over what waits.

Three separate steps, so that no transaction and no row lock is open while we talk to the mail server: take a lease
on the letter and commit, hand it over, write down how it went and commit. A process that dies in between lets the
lease run out, and the letter goes again with the same Message-ID: at least once, never lost.

No letter holds up another. One that cannot be built, or that the server chokes on, waits or ends alone; a server that
is away, or says no to everybody, ends the round instead of using up the tries of every letter.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import secrets
import smtplib
import time
from email.message import EmailMessage

from django.conf import settings
from django.db.models import F, Max

from malbild.kit import clock
from malbild.outbox.message import as_message
from malbild.outbox.models import CameBack, Letter, LetterState, Trouble
from malbild.outbox.services.beats import beat
from malbild.outbox.services.reaching import mark_unreachable, reach_again
from malbild.outbox.smtp import Failure, Line, NoLine, is_configured, read_failure

_log = logging.getLogger("malbild.outbox")
RETRY_MINUTES = (1, 5, 15, 60, 240, 720, 1440, 1440, 1440, 1440)  # the last try is after a long weekend
LEASE = dt.timedelta(minutes=10)  # longer than opening a line and handing one letter over can take
ROUND_SECONDS = 120
IMPATIENT_SECONDS, IMPATIENT_WHOLE = 6, 15  # somebody looks at a page while we send
CUTS_IN_A_ROW = 3
LATELY = dt.timedelta(days=1)
EVERYBODY = 3
"""So many different addresses refused, and nobody taken in between: it is about us and not about them."""
_LINE_RESTS = dict.fromkeys((Trouble.LOGIN, Trouble.SECURE, Trouble.SENDER), dt.timedelta(minutes=15))
_LINE_RESTS_ELSE = dt.timedelta(minutes=1)
_NO_SUCH = re.compile(r"5\d\d (5\.1\.\d{1,3})(?!\d)")  # the server itself says that the address is no good
_ABOUT_THE_LETTER = (Trouble.RECIPIENT, Trouble.CONTENT)


def send_waiting(*, limit: int = 200) -> int:
    """Hand over what is due, oldest first; return how many were taken. Safe to call as often as you like."""
    sent = 0
    if is_configured():
        due = list(Letter.objects.due(clock.now()).order_by("created_at", "pk").values_list("pk", flat=True)[:limit])
        with Line() as line:
            sent = _round(due, line)
    beat("send", f"{sent}" if sent else "")
    return sent


def _round(due: list[int], line: Line) -> int:
    """Until all have had their try, the time is up, or the fault is the server's and not the letters'."""
    sent, cuts, began = 0, 0, time.monotonic()
    for pk in due:
        failure = _send(pk, line)
        if isinstance(failure, Failure):
            cuts = cuts + 1 if failure.trouble == Trouble.CONNECTION else 0
            if failure.is_line or cuts == CUTS_IN_A_ROW or _is_no_to_everybody(failure):
                break
        elif failure:
            sent, cuts = sent + 1, 0
        if time.monotonic() - began > ROUND_SECONDS:
            break
    return sent


def send_letter(letter_id: int) -> bool:
    """Hand one letter over now; True when it was taken. For a page that somebody is looking at."""
    if not is_configured():
        return False
    with Line(IMPATIENT_SECONDS, IMPATIENT_WHOLE) as line:
        return _send(letter_id, line) is True


def _send(letter_id: int, line: Line) -> bool | Failure:
    """True when the server has it, False when it was not ours to take, else what was wrong, written down."""
    letter = _take(letter_id)
    if letter is None:
        return False
    failure = _try(letter, line)
    if failure is None:
        _write_down_sent(letter)
        return True
    _put_back(letter, failure)
    if failure.is_line:
        _rest(failure)
    return failure


def _try(letter: Letter, line: Line) -> Failure | None:
    if letter.good_until is not None and letter.good_until < clock.now():
        return Failure(Trouble.TOO_OLD, True, "")
    message = _built(letter)
    if message is None:
        return Failure(Trouble.CONTENT, True, "")
    try:
        if not settings.DEMO:
            line.hand_over(message)
    except NoLine as error:
        return read_failure(error)
    except (OSError, smtplib.SMTPException) as error:
        return read_failure(error)
    except ValueError as error:  # an address or a header that cannot go over the wire
        return Failure(Trouble.CONTENT, True, f"{type(error).__name__}")
    return None


def _built(letter: Letter) -> EmailMessage | None:
    """None for a letter of which no message can be made, whatever Python says: others must not wait behind it."""
    try:
        return as_message(letter)
    except Exception as error:
        _log.warning("letter %s cannot be built: %s", letter.pk, type(error).__name__)
        return None


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
    if failure.is_final and failure.trouble == Trouble.RECIPIENT and (said := _NO_SUCH.match(failure.words)):
        mark_unreachable(letter.to, said[1])
    Letter.objects.filter(pk=letter.pk, lease=letter.lease, state=LetterState.WAITING).update(
        state=LetterState.FAILED if over else LetterState.WAITING,
        try_after=clock.now() if over else _next_try(letter),
        trouble=failure.trouble,
        last_error=failure.words[:300],
        leased_until=None,
        lease="",
    )


def _next_try(letter: Letter) -> dt.datetime:
    minutes = RETRY_MINUTES[min(max(letter.attempts, 1), len(RETRY_MINUTES)) - 1]
    return clock.now() + dt.timedelta(minutes=minutes)


def _rest(failure: Failure) -> None:
    """Nobody answers, or we are not let in: what else is due waits too, and none of it has used up a try."""
    now = clock.now()
    Letter.objects.due(now).update(
        try_after=now + _LINE_RESTS.get(failure.trouble, _LINE_RESTS_ELSE),
        trouble=failure.trouble,
        last_error=failure.words[:300],
    )


def _is_no_to_everybody(failure: Failure) -> bool:
    """After a final no: True when the same was said to everybody since the last letter was taken.

    Then their addresses may be as good as ever: the letters wait, and somebody is told to mend our side.
    """
    if not failure.is_final or failure.trouble not in _ABOUT_THE_LETTER:
        return False
    last = Letter.objects.aggregate(last=Max("sent_at"))["last"]
    refused = Letter.objects.failed().filter(trouble__in=_ABOUT_THE_LETTER, try_after__gt=clock.now() - LATELY)
    refused = refused.filter(came_back=CameBack.NOTHING).exclude(last_error="")  # said at the door, not later or by us
    if last is not None:
        refused = refused.filter(try_after__gt=last)
    letters = list(refused.order_by("pk"))
    if len({x.to.lower() for x in letters}) < EVERYBODY:
        return False
    _log.warning("the mail server says no to everybody: %s letters", len(letters))
    for letter in letters:
        is_over = letter.attempts >= len(RETRY_MINUTES)
        Letter.objects.failed().filter(pk=letter.pk).update(
            state=LetterState.FAILED if is_over else LetterState.WAITING,
            try_after=clock.now() if is_over else _next_try(letter),
            trouble=Trouble.REFUSED,
        )
        reach_again(letter.to)
    return True


def try_again(letter_id: int) -> bool:
    """Let a failed letter wait once more, with its Message-ID, and its address count as good.

    False when it has not failed, is too old, or was handed over and lost its text by that.
    """
    letter = Letter.objects.failed().filter(pk=letter_id).exclude(trouble=Trouble.TOO_OLD).exclude(text="").first()
    if letter is None:
        return False
    reach_again(letter.to)
    return bool(
        Letter.objects.failed()
        .filter(pk=letter_id)
        .update(
            state=LetterState.WAITING,
            try_after=clock.now(),
            attempts=0,
            trouble=Trouble.NONE,
            came_back=CameBack.NOTHING,
            came_back_at=None,
        )
    )
