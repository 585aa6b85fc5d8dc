"""What a phone with its own memory is answered: ok only when it is kept, a reason it can act on otherwise."""

from __future__ import annotations

import json
import re
import uuid

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from malbild.access.policy import Reach
from malbild.access.scope import outside_the_walls, scope_for
from malbild.goals.services import add_goal
from malbild.kit import clock
from malbild.workshops import services
from malbild.workshops.models import Card, CardKey, Event, Vote
from malbild.workshops.queries import board
from malbild.workshops.states import Beat
from malbild.workshops.tests.room import KEY, OTHER_KEY, fresh, go, groups, start, until, write
from malbild.workshops.tests.test_secrets import phone

JSON = {"HTTP_ACCEPT": "application/json"}


def mark(workshop, kind: str) -> str:
    with outside_the_walls("test"):
        now = workshop.rounds.get(step=fresh_step(workshop))
        return now.writing_mark if kind == "w" else now.voting_mark


def fresh_step(workshop) -> int:
    workshop.refresh_from_db()
    return workshop.step


def put(client: Client, client_id: str, text: str, n: int = 1, *, of: str, key: str = KEY, **more):
    data = {"client_id": client_id, "text": text, "n": n, "mark": of, "key": key, **more}
    answer = client.post("/med/rum/kort/", data, **JSON)
    assert answer.headers["Content-Type"] == "application/json"
    return answer.status_code, answer.json()


def slip(client: Client, dots: object, n: int, *, of: str, key: str = KEY):
    answer = client.post("/med/rum/rost/", {"slip": json.dumps(dots), "n": n, "mark": of, "key": key}, **JSON)
    assert answer.headers["Content-Type"] == "application/json"
    return answer.status_code, answer.json()


def cards(workshop) -> list[str]:
    with outside_the_walls("test"):
        return sorted(Card.objects.filter(workshop=workshop, is_withdrawn=False).values_list("text", flat=True))


@pytest.fixture
def writing(world):
    return until(world, start(world), 1, Beat.WRITE)


@pytest.fixture
def voting(world, writing):
    for text in ("Ett", "Två", "Tre"):
        write(world, writing, text)
    return until(world, writing, 1, Beat.VOTE)


def test_a_card_is_answered_when_it_is_kept(world, writing):
    client, number, of = phone(world, writing), str(uuid.uuid4()), mark(writing, "w")
    status, said = put(client, number, "Ett kort", of=of)
    assert (status, said) == (200, {"ok": True, "id": number, "n": 1})
    assert cards(writing) == ["Ett kort"]
    assert "malbild_runda" not in client.cookies  # the phone holds its own key


def test_a_doubled_or_late_send_changes_nothing(world, writing):
    client, number, of = phone(world, writing), str(uuid.uuid4()), mark(writing, "w")
    for text, n in (("Först", 1), ("Först", 1), ("Sedan", 3), ("Emellan", 2), ("Först", 1)):
        assert put(client, number, text, n, of=of)[0] == 200
    assert cards(writing) == ["Sedan"]
    with outside_the_walls("test"):
        assert list(Event.objects.filter(what__startswith="card").order_by("seq").values_list("what", flat=True)) == [
            "card",
            "card-changed",
        ]


def test_a_card_taken_back_before_it_came_never_appears(world, writing):
    client, number, of = phone(world, writing), str(uuid.uuid4()), mark(writing, "w")
    assert put(client, number, "", 2, of=of, withdraw="1")[0] == 200
    assert put(client, number, "", 2, of=of, withdraw="1")[0] == 200
    assert put(client, number, "Försenat", 1, of=of)[0] == 200
    assert cards(writing) == []
    go(world, writing)
    assert "Försenat" not in client.get("/med/rum/").content.decode()


def test_a_queued_card_of_a_closed_round_is_refused_and_says_so(world, writing):
    client, of = phone(world, writing), mark(writing, "w")
    sent = str(uuid.uuid4())
    put(client, sent, "Hann med", of=of)
    until(world, writing, 2, Beat.WRITE)
    status, said = put(client, str(uuid.uuid4()), "Hann inte", of=of)
    assert (status, said["ok"], said["code"]) == (422, False, "closed")
    assert "stängd" in said["why"]
    # What had come is acknowledged, whenever the phone asks again; another text is too late.
    assert put(client, sent, "Hann med", of=of)[0] == 200
    assert put(client, sent, "Ändrat", 2, of=of)[1]["code"] == "closed"
    assert put(client, sent, "", 2, of=of, withdraw="1")[1]["code"] == "closed"
    assert cards(writing) == ["Hann med"]


def test_a_paused_room_asks_the_phone_to_keep_it(world, writing):
    client, of = phone(world, writing), mark(writing, "w")
    anna = world.actor("anna")
    with scope_for(anna, world.ours.pk):
        services.pause_workshop(anna, writing.pk)
    assert put(client, str(uuid.uuid4()), "I morgon", of=of)[1]["code"] == "busy"
    with scope_for(anna, world.ours.pk):
        services.resume_workshop(anna, writing.pk)
    assert put(client, str(uuid.uuid4()), "I morgon", of=of)[0] == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "811218-9876 bråkar"},
        {"text": "x" * 10_000},
        {"key": ""},
        {"key": "k" * 300},
        {"n": 0},
        {"n": "en"},
        {"n": "9" * 40},
        {"mark": ""},
        {"client_id": "inte-ett-id"},
        {"client_id": "x" * 500},
    ],
)
def test_what_cannot_be_taken_is_refused_in_json(world, writing, wrong):
    client = phone(world, writing)
    right = {"client_id": str(uuid.uuid4()), "text": "Ett", "n": 1, "mark": mark(writing, "w"), "key": KEY}
    answer = client.post("/med/rum/kort/", right | wrong, **JSON)
    assert answer.status_code == 422
    assert answer.json()["code"] == "bad"
    assert answer.json()["why"]
    assert cards(writing) == []


def test_somebody_elses_card_stands_whatever_key_and_count_is_sent(world, writing):
    mine, thief, number, of = phone(world, writing), phone(world, writing), str(uuid.uuid4()), mark(writing, "w")
    put(mine, number, "Mitt", of=of)
    assert put(thief, number, "Stulet", 99, of=of, key=OTHER_KEY)[0] == 422
    assert put(thief, number, "", 99, of=of, key=OTHER_KEY, withdraw="1")[0] == 404
    assert cards(writing) == ["Mitt"]


def test_the_newest_slip_stands(world, voting):
    client, of = phone(world, voting), mark(voting, "v")
    one, two, _three = (g.pk for g in groups(world, voting))
    assert slip(client, {one: 1}, 1, of=of)[1] == {"ok": True, "n": 1, "dots": {str(one): 1}}
    assert slip(client, {one: 1, two: 1}, 3, of=of)[0] == 200
    for late in ({one: 2}, {}):
        assert slip(client, late, 2, of=of)[1]["dots"] == {str(one): 1, str(two): 1}
    assert slip(client, {two: 2}, 4, of=of)[0] == 200
    with outside_the_walls("test"):
        assert dict(Vote.objects.filter(dots__gt=0).values_list("group_id", "dots")) == {two: 2}
        assert Event.objects.filter(what="vote").count() == 3
    go(world, voting)
    assert {g.pk: g.votes for g in groups(world, voting)}[two] == 2


@pytest.mark.parametrize(
    ("dots", "code"),
    [
        ({"a": 3}, "budget"),
        ({"a": -1}, "budget"),
        ({"a": 2, "b": 1}, "budget"),
        ({"a": 1.5}, "bad"),
        ({"a": True}, "bad"),
        ({"a": "1"}, "bad"),
        ([1], "bad"),
        (None, "bad"),
        ({"<script>": 1}, "bad"),
        ({"9" * 17: 1}, "gone"),
    ],
)
def test_a_wrong_slip_changes_nothing(world, voting, dots, code):
    client, of = phone(world, voting), mark(voting, "v")
    one, two, _three = (g.pk for g in groups(world, voting))
    slip(client, {one: 1}, 1, of=of)
    if isinstance(dots, dict):
        dots = {{"a": str(one), "b": str(two)}.get(name, name): n for name, n in dots.items()}
    status, said = slip(client, dots, 2, of=of)
    assert (status, said["code"]) == (404 if code == "gone" else 422, code)
    with outside_the_walls("test"):
        assert dict(Vote.objects.filter(dots__gt=0).values_list("group_id", "dots")) == {one: 1}


def test_a_slip_of_an_earlier_voting_is_refused(world, voting):
    client, of = phone(world, voting), mark(voting, "v")
    one = groups(world, voting)[0].pk
    workshop = go(world, voting)
    anna = world.actor("anna")
    with scope_for(anna, world.ours.pk):
        services.vote_again(anna, workshop.pk, turn=workshop.turn)
    assert slip(client, {one: 1}, 9, of=of)[1]["code"] == "closed"
    assert slip(client, {one: 1}, 1, of=mark(voting, "v"))[0] == 200


def test_a_second_device_has_no_second_slip(world, voting):
    client, of = phone(world, voting), mark(voting, "v")
    one = groups(world, voting)[0].pk
    slip(client, {one: 1}, 1, of=of)
    assert slip(client, {one: 1}, 1, of=of, key=OTHER_KEY)[1]["code"] == "closed"


def test_done_is_said_once_and_only_in_its_beat(world, writing):
    client = phone(world, writing)

    def say(done: str, at: str) -> bool:
        return client.post("/med/rum/klar/", {"done": done, "at": at}, **JSON).json()["done"]

    assert [say("1", "1write"), say("1", "1write"), say("0", "1ask")] == [True, True, True]
    with outside_the_walls("test"):
        assert Event.objects.filter(what="done").count() == 1
    go(world, writing)
    assert say("1", "1write") is False


def test_a_phone_gets_back_its_own_and_nobody_elses(world, writing):
    mine, other, number, of = phone(world, writing), phone(world, writing), str(uuid.uuid4()), mark(writing, "w")
    put(mine, number, "Mitt eget", 2, of=of, sort="works")

    def asked(client: Client, key: str):
        return client.get("/med/rum/mitt/", **JSON, HTTP_X_MALBILD_KEY=key)

    assert asked(mine, KEY).json()["cards"] == [{"id": number, "text": "Mitt eget", "sort": "works", "n": 2}]
    assert asked(mine, KEY).headers["Cache-Control"] == "no-store"
    assert (asked(other, OTHER_KEY).json()["cards"], asked(other, "").json()["cards"]) == ([], [])
    assert asked(other, "kort").status_code == 422
    assert asked(mine, KEY).json()["csrf"]


def test_a_phone_without_a_seat_is_told_so_in_json(world, writing):
    stranger = Client()
    for path in ("kort", "rost", "klar"):
        answer = stranger.post(f"/med/rum/{path}/", {}, **JSON)
        assert (answer.status_code, answer.json()["code"]) == (403, "out")
    one = f"/s/var/workshop/{writing.pk}/delta/"
    signed_out = stranger.post(f"{one}kort/", {}, **JSON)
    assert (signed_out.status_code, signed_out.json()["code"]) == (401, "out")
    not_in = world.client("frida").post(f"{one}kort/", {}, **JSON)
    assert (not_in.status_code, not_in.json()["code"]) == (403, "out")
    elsewhere = world.client("cia").post(f"{one}kort/", {}, **JSON)
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "gone")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = phone(world, writing).cookies
    unsafe = strict.post("/med/rum/kort/", {}, **JSON)
    assert (unsafe.status_code, unsafe.json()["code"]) == (403, "csrf")


@pytest.mark.parametrize("beat", [Beat.WRITE, Beat.READ, Beat.VOTE, Beat.DECIDE])
def test_the_shared_part_is_the_same_for_all_and_holds_nobodys_own(world, writing, beat):
    client, number, of = phone(world, writing), str(uuid.uuid4()), mark(writing, "w")
    put(client, number, "Mitt eget kort", of=of)
    until(world, writing, 1, beat)
    one = f"/s/var/workshop/{writing.pk}/delta/"
    with clock.standing_at(clock.now()):
        parts = {client.get("/med/rum/del/").content.decode()}
        for who in ("anna", "frida"):
            member = world.client(who)
            member.post(f"{one}in/")
            parts.add(member.get(f"{one}del/").content.decode())
    assert len(parts) == 1
    part = parts.pop()
    assert "csrf" not in part
    assert KEY not in part
    assert number not in part
    assert ("Mitt eget kort" in part) is (beat is not Beat.WRITE)


def test_the_page_without_scripts_still_holds_a_key_in_its_cookie(world, writing):
    client = phone(world, writing)
    client.get("/med/rum/")
    assert "malbild_runda" not in client.cookies
    client.post("/med/rum/kort/", {"client_id": str(uuid.uuid4()), "text": "Utan skript"})
    assert "malbild_runda" in client.cookies
    assert "Utan skript" in client.get("/med/rum/").content.decode()


def own(client: Client, key: str = "") -> dict:
    more = {"HTTP_X_MALBILD_KEY": key} if key else {}
    return client.get("/med/rum/mitt/", **JSON, **more).json()


def test_a_card_sent_before_the_script_ran_is_the_phones_own(world, writing):
    client, other, number = phone(world, writing), phone(world, writing), str(uuid.uuid4())
    client.post("/med/rum/kort/", {"client_id": number, "text": "Utan skript"})
    key = own(client)["key"]
    assert own(client)["key"] == key  # the answer may be lost: it is given until the phone says it back
    assert "key" not in own(other)
    said = own(client, key)
    assert [c["text"] for c in said["cards"]] == ["Utan skript"]
    assert "key" not in said
    assert client.cookies["malbild_runda"].value == ""
    assert put(client, number, "Med skript", 2, of=mark(writing, "w"), key=key)[0] == 200
    assert cards(writing) == ["Med skript"]


def test_a_vote_laid_before_the_script_ran_is_the_phones_own(world, voting):
    client = phone(world, voting)
    one, two, _three = (g.pk for g in groups(world, voting))
    client.post("/med/rum/rost/", {"group": one, "dots": 1})
    key = own(client)["key"]
    said = own(client, key)
    assert (said["dots"], said["n"]) == ({str(one): 1}, 0)
    assert slip(client, {one: 1, two: 1}, 2, of=mark(voting, "v"), key=key)[0] == 200
    said = own(client, key)
    assert (said["dots"][str(two)], said["n"]) == (1, 2)


def test_the_key_of_another_round_is_given_to_nobody(world, writing):
    client = phone(world, writing)
    client.post("/med/rum/kort/", {"client_id": str(uuid.uuid4()), "text": "Utan skript"})
    until(world, writing, 1, Beat.VOTE)
    assert "key" not in own(client)


_STEPS = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 5), st.booleans()), max_size=12)


@given(sends=_STEPS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_whatever_order_sends_come_the_newest_stands_and_what_is_taken_back_is_gone(world, writing, sends):
    """A send is a card, its count, and whether it is taken back: the last count wins, a withdrawal is for good."""
    client, of = phone(world, writing), mark(writing, "w")
    ids = [str(uuid.uuid4()) for _n in range(3)]
    newest: dict[int, int] = {}
    gone: set[int] = set()
    for card, n, withdrawn in sends:
        more = {"withdraw": "1"} if withdrawn else {}
        assert put(client, ids[card], f"{card} {n}", n, of=of, **more)[0] == 200
        newest[card] = max(n, newest.get(card, 0))
        if withdrawn:
            gone.add(card)
    with outside_the_walls("test"):
        kept = dict(Card.objects.filter(client_id__in=ids, is_withdrawn=False).values_list("client_id", "text"))
        assert CardKey.objects.filter(card__client_id__in=ids).count() == len(newest)
    assert {ids.index(str(k)): v for k, v in kept.items()} == {
        card: f"{card} {n}" for card, n in newest.items() if card not in gone
    }


def test_an_undone_reading_lets_one_write_on_and_keeps_what_was_sent(world, writing):
    client, number, of = phone(world, writing), str(uuid.uuid4()), mark(writing, "w")
    put(client, number, "Före", of=of)
    go(world, writing)
    anna = world.actor("anna")
    with scope_for(anna, world.ours.pk):
        services.undo_last(anna, writing.pk)
    assert put(client, str(uuid.uuid4()), "Efter", of=of, key=OTHER_KEY)[0] == 200
    assert put(client, number, "Före", of=of, key=OTHER_KEY)[0] == 200
    assert cards(writing) == ["Efter", "Före"]
    with scope_for(anna, world.ours.pk):
        assert board(anna, fresh(world, writing)).loose == []


def test_the_worker_is_its_builds_own_and_for_the_phones_page_alone(world, writing):
    answer = Client().get("/med/arbetare.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert (answer.headers["Cache-Control"], answer.headers["Service-Worker-Allowed"]) == ("no-cache", "/")
    page = phone(world, writing).get("/med/rum/").content.decode()
    build = re.search(r'data-build="(\w+)"', page)[1]
    assert answer.content.decode().startswith(f'self.build="{build}";')
    assert "import" not in answer.content.decode()  # a plain script, which every browser runs as a worker


def test_an_owners_question_comes_to_that_phone_alone(world, anna):
    workshop = until(world, start(world), 3, Beat.DECIDE)
    one = f"/s/var/workshop/{workshop.pk}/"
    with scope_for(anna, world.ours.pk):
        goal = add_goal(anna, world.ours.pk, title="Ett mål", reach=Reach.PARTNERSHIP)
        work = services.grow_assignment(
            anna, workshop.pk, goal_id=goal.pk, title="U", lead_party_id=world.parties["kommun"].pk
        )
        services.grow_measure(
            anna,
            workshop.pk,
            assignment_id=work.pk,
            title="Skriv loggen",
            owner_id=world.seats["frida"].pk,
            due=clock.today(),
        )
    asked = {}
    for who in ("frida", "bo"):
        client = world.client(who)
        client.post(f"{one}delta/in/")
        asked[who] = client.get(f"{one}delta/fragor/").content.decode()
        assert "Skriv loggen" not in client.get(f"{one}delta/del/").content.decode().split('id="kom-fram"')[0]
    assert "Skriv loggen" in asked["frida"]
    assert "csrfmiddlewaretoken" in asked["frida"]
    assert asked["bo"].strip() == ""
