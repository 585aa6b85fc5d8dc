"""What people's calendars answer (RFC 5546, METHOD:REPLY), read without trusting a word of it.

Anybody may write to our address under any name. An answer counts when it names an entry that only the invited person's
calendar holds, comes for the address that the invitation went to, and the person still sits at the table; a letter that
it names must be a call to the same address. What is not clear changes nothing, and nothing is ever answered.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from dataclasses import dataclass

from icalendar import Calendar

from malbild.access.actor import Actor
from malbild.access.policy import shared_table
from malbild.access.scope import scope_for
from malbild.documents.invitations import PARTSTAT
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.meetings.models import Invitation, Via
from malbild.meetings.queries import at_the_table
from malbild.meetings.services import answer_invitation
from malbild.outbox.events import CalendarAnswered, LetterAnswered
from malbild.outbox.message import key_of
from malbild.outbox.models import Letter
from malbild.outbox.returns import calendar_reply
from malbild.partnerships.seats import seat_of

_UID = re.compile(r"mote-([1-9][0-9]{0,8})-[1-9][0-9]{0,17}-[0-9a-f]{32}@[a-z0-9.-]{1,100}")
_ANSWERS = {partstat: reply for reply, partstat in PARTSTAT.items()}
_LARGEST = 64_000
_log = logging.getLogger("malbild.documents")


@dataclass(frozen=True, slots=True)
class Said:
    """Whose calendar, about which entry and which version of it, what and when."""

    uid: str
    address: str
    answer: str
    sequence: int
    at: dt.datetime | None


def letter_answered(event: LetterAnswered) -> None:
    if found := calendar_reply(event.raw):
        take(found, letter_id=event.letter_id)


def calendar_answered(event: CalendarAnswered) -> None:
    take(calendar_reply(event.raw))


def take(calendar: bytes, *, letter_id: int | None = None) -> bool:
    """Write down the answer; True when it stands afterwards. Taking the same one again changes nothing more."""
    said = read(calendar)
    door = _UID.fullmatch(said.uid) if said else None
    if said is None or door is None:
        _log.info("a calendar's answer says nothing that we know")
        return False
    partnership_id = int(door[1])
    with scope_for(shared_table(partnership_id), partnership_id):
        row = Invitation.objects.filter(uid=said.uid, withdrawn_at=None).first()
        if row is None or not _is_theirs(row, said, letter_id):
            _log.info("a calendar's answer comes from nobody who is called")
            return False
        seat = next((s for s in at_the_table(partnership_id) if s.user_id == row.user_id), None)
        if seat is None:
            return False
        try:
            now = answer_invitation(
                Actor(seat.user_id, (seat_of(seat),)),
                row.meeting_id,
                answer=said.answer,
                via=Via.CALENDAR,
                sequence=said.sequence,
                at=said.at,
            )
        except Refusal:
            _log.info("a calendar's answer to invitation %s comes too late", row.pk)
            return False
    return now.standing_answer == said.answer


def _is_theirs(row: Invitation, said: Said, letter_id: int | None) -> bool:
    key = key_of(said.address)
    if not row.address or key != key_of(row.address):
        return False
    if letter_id is None:
        return True
    letter = Letter.objects.filter(pk=letter_id, kind="invitation", partnership_id=row.partnership_id).first()
    if letter is None or key_of(letter.to) != key:
        return False
    return any(part["type"].startswith("text/calendar") for part in letter.attachments)


def read(calendar: bytes) -> Said | None:
    """What it says, or None for anything that is not one plain answer from one person. Never raises."""
    try:
        return _read(calendar[:_LARGEST])
    except Exception:  # anybody may have written it, and the parser promises no kinds of errors
        return None


def _read(calendar: bytes) -> Said | None:
    found = Calendar.from_ical(calendar)
    events = found.walk("VEVENT")
    if str(found.get("method", "")).strip().upper() != "REPLY" or len(events) != 1:
        return None
    [event] = events
    people = event.get("attendee", [])
    people = people if isinstance(people, list) else [people]
    answer = _ANSWERS.get(str(people[0].params.get("PARTSTAT", "")).upper()) if len(people) == 1 else None
    if answer is None or "RECURRENCE-ID" in event:
        return None
    address = re.sub(r"(?i)^mailto:", "", str(people[0]).strip())
    stamp = event.decoded("dtstamp") if "DTSTAMP" in event else None
    return Said(
        uid=str(event["uid"]).strip().lower(),
        address=address,
        answer=answer,
        sequence=max(0, int(event.get("sequence", 0))),
        at=_moment(stamp),
    )


def _moment(stamp: object) -> dt.datetime | None:
    if not isinstance(stamp, dt.datetime):
        return None
    return stamp.astimezone(dt.UTC) if stamp.tzinfo else stamp.replace(tzinfo=clock.SWEDEN)
