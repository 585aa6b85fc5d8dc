"""Bad input is refused with a clear word; the room stands and what was written is kept."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client

from malbild.access.scope import outside_the_walls, scope_for
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.workshops import services
from malbild.workshops.errors import (
    BadCard,
    NothingToUndo,
    NotNow,
    OverBudget,
    SomebodyWasFirst,
    WhyMissing,
    WrongCode,
)
from malbild.workshops.models import Card, Group, JoinCode, KnownAddress, WrongGuess
from malbild.workshops.queries import door_of
from malbild.workshops.services import joining
from malbild.workshops.states import Beat
from malbild.workshops.tests.room import KEY, OTHER_KEY, fresh, go, groups, guest, start, until, write
from malbild.workshops.tests.test_secrets import phone, send


@pytest.fixture
def writing(world):
    return until(world, start(world), 1, Beat.WRITE)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x" * 10_000, "för långt"),
        ("Prata med 811218-9876", "personnummer"),
        ("Prata med 8112\u200b18-9876", "personnummer"),
        ("\u200b\u200b \u2060", "tomt"),
        ("", "tomt"),
    ],
)
def test_a_card_that_cannot_be_taken_is_refused_and_kept_on_the_page(world, writing, text, says):
    client = phone(world, writing)
    page = send(client, text)
    assert page.status_code == 422
    assert says in page.content.decode()
    if text.strip("\u200b\u2060 "):
        assert text[:200] in page.content.decode()
    with outside_the_walls("test"):
        assert not Card.objects.exists()


def test_script_and_emoji_and_right_to_left_are_only_words(world, writing):
    client = phone(world, writing)
    for text in ("<script>alert(1)</script>", "Bra 🎉 jobbat", "שלום \u202eabc"):
        assert send(client, text).status_code == 302
    page = client.get("/med/rum/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    with outside_the_walls("test"):
        assert not Card.objects.filter(text__contains="\u202e").exists()


def test_a_double_tap_is_one_card(world, writing):
    client = phone(world, writing)
    same = str(uuid.uuid4())
    for _tap in range(3):
        assert client.post("/med/rum/kort/", {"client_id": same, "text": "Ett kort"}).status_code == 302
    with outside_the_walls("test"):
        assert Card.objects.get().text == "Ett kort"


def test_a_resend_after_the_round_closed_is_still_the_same_card(world, writing):
    same = str(uuid.uuid4())
    write(world, writing, "Ett kort", client_id=same)
    go(world, writing)
    write(world, writing, "Ett kort", client_id=same)
    with outside_the_walls("test"):
        assert Card.objects.count() == 1


def test_somebody_elses_card_cannot_be_read_changed_or_taken_back(world, writing):
    mine, thief = phone(world, writing), phone(world, writing)
    number = str(uuid.uuid4())
    mine.post("/med/rum/kort/", {"client_id": number, "text": "Bara jag skrev detta"})
    thief.get("/med/rum/")
    answers = [
        thief.post("/med/rum/kort/", {"client_id": number, "text": "Stulet"}),
        thief.post("/med/rum/kort/", {"client_id": number, "text": "Stulet", "change": "1"}),
        thief.post("/med/rum/kort/", {"client_id": number, "withdraw": "1"}),
        thief.get(f"/med/rum/?andra={number}"),
    ]
    assert [a.status_code for a in answers] == [422, 404, 404, 200]
    assert not [a for a in answers if "Bara jag skrev detta" in a.content.decode()]
    with outside_the_walls("test"):
        assert Card.objects.get().text == "Bara jag skrev detta"


def test_ones_own_card_is_changed_and_taken_back_while_the_round_is_open(world, writing):
    client = phone(world, writing)
    number = str(uuid.uuid4())
    client.post("/med/rum/kort/", {"client_id": number, "text": "Fel ord", "sort": "works"})
    assert "Fel ord" in client.get(f"/med/rum/?andra={number}").content.decode()
    client.post("/med/rum/kort/", {"client_id": number, "text": "Rätt ord", "change": "1"})
    with outside_the_walls("test"):
        assert Card.objects.get().text == "Rätt ord"
    client.post("/med/rum/kort/", {"client_id": number, "withdraw": "1"})
    go(world, writing)
    assert "Rätt ord" not in client.get("/med/rum/").content.decode()
    with outside_the_walls("test"):
        assert Card.objects.get().text == ""


@pytest.mark.parametrize("client_id", ["", "inte-ett-id", "1' or 1=1", "9" * 5000])
def test_a_forged_id_is_refused(world, writing, client_id):
    page = phone(world, writing).post("/med/rum/kort/", {"client_id": client_id, "text": "Hej"})
    assert page.status_code == 422


def test_after_the_grace_nothing_more_is_taken(world, writing):
    client = phone(world, writing)
    go(world, writing)
    assert send(client, "Hann precis").status_code == 302
    with clock.standing_at(clock.now() + dt.timedelta(seconds=31)):
        late = send(client, "För sent")
    assert (late.status_code, "Skrivtiden är över" in late.content.decode()) == (422, True)
    with outside_the_walls("test"):
        assert [c.text for c in Card.objects.all()] == ["Hann precis"]


@pytest.fixture
def voting(world, writing):
    for n in range(3):
        write(world, writing, f"Kort {n}")
    return until(world, writing, 1, Beat.VOTE)


def test_nobody_votes_over_the_budget(world, voting):
    one, two, three = groups(world, voting)
    mine = guest(world, voting)
    actor = joining.guest_of(world.ours.pk, voting.pk)
    with scope_for(actor, world.ours.pk):
        with pytest.raises(OverBudget, match="Högst två"):
            services.vote(actor, mine.pk, group_id=one.pk, dots=3, key=KEY)
        services.vote(actor, mine.pk, group_id=one.pk, dots=1, key=KEY)
        services.vote(actor, mine.pk, group_id=two.pk, dots=1, key=KEY)
        with pytest.raises(OverBudget, match="Alla dina"):
            services.vote(actor, mine.pk, group_id=three.pk, dots=1, key=KEY)
        with pytest.raises(NotNow, match="annan enhet"):
            services.vote(actor, mine.pk, group_id=three.pk, dots=1, key=OTHER_KEY)
    go(world, voting)
    assert {g.pk: g.votes for g in groups(world, voting)} == {one.pk: 1, two.pk: 1, three.pk: 0}


@pytest.mark.parametrize("dots", ["", "-1", "två", "3", "99999999999999999999"])
def test_a_forged_vote_is_refused(world, voting, dots):
    client = phone(world, voting)
    group = groups(world, voting)[0]
    assert client.post("/med/rum/rost/", {"group": group.pk, "dots": dots}).status_code == 422
    assert client.post("/med/rum/rost/", {"group": 10**9, "dots": 1}).status_code == 404


def test_a_thousand_guesses_do_not_get_in_and_right_codes_are_not_counted(world, writing):
    right = door_of(writing).code
    wrong = "100000" if right != "100000" else "100001"
    for _n in range(200):
        assert joining.find_door(code=right, address="10.0.0.1").workshop_id == writing.pk
    refused = 0
    for _n in range(1000):
        try:
            joining.find_door(code=wrong, address="10.0.0.2")
        except WrongCode:
            refused += 1
    assert refused == 1000
    assert WrongGuess.objects.count() == joining.MOST_WRONG_FROM_ONE
    with pytest.raises(WrongCode, match="för många"):
        joining.find_door(code=right, address="10.0.0.2")
    assert joining.find_door(code=right, address="10.0.0.1").workshop_id == writing.pk
    assert joining.find_door(key=door_of(writing).key, address="10.0.0.2").workshop_id == writing.pk
    with clock.standing_at(clock.now() + joining.WINDOW + dt.timedelta(seconds=1)):
        assert joining.find_door(code=right, address="10.0.0.2").workshop_id == writing.pk


def test_guesses_from_many_addresses_are_counted_together(world, writing):
    for n in range(joining.MOST_WRONG_IN_ALL):
        with pytest.raises(WrongCode):
            joining.find_door(code="000000", address=f"10.1.{n // 250}.{n % 250}")
    for _n in range(joining.FEW_TRIES):  # somebody new may still try a few
        with pytest.raises(WrongCode, match="stämmer inte"):
            joining.find_door(code="000000", address="10.9.9.9")
    with pytest.raises(WrongCode, match="för många"):
        joining.find_door(code=door_of(writing).code, address="10.9.9.9")
    assert joining.find_door(code=door_of(writing).code, address="10.9.9.10")


def test_three_hundred_come_in_from_one_address_among_a_thousand_wrong_codes(world, writing):
    """From the same address and from many others, before, between and after."""
    code, hall, came, refused = door_of(writing).code, "192.0.2.10", 0, 0
    assert joining.find_door(code=code, address=hall)
    for n in range(1000):
        with pytest.raises(WrongCode):
            joining.find_door(code="000000", address=hall if n % 2 else f"10.{n // 250}.0.{n % 250}")
        refused += 1
        if n % 10 < 3:
            came += joining.find_door(code=code, address=hall).workshop_id == writing.pk
    assert (came, refused) == (300, 1000)
    for n in range(joining.MOST_EVER - WrongGuess.objects.count()):
        with pytest.raises(WrongCode):
            joining.find_door(code="000000", address=f"10.77.1.{n}")
    with pytest.raises(WrongCode, match="för många"):  # the right code from nobody we know, when all are resting
        joining.find_door(code=code, address="203.0.113.1")


def test_an_address_that_knows_one_door_learns_nothing_of_another(world, writing):
    other, hall = start(world), "192.0.2.10"
    assert joining.find_door(code=door_of(writing).code, address=hall)
    for _n in range(joining.MOST_WRONG_FROM_ONE):
        with pytest.raises(WrongCode):
            joining.find_door(code="000000", address=hall)
    with pytest.raises(WrongCode, match="för många"):
        joining.find_door(code=door_of(other).code, address=hall)
    assert joining.find_door(code=door_of(writing).code, address=hall)


def test_the_hall_that_the_leader_leads_from_is_known_before_anyone_has_come(world, writing):
    world.client("anna").post(f"/s/var/workshop/{writing.pk}/tid/", {"do": "add"}, REMOTE_ADDR="192.0.2.10")
    for _n in range(joining.MOST_WRONG_FROM_ONE + 5):
        with pytest.raises(WrongCode):
            joining.find_door(code="000000", address="192.0.2.10")
    assert joining.find_door(code=door_of(writing).code, address="192.0.2.10")


def test_what_is_known_dies_with_the_door_and_names_no_address(world, anna, writing):
    joining.find_door(code=door_of(writing).code, address="2001:db8::1")
    known = KnownAddress.objects.get()
    assert "2001" not in known.address
    assert joining._hashed("2001:db8::ffff", known.door.key) == known.address  # one customer is one net
    assert joining._hashed("2001:db8::1", "another door") != known.address
    with scope_for(anna, world.ours.pk):
        services.pause_workshop(anna, writing.pk)
    assert not KnownAddress.objects.exists()


def test_the_address_of_a_guess_is_not_kept_in_the_clear(world, writing):
    Client().post("/med/", {"code": "000000", "kind": "school"}, REMOTE_ADDR="192.0.2.77")
    assert WrongGuess.objects.count() == 1
    assert "192.0.2.77" not in WrongGuess.objects.get().address


@pytest.mark.parametrize("deed", ["pause_workshop", "close_workshop"])
def test_a_code_dies_with_the_sitting(world, anna, writing, deed):
    code = door_of(writing).code
    seated = phone(world, writing)
    with scope_for(anna, world.ours.pk):
        getattr(services, deed)(anna, writing.pk)
    assert not JoinCode.objects.exists()
    page = Client().post("/med/", {"code": code, "kind": "school"})
    assert (page.status_code, "Koden stämmer inte" in page.content.decode()) == (422, True)
    assert send(seated, "Sent kort").status_code == 422
    assert seated.get("/med/rum/").status_code == 200


def test_two_leaders_who_press_at_once_move_one_beat(world, anna, bo, writing):
    with scope_for(anna, world.ours.pk):
        services.advance(anna, writing.pk, turn=writing.turn)
    with scope_for(bo, world.ours.pk), pytest.raises(SomebodyWasFirst, match="läs och gruppera"):
        services.advance(bo, writing.pk, turn=writing.turn)
    page = world.client("bo").post(f"/s/var/workshop/{writing.pk}/vidare/", {"turn": writing.turn, "page": "storbild"})
    assert (page.status_code, "Någon annan hann före" in page.content.decode()) == (422, True)
    assert (fresh(world, writing).step, fresh(world, writing).beat) == (1, Beat.READ)


def test_only_the_two_organisers_lead(world, writing, frida, gun, ines, cia):
    for person in (frida, gun, ines):
        with scope_for(person, world.ours.pk), pytest.raises(Exception, match=r"workshops:workshop:lead"):
            services.advance(person, writing.pk, turn=writing.turn)
    with scope_for(cia), pytest.raises(type(writing).DoesNotExist):
        services.advance(cia, writing.pk, turn=writing.turn)
    assert fresh(world, writing).beat == Beat.WRITE


def test_a_guest_reaches_their_own_workshop_only(world, writing):
    other = start(world)
    actor = joining.guest_of(world.ours.pk, writing.pk)
    with scope_for(actor, world.ours.pk), pytest.raises(type(other).DoesNotExist):
        services.write_card(actor, other.pk, client_id=str(uuid.uuid4()), text="Fel rum", key=KEY)


def test_a_forged_seat_leads_to_the_code(world, writing):
    client = Client()
    client.cookies["malbild_workshop"] = f"[{world.ours.pk},{writing.pk},1]:x:y"
    assert client.get("/med/rum/").url == "/med/"
    assert client.post("/med/rum/kort/", {"text": "x"}).url == "/med/"


def test_a_decision_against_the_votes_asks_for_one_line_and_keeps_the_form(world, anna, voting):
    one, two, _three = groups(world, voting)
    mine = guest(world, voting)
    actor = joining.guest_of(world.ours.pk, voting.pk)
    with scope_for(actor, world.ours.pk):
        services.vote(actor, mine.pk, group_id=one.pk, dots=2, key=KEY)
    go(world, voting)
    with scope_for(anna, world.ours.pk):
        services.decide_group(anna, voting.pk, group_id=two.pk, decision="taken")
        with pytest.raises(WhyMissing):
            services.decide_group(anna, voting.pk, group_id=one.pk, decision="later")
    page = world.client("anna").post(
        f"/s/var/workshop/{voting.pk}/grupp/{one.pk}/bestam/", {"decision": "later", "criteria": ["many"]}
    )
    assert (page.status_code, "går emot rösterna" in page.content.decode()) == (422, True)
    with scope_for(anna, world.ours.pk):
        assert Group.objects.get(pk=one.pk).decision == ""
        services.decide_group(anna, voting.pk, group_id=one.pk, decision="later", why="Skolan saknas i dag")
        assert Group.objects.get(pk=one.pk).why == "Skolan saknas i dag"


def test_a_tie_is_a_tie(world, voting):
    one, two, _three = groups(world, voting)
    mine = guest(world, voting)
    actor = joining.guest_of(world.ours.pk, voting.pk)
    with scope_for(actor, world.ours.pk):
        services.vote(actor, mine.pk, group_id=one.pk, dots=1, key=KEY)
        services.vote(actor, mine.pk, group_id=two.pk, dots=1, key=KEY)
    go(world, voting)
    one_page = f"/s/var/workshop/{voting.pk}/storbild/"
    page = world.client("anna").get(one_page).content.decode()
    assert ("Vad väger tyngst?" in page, page.count("delar plats 1")) == (True, 2)
    world.client("anna").post(f"/s/var/workshop/{voting.pk}/vag-in/", {"criteria": ["rising", "many", "annat"]})
    page = world.client("anna").get(one_page).content.decode()
    assert page.lower().count("delar plats 1") == 2
    assert page.count('<rect width="100" height="10"/>') == 2


def test_a_personal_number_in_a_group_name_or_a_lesson_is_stopped(world, anna, voting):
    go(world, voting)
    group = groups(world, voting)[0]
    with scope_for(anna, world.ours.pk):
        for deed in (
            lambda: services.rename_group(anna, voting.pk, group_id=group.pk, title="811218-9876"),
            lambda: services.decide_group(
                anna, voting.pk, group_id=group.pk, decision="works", lesson="Fråga 811218-9876"
            ),
        ):
            with pytest.raises(BadCard):
                deed()


def test_undo_on_an_empty_or_paused_workshop_says_why(world, anna):
    workshop = start(world)
    with scope_for(anna, world.ours.pk):
        with pytest.raises(NothingToUndo):
            services.undo_last(anna, workshop.pk)
        services.pause_workshop(anna, workshop.pk)
        with pytest.raises(Refusal):
            services.undo_last(anna, workshop.pk)


def test_reopening_is_for_seven_days(world, anna, writing):
    with scope_for(anna, world.ours.pk):
        services.close_workshop(anna, writing.pk)
        with clock.standing_at(clock.now() + dt.timedelta(days=8)), pytest.raises(NotNow):
            services.reopen_workshop(anna, writing.pk)
        services.reopen_workshop(anna, writing.pk)
    assert door_of(writing) is not None
