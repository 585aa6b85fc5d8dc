"""Ines, the invited method supporter, leads: what she may, what stays with the parties, and how it is taken back."""

from __future__ import annotations

import re

import pytest

from malbild.access.actor import Area
from malbild.access.errors import Forbidden
from malbild.access.policy import Reach
from malbild.access.scope import outside_the_walls, scope_for
from malbild.audit.models import AuditEvent
from malbild.goals import services as goals
from malbild.goals.models import LineWork, Measure, OverarchingGoal
from malbild.kit import clock
from malbild.live.feeds import Asked
from malbild.meetings.models import CarryOver
from malbild.partnerships.models import Membership
from malbild.situation.models import Cause, Problem
from malbild.workshops import queries, services
from malbild.workshops.errors import NothingToUndo, NotNow
from malbild.workshops.live import RoomFeed
from malbild.workshops.models import Card, Event, Workshop
from malbild.workshops.states import Beat
from malbild.workshops.tests.log import holds
from malbild.workshops.tests.room import fresh, go, groups, start, until, write
from malbild.workshops.tests.test_secrets import phone
from malbild.workshops.tokens import SEAT_COOKIE

DAY = clock.today()
ORGANISERS_ONLY = list(
    {"anna": 302, "bo": 302, "frida": 403, "gun": 403, "hans": 404, "rut": 404, "ines": 403, "cia": 404}.items()
)


def let(world, workshop, who: str = "anna", **what) -> Workshop:
    actor = world.actor(who)
    with scope_for(actor, world.ours.pk):
        return services.let_supporter(actor, workshop.pk, **what)


def one(workshop, page: str = "styr/") -> str:
    return f"/s/var/workshop/{workshop.pk}/{page}"


@pytest.fixture
def led(world) -> Workshop:
    """Ines leads, and step 1 is in Bestäm with two groups."""
    workshop = start(world)
    let(world, workshop, leads=True)
    workshop = until(world, workshop, 1, Beat.WRITE)
    for text in ("Möten utan beslut", "Grannsamverkan fungerar"):
        write(world, workshop, text)
    return until(world, workshop, 1, Beat.DECIDE)


@pytest.mark.parametrize(
    ("who", "outcome"),
    [
        ("anna", 302),
        ("bo", 302),
        ("frida", 403),
        ("gun", 403),
        ("hans", 404),
        ("rut", 404),
        ("ines", 403),
        ("cia", 404),
    ],
)
def test_who_lets_the_supporter_lead(world, who, outcome):
    workshop = start(world)
    answer = world.client(who).post(one(workshop, "metodstod/"), {"leads": "1"})
    assert answer.status_code == outcome
    assert fresh(world, workshop).supporter_leads is (outcome == 302)


def test_letting_in_is_logged_and_holds_until_it_is_taken_back(world, ines):
    workshop = start(world)
    assert world.client("ines").get(one(workshop)).status_code == 403
    let(world, workshop, leads=True)
    assert world.client("ines").get(one(workshop)).status_code == 200
    with scope_for(ines, world.ours.pk):
        workshop = services.advance(ines, workshop.pk, turn=workshop.turn)
        assert services.add_time(ines, workshop.pk).seconds_left
    let(world, workshop, who="bo", leads=False)
    with scope_for(ines, world.ours.pk), pytest.raises(Forbidden):
        services.advance(ines, workshop.pk, turn=workshop.turn)
    assert AuditEvent.objects.filter(details__deed__in=["let-supporter", "stop-supporter"]).count() == 2


def test_what_was_opened_to_the_supporter_stands_over_a_pause_and_ends_with_the_workshop(world, ines, anna):
    workshop = start(world)
    let(world, workshop, leads=True, takes_part=True)
    client = world.client("ines")
    with scope_for(anna, world.ours.pk):
        services.pause_workshop(anna, workshop.pk)
        services.resume_workshop(anna, workshop.pk)
    assert client.get(one(workshop)).status_code == 200
    with scope_for(anna, world.ours.pk):
        services.close_workshop(anna, workshop.pk)
    assert client.get(one(workshop)).status_code == 403
    with scope_for(anna, world.ours.pk):
        services.reopen_workshop(anna, workshop.pk)
    assert client.get(one(workshop)).status_code == 403
    assert not fresh(world, workshop).let_in
    holds(workshop)


def test_a_supporter_who_leads_does_not_write_or_vote_until_let_in_to_that_too(world, ines):
    workshop = start(world)
    let(world, workshop, leads=True)
    with scope_for(ines, world.ours.pk), pytest.raises(Forbidden):
        services.join_with_account(ines, workshop.pk)
    assert world.client("ines").get(one(workshop, "delta/")).status_code == 403
    let(world, workshop, takes_part=True)
    with scope_for(ines, world.ours.pk):
        assert services.join_with_account(ines, workshop.pk)


def test_a_supporter_opens_nothing_more_and_starts_and_ends_nothing(world, ines, led):
    deeds = [
        lambda: services.let_supporter(ines, led.pk, takes_part=True),
        lambda: services.close_workshop(ines, led.pk),
        lambda: services.start_workshop(ines, world.ours.pk, title="En egen"),
        lambda: services.confirm_decision(ines, led.pk, group_ids=[groups(world, led)[0].pk]),
    ]
    for deed in deeds:
        with scope_for(ines, world.ours.pk), pytest.raises(Forbidden):
            deed()
    assert world.client("ines").get(one(led, "avsluta/")).status_code == 403


def test_what_a_supporter_decides_is_a_proposal_until_an_organiser_confirms_it(world, ines, bo, led):
    first, second = groups(world, led)
    client = world.client("ines")
    answer = client.post(one(led, f"grupp/{first.pk}/bestam/"), {"decision": "taken", "parts": "mandate"}, follow=True)
    assert "Väntar på samordnaren eller kommunpolisen" in answer.content.decode()
    group = groups(world, led)[0]
    assert (group.decision, group.decided, group.is_proposed) == ("taken", "", True)
    with scope_for(bo, world.ours.pk):
        assert queries.took_to_develop(bo, fresh(world, led)) == []
        assert queries.left_over(bo, fresh(world, led)) == [group, second]
    page = world.client("bo").get(one(led)).content.decode()
    assert "Föreslaget av metodstödet – bekräfta" in page
    for _twice in range(2):
        assert world.client("bo").post(one(led, "bekrafta/"), {"group": first.pk}).status_code == 302
    with scope_for(bo, world.ours.pk):
        assert [g.pk for g in queries.took_to_develop(bo, fresh(world, led))] == [first.pk]
    with scope_for(ines, world.ours.pk), pytest.raises(NotNow, match="redan bestämt"):
        services.decide_group(ines, led.pk, group_id=first.pk, decision="later")


@pytest.mark.parametrize(
    ("who", "outcome"),
    [
        ("anna", 302),
        ("bo", 302),
        ("frida", 403),
        ("gun", 403),
        ("hans", 404),
        ("rut", 404),
        ("ines", 403),
        ("cia", 404),
    ],
)
def test_who_confirms(world, ines, led, who, outcome):
    group = groups(world, led)[0]
    with scope_for(ines, world.ours.pk):
        services.decide_group(ines, led.pk, group_id=group.pk, decision="taken")
    answer = world.client(who).post(one(led, "bekrafta/"), {"group": group.pk})
    assert answer.status_code == outcome
    assert groups(world, led)[0].is_proposed is (outcome != 302)


def test_what_works_is_followed_when_an_organiser_confirms_also_later(world, ines, anna, led):
    group = groups(world, led)[1]
    with scope_for(ines, world.ours.pk):
        services.decide_group(ines, led.pk, group_id=group.pk, decision="works")
        led = services.advance(ines, led.pk, turn=fresh(world, led).turn)
    assert led.step == 2
    with outside_the_walls("test"):
        assert not LineWork.objects.exists()
    with scope_for(anna, world.ours.pk):
        services.confirm_decision(anna, led.pk, group_ids=[group.pk])
        assert [w.title for w in LineWork.objects.all()] == [group.title]
        with pytest.raises(NothingToUndo, match="Uppdrag"):
            services.undo_last(anna, led.pk)


def test_an_unconfirmed_proposal_is_taken_up_at_the_next_meeting(world, ines, anna, led):
    group = groups(world, led)[0]
    with scope_for(ines, world.ours.pk):
        services.decide_group(ines, led.pk, group_id=group.pk, decision="taken")
    assert "Metodstödets förslag, inte bekräftade" in world.client("anna").get(one(led, "avsluta/")).content.decode()
    with scope_for(anna, world.ours.pk):
        services.close_workshop(anna, led.pk)
        assert "bekräftades inte" in CarryOver.objects.get(text=group.title).reason


def test_a_supporter_undoes_the_room_but_never_an_organisers_word(world, ines, anna, led):
    group = groups(world, led)[0]
    with scope_for(anna, world.ours.pk):
        services.decide_group(anna, led.pk, group_id=group.pk, decision="taken")
    with scope_for(ines, world.ours.pk):
        assert queries.undoable(ines, fresh(world, led)) is None
        with pytest.raises(NothingToUndo, match="organisatörer"):
            services.undo_last(ines, led.pk)
        services.decide_group(ines, led.pk, group_id=groups(world, led)[1].pk, decision="later")
        services.undo_last(ines, led.pk)
    assert [g.decision for g in groups(world, led)] == ["taken", ""]


def test_a_supporter_makes_no_plan_objects(world, ines, led):
    led = until(world, led, 3, Beat.DECIDE)
    client = world.client("ines")
    with outside_the_walls("test"):
        goal = OverarchingGoal.objects.create(
            partnership=world.ours,
            party=world.parties["kommun"],
            reach=1,
            number=1,
            title="Ett mål",
            changed_on=clock.today(),
        )
    for page in ("malbild/", "mal/", f"mal/{goal.pk}/uppdrag/", "nasta-mote/", "rutin/"):
        assert client.get(one(led, page)).status_code == 403
        assert client.post(one(led, page), {"title": "Eget"}).status_code == 403
    shown = client.get(one(led)).content.decode()
    assert "lägger in målbild" in shown
    assert "Lägg till mål" not in shown


def test_a_supporter_with_workshops_only_sees_no_more_of_the_partnership_when_leading(world, anna, led):
    with outside_the_walls("test"):
        Membership.objects.filter(pk=world.seats["ines"].pk).update(areas=[Area.WORKSHOP.value])
    led = until(world, led, 3, Beat.DECIDE)
    with scope_for(anna, world.ours.pk):
        work = goals.add_assignment(
            anna, world.ours.pk, title="Uppdrag", lead_party_id=world.parties["kommun"].pk, reach=Reach.PARTNERSHIP
        )
        made = services.grow_measure(
            anna, led.pk, assignment_id=work.pk, title="Ring bostadsbolaget", owner_id=world.seats["frida"].pk
        )
        goals.add_routine(anna, world.ours.pk, title="Hemlig rutin", rhythm_days=30)
        assert Measure.objects.get(pk=made.pk).owner_id
    client = world.client("ines")
    seen = "".join(client.get(one(led, p)).content.decode() for p in ("", "styr/", "storbild/"))
    assert "Ring bostadsbolaget" in seen  # said in the room
    assert "Frida" not in seen
    led = until(world, led, 4, Beat.ASK)
    seen = "".join(client.get(one(led, p)).content.decode() for p in ("styr/", "storbild/"))
    assert "Hemlig rutin" not in seen


def test_step_two_shows_the_rooms_facts_whoever_leads(world, ines, anna, led):
    with outside_the_walls("test"):
        Membership.objects.filter(pk=world.seats["ines"].pk).update(areas=[Area.WORKSHOP.value])
    with scope_for(anna, world.ours.pk):
        problem = Problem.objects.create(
            partnership=world.ours, party=world.parties["kommun"], reach=1, number=1, title="Skadegörelse"
        )
        Cause.objects.create(
            partnership=world.ours,
            party=world.parties["kommun"],
            reach=1,
            number=1,
            problem=problem,
            title="Mörka ytor",
        )
    ines = world.actor("ines")
    with scope_for(ines, world.ours.pk):
        services.advance(ines, led.pk, turn=fresh(world, led).turn)
    assert "Mörka ytor" in world.client("ines").get(one(led)).content.decode()


def test_the_seat_ends_and_so_does_the_leading(world, led):
    with outside_the_walls("test"):
        Membership.objects.filter(pk=world.seats["ines"].pk).update(areas=[Area.SUPPORT.value])
    assert world.client("ines").get(one(led)).status_code == 404


def test_the_supporters_page_leads_to_the_workshop(world, led):
    shown = world.client("ines").get("/metodstod/").content.decode()
    assert one(led, "") in shown


def test_the_lobby_lets_in_when_the_leader_does(world, anna):
    workshop = start(world)
    client = world.client("anna")
    assert client.post(one(workshop, "dorr/"), {"on": "1"}).status_code == 302
    outside = phone(world, workshop)
    assert "Du är snart inne" in outside.get("/med/rum/").content.decode()
    assert outside.get("/med/vantar/").status_code == 204
    go(world, workshop, times=2)
    assert outside.post("/med/rum/kort/", {"text": "Före"}).status_code == 403
    other = phone(world, workshop)
    page = client.get(one(workshop)).content.decode()
    assert "2 väntar på att komma in" in page
    asked = Asked(workshop.pk, {SEAT_COOKIE: outside.cookies[SEAT_COOKIE].value})
    assert RoomFeed(lambda _actor, _workshop: "").admit(asked) is None  # no live word of the room either
    with scope_for(anna, world.ours.pk):
        first = queries.people_waiting(anna, fresh(world, workshop))[0]
        assert queries.counts(anna, workshop, None).joined == 0
    client.post(one(workshop, "slapp-in/"), {"who": first.pk})
    assert outside.get("/med/vantar/").headers["HX-Redirect"] == "/med/rum/"
    assert "Skriv tyst" in outside.get("/med/rum/").content.decode()
    assert other.get("/med/vantar/").status_code == 204
    client.post(one(workshop, "dorr/"), {"on": "0"})
    assert "Skriv tyst" in other.get("/med/rum/").content.decode()
    with outside_the_walls("test"):
        assert not Card.objects.exists()


@pytest.mark.parametrize(("who", "outcome"), [("anna", 302), ("frida", 403), ("gun", 403), ("ines", 403), ("cia", 404)])
def test_who_opens_the_door(world, who, outcome):
    workshop = start(world)
    for page, sent in (("dorr/", {"on": "1"}), ("slapp-in/", {})):
        assert world.client(who).post(one(workshop, page), sent).status_code == outcome
    assert fresh(world, workshop).has_lobby is (outcome == 302)


def test_somebody_with_a_seat_at_the_table_never_waits(world, frida):
    workshop = start(world)
    world.client("anna").post(one(workshop, "dorr/"), {"on": "1"})
    with scope_for(frida, world.ours.pk):
        assert services.join_with_account(frida, workshop.pk).is_waiting is False


def test_both_leaders_see_who_did_what_last(world, led):
    world.client("bo").post(one(led, "tid/"), {"do": "add"})
    assert "Bo gav mer tid" in world.client("anna").get(one(led)).content.decode()


def test_a_talk_that_is_cut_short_says_so_in_the_log(world, led):
    led = until(world, led, 2, Beat.WRITE)  # goes there although there is time left
    with outside_the_walls("test"):
        told = [e.data.get("cut_short") for e in Event.objects.filter(workshop=led, what="advance")]
    assert [t for t in told if t]


def test_the_criteria_stand_between_the_result_and_the_first_decision_and_can_be_undone(world, anna, led):
    for text in ("Ett", "Två"):
        led = until(world, led, 2, Beat.WRITE)
        write(world, led, text)
    led = until(world, led, 2, Beat.DECIDE)
    client, room = world.client("anna"), phone(world, led)
    shown = client.get(one(led)).content.decode()
    assert "Till besluten" in shown
    assert "Vad väger tyngst?" in room.get("/med/rum/").content.decode()
    client.post(one(led, "vag-in/"), {"criteria": ["within-reach", "many", "hittepå"]})
    assert "Vad väger tyngst?" not in room.get("/med/rum/").content.decode()
    first = groups(world, led, 2)[0]
    form = client.get(one(led, f"grupp/{first.pk}/bestam/")).content.decode()
    assert len(re.findall(r'name="criteria"[^>]*checked', form)) == 2
    client.post(one(led, f"grupp/{first.pk}/bestam/"), {"decision": "later", "why": "För dyrt nu"})
    page = client.get(one(led, "")).content.decode()
    assert "Steg 2: drabbar många, går att påverka" in page
    assert "För dyrt nu" in page
    for _both in range(2):
        client.post(one(led, "angra/"))
    assert "Till besluten" in client.get(one(led)).content.decode()


@pytest.mark.parametrize(("who", "outcome"), [("bo", 302), ("frida", 403), ("gun", 403), ("hans", 404), ("cia", 404)])
def test_who_weighs(world, led, who, outcome):
    assert world.client(who).post(one(led, "vag-in/"), {"criteria": "many"}).status_code == outcome


def test_a_suggestion_only_ticks(world, led):
    led = until(world, led, 2, Beat.WRITE)
    for text in ("Fler beslut", "Besluten blir gjorda", "Lugn på torget"):
        write(world, led, text)
    led = until(world, led, 2, Beat.READ)
    client = world.client("anna")
    shown = client.get(one(led)).content.decode()
    assert "2 kort nämner ”beslut" in shown
    stem = re.search(r"\?ord=([^#]+)#kort", shown)[1]
    ticked = client.get(one(led, f"styr/?ord={stem}")).content.decode()
    assert len(re.findall(r'name="card"[^>]*checked', ticked)) == 2
    assert groups(world, led, 2) == []
    assert client.get(one(led, "styr/?ord=%00%F0%9F")).status_code == 200
