"""The pages: from planning to minutes, with the mistakes people make on the way."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from malbild.access.scope import scope_for
from malbild.goals.models import Measure
from malbild.kit import clock
from malbild.meetings import services
from malbild.meetings.models import Entry, Meeting
from malbild.meetings.tests.conftest import MEETING
from malbild.outbox.models import Letter

LIST = "/s/var/moten/"


@pytest.fixture
def going(room):
    """A meeting that goes on, on its day."""
    meeting = room.plan()
    with clock.standing_at(MEETING):
        yield room.start(meeting)


def rows(room, model):
    with scope_for(room.anna):
        return list(model.objects.order_by("pk"))


def body(response):
    return response.content.decode().replace("\u00a0", " ").replace("&nbsp;", " ")


def first(room, meeting):
    return f"{LIST}{meeting.pk}/punkt/{room.agenda(meeting).sections[0].point.pk}/"


@pytest.mark.parametrize("time", ["13.00", "13:00", "kl 13", "13"])
def test_a_meeting_is_planned_with_a_day_and_a_time_as_people_write_them(room, world, time):
    page = world.client("anna").post(f"{LIST}nytt/", {"day": "8 december", "time": time}, follow=True)
    assert "Mötet är planerat." in body(page)
    assert [m.starts_at for m in rows(room, Meeting)] == [MEETING]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"day": "8 december"}, "Fyll i den här rutan."),
        ({"day": "snart", "time": "13"}, "Skriv ett datum, till exempel 27 november 2026."),
        ({"day": "8 december", "time": "efter lunch"}, "Skriv en tid, till exempel 13.00."),
        ({"day": "1 januari 2026", "time": "13"}, "Den tiden har passerat."),
        ({"day": "1 januari 2090", "time": "13"}, "mer än tre år"),
        ({"day": "8 december", "time": "13", "place": "hos 811218-9876"}, "personnummer"),
    ],
)
def test_a_plan_that_cannot_be_understood_is_kept_and_explained(room, world, sent, said):
    page = world.client("anna").post(f"{LIST}nytt/", sent)
    assert (page.status_code, said in body(page)) == (422, True)
    assert rows(room, Meeting) == []


def test_two_who_edit_the_same_meeting_both_see_both(room, world):
    meeting = room.plan()
    address = f"{LIST}{meeting.pk}/andra/"
    anna, bo = world.client("anna"), world.client("bo")
    seen = anna.get(address).context["seen"]
    bo.post(address, {"day": "8 december", "time": "13", "place": "Polishuset", "seen": seen})
    page = anna.post(address, {"day": "8 december", "time": "13", "place": "Biblioteket", "seen": seen})
    assert (page.status_code, "Polishuset" in body(page), "Biblioteket" in body(page)) == (422, True, True)
    assert rows(room, Meeting)[0].place == "Polishuset"


def test_the_agenda_page_asks_at_most_twelve_questions_with_one_and_with_fifty(room, world):
    meeting = room.plan()
    work = room.work("Stråket")
    room.promise("En", assignment_id=work.pk)
    client = world.client("anna")
    with CaptureQueriesContext(connection) as few:
        client.get(f"{LIST}{meeting.pk}/")
    for n in range(49):
        room.promise(f"Sen {n}", due=dt.date(2026, 12, 1), assignment_id=work.pk)
    with CaptureQueriesContext(connection) as many:
        page = client.get(f"{LIST}{meeting.pk}/")
    assert "Sen 48" in body(page)
    asked = [[q for q in found if "set_config" not in q["sql"]] for found in (few, many)]  # the wall tells PostgreSQL
    assert len(asked[0]) == len(asked[1]) <= 12


@pytest.mark.parametrize("path", ["", "avsluta/", "forhandsvisa/"])
def test_no_page_of_the_meeting_asks_more_when_more_is_written(room, world, going, path):
    client = world.client("anna")
    address = f"{LIST}{going.pk}/{path}" if path else first(room, going)

    def add(n):
        room.promise(f"Lovad {n}")
        room.measure(f"Utkast {n}", owner=None)
        room.write(going, "measure", f"Ny {n}", owner_id=world.seats["frida"].pk)
        room.write(going, "decision", f"Beslut {n}")

    add(0)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for n in range(1, 10):
        add(n)
    with CaptureQueriesContext(connection) as many:
        assert client.get(address).status_code == 200
    assert len(few) == len(many)


def test_the_agenda_is_arranged_with_buttons(room, world):
    meeting = room.plan()
    client = world.client("bo")
    client.post(f"{LIST}{meeting.pk}/punkt/", {"title": "Polisens lägesbild"})
    top, _quarter, own, _last = room.agenda(meeting).sections
    address = f"{LIST}punkt/{own.point.pk}/"
    client.post(address, {"deed": "up", "past": top.point.pk})
    client.post(address, {"deed": "minutes", "minutes": "25"})
    assert next((s.title, s.point.minutes) for s in room.agenda(meeting).sections) == ("Polisens lägesbild", 25)
    for sent in ({"deed": "minutes", "minutes": "många"}, {"deed": "hoppa"}, {"deed": "depth", "assignment": "9" * 40}):
        assert client.post(address, sent).status_code == 422
    client.post(address, {"deed": "away"})
    assert "Polisens lägesbild" in body(client.get(f"{LIST}{meeting.pk}/"))
    assert world.client("frida").post(address, {"deed": "back"}).status_code == 403
    assert world.client("cia").post(address, {"deed": "back"}).status_code == 404


def test_an_answer_is_one_tap_or_one_word_more(room, world, going):
    one, two = room.promise("Belysning"), room.promise("Bjud in skolan")
    client, point = world.client("anna"), first(room, going).rstrip("/").rpartition("/")[2]
    answer = f"{LIST}{going.pk}/svar/"
    assert client.post(f"{answer}{one.pk}/?punkt={point}", {"answer": "done"}).url.endswith(f"{point}/#a{one.pk}")
    page = client.post(
        f"{answer}{two.pk}/ny-tid/?punkt={point}", {"new_due": "15 januari", "reason": "resources"}, follow=True
    )
    assert "Ny dag: 15 januari" in body(page)
    assert 'value="done" aria-pressed="true"' in body(page)
    assert client.post(f"{answer}{two.pk}/", {"answer": "kanske"}).status_code == 422
    assert client.post(f"{answer}{two.pk}/ny-tid/", {"new_due": "1 december 2020"}).status_code == 422
    assert {m.title: (m.state, m.due) for m in rows(room, Measure)} == {
        "Belysning": ("done", dt.date(2026, 12, 4)),
        "Bjud in skolan": ("accepted", dt.date(2027, 1, 15)),
    }
    said = room.section(going, "since-last").promises[0].said
    client.post(f"{LIST}{going.pk}/svar/{said.pk}/angra/?punkt={point}")
    assert rows(room, Measure)[0].state == "accepted"


def test_what_is_written_is_saved_at_once_and_once(room, world, going):
    client, address = world.client("anna"), first(room, going)
    once = client.get(address).context["once"]
    sent = {"kind": "measure", "text": "Ring Nils", "owner_id": world.seats["frida"].pk, "once": once}
    page = client.post(address, sent, follow=True)
    client.post(address, sent)
    assert "Ring Nils" in body(page)
    assert "1 åtgärd saknar ägare eller dag." in body(page)
    assert "Sparat 13.00" in body(page)
    assert [(e.text, e.kind) for e in rows(room, Entry)] == [("Ring Nils", "measure")]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"kind": "measure", "text": ""}, "Skriv vad ni kom fram till."),
        ({"kind": "measure", "text": "Ring", "due": "i vår"}, "Skriv ett datum"),
        ({"kind": "note", "text": "Prata med 811218-9876"}, "personnummer"),
        ({"kind": "measure", "text": "å" * 201}, "högst 200 tecken"),
        ({"kind": "note", "text": "å" * 10_000}, "500"),
        ({"kind": "dikt", "text": "Ring"}, "mt-write"),
        ({"kind": "measure", "text": "Ring", "owner_id": "999999"}, "mt-write"),
    ],
)
def test_what_cannot_be_saved_stands_left_in_the_field(room, world, going, sent, said):
    page = world.client("anna").post(first(room, going), sent)
    assert (page.status_code, said in body(page)) == (422, True)
    assert rows(room, Entry) == []
    assert sent["text"][:20] in body(page)


@pytest.mark.parametrize("kind", ["decision", "note"])
def test_what_is_hidden_for_another_kind_is_not_read(room, world, going, kind):
    sent = {"kind": kind, "text": "Vi fortsätter", "due": "i morgon", "owner_id": "999999", "body": "Gruppen"}
    assert world.client("anna").post(first(room, going), sent).status_code == 302
    assert [(e.text, e.due, e.owner_id) for e in rows(room, Entry)] == [("Vi fortsätter", None, None)]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "🎉 fest", "\u202evänd text", "Robert'); DROP TABLE"])
def test_strange_text_is_shown_as_text(room, world, going, text):
    client, address = world.client("anna"), first(room, going)
    assert client.post(address, {"kind": "note", "text": text}).status_code == 302
    page = body(client.get(address))
    assert "<script>alert" not in page
    assert client.post(f"{LIST}{going.pk}/avsluta/", {"send": "1"}).status_code == 302
    assert Letter.objects.count() == 4


def test_two_note_takers_never_overwrite_each_other_silently(room, world, going):
    entry = room.write(going, "note", "Första")
    address = f"{LIST}rad/{entry.pk}/"
    anna, bo = world.client("anna"), world.client("bo")
    seen = anna.get(address).context["seen"]
    bo.post(address, {"text": "Bos ändring", "seen": bo.get(address).context["seen"]})
    page = anna.post(address, {"text": "Annas ändring", "seen": seen})
    assert (page.status_code, "Bos ändring" in body(page), "Annas ändring" in body(page)) == (422, True, True)
    assert rows(room, Entry)[0].text == "Bos ändring"


def test_a_removed_line_can_be_taken_back(room, world, going):
    entry = room.write(going, "note", "Fel")
    client, address = world.client("anna"), f"{LIST}rad/{entry.pk}/bort/"
    client.post(address)
    assert "Lägg tillbaka" in body(client.get(first(room, going)))
    client.post(address, {"deed": "back"})
    assert rows(room, Entry)[0].removed_at is None


def test_the_log_is_fetched_alone_for_the_other_note_taker(room, world, going):
    room.write(going, "note", "Bos rad")
    part = world.client("anna").get(first(room, going), headers={"HX-Request": "true"})
    assert "Bos rad" in body(part)
    assert "<html" not in body(part)


def test_those_who_take_part_read_along_and_answer_for_their_own(room, world, going):
    room.promise("Fridas")
    room.promise("Bos", owner="bo")
    page = body(world.client("frida").get(first(room, going)))
    assert "Lägg till" not in page
    assert "Avsluta mötet" not in page
    assert page.count('value="on-track"') == 1
    assert world.client("frida").post(first(room, going), {"kind": "note", "text": "x"}).status_code == 403


def test_attendance_from_two_phones_keeps_both(room, world, going):
    anna, bo = world.client("anna"), world.client("bo")
    address = f"{LIST}{going.pk}/narvaro/"
    frida, gun = str(world.seats["frida"].pk), str(world.seats["gun"].pk)
    anna.post(address, {"here": [frida], "others": "Rektor"})
    bo.post(address, {"here": [gun], "others": "", "others_before": ""})
    assert room.close(going, send=False).snapshot["present"] == ["Frida, Skola", "Gun, Kommun"]
    assert rows(room, Meeting)[0].others == "Rektor"


def test_the_whole_way_from_start_to_sent_minutes(room, world):
    draft = room.measure("Laga cykelställen", owner=None, due=None)
    with scope_for(room.anna):
        item = services.carry_over(room.anna, world.ours.pk, text="Skolan saknas ofta")
    meeting = room.plan()
    anna = world.client("anna")
    with clock.standing_at(MEETING):
        page = anna.post(f"{LIST}{meeting.pk}/starta/", follow=True)
        assert "Sedan sist" in body(page)
        point = page.context["section"].point.pk
        anna.post(
            f"{LIST}{meeting.pk}/agare/{draft.pk}/?punkt={point}",
            {"owner_id": world.seats["bo"].pk, "due": "12 januari"},
        )
        anna.post(
            f"{LIST}{meeting.pk}/agare/{draft.pk}/?punkt={point}",
            {"owner_id": world.seats["frida"].pk, "due": "12 januari"},
        )
        anna.post(f"{LIST}{meeting.pk}/kvar/{item.pk}/undan/", {"note": "Skolan är med"})
        page = anna.post(f"{LIST}{meeting.pk}/punkt/{point}/klar/", follow=True)
        assert page.context["section"].number == 2
        booked = anna.post(
            f"{LIST}{meeting.pk}/nasta/?till=avsluta", {"day": "12 januari", "time": "kl 13"}, follow=True
        )
        assert "Nästa möte: tisdag 12 januari 2027 klockan 13.00" in body(booked)
        assert "Laga cykelställen" in body(booked)
        closed = anna.post(f"{LIST}{meeting.pk}/avsluta/", {"send": "1"}, follow=True)
        assert "Anteckningarna skickas till alla i samverkan." in body(closed)
        assert anna.post(f"{LIST}{meeting.pk}/avsluta/", {"send": "1"}).status_code == 302
    assert [(m.title, m.state, m.owner_id) for m in rows(room, Measure)] == [
        ("Laga cykelställen", "asked", world.seats["frida"].pk)
    ]
    assert Letter.objects.filter(kind="minutes").count() == 4
    for who in ("hans", "rut"):
        assert "Läs anteckningarna" in body(world.client(who).get(LIST))
        page = body(world.client(who).get(f"{LIST}{meeting.pk}/"))
        assert "Läggs undan: Skolan är med" in page
        assert "Öppna mötet igen" not in page


def test_minutes_are_corrected_or_reopened_for_seven_days(room, world, going):
    room.close(going, send=False)
    anna, address = world.client("anna"), f"{LIST}{going.pk}/"
    page = anna.post(f"{address}rattelse/", {"text": "Gun var också med"}, follow=True)
    assert "Gun var också med" in body(page)
    assert "8 december 2026 · Anna" in body(page)
    with clock.standing_at(MEETING + dt.timedelta(days=8)):
        assert "Öppna mötet igen" not in body(anna.get(address))
        assert anna.post(f"{address}oppna-igen/").status_code == 422
    assert "Mötet är öppet igen." in body(anna.post(f"{address}oppna-igen/", follow=True))


@pytest.mark.parametrize("path", ["avsluta/", "forhandsvisa/", "punkt/999999/", "andra/"])
def test_no_address_of_a_planned_meeting_is_an_error(room, world, path):
    meeting = room.plan()
    assert world.client("anna").get(f"{LIST}{meeting.pk}/{path}").status_code in (200, 302)


def test_no_form_here_asks_for_more_than_three_things():
    from malbild.meetings import forms as module  # noqa: PLC0415 - the module itself is read

    made = [f for f in vars(module).values() if isinstance(f, type) and hasattr(f, "base_fields")]
    assert len(made) > 8
    assert all(sum(x.required for x in f.base_fields.values()) <= 3 for f in made)


def test_one_tap_makes_the_agenda_fit(world, room):
    room.plan(MEETING + dt.timedelta(days=20))  # nearer the turn of the quarter, which is taken up there
    meeting = room.plan(minutes=30)
    with scope_for(room.anna):
        services.add_point(room.anna, meeting.pk, title="Polisens bild", minutes=20)
    address = f"/s/var/moten/{meeting.pk}/"
    page = world.client("anna").get(address).content.decode()
    assert "Punkterna tar 40 minuter, mötet är 30." in page
    assert "Korta Polisens bild till 10 min" in page
    assert "Korta Polisens bild" not in world.client("frida").get(address).content.decode()
    point = room.agenda(meeting).savings[0].section.point.pk
    world.client("anna").post(f"/s/var/moten/punkt/{point}/", {"deed": "minutes", "minutes": "10"})
    assert "Punkterna tar" not in world.client("anna").get(address).content.decode()
