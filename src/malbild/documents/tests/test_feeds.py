"""A person's calendar at a secret address: theirs, only theirs, and only as long as they sit at a table."""

import datetime as dt
from unittest import mock

import pytest
import vobject
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from malbild.access.actor import Role
from malbild.access.policy import Reach
from malbild.access.scope import outside_the_walls, scope_for
from malbild.audit.models import AuditEvent
from malbild.documents import feeds
from malbild.documents.invitations import keep_in_step
from malbild.documents.models import CalendarFeed
from malbild.documents.tests.caldav import caldav_server
from malbild.documents.tests.calls import DAY, NOW, letters
from malbild.goals.models import Measure
from malbild.goals.states import MeasureState
from malbild.kit import clock
from malbild.meetings import services
from malbild.outbox.message import as_message
from malbild.partnerships.services import end_seat, seat_person


def measure(world, owner, title, **more):
    start = {"state": MeasureState.ACCEPTED, "due": dt.date(2028, 2, 29), "reach": Reach.DECIDED, **more}
    with outside_the_walls("test"):
        return Measure.objects.create(
            partnership=world.ours,
            party=world.parties["kommun"],
            owner=world.seats[owner],
            title=title,
            number=Measure.objects.count() + 1,
            **start,
        )


@pytest.fixture
def address(world, frida, called):
    """Frida's address, with a meeting and two åtgärder to show."""
    measure(world, "frida", "Räkna cyklar, dag & natt; åäö 🚲")
    measure(world, "bo", "Bos åtgärd")
    measure(world, "frida", "Fridas utkast", state=MeasureState.DRAFT, reach=Reach.OWN_PARTY)
    return f"/kalender/{feeds.token_of(feeds.open_feed(frida, world.ours.pk))}.ics"


def read(address, **headers):
    return Client().get(address, headers=headers)


def events(response):
    assert response.status_code == 200
    whole = vobject.readOne(response.content.decode())
    return {e.summary.value: e for e in whole.vevent_list} if hasattr(whole, "vevent") else {}


def test_it_shows_the_meetings_and_the_persons_own_days_and_nothing_else(address, called):
    response = read(address)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    found = events(response)
    assert set(found) == {"Möte: Vår samverkan", "Klart senast: Räkna cyklar, dag & natt; åäö 🚲"}
    due = found["Klart senast: Räkna cyklar, dag & natt; åäö 🚲"]
    assert due.dtstart.value == dt.date(2028, 2, 29)
    meeting = found["Möte: Vår samverkan"]
    assert meeting.dtstart.serialize().strip() == "DTSTART;TZID=Europe/Stockholm:20261208T130000"
    assert b"METHOD" not in response.content
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT4H\r\n" in response.content


def test_the_meeting_has_the_name_it_has_in_the_invitation(address):
    [letter] = letters("frida@exempel.se")
    sent = next(p for p in as_message(letter).walk() if p.get_content_type() == "text/calendar").get_content()
    event = events(read(address))["Möte: Vår samverkan"]
    assert event.uid.value == vobject.readOne(sent).vevent.uid.value


def test_only_the_days_for_those_who_answer_in_their_calendar(address):
    found = events(read(address.replace(".ics", "/atgarder.ics")))
    assert set(found) == {"Klart senast: Räkna cyklar, dag & natt; åäö 🚲"}


def test_what_has_not_changed_is_not_sent_again(anna, address, called):
    etag = read(address)["ETag"]
    with clock.standing_at(NOW + dt.timedelta(hours=5)):
        again = read(address, if_none_match=etag)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
        assert again["Cache-Control"] == "private, no-cache"
        services.edit_meeting(anna, called.pk, starts_at=DAY, place="Biblioteket")
        changed = read(address, if_none_match=etag)
    assert events(changed)["Möte: Vår samverkan"].location.value == "Biblioteket"


def test_fifty_readings_leave_no_trace(address):
    before = (AuditEvent.objects.count(), list(CalendarFeed.objects.values()))
    for _ in range(50):
        assert read(address).status_code == 200
    assert Client().post(address).status_code == 405
    assert (AuditEvent.objects.count(), list(CalendarFeed.objects.values())) == before


@pytest.mark.parametrize("token", ["x", "a" * 43, "..", "å", "a" * 4000, "%00"])
def test_a_guess_opens_nothing(address, token):
    assert read(f"/kalender/{token}.ics").status_code == 404


def test_another_address_closes_the_first_and_closing_closes_both(world, frida, address):
    feeds.renew_feed(frida, world.ours.pk)
    assert read(address).status_code == 404
    new = f"/kalender/{feeds.token_of(feeds.feed_of(frida))}.ics"
    assert read(new).status_code == 200
    assert feeds.close_feed(frida, world.ours.pk)
    assert not feeds.close_feed(frida, world.ours.pk)
    assert read(new).status_code == 404


def test_it_ends_with_the_seat_and_a_later_seat_does_not_open_it(world, anna, address):
    end_seat(anna, world.seats["frida"].pk)
    assert read(address).status_code == 404
    keep_in_step()
    world.seats["frida"].revoked_at = None
    world.seats["frida"].save()
    assert read(address).status_code == 404


def test_one_who_becomes_a_reader_sees_no_meetings_to_come(world, address):
    world.seats["frida"].role = Role.READER.value
    world.seats["frida"].save()
    assert read(address).status_code == 404


def test_two_tables_are_one_calendar_and_the_other_tables_people_see_one(world, cia, address):
    bo = world.actor("bo")
    party = world.theirs.parties.first()
    seat_person(world.theirs, party=party, role=Role.PARTICIPANT, name="Bo", email="bo@exempel.se", accepted=True)
    with scope_for(cia):
        services.plan_meeting(cia, world.theirs.pk, starts_at=DAY + dt.timedelta(days=1))
    token = feeds.token_of(feeds.open_feed(bo, world.ours.pk))
    found = events(read(f"/kalender/{token}.ics"))
    assert set(found) == {"Möte: Vår samverkan", "Möte: Grannens samverkan", "Klart senast: Bos åtgärd"}
    assert found["Möte: Grannens samverkan"].status.value == "TENTATIVE"
    assert "Möte: Grannens samverkan" not in events(read(address))


def test_ten_years_cost_as_many_queries_as_one_meeting(world, anna, address):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            found = events(read(address))
        return len(asked), len(found)

    few, entries = queries()
    assert (few < 12, entries) == (True, 2)
    for n in range(30):
        measure(world, "frida", f"Åtgärd {n}")
        services.plan_meeting(anna, world.ours.pk, starts_at=DAY + dt.timedelta(days=n + 1))
    assert queries() == (few, 32)  # the days have a title each, the meetings one together


def test_the_table_of_addresses_opens_nothing_and_another_key_shows_nothing(frida, address, settings):
    token = address.split("/")[2].removesuffix(".ics")
    assert token not in str(list(CalendarFeed.objects.values()))
    with mock.patch.object(settings, "SECRET_KEY", "another"):
        assert feeds.token_of(feeds.feed_of(frida)) == ""
    assert read(address).status_code == 200


@pytest.mark.parametrize("who", ["anna", "bo", "frida", "gun"])
def test_the_page_makes_shows_changes_and_closes_the_address(world, who):
    client = world.client(who)

    def press(deed):
        return client.post("/s/var/kalender/adress/", {"deed": deed}, follow=True).content.decode()

    assert "Skapa min kalenderadress" in client.get("/s/var/kalender/").content.decode()
    first = press("open")
    assert "webcal://localhost:8000/kalender/" in first
    assert CalendarFeed.objects.count() == 1
    assert press("open").count("/kalender/") == first.count("/kalender/")
    token = feeds.token_of(CalendarFeed.objects.get())
    assert token in client.get("/s/var/kalender/").content.decode()
    assert token not in press("renew")
    assert "Skapa min kalenderadress" in press("close")
    assert client.post("/s/var/kalender/adress/", {"deed": "x"}).status_code == 422


@pytest.mark.parametrize("who", ["hans", "rut", "ines", "cia", "dan"])
def test_nobody_else_has_one_here(world, who):
    assert world.client(who).post("/s/var/kalender/adress/", {"deed": "open"}).status_code == 404
    assert not CalendarFeed.objects.exists()


# --- a real CalDAV server -----------------------------------------------------


def test_a_caldav_server_takes_the_feed_and_the_invitations_and_understands_their_hours(
    anna, address, called, tmp_path
):
    """As a calendar program does: the feed is published whole, an invitation is put under its name, a move over it."""
    services.edit_meeting(anna, called.pk, starts_at=DAY.replace(year=2027, month=3, day=30))
    sent = [
        next(p for p in as_message(letter).walk() if p.get_content_type() == "text/calendar").get_payload(decode=True)
        for letter in letters("frida@exempel.se")
    ]
    stored = [raw.replace(b"METHOD:REQUEST\r\n", b"") for raw in sent]  # RFC 4791 4.1: what is kept has no method
    with caldav_server(tmp_path) as dav:
        assert dav.put("/bo/feed.ics/", read(address).content) == 201
        assert "Räkna cyklar\\, dag & natt\\; åäö 🚲" in dav.get("/bo/feed.ics/").replace("\r\n ", "")
        assert dav.ask("MKCALENDAR", "/bo/own/")[0] == 201
        assert [dav.put("/bo/own/m.ics", raw) for raw in stored] == [201, 204]
        assert "SEQUENCE:1" in dav.get("/bo/own/m.ics")
        # 13.00 in Sweden is 11.00 UTC two days after the clock has gone forward
        for path in ("/bo/own/", "/bo/feed.ics/"):
            assert "Möte: Vår samverkan" in dav.between(path, "20270330T110000Z", "20270330T110100Z")
            assert "Möte: Vår samverkan" not in dav.between(path, "20270330T100000Z", "20270330T110000Z")
            assert "Möte" not in dav.between(path, "20261208T000000Z", "20261209T000000Z")
