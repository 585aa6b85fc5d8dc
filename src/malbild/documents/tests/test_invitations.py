"""The call goes to everyone at the table as an invitation that their own calendar understands."""

import datetime as dt
from email import message_from_bytes, policy

from malbild.access.actor import Role
from malbild.access.scope import outside_the_walls
from malbild.documents.invitations import keep_in_step
from malbild.documents.tests.calls import DAY, HOUR, NOW, calendar, letters
from malbild.kit import clock
from malbild.meetings import services
from malbild.meetings.models import Invitation
from malbild.outbox.message import as_message
from malbild.outbox.models import Letter
from malbild.partnerships.services import end_seat, seat_person


def test_calling_twice_calls_once(anna, planned):
    services.call_meeting(anna, planned.pk)
    services.call_meeting(anna, planned.pk)
    assert Letter.objects.count() == 4
    letter = Letter.objects.first()
    assert letter.subject.replace("\u00a0", " ") == "Kallelse: möte tisdag 8 december"
    assert "1. Sedan sist (15 min)" in letter.text


def test_the_call_is_an_invitation_in_swedish_time_to_one_person(called):
    [letter] = letters()
    made = calendar(letter)
    event = made.vevent
    assert made.method.value == "REQUEST"
    assert event.dtstart.serialize().strip() == "DTSTART;TZID=Europe/Stockholm:20261208T130000"
    assert event.dtend.value - event.dtstart.value == HOUR + dt.timedelta(minutes=20)  # the quarter is on it
    assert (event.location.value, event.sequence.value) == ("Kommunhuset, sal 2", "0")
    assert event.organizer.value == "mailto:malbild@localhost"
    assert event.organizer.params["CN"] == ["Vår samverkan"]
    [person] = event.attendee_list
    assert person.value == "mailto:bo@exempel.se"
    assert (person.params["RSVP"], person.params["PARTSTAT"]) == (["TRUE"], ["NEEDS-ACTION"])
    with outside_the_walls("test"):
        assert event.uid.value == Invitation.objects.get(user__email="bo@exempel.se").uid
        assert Invitation.objects.values("uid").distinct().count() == 4


def test_the_letter_is_laid_out_as_mail_programs_expect(called):
    message = message_from_bytes(as_message(letters()[0]).as_bytes(), policy=policy.default)
    assert message.get_content_type() == "multipart/mixed"
    body, attached = message.iter_parts()
    assert [p.get_content_type() for p in body.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    part = list(body.iter_parts())[2]
    assert (part["Content-Type"].params["method"], part.get_content_charset()) == ("REQUEST", "utf-8")
    assert (attached.get_content_type(), attached.get_filename()) == ("application/ics", "mote.ics")
    assert part.get_payload(decode=True) == attached.get_payload(decode=True)
    assert b"\r\nMETHOD:REQUEST\r\n" in part.get_payload(decode=True)


def test_those_who_were_called_hear_of_a_change_and_of_a_cancelling(anna, planned):
    services.edit_meeting(anna, planned.pk, starts_at=DAY + HOUR)
    services.cancel_meeting(anna, services.plan_meeting(anna, planned.partnership_id, starts_at=DAY).pk)
    assert not Letter.objects.exists()
    services.call_meeting(anna, planned.pk)
    services.edit_meeting(anna, planned.pk, starts_at=DAY + dt.timedelta(days=1))
    services.edit_meeting(anna, planned.pk, starts_at=DAY + dt.timedelta(days=1), group="Styrgruppen")
    services.cancel_meeting(anna, planned.pk)
    told = letters()
    assert [x.subject.partition(":")[0] for x in told] == ["Kallelse", "Ändrad kallelse", "Inställt"]
    events = [calendar(x) for x in told]
    assert [e.method.value for e in events] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [e.vevent.sequence.value for e in events] == ["0", "1", "2"]
    assert len({e.vevent.uid.value for e in events}) == 1
    assert events[2].vevent.status.value == "CANCELLED"
    assert events[1].vevent.dtstart.value.day == 9


def test_who_comes_to_the_table_later_is_called_and_who_leaves_it_is_told_only_that(world, anna, called):
    assert keep_in_step() == 0
    seat_person(
        world.ours,
        party=world.parties["skola"],
        role=Role.PARTICIPANT,
        name="Nils",
        email="nils@exempel.se",
        accepted=True,
    )
    end_seat(anna, world.seats["frida"].pk)
    assert keep_in_step() == 2
    assert keep_in_step() == 0
    assert calendar(letters("nils@exempel.se")[0]).method.value == "REQUEST"
    gone = letters("frida@exempel.se")[-1]
    made = calendar(gone)
    assert (made.method.value, made.vevent.sequence.value) == ("CANCEL", "1")
    assert gone.subject == "Kallelsen gäller inte längre"
    assert "/s/var/" not in gone.text + gone.html + made.serialize()
    services.edit_meeting(anna, called.pk, starts_at=DAY + HOUR)
    assert len(letters("frida@exempel.se")) == 2
    assert [calendar(x).vevent.sequence.value for x in letters("nils@exempel.se")] == ["0", "1"]


def test_a_seat_that_ends_by_itself_and_one_that_comes_back(world, called):
    world.seats["frida"].ends_on = NOW.date()
    world.seats["frida"].save()
    with clock.standing_at(NOW + dt.timedelta(days=1)):
        assert keep_in_step() == 1
        world.seats["frida"].ends_on = None
        world.seats["frida"].save()
        assert keep_in_step() == 1
    told = [calendar(x) for x in letters("frida@exempel.se")]
    assert [(t.method.value, t.vevent.sequence.value) for t in told] == [
        ("REQUEST", "0"),
        ("CANCEL", "1"),
        ("REQUEST", "2"),
    ]


def test_a_new_address_gets_the_meeting_and_the_old_one_loses_it(world, called):
    frida = world.users["frida"]
    frida.email = "frida@skolan.exempel.se"
    frida.save()
    assert keep_in_step() == 1
    assert calendar(letters("frida@exempel.se")[-1]).method.value == "CANCEL"
    new = calendar(letters("frida@skolan.exempel.se")[0])
    assert (new.method.value, new.vevent.sequence.value) == ("REQUEST", "2")
    assert keep_in_step() == 0
