"""A calendar's answer counts when it is the invited person's own, is the newest, and is about the time that holds."""

import datetime as dt
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from malbild.access.scope import outside_the_walls, scope_for
from malbild.audit.models import AuditEvent
from malbild.documents.rsvp import read
from malbild.documents.tests.calls import DAY, NOW, calendar, letters
from malbild.kit import clock
from malbild.meetings import queries, services
from malbild.meetings.models import Invitation
from malbild.outbox.models import Letter, LetterState
from malbild.outbox.services import post, receive
from malbild.partnerships.services import end_seat

BO = "bo@exempel.se"
LATER = dt.timedelta(minutes=5)


@pytest.fixture
def invited(called):
    Letter.objects.update(state=LetterState.SENT, sent_at=clock.now())
    return called


def answer(letter, partstat="ACCEPTED", *, to_letter=True, at=NOW, extra=(), **change):
    """What Outlook sends for a press on Acceptera; `change` puts another value in place of one that it repeats."""
    event = calendar(letter).vevent
    said = {
        "uid": event.uid.value,
        "sequence": event.sequence.value,
        "attendee": f'ATTENDEE;PARTSTAT={partstat};CN="Bo":MAILTO:{letter.to}',
        "method": "REPLY",
        **change,
    }
    lines = [
        "BEGIN:VCALENDAR",
        f"METHOD:{said['method']}",
        "PRODID:Microsoft Exchange Server 2010",
        "VERSION:2.0",
        "BEGIN:VEVENT",
        f"UID:{said['uid']}",
        f"DTSTAMP:{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{said['sequence']}",
        said["attendee"],
        "DTSTART:20261208T120000Z",
        *extra,
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = letter.to, "malbild@localhost", "Accepterat: Möte"
    message["Message-ID"], message["Auto-Submitted"] = "<svar@exempel.se>", "auto-generated"
    if to_letter:
        message["In-Reply-To"] = letter.message_id
    message.set_content("")
    message.add_alternative("\r\n".join(lines), subtype="calendar", params={"method": said["method"]})
    return message.as_bytes()


def of(address=BO):
    with outside_the_walls("test"):
        return Invitation.objects.get(user__email=address)


def test_yes_no_and_perhaps_are_read_and_counted(anna, invited):
    for who, partstat in (("bo", "ACCEPTED"), ("frida", "DECLINED"), ("gun", "tentative")):
        receive(answer(letters(f"{who}@exempel.se")[0], partstat))
    found = queries.turnout(anna, invited)
    assert (found.coming, found.not_coming, found.maybe, found.silent) == (["Bo"], ["Frida"], ["Gun"], ["Anna"])


@pytest.mark.parametrize("to_letter", [True, False])
def test_the_same_answer_twice_is_one_and_a_later_one_replaces_it(invited, to_letter):
    [letter] = letters()
    for _ in range(3):
        receive(answer(letter, to_letter=to_letter))
    assert (of().answer, of().via) == ("yes", "calendar")
    assert AuditEvent.objects.filter(action="meetings:meeting:answer").count() == 1
    with clock.standing_at(NOW + 2 * LATER):
        receive(answer(letter, "DECLINED", at=NOW + LATER, to_letter=to_letter))
        assert of().answer == "no"
        receive(answer(letter, "ACCEPTED", at=NOW, to_letter=to_letter))  # the first, come late
    assert of().answer == "no"


def test_an_answer_to_the_old_time_is_no_answer_to_the_new(anna, invited):
    receive(answer(letters()[0]))
    services.edit_meeting(anna, invited.pk, starts_at=DAY + dt.timedelta(days=2))
    assert queries.turnout(anna, invited).coming == []
    receive(answer(letters()[0], at=NOW + LATER))
    assert of().standing_answer == ""
    receive(answer(letters()[1], to_letter=False))
    assert of().standing_answer == "yes"
    [again] = calendar(letters()[1]).vevent.attendee_list
    assert again.params["PARTSTAT"] == ["NEEDS-ACTION"]


def test_another_room_keeps_the_answers_and_says_them_to_the_calendar(anna, invited):
    receive(answer(letters()[0]))
    services.edit_meeting(anna, invited.pk, starts_at=DAY, place="Biblioteket")
    assert of().standing_answer == "yes"
    event = calendar(letters()[1]).vevent
    assert (event.sequence.value, event.attendee.params["PARTSTAT"]) == ("1", ["ACCEPTED"])
    with clock.standing_at(NOW + LATER):
        receive(answer(letters()[0], "DECLINED", at=NOW + LATER))
    assert of().standing_answer == "no"  # from the first letter, but said later and about the same time


def test_a_clock_a_century_ahead_does_not_silence_the_person(invited):
    [letter] = letters()
    receive(answer(letter, at=NOW.replace(year=2126), sequence="999999999999"))
    assert of().answer == "yes"
    with clock.standing_at(NOW + LATER):
        receive(answer(letter, "DECLINED", at=NOW + LATER))
    assert of().answer == "no"


FORGED = {
    "another's address": {"attendee": "ATTENDEE;PARTSTAT=ACCEPTED:mailto:frida@exempel.se"},
    "an address nobody has": {"attendee": "ATTENDEE;PARTSTAT=ACCEPTED:mailto:x@y.se"},
    "two people": {
        "attendee": f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{BO}\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:frida@exempel.se"
    },
    "nobody": {"attendee": "COMMENT:hej"},
    "a guess": {"uid": "mote-1-1-" + "0" * 32 + "@localhost"},
    "another partnership": {"uid": "mote-2-1-" + "0" * 32 + "@localhost"},
    "no name of ours": {"uid": "x"},
    "delegated": {"attendee": f'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:x@y.se":mailto:{BO}'},
    "not yet": {"attendee": f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{BO}"},
    "a proposal": {"method": "COUNTER"},
    "a call": {"method": "REQUEST"},
    "a cancelling": {"method": "CANCEL"},
    "junk for a number": {"sequence": "ett"},
    "two events": {"extra": ("END:VEVENT", "BEGIN:VEVENT", "UID:x")},
    "one of a series": {"extra": ("RECURRENCE-ID:20261208T120000Z",)},
}


@pytest.mark.parametrize("how", FORGED)
@pytest.mark.parametrize("to_letter", [True, False])
def test_what_is_not_the_persons_own_answer_changes_nothing(invited, how, to_letter):
    before = Letter.objects.count()
    receive(answer(letters()[0], to_letter=to_letter, **FORGED[how]))
    with outside_the_walls("test"):
        assert set(Invitation.objects.values_list("answer", flat=True)) == {""}
    assert Letter.objects.count() == before


def test_a_letter_to_another_person_or_about_something_else_opens_nothing(invited):
    [letter] = letters()
    for wrong in (letters("frida@exempel.se")[0], post(to=BO, subject="x", text="x", kind="digest")):
        Letter.objects.update(state=LetterState.SENT, sent_at=clock.now())
        raw = answer(letter).replace(letter.message_id.encode(), wrong.message_id.encode())
        receive(raw)
        assert of().answer == ""
    receive(answer(letter))
    assert of().answer == "yes"


def test_who_has_left_the_table_and_a_meeting_that_has_begun_or_is_off_take_no_answer(world, anna, invited):
    end_seat(anna, world.seats["frida"].pk)
    receive(answer(letters("frida@exempel.se")[0]))
    assert of("frida@exempel.se").answer == ""
    services.open_meeting(anna, invited.pk)
    receive(answer(letters()[0]))
    assert of().answer == ""


def test_a_real_absence_is_still_an_absence(invited):
    message = EmailMessage()
    message["From"], message["Auto-Submitted"] = BO, "auto-replied"
    message["In-Reply-To"] = letters()[0].message_id
    message.set_content("Jag är borta. METHOD:REPLY")
    assert receive(message.as_bytes()).kind == "away"
    assert of().answer == ""


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 400))
def test_nothing_anybody_sends_stops_the_reading(junk, at):
    good = b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:x\r\nDTSTAMP:20261124T080000Z\r\nSEQUENCE:1\r\n"
    good += b"ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.se\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    assert read(good).answer == "yes"
    read(junk)
    read(good[:at] + junk + good[at:])


def test_the_page_answer_and_the_calendars_are_one_answer(world, bo, invited):
    receive(answer(letters()[0]))
    with clock.standing_at(NOW + LATER), scope_for(bo):
        services.answer_invitation(bo, invited.pk, answer="no")
        assert (of().answer, of().via) == ("no", "page")
        receive(answer(letters()[0]))  # told again, as after a crash
        assert of().answer == "no"
