"""Justering: named persons approve the very words, and every change asks them anew."""

import datetime as dt
from collections import Counter

import pytest

from malbild.access.errors import Forbidden
from malbild.access.scope import outside_the_walls, scope_for
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.meetings import queries, services
from malbild.meetings.errors import TooLate
from malbild.meetings.models import Approval, Meeting, Minutes
from malbild.meetings.tests.conftest import MEETING
from malbild.outbox.models import Letter

LIST = "/s/var/moten/"
LATER = MEETING + dt.timedelta(days=10)


@pytest.fixture
def closed(room, world):
    """Frida and Gun are asked at the closing."""
    meeting = room.plan()
    with clock.standing_at(MEETING):
        room.start(meeting)
        room.write(meeting, "decision", "Vi lagar ljuset", body="Styrgruppen")
        asked = [world.seats[who].pk for who in ("frida", "gun")]
        room.close(meeting, send=False, approvers=asked)
        yield meeting


def record(world, meeting, who="anna"):
    actor = world.actor(who)
    with scope_for(actor):
        return queries.record(actor, Meeting.objects.get(pk=meeting.pk))


def letters_sent(before=()):
    """To whom, beside those before."""
    return sorted((Counter(Letter.objects.values_list("to", flat=True)) - Counter(before)).elements())


def state(world, meeting):
    with outside_the_walls("test"):
        return Meeting.objects.get(pk=meeting.pk).state


def approve(world, who, meeting, seal=None):
    actor = world.actor(who)
    with scope_for(actor):
        minutes = Minutes.objects.get(meeting=meeting, reopened_at=None)
        return services.approve_minutes(actor, meeting.pk, seal=seal or queries.seal(minutes))


def test_it_is_justerat_when_everyone_who_was_asked_has_approved(world, closed):
    approve(world, "frida", closed)
    assert (state(world, closed), record(world, closed).approved_on) == ("closed", None)
    approve(world, "gun", closed)
    approve(world, "gun", closed)
    found = record(world, closed, "hans")
    assert (state(world, closed), found.approved_on) == ("approved", MEETING)
    assert [a.membership.user.name for a in found.approvals] == ["Frida", "Gun"]


@pytest.mark.parametrize("who", ["anna", "bo", "hans", "rut"])
def test_nobody_approves_for_somebody_else(world, closed, who):
    with pytest.raises(Forbidden):
        approve(world, who, closed)
    assert world.client(who).post(f"{LIST}{closed.pk}/justera/", {"seal": "x"}).status_code == 403
    assert world.client(who).get(f"{LIST}{closed.pk}/justera/fel/").status_code == 403
    assert world.client("cia").post(f"{LIST}{closed.pk}/justera/", {"seal": "x"}).status_code == 404
    assert [a.approved_at for a in record(world, closed).approvals] == [None, None]


@pytest.mark.parametrize(("who", "status"), [("frida", 403), ("gun", 403), ("hans", 403), ("rut", 403), ("ines", 404)])
def test_only_an_organiser_chooses_who_is_asked(world, closed, who, status):
    sent = {"approvers": [world.seats["bo"].pk]}
    assert world.client(who).post(f"{LIST}{closed.pk}/justering/", sent).status_code == status
    assert len(record(world, closed).approvals) == 2


def test_choosing_again_asks_only_the_new_one_and_lets_go_of_who_is_left_out(world, closed):
    approve(world, "frida", closed)
    before = letters_sent()
    sent = {"approvers": [world.seats["frida"].pk, world.seats["bo"].pk]}
    for _twice in range(2):
        world.client("anna").post(f"{LIST}{closed.pk}/justering/", sent)
    found = record(world, closed)
    assert [(a.membership.user.name, bool(a.approved_at)) for a in found.approvals] == [("Frida", True), ("Bo", False)]
    assert letters_sent(before) == ["bo@exempel.se"]


@pytest.mark.parametrize("who", ["hans", "cia"])
def test_only_those_at_the_table_can_be_asked(room, world, closed, who):
    with scope_for(room.anna), pytest.raises(Refusal, match="vid bordet"):
        services.choose_approvers(room.anna, closed.pk, membership_ids=[world.seats[who].pk])


def test_each_who_is_asked_gets_one_letter_that_says_nothing_of_the_meeting(closed):
    letters = list(Letter.objects.order_by("to"))
    assert [(x.to, x.kind) for x in letters] == [("frida@exempel.se", "minutes"), ("gun@exempel.se", "minutes")]
    assert all("Justera: anteckningar från mötet" in x.subject and "ljuset" not in x.text + x.html for x in letters)


def test_a_correction_asks_those_who_had_approved_anew(room, world, closed):
    approve(world, "frida", closed)
    approve(world, "gun", closed)
    before = letters_sent()
    with scope_for(room.anna):
        for _twice in range(2):
            services.correct_minutes(room.anna, closed.pk, text="Gun var också med")
    assert (state(world, closed), record(world, closed).approved_on) == ("closed", None)
    assert letters_sent(before) == ["frida@exempel.se", "gun@exempel.se"]
    assert Letter.objects.filter(subject__startswith="Justera igen").count() == 2
    approve(world, "frida", closed)
    approve(world, "gun", closed)
    assert state(world, closed) == "approved"


def test_one_who_was_asked_says_what_is_wrong_also_after_the_seven_days(world, closed):
    approve(world, "gun", closed)
    with clock.standing_at(LATER):
        client = world.client("frida")
        assert client.get(f"{LIST}{closed.pk}/justera/fel/").status_code == 200
        page = client.post(f"{LIST}{closed.pk}/justera/fel/", {"text": "Det var Bo som sa det"}, follow=True)
        assert "Det var Bo som sa det" in page.content.decode()
    found = record(world, closed, "hans")
    assert [(c.text, c.by.user.name) for c in found.corrections] == [("Det var Bo som sa det", "Frida")]
    assert len(found.waits_for) == 2


def test_after_seven_days_and_when_approved_the_words_lie_fast(room, world, closed):
    approve(world, "frida", closed)
    with clock.standing_at(LATER), scope_for(room.anna):
        services.correct_minutes(room.anna, closed.pk, text="Sent men före")
    approve(world, "frida", closed)
    approve(world, "gun", closed)
    with clock.standing_at(LATER):
        with scope_for(room.anna), pytest.raises(TooLate):
            services.correct_minutes(room.anna, closed.pk, text="För sent")
        frida = world.actor("frida")
        with scope_for(frida), pytest.raises(TooLate):
            services.object_to_minutes(frida, closed.pk, text="För sent")


def test_nobody_approves_words_they_have_not_seen(room, world, closed):
    page = world.client("frida").get(f"{LIST}{closed.pk}/")
    seal = page.context["seal"]
    with scope_for(room.anna):
        services.correct_minutes(room.anna, closed.pk, text="Kom emellan")
    answer = world.client("frida").post(f"{LIST}{closed.pk}/justera/", {"seal": seal})
    assert (answer.status_code, "rättats sedan du öppnade" in answer.content.decode()) == (422, True)
    assert not any(a.approved_at for a in record(world, closed).approvals)


def test_a_reopened_meeting_is_approved_anew_by_the_same_people(room, world, closed):
    approve(world, "frida", closed)
    approve(world, "gun", closed)
    before = letters_sent()
    with scope_for(room.anna):
        services.reopen_meeting(room.anna, closed.pk)
    hans = world.actor("hans")
    with scope_for(hans):
        assert not Approval.objects.visible_to(hans).exists()
    room.close(closed, send=False)
    assert (state(world, closed), len(record(world, closed).waits_for)) == ("closed", 2)
    assert letters_sent(before) == ["frida@exempel.se", "gun@exempel.se"]


def test_the_seal_tells_of_words_that_were_changed_behind_our_back(room, world, closed):
    approve(world, "frida", closed)
    approve(world, "gun", closed)
    page = world.client("anna").get(f"{LIST}{closed.pk}/").content.decode()
    assert "Texten är densamma som den som godkändes." in page
    with outside_the_walls("test"):
        minutes = Minutes.objects.get(meeting=closed)
        minutes.snapshot["decisions"][0]["text"] = "Vi lagar inte ljuset"
        minutes.save()
    assert "Texten är inte densamma" in world.client("anna").get(f"{LIST}{closed.pk}/").content.decode()


def test_it_stands_on_the_page_the_list_and_the_paper(world, closed):
    for who in ("frida", "gun"):
        assert "Väntar på att du justerar" in world.client(who).get(LIST).content.decode()
        client = world.client(who)
        seal = client.get(f"{LIST}{closed.pk}/").context["seal"]
        client.post(f"{LIST}{closed.pk}/justera/", {"seal": seal})
    assert "Väntar på att du justerar" not in world.client("gun").get(LIST).content.decode()
    text = (
        world.client("hans").get(f"{LIST}{closed.pk}/").content.decode().replace("\u00a0", " ").replace("&nbsp;", " ")
    )
    assert "Justerat tisdag 8 december 2026." in text
    assert "godkände 8 december 2026" in text
    assert "Justerat" in world.client("hans").get(LIST).content.decode()


def test_the_start_page_asks_those_who_are_to_approve_until_they_have(world, closed):
    def is_asked(who):
        return "Läs och justera" in world.client(who).get("/s/var/").content.decode()

    assert {who: is_asked(who) for who in ("anna", "frida", "gun", "hans")} == {
        "anna": False,
        "frida": True,
        "gun": True,
        "hans": False,
    }
    approve(world, "frida", closed)
    assert not is_asked("frida")
