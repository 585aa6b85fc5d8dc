"""Two take notes at once: what is told to whom, and that nobody overwrites anybody unseen."""

import datetime as dt
import json

import pytest
from django.conf import settings

from malbild.access.errors import Forbidden
from malbild.access.scope import scope_for
from malbild.kit import clock
from malbild.live.feeds import FEEDS, Asked
from malbild.meetings import services
from malbild.meetings.models import Entry, Meeting, Writing
from malbild.meetings.tests.conftest import MEETING

LIST = "/s/var/moten/"


@pytest.fixture
def going(room):
    meeting = room.plan()
    with clock.standing_at(MEETING):
        yield room.start(meeting)


def listen(world, who, meeting, language="sv"):
    cookies = {name: m.value for name, m in world.client(who).cookies.items()}
    assert settings.SESSION_COOKIE_NAME in cookies
    return FEEDS["mote"].admit(Asked(meeting.pk, cookies, language))


def says(reader, before=None):
    return FEEDS["mote"].frame(reader, before)


def test_every_change_of_the_notes_is_told_and_no_word_of_them(room, world, going):
    reader = listen(world, "frida", going)
    frames = [says(reader)]

    def changed():
        frames.append(says(reader, frames[-1]))
        return frames[-1].says["log"] != frames[-2].says["log"]

    assert not changed()
    entry = room.write(going, "note", "Hemligt ord")
    assert changed()
    with clock.standing_at(MEETING + dt.timedelta(seconds=1)), scope_for(room.anna):
        services.edit_entry(room.anna, entry.pk, text="Annat ord")
        assert changed()
    with clock.standing_at(MEETING + dt.timedelta(seconds=2)), scope_for(room.anna):
        services.remove_entry(room.anna, entry.pk)
        assert changed()
    point = room.agenda(going).sections[0].point.pk
    with scope_for(room.anna):
        services.handle_point(room.anna, point)
        assert changed()
        services.keep_inside(room.anna, point)
        assert changed()
    assert all("ord" not in json.dumps(frame.says) for frame in frames)


def test_who_writes_where_is_told_for_some_seconds(room, world, bo, going):
    reader, english = listen(world, "anna", going), listen(world, "anna", going, "en")
    point = room.agenda(going).sections[0].point.pk
    with scope_for(bo):
        services.say_writing(bo, going.pk, point_id=point)
    frame = says(reader)
    (told,) = json.loads(frame.says["writing"])
    assert (told["me"], told["text"]) == (world.users["bo"].pk, "Bo skriver under Sedan sist.")
    assert 0 < frame.again_in <= 21
    assert "Bo is writing" in says(english).says["writing"]
    with clock.standing_at(MEETING + dt.timedelta(seconds=25)):
        assert json.loads(says(reader, frame).says["writing"]) == []


def test_it_is_no_longer_told_when_the_line_is_written_or_given_up(room, world, bo, going):
    point = room.agenda(going).sections[0].point.pk
    with scope_for(bo):
        services.say_writing(bo, going.pk, point_id=point)
        services.say_writing(bo, going.pk, point_id=point)
        assert Writing.objects.count() == 1
        services.write(bo, going.pk, kind="note", text="Skrivet", point_id=point)
        assert Writing.objects.count() == 0
        services.say_writing(bo, going.pk, point_id=point)
        services.say_writing(bo, going.pk)
        assert Writing.objects.count() == 0


@pytest.mark.parametrize(("who", "status"), [("frida", 403), ("gun", 403), ("hans", 404), ("ines", 404), ("cia", 404)])
def test_only_a_note_taker_is_said_to_write(room, world, going, who, status):
    point = room.agenda(going).sections[0].point.pk
    sent = {"point": point}
    assert world.client(who).post(f"{LIST}{going.pk}/skriver/", sent).status_code == status
    actor = world.actor("gun")
    with scope_for(actor), pytest.raises(Forbidden):
        services.say_writing(actor, going.pk, point_id=point)
    for odd in ({"point": "9" * 30}, {"entry": "x"}, {"point": "999999"}):
        assert world.client("anna").post(f"{LIST}{going.pk}/skriver/", odd).status_code == 204
    with scope_for(room.anna):
        assert not Writing.objects.exists()


def test_the_other_is_told_that_the_meeting_has_closed(room, world, going):
    reader = listen(world, "bo", going)
    assert says(reader).says["state"] == "open"
    room.close(going, send=False)
    assert says(reader).says["state"] == "closed"


def test_both_who_write_another_guest_are_kept(room, world, going):
    address = f"{LIST}{going.pk}/narvaro/"
    world.client("bo").post(address, {"others": "Rektor Eva", "others_before": ""})
    world.client("anna").post(address, {"others": "En väktare", "others_before": ""})
    with scope_for(room.anna):
        assert Meeting.objects.get(pk=going.pk).others == "Rektor Eva / En väktare"


def test_two_who_choose_an_owner_for_the_same_atgard_both_see_both(room, world, going):
    measure = room.measure("Laga cykelställen", owner=None, due=None)
    address = f"{LIST}{going.pk}/agare/{measure.pk}/"
    seen = world.client("anna").get(address).context["seen"]
    world.client("bo").post(address, {"owner_id": world.seats["bo"].pk, "due": "12 januari 2027", "seen": seen})
    page = world.client("anna").post(address, {"owner_id": world.seats["frida"].pk, "due": "", "seen": seen})
    assert (page.status_code, "Bo, Polis" in page.content.decode()) == (422, True)
    with scope_for(room.anna):
        assert Entry.objects.get(measure=measure).owner.user.name == "Bo"


def test_a_line_that_is_sent_twice_is_written_once(room, world, going):
    address = f"{LIST}{going.pk}/punkt/{room.agenda(going).sections[0].point.pk}/"
    sent = {"kind": "note", "text": "En gång", "once": "a" * 32}
    for _twice in range(2):
        assert world.client("anna").post(address, sent).status_code == 302
    with scope_for(room.anna):
        assert [e.text for e in Entry.objects.all()] == ["En gång"]


def test_the_bodies_that_have_decided_before_are_there_to_choose_and_others_can_be_written(room, world, going):
    room.write(going, "decision", "Ja", body="Socialnämnden")
    page = world.client("anna").get(f"{LIST}{going.pk}/punkt/{room.agenda(going).sections[0].point.pk}/")
    listed = page.content.decode().partition('<datalist id="organ">')[2].partition("</datalist>")[0]
    assert [name in listed for name in ("Gruppen", "Socialnämnden", "Styrgruppen", "Polis")] == [True] * 4
