"""The call to a meeting: its agenda and an invitation for the person's own calendar, one letter to each at the table.

A letter never names the others' addresses: everyone is the only ATTENDEE of their own invitation, under a name (UID)
that nobody else knows. See `rsvp.py` for what comes back.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.policy import shared_table
from malbild.access.scope import scope_for
from malbild.documents.entries import cancelled_entry, meeting_address, meeting_entry
from malbild.documents.feeds import close_orphans
from malbild.kit import clock
from malbild.meetings import queries, services
from malbild.meetings.models import Invitation, Meeting, Reply
from malbild.meetings.states import MeetingState
from malbild.meetings.words import day_text, when_text
from malbild.outbox.message import key_of
from malbild.outbox.services import post
from malbild.partnerships.models import Membership
from malbild.partnerships.seats import seat_of
from malbild.ui.calendar import Called, Method, invitation

PARTSTAT = {Reply.YES: "ACCEPTED", Reply.NO: "DECLINED", Reply.MAYBE: "TENTATIVE"}


class Call(StrEnum):
    CALLED = "called"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    LEFT = "left"  # to one who does not sit at the table any more: nothing of the agenda


def post_call(meeting_id: int, call: Call = Call.CALLED) -> int:
    """Post the call; the caller sees to it that it happens once. How many letters were written."""
    meeting = Meeting.objects.select_related("partnership").get(pk=meeting_id)
    standing = _standing(meeting)
    seats = {seat.user_id: seat for seat in queries.at_the_table(meeting.partnership_id)}
    if call is Call.CANCELLED:
        told = [row for row in standing.values() if row.sent_at]
        for row in told:
            _withdraw(row, meeting, seats.get(row.user_id))
        return len(told)
    for seat in seats.values():
        _invite(seat, meeting, call)
    gone = [row for row in standing.values() if row.user_id not in seats]
    for row in gone:
        _withdraw(row, meeting, None)
    return len(seats) + len(gone)


def keep_in_step() -> int:
    """Call those who have come to the table since the call, and take the call back from those who left it.

    For the worker: a seat may be given, end by itself or be closed, and an address may change, anywhere. Running it
    again does nothing. How many letters were written.
    """
    written = 0
    for partnership_id, meeting_id in queries.called_ahead():
        with scope_for(shared_table(partnership_id)):
            written += _keep(meeting_id)
    close_orphans()
    return written


@transaction.atomic
def _keep(meeting_id: int) -> int:
    rows = Meeting.objects.select_related("partnership").select_for_update(of=("self",))
    meeting = rows.filter(pk=meeting_id, state=MeetingState.CALLED).first()
    if meeting is None:
        return 0
    standing = _standing(meeting)
    seats = {seat.user_id: seat for seat in queries.at_the_table(meeting.partnership_id)}
    new = [seat for seat in seats.values() if not _has_call(standing.get(seat.user_id), seat)]
    gone = [row for row in standing.values() if row.user_id not in seats]
    for seat in new:
        if (row := standing.get(seat.user_id)) and row.sent_at and key_of(row.address) != key_of(seat.user.email):
            _withdraw(row, meeting, None)  # the old address still holds the meeting
        _invite(seat, meeting, Call.CALLED)
    for row in gone:
        _withdraw(row, meeting, None)
    return len(new) + len(gone)


def _standing(meeting: Meeting) -> dict[int, Invitation]:
    rows = Invitation.objects.filter(meeting=meeting, withdrawn_at=None).select_related("user").order_by("pk")
    return {row.user_id: row for row in rows}


def _has_call(row: Invitation | None, seat: Membership) -> bool:
    return row is not None and row.sent_at is not None and key_of(row.address) == key_of(seat.user.email)


def _invite(seat: Membership, meeting: Meeting, call: Call) -> None:
    """The agenda is read as this person sees it."""
    with translation.override("sv"):
        agenda = queries.agenda(Actor(seat.user_id, (seat_of(seat),)), meeting)
        shown = [s for s in agenda.sections if not s.point.is_internal]  # bara för oss stays out of everybody's mail
        row = services.invited(meeting, seat.user_id, seat.user.email)
        called = Called(seat.user.email, seat.user.name, meeting.partnership.name, _partstat(row))
        entry = meeting_entry(meeting, row)
        made = invitation(entry, called, Method.REQUEST, made_at=clock.now())
        _post(seat.user.email, seat.user.name, meeting, call, made, Method.REQUEST, shown)


def _partstat(row: Invitation) -> str:
    return PARTSTAT[Reply(row.standing_answer)] if row.standing_answer else "NEEDS-ACTION"


def _withdraw(row: Invitation, meeting: Meeting, seat: Membership | None) -> None:
    """To where the call went. Who has left the table is told that they are called no longer, and nothing else."""
    services.withdrawn(row)
    if not row.address:
        return
    with translation.override("sv"):
        called = Called(row.address, row.user.name, meeting.partnership.name)
        entry = cancelled_entry(meeting, row)
        made = invitation(entry, called, Method.CANCEL, made_at=clock.now())
        call = Call.CANCELLED if meeting.is_cancelled and seat else Call.LEFT
        _post(row.address, row.user.name, meeting, call, made, Method.CANCEL, [])


def _post(
    address: str, name: str, meeting: Meeting, call: Call, made: bytes, method: Method, sections: list[Any]
) -> None:
    title, first = _words(call, meeting)
    is_over = method is Method.CANCEL
    context: dict[str, Any] = {
        "title": title,
        "first": first,
        "is_cancelled": is_over,
        "from_name": meeting.partnership.name,
        "demo": meeting.partnership.is_demo,
        "language": "sv",
        "name": name.split(" ")[0] if name else "",
        "place": meeting.place,
        "sections": sections,
        "url": "" if call is Call.LEFT else meeting_address(meeting),
    }
    post(
        to=address,
        subject=title,
        text=render_to_string("documents/called_mail.txt", context),
        html=render_to_string("documents/called_mail.html", context),
        kind="invitation",
        partnership_id=meeting.partnership_id,
        from_name=meeting.partnership.name,
        attachments=[("mote.ics", f"text/calendar; method={method}", made)],
    )


def _words(call: Call, meeting: Meeting) -> tuple[str, str]:
    """The subject and the first line."""
    day = {"day": day_text(meeting.day, on=clock.today())}
    when = {"when": when_text(meeting.starts_at)}
    match call:
        case Call.CALLED:
            return _("Kallelse: möte %(day)s") % day, _("Du är kallad till möte %(when)s.") % when
        case Call.CHANGED:
            first = _("Tiden eller platsen är ändrad. Mötet är %(when)s.") % when
            return _("Ändrad kallelse: möte %(day)s") % day, first
        case Call.CANCELLED:
            first = _("Mötet %(when)s är inställt. Det som skulle tas upp följer med till nästa möte.") % when
            return _("Inställt: möte %(day)s") % day, first
        case Call.LEFT:
            title = _("Kallelsen gäller inte längre")
            return title, _("Du är inte längre kallad till mötet. Det tas bort ur din kalender.")
