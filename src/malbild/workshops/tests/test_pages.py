"""The pages of the room, as a browser asks for them."""

from __future__ import annotations

import gzip
import re
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from malbild.access.policy import Reach
from malbild.access.scope import outside_the_walls, scope_for
from malbild.goals.models import Assignment, Measure, OverarchingGoal
from malbild.goals.services import add_goal
from malbild.meetings.models import Meeting
from malbild.workshops import services
from malbild.workshops.models import Card, Group, Participant, Vote, Workshop
from malbild.workshops.queries import door_of
from malbild.workshops.states import Beat
from malbild.workshops.tests.room import fresh, go, groups, start, until, write
from malbild.workshops.tests.test_secrets import phone, send


def press(client, workshop, path: str, **data):
    return client.post(f"/s/var/workshop/{workshop.pk}/{path}/", data)


def test_the_whole_way_in_the_browser(world):
    anna, frida = world.client("anna"), world.client("frida")
    made = anna.post("/s/var/workshop/ny/", {"title": "Från ord till handling", "names": "no"})
    with outside_the_walls("test"):
        workshop = Workshop.objects.get()
    one = f"/s/var/workshop/{workshop.pk}/"
    assert made.url == one + "storbild/"
    frida.post(one + "delta/in/")
    guests = [phone(world, workshop) for _n in range(3)]

    def on() -> None:
        answer = press(anna, workshop, "vidare", turn=fresh(world, workshop).turn, page="storbild", although="on")
        assert answer.status_code == 302

    on()
    on()
    for n, client in enumerate(guests):
        assert send(client, f"Kort {n}", sort="develop").status_code == 302
    on()
    cards = [c.pk for c in cards_of(workshop)]
    assert press(anna, workshop, "gruppera", do="make", card=cards[:2], title="Möten utan beslut").status_code == 302
    on()
    group = groups(world, workshop)[0]
    guests[0].post("/med/rum/rost/", {"group": group.pk, "dots": 2})
    on()
    assert "Möten utan beslut" in guests[1].get("/med/rum/").content.decode()
    for g in groups(world, workshop):
        assert anna.post(f"{one}grupp/{g.pk}/bestam/", {"decision": "taken", "parts": ["mandate"]}).status_code == 302
    on()
    assert "Det ska vi utveckla" in anna.get(one + "storbild/").content.decode()
    on()
    send(guests[0], "Besluten blir gjorda")
    on()
    press(anna, workshop, "vidare", turn=fresh(world, workshop).turn, to="decide")
    group = groups(world, workshop)[0]
    anna.post(f"{one}grupp/{group.pk}/bestam/", {"decision": "taken"})
    anna.post(one + "malbild/", {"sentence": "Här blir det gjort", "horizon_year": 2027})
    warned = anna.post(one + "mal/", {"title": "Ha fler möten", "group_ids": [group.pk]}, follow=True)
    assert "låter som en aktivitet" in warned.content.decode()
    with outside_the_walls("test"):
        goal = OverarchingGoal.objects.get()
    until(world, workshop, 3, Beat.DECIDE)
    anna.post(f"{one}mal/{goal.pk}/uppdrag/", {"title": "Beslutslogg", "lead_party_id": world.parties["kommun"].pk})
    with outside_the_walls("test"):
        work = Assignment.objects.get()
    anna.post(f"{one}uppdrag/{work.pk}/delmal/", {"title": "Loggen används", "due": "31 mars"})
    anna.post(
        f"{one}uppdrag/{work.pk}/atgard/",
        {"title": "Skriv loggen", "owner_id": world.seats["frida"].pk, "due": "18 december"},
    )
    with outside_the_walls("test"):
        measure = Measure.objects.get()
    assert "Fråga till dig, Frida" in frida.get(one + "delta/").content.decode()
    assert "Fråga till dig" not in guests[0].get("/med/rum/").content.decode()
    refused = frida.post(one + "delta/svar/", {"measure": measure.pk, "say": "yes", "due": "snart", "if_then": "När x"})
    assert (refused.status_code, "När x" in refused.content.decode()) == (422, True)
    past = frida.post(one + "delta/svar/", {"measure": measure.pk, "say": "yes", "due": "2020-01-01"})
    assert (past.status_code, "i dag eller senare" in past.content.decode()) == (422, True)
    bo = world.client("bo")
    bo.post(one + "delta/in/")
    assert bo.post(one + "delta/svar/", {"measure": measure.pk, "say": "yes"}).status_code == 403
    frida.post(one + "delta/svar/", {"measure": measure.pk, "say": "yes", "due": "20 december"})
    with outside_the_walls("test"):
        measure.refresh_from_db()
    assert (measure.state, measure.due.day) == ("accepted", 20)
    assert "bygger på 1 kort" in anna.get(one + "styr/").content.decode().lower()
    background = anna.get(f"/s/var/workshop/underlag/goal/{goal.pk}/").content.decode()
    assert "Besluten blir gjorda" in background
    until(world, workshop, 4, Beat.DECIDE)
    anna.post(one + "rutin/", {"title": "Månadsmötet", "rhythm_days": 30, "assignment_ids": [work.pk]})
    anna.post(one + "nasta-mote/", {"day": "8 december", "time": "13.00", "place": "Kommunhuset"})
    with outside_the_walls("test"):
        assert Assignment.objects.get().routine is not None
        assert Meeting.objects.count() == 1
    assert press(anna, workshop, "avsluta").url == one
    summary = frida.get(one).content.decode()
    for word in ("Här blir det gjort", "Ha fler möten", "Beslutslogg", "Skriv loggen", "Månadsmötet"):
        assert word in summary
    assert "Workshopen är avslutad" in guests[0].get("/med/rum/").content.decode()


def cards_of(workshop):
    with outside_the_walls("test"):
        return list(Card.objects.filter(workshop=workshop))


def test_a_wrong_person_gives_the_question_back(world, anna):
    workshop = until(world, start(world), 3, Beat.DECIDE)
    one = f"/s/var/workshop/{workshop.pk}/"
    with scope_for(anna, world.ours.pk):
        goal = add_goal(anna, world.ours.pk, title="Ett mål från förr", reach=Reach.PARTNERSHIP)
        work = services.grow_assignment(
            anna, workshop.pk, goal_id=goal.pk, title="U", lead_party_id=world.parties["kommun"].pk
        )
        measure = services.grow_measure(
            anna,
            workshop.pk,
            assignment_id=work.pk,
            title="Å",
            owner_id=world.seats["frida"].pk,
            due=fresh(world, workshop).started_at.date(),
        )
    frida = world.client("frida")
    frida.post(one + "delta/in/")
    frida.post(one + "delta/svar/", {"measure": measure.pk, "say": "wrong"})
    with outside_the_walls("test"):
        measure.refresh_from_db()
    assert (measure.state, measure.owner_id) == ("draft", None)
    page = world.client("anna").get(one + "styr/").content.decode()
    assert "Saknar ägare" in page
    assert "Ett mål från förr" in page


def asked_by(page: str) -> str:
    """The address with which a page asks for news: its own poll's, or what a phone builds of its shell."""
    if found := re.search(r'hx-get="([^"]+)"', page):
        return found[1]
    return f"{re.search(r'data-part="([^"]+)"', page)[1]}?v={re.search(r'data-v="([^"]+)"', page)[1]}"


def test_an_unchanged_room_answers_with_nothing(world):
    workshop = until(world, start(world), 1, Beat.WRITE)
    client = phone(world, workshop)
    asks = asked_by(client.get("/med/rum/").content.decode())
    assert client.get(asks).status_code == 204
    write(world, workshop, "Andras kort stör inte den som skriver")
    assert client.get(asks).status_code == 204
    with scope_for(world.actor("anna"), world.ours.pk):
        services.add_time(world.actor("anna"), workshop.pk)
    changed = client.get(asks)
    assert changed.status_code == 200
    assert "<html" not in changed.content.decode()


def test_an_unchanged_poll_is_cheap(world):
    workshop = until(world, start(world), 1, Beat.WRITE)
    client = phone(world, workshop)
    asks = asked_by(client.get("/med/rum/").content.decode())
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(asks).status_code == 204
    assert len([q for q in asked if "set_config" not in q["sql"]]) <= 2


@pytest.mark.parametrize("page", ["/med/rum/", "storbild/", "styr/", ""])
def test_a_page_asks_equally_often_for_three_and_forty_cards(world, page):
    workshop = until(world, start(world), 1, Beat.WRITE)
    client = phone(world, workshop)
    reader = client if page == "/med/rum/" else world.client("anna")
    address = page if page == "/med/rum/" else f"/s/var/workshop/{workshop.pk}/{page}"
    found = []
    for many in (3, 37):
        for n in range(many):
            write(world, workshop, f"Kort {many} {n}")
        until(world, workshop, 1, Beat.READ)
        with CaptureQueriesContext(connection) as asked:
            assert reader.get(address).status_code == 200
        found.append(len(asked))
        with scope_for(world.actor("anna"), world.ours.pk):
            services.undo_last(world.actor("anna"), workshop.pk)
    assert found[0] == found[1]
    assert found[0] <= (16 if page == "styr/" else 14) + (
        4 if settings.DATABASES["default"]["ENGINE"].endswith("postgresql") else 0
    )


def test_the_participants_page_is_light(world):
    workshop = until(world, start(world), 1, Beat.WRITE)
    client = phone(world, workshop)
    for n in range(5):
        send(client, f"Ett kort som är ungefär så långt som kort brukar vara, nummer {n}")
    page = client.get("/med/rum/").content
    files = re.findall(r'(?:src|href)="/static/([^"]+)"', page.decode())
    css = next(name for name in files if name.endswith(".css"))
    fonts = re.findall(r"([\w.-]+\.woff2)", Path(finders.find(css)).read_text(encoding="utf-8"))
    files += [f"dist/{name}" for name in fonts]
    assert len(fonts) == 2
    scripts = [Path(finders.find(name)).read_text(encoding="utf-8") for name in files if name.endswith(".js")]
    parts = re.findall(r"(parts/[\w.-]+\.js)", " ".join(scripts))
    assert parts
    files += [f"dist/{name}" for name in parts]
    total = len(gzip.compress(page))
    for name in set(files):
        content = Path(finders.find(name)).read_bytes()
        total += len(content) if name.endswith("woff2") else len(gzip.compress(content))
    assert total < 100_000, f"{total} bytes"


def test_a_latecomer_lands_in_the_round_with_one_line(world, anna):
    workshop = until(world, start(world), 1, Beat.WRITE)
    write(world, workshop, "Möten utan beslut")
    workshop = until(world, workshop, 1, Beat.DECIDE)
    with scope_for(anna, world.ours.pk):
        services.decide_group(anna, workshop.pk, group_id=groups(world, workshop)[0].pk, decision="taken")
    until(world, workshop, 2, Beat.WRITE)
    page = phone(world, workshop).get("/med/rum/").content.decode()
    assert "I steg 1 valde ni att utveckla ”Möten utan beslut”." in page
    assert 'id="kort"' in page


def test_a_name_is_asked_for_only_when_the_group_chose_names(world):
    workshop = start(world, is_named=True)
    client = Client()
    code = door_of(workshop).code
    asked = client.post("/med/", {"code": code, "kind": "school"})
    assert (asked.status_code, "Ditt namn" in asked.content.decode()) == (200, True)
    client.post("/med/", {"code": code, "kind": "school", "name": "Sven"})
    assert "Sven" in world.client("anna").get(f"/s/var/workshop/{workshop.pk}/storbild/").content.decode()
    plain = start(world)
    Client().post("/med/", {"code": door_of(plain).code, "kind": "school", "name": "Sven"})
    with outside_the_walls("test"):
        assert Participant.objects.get(workshop=plain).name == ""


def test_the_square_lets_in_without_typing(world):
    workshop = start(world)
    client = Client()
    page = client.get(f"/med/?n={door_of(workshop).key}").content.decode()
    assert "Koden är avläst" in page
    assert client.post("/med/", {"key": door_of(workshop).key, "code": "", "kind": "police"}).url == "/med/rum/?ny=1"


def test_who_has_an_account_and_a_seat_is_led_to_their_own_page(world):
    workshop = start(world)
    frida = world.client("frida")
    answer = frida.post("/med/", {"code": door_of(workshop).code, "kind": "school"})
    assert answer.url == f"/s/var/workshop/{workshop.pk}/delta/"
    dan = world.client("dan")
    assert dan.post("/med/", {"code": door_of(workshop).code, "kind": "school"}).url == "/med/rum/?ny=1"


def test_for_someone_without_a_device_the_leader_enters_cards_and_votes(world):
    workshop = until(world, start(world), 1, Beat.WRITE)
    anna = world.client("anna")
    one = f"/s/var/workshop/{workshop.pk}/"
    kept = anna.post(one + "kort-at-nagon/", {"text": "Hjälp 811218-9876"})
    assert (kept.status_code, "Hjälp 811218-9876" in kept.content.decode()) == (422, True)
    for _tap in range(2):
        anna.post(one + "kort-at-nagon/", {"text": "Sagt högt", "sort": "works", "once": "samma-knapp"})
    assert [c.text for c in cards_of(workshop)] == ["Sagt högt"]
    until(world, workshop, 1, Beat.VOTE)
    group = groups(world, workshop)[0]
    over = anna.post(one + "roster-at-nagon/", {f"g{group.pk}": 3})
    assert over.status_code == 422
    assert anna.post(one + "roster-at-nagon/", {f"g{group.pk}": 2}).status_code == 302
    go(world, workshop)
    with outside_the_walls("test"):
        assert Group.objects.get(pk=group.pk).votes == 2
        assert not Vote.objects.exists()


def test_get_changes_nothing(world):
    workshop = until(world, start(world), 1, Beat.WRITE)
    client, anna = phone(world, workshop), world.client("anna")
    before = fresh(world, workshop).seq
    for path in ("storbild/", "styr/", "avsluta/", "delta/", "korblad/", "papperskort/", "", "kort-at-nagon/"):
        assert anna.get(f"/s/var/workshop/{workshop.pk}/{path}").status_code == 200
    for path in ("/med/rum/", "/med/rum/del/", f"/med/rum/?andra={uuid.uuid4()}"):
        client.get(path)
    assert fresh(world, workshop).seq == before


def test_unticked_buttons_and_nonsense_are_told_calmly(world):
    workshop = until(world, start(world), 1, Beat.WRITE)
    write(world, workshop, "Ett")
    until(world, workshop, 1, Beat.READ)
    anna = world.client("anna")
    assert "Bocka för" in press(anna, workshop, "gruppera", do="make").content.decode()
    for path, data in (
        ("gruppera", {"do": "nonsens"}),
        ("gruppera", {"do": "move", "card": ["x"], "to": "y"}),
        ("tid", {"do": "x"}),
        ("vidare", {"turn": "x"}),
        ("angra", {"seq": "9" * 30}),
        ("rosta-om", {"turn": "1"}),
    ):
        assert press(anna, workshop, path, **data).status_code in (404, 422)
