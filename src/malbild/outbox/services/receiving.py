"""Take in what comes back to our address: from the mailbox, or from whoever hands us its bytes.

Nothing is ever answered, so that no two machines can talk to each other for ever. What names no letter of ours is
handed to nobody. The log has numbers and kinds, never a word of what was written.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from malbild.kit import clock
from malbild.kit.events import publish
from malbild.outbox import mailbox
from malbild.outbox.envelope import envelope
from malbild.outbox.events import AddressAnswered, CalendarAnswered, LetterAnswered
from malbild.outbox.message import key_of
from malbild.outbox.models import CameBack, Letter, LetterState, Mailbox, Trouble
from malbild.outbox.returns import Kind, Return, is_about_the_address, read
from malbild.outbox.services.beats import beat
from malbild.outbox.services.reaching import mark_unreachable

_log = logging.getLogger("malbild.outbox")
REMEMBERED = dt.timedelta(days=30)
"""A report may be this late; an older letter's name may long have been read by others."""
IN_A_ROUND = 50


@dataclass(frozen=True, slots=True)
class Received:
    """What it was, and which letter it is about. `is_new` is False for what names none, or was told before."""

    kind: Kind
    letter_id: int | None = None
    is_new: bool = False


def receive(raw: bytes) -> Received:
    """Take in one message as it came over the wire; the same one twice changes nothing more. Never raises for what
    stands in it, and never sends anything."""
    found = read(raw)
    letter = _letter_of(found)
    if letter is None:
        if found.is_calendar:
            _tell(CalendarAnswered(raw))
        elif found.kind is Kind.OTHER and envelope(raw, template=settings.REPLY_ADDRESS).keys:
            _tell(AddressAnswered(raw))
        _log.info("a return of the kind %s names no letter of ours", found.kind)
        return Received(found.kind)
    is_new = False
    if found.kind is Kind.BOUNCED:
        is_new = _bounced(letter, found)
    elif found.kind is Kind.AWAY:
        is_new = bool(
            Letter.objects.filter(pk=letter.pk, came_back=CameBack.NOTHING).update(
                came_back=CameBack.AWAY, came_back_at=clock.now()
            )
        )
    elif found.kind is Kind.OTHER:
        _tell(LetterAnswered(letter.pk, raw))
    _log.info("a return of the kind %s is about letter %s", found.kind, letter.pk)
    return Received(found.kind, letter.pk, is_new)


def _tell(event: object) -> None:
    """A subscriber that fails keeps nothing of what it began, and does not keep the next message waiting."""
    try:
        with transaction.atomic():
            publish(event)
    except Exception:
        _log.exception("an answer was not taken in")


def _letter_of(found: Return) -> Letter | None:
    """The letter that the return names, if we sent it lately."""
    if not found.message_ids:
        return None
    sent = Letter.objects.filter(message_id__in=found.message_ids, sent_at__gt=clock.now() - REMEMBERED)
    return sent.order_by("-sent_at", "-pk").first()


@transaction.atomic
def _bounced(letter: Letter, found: Return) -> bool:
    """The letter did not arrive; nor will the next, when it is the letter's own address that the report names."""
    is_about_us = not is_about_the_address(found.status)
    first = Letter.objects.filter(pk=letter.pk, state=LetterState.SENT).exclude(came_back=CameBack.BOUNCED)
    if not first.update(
        state=LetterState.FAILED,
        came_back=CameBack.BOUNCED,
        came_back_at=clock.now(),
        trouble=Trouble.CONTENT if is_about_us else Trouble.RECIPIENT,
        last_error=found.status,
    ):
        return False
    is_theirs = not found.recipients or key_of(letter.to) in {key_of(r) for r in found.recipients}
    if is_theirs and not is_about_us:
        mark_unreachable(letter.to, found.status)
    return True


# --- the mailbox --------------------------------------------------------------

FINE = "ok"


def read_mailbox() -> int:
    """Take in what has come to the mailbox since the last time; return how many messages.

    The mailbox is only read: nothing in it is marked, moved or thrown away. How far we have come is written down
    after each message, so that a process that dies reads one of them again, which changes nothing.
    """
    if not mailbox.is_configured():
        return 0
    mark, _made = Mailbox.objects.get_or_create(name=mailbox.name())
    taken = 0
    try:
        for validity, uid, raw in mailbox.new_messages(
            validity=mark.validity, after=mark.last_uid, on=clock.today(), limit=IN_A_ROUND
        ):
            receive(raw)
            Mailbox.objects.filter(pk=mark.pk).update(validity=validity, last_uid=uid)
            taken += 1
    except mailbox.CannotRead as error:
        _log.warning("the mailbox for returns cannot be read: %s", error.code)
        beat("returns", error.code)
        return taken
    beat("returns", f"{FINE} {taken}")
    return taken
