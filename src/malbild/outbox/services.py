"""Post a letter, and hand over what waits."""

from __future__ import annotations

import base64
import datetime as dt
import logging
import smtplib
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr

from django.conf import settings
from django.db import transaction

from malbild.kit import clock
from malbild.outbox.models import Letter, LetterState
from malbild.outbox.smtp import hand_over

_log = logging.getLogger("malbild.outbox")
RETRY_MINUTES = (1, 5, 15, 60, 240, 720, 1440)


def post(
    *,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    kind: str = "letter",
    partnership_id: int | None = None,
    headers: dict[str, str] | None = None,
    attachments: list[tuple[str, str, bytes]] | None = None,
) -> Letter:
    """Put a letter in the outbox, in the caller's transaction. Attachments are (name, media type, bytes)."""
    now = clock.now()
    domain = parseaddr(settings.EMAIL_FROM)[1].partition("@")[2] or "localhost"
    return Letter.objects.create(
        message_id=make_msgid(domain=domain),
        kind=kind,
        partnership_id=partnership_id,
        to=to,
        subject=" ".join(subject.split())[:200],
        text=text,
        html=html,
        headers=headers or {},
        attachments=[{"name": n, "type": t, "base64": base64.b64encode(b).decode()} for n, t, b in attachments or []],
        created_at=now,
        try_after=now,
    )


def send_now(*, to: str, subject: str, text: str, kind: str = "code") -> Letter:
    """Post and try at once, for what a person waits for on the screen; a failure leaves it to the worker."""
    letter = post(to=to, subject=subject, text=text, kind=kind)
    transaction.on_commit(lambda: send_letter(letter.pk))
    return letter


def send_waiting(*, limit: int = 200) -> int:
    """Hand over what is due; return how many were taken by the mail server."""
    due = Letter.objects.filter(state=LetterState.WAITING, try_after__lte=clock.now()).order_by("created_at")
    return sum(send_letter(pk) for pk in list(due.values_list("pk", flat=True)[:limit]))


def send_letter(letter_id: int) -> bool:
    """Hand one letter to the mail server; True when it was taken. In the demo the mailbox is the server."""
    with transaction.atomic():
        letter = Letter.objects.select_for_update().get(pk=letter_id)
        if letter.state != LetterState.WAITING:
            return False
        letter.attempts += 1
        try:
            if not settings.DEMO:
                hand_over(as_message(letter))
        except (OSError, smtplib.SMTPException) as error:
            _put_back(letter, error)
            return False
        letter.state, letter.sent_at, letter.last_error = LetterState.SENT, clock.now(), ""
        letter.save(update_fields=["state", "sent_at", "attempts", "last_error"])
    return True


def _put_back(letter: Letter, error: Exception) -> None:
    _log.warning("letter %s not handed over: %s", letter.pk, type(error).__name__)
    if letter.attempts >= len(RETRY_MINUTES):
        letter.state = LetterState.FAILED
    else:
        letter.try_after = clock.now() + dt.timedelta(minutes=RETRY_MINUTES[letter.attempts - 1])
    letter.last_error = f"{type(error).__name__}: {error}"[:300]
    letter.save(update_fields=["state", "try_after", "attempts", "last_error"])


def as_message(letter: Letter) -> EmailMessage:
    """The letter as it goes over the wire: plain text, HTML beside it, attachments."""
    message = EmailMessage()
    message["Subject"], message["To"], message["From"] = letter.subject, letter.to, settings.EMAIL_FROM
    message["Message-ID"], message["Date"] = letter.message_id, formatdate(letter.created_at.timestamp())
    message["Auto-Submitted"] = "auto-generated"
    for name, value in letter.headers.items():
        message[name] = value
    message.set_content(letter.text)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    for part in letter.attachments:
        main, _, sub = part["type"].partition("/")
        message.add_attachment(base64.b64decode(part["base64"]), maintype=main, subtype=sub, filename=part["name"])
    return message
