"""Post a letter, in the transaction of the deed that caused it."""

from __future__ import annotations

import base64
import datetime as dt
from email.utils import make_msgid, parseaddr

from django.conf import settings
from django.db import transaction

from malbild.kit import clock
from malbild.outbox.message import key_of
from malbild.outbox.models import Letter, LetterState, Trouble, Unreachable
from malbild.outbox.services.sending import send_letter

CODE_LIVES = dt.timedelta(minutes=10)
_WAITED_FOR = ("code", "test", "link", "preview")
"""Kinds that somebody has just asked for, and so are tried whatever is known of the address."""


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
    To an address that letters came back from it is not sent, but kept among those that did not arrive.
    One that `holds_key` (a code, a link that needs no sign-in) loses its text once the mail server has it.
    """
    now = clock.now()
    is_dead = kind not in _WAITED_FOR and Unreachable.objects.filter(address=key_of(to)).exists()
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
        state=LetterState.FAILED if is_dead else LetterState.WAITING,
        trouble=Trouble.UNREACHABLE if is_dead else Trouble.NONE,
        created_at=now,
        try_after=now,
        good_until=now + good_for if good_for else None,
    )


def send_now(*, to: str, subject: str, text: str, kind: str = "code") -> Letter:
    """Post and try at once, for what a person waits for on the screen; a failure leaves it to the worker."""
    letter = post(to=to, subject=subject, text=text, kind=kind, good_for=CODE_LIVES, holds_key=True)
    transaction.on_commit(lambda: send_letter(letter.pk))
    return letter
