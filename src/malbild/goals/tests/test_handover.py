"""Somebody leaves: everything they had is listed, offered, and taken only by a yes of one's own."""

import datetime as dt
from collections import Counter

import pytest

from malbild.access.actor import Role
from malbild.access.errors import Forbidden
from malbild.access.policy import Reach
from malbild.access.scope import scope_for
from malbild.audit.models import AuditEvent
from malbild.goals import queries, services
from malbild.goals.errors import NotOpen, VacanciesRemain
from malbild.goals.models import Handover, LineWork, Measure
from malbild.goals.states import Deed
from malbild.kit import clock
from malbild.outbox.models import Letter
from malbild.partnerships.models import Membership
from malbild.partnerships.seats import actor_for
from malbild.partnerships.services import SeatNotOpen, say_last_day, seat_person


@pytest.fixture
def leaving(world, ours, anna, frida):
    """Frida has promised an åtgärd, one is paused, and she follows line work, a routine and a goal to word."""
    with scope_for(frida):
        services.accept_measure(frida, ours.measure.pk)
    me = world.seats["frida"].pk
    with scope_for(anna):
        paused = services.add_measure(anna, world.ours.pk, title="Måla", owner_id=me, reach=Reach.PARTNERSHIP)
        services.end_measure(anna, paused.pk, deed=Deed.PAUSE)
        services.add_line_work(
            anna, world.ours.pk, title="Nattvandring", responsible_party_id=world.parties["skola"].pk, owner_id=me
        )
        services.add_routine(anna, world.ours.pk, title="Kvartalsmöte", owner_id=me)
        services.add_goal(
            anna,
            world.ours.pk,
            title="Skolnärvaro",
            formulate_by_id=me,
            formulate_due=clock.today() + dt.timedelta(days=30),
            reach=Reach.PARTNERSHIP,
        )
    return me


def all_to(world, who, seat, successor):
    """Everything the seat holds, offered to one person."""
    actor = world.actor(who)
    with scope_for(actor):
        picks = {(h.kind, h.pk): world.seats[successor].pk for h in queries.held_by(actor, seat)}
        return services.propose_successors(actor, seat, picks)


def owners(world):
    with scope_for(world.actor("anna")):
        measures = dict(Measure.objects.values_list("title", "owner__user__name"))
        return {**measures, **dict(LineWork.objects.values_list("title", "owner__user__name"))}


def test_everything_is_listed_the_atgarder_first(world, leaving, anna):
    with scope_for(anna):
        held = [(h.kind, h.title) for h in queries.held_by(anna, leaving)]
    assert held == [
        ("measure", "Måla"),
        ("measure", "Ring bolaget"),
        ("goal", "Skolnärvaro"),
        ("line_work", "Nattvandring"),
        ("routine", "Kvartalsmöte"),
    ]


def test_an_atgard_is_asked_and_the_rest_changes_hands_at_the_yes(world, leaving, gun):
    assert all_to(world, "frida", leaving, "gun") == 5
    assert owners(world) == {"Ring bolaget": "Gun", "Måla": "Frida", "Nattvandring": "Frida"}
    with scope_for(gun):
        assert Measure.objects.get(title="Ring bolaget").state == "asked"  # never pre-accepted
        waiting = queries.offered_to(gun, world.ours.pk)
        assert len(waiting) == 4
        for offer in waiting:
            services.answer_handover(gun, offer.pk, take=True)
        assert queries.held_by(gun, leaving) == []
        assert Measure.objects.get(title="Måla").state == "paused"
    assert owners(world) == {"Ring bolaget": "Gun", "Måla": "Gun", "Nattvandring": "Gun"}


def test_what_is_given_back_stays_where_it_was_and_can_be_offered_again(world, leaving, gun):
    all_to(world, "anna", leaving, "gun")
    with scope_for(gun):
        for offer in queries.offered_to(gun, world.ours.pk):
            services.answer_handover(gun, offer.pk, take=False)
    assert owners(world)["Nattvandring"] == "Frida"
    assert all_to(world, "anna", leaving, "bo") == 4


def test_the_same_offer_twice_is_one_and_another_successor_replaces_the_first(world, leaving, gun):
    all_to(world, "anna", leaving, "gun")
    assert all_to(world, "anna", leaving, "gun") == 0
    assert all_to(world, "anna", leaving, "bo") == 4
    with scope_for(gun):
        assert queries.offered_to(gun, world.ours.pk) == []
        assert Handover.objects.filter(answer="withdrawn").count() == 4


def test_nobody_says_yes_for_somebody_else(world, leaving, anna, bo, gun):
    all_to(world, "anna", leaving, "gun")
    with scope_for(gun):
        offer = queries.offered_to(gun, world.ours.pk)[0]
    for actor in (anna, bo):
        with scope_for(actor), pytest.raises(Forbidden):
            services.answer_handover(actor, offer.pk, take=True)


def test_the_organisers_and_the_partys_own_people_may_propose_and_nobody_else(world, leaving):
    url = f"/s/var/overlamning/{leaving}/"
    codes = {n: world.client(n).get(url).status_code for n in ("anna", "bo", "frida", "gun", "hans", "rut", "ines")}
    assert codes == {"anna": 200, "bo": 200, "frida": 200, "gun": 403, "hans": 404, "rut": 404, "ines": 404}
    assert world.client("cia").get(url).status_code == 404
    with scope_for(world.actor("gun")), pytest.raises(Forbidden):
        services.propose_successors(world.actor("gun"), leaving, {})


@pytest.mark.parametrize("who", ["frida", "hans", "rut", "ines", "cia"])
def test_a_successor_sits_at_the_table_and_is_another(world, leaving, anna, who):
    with scope_for(anna), pytest.raises(NotOpen):
        services.propose_successors(anna, leaving, {("line_work", 1): world.seats[who].pk})


def test_a_seat_is_closed_with_its_vacancies_said_aloud_and_nothing_is_lost(world, leaving, anna):
    with scope_for(anna), pytest.raises(VacanciesRemain, match="5 saker"):
        services.close_seat(anna, leaving)
    page = world.client("anna").get(f"/s/var/overlamning/{leaving}/").content.decode()
    assert "Avslutar du nu blir det 5 vakanser." in page
    world.client("anna").post(f"/s/var/overlamning/{leaving}/avsluta/", {"known": "5"})
    assert Membership.objects.get(pk=leaving).revoked_at is not None
    with scope_for(anna):
        assert [(v.title, v.leaves_on) for v in queries.vacancies(anna, on=clock.today())] == [
            ("Måla", None),
            ("Ring bolaget", None),
            ("Skolnärvaro", None),
            ("Nattvandring", None),
            ("Kvartalsmöte", None),
        ]
    assert "Frida har slutat" in world.client("gun").get("/s/var/uppdrag/vakanser/").content.decode()
    assert all_to(world, "bo", leaving, "gun") == 5  # gone already, and still everything is there
    with scope_for(world.actor("gun")):
        for offer in queries.offered_to(world.actor("gun"), world.ours.pk):
            services.answer_handover(world.actor("gun"), offer.pk, take=True)
        assert queries.vacancies(world.actor("gun"), on=clock.today()) == []


def test_the_police_end_their_own_and_not_the_municipalitys(world, leaving):
    known = {"known": "99"}
    answers = {
        n: world.client(n).post(f"/s/var/overlamning/{leaving}/avsluta/", known).status_code
        for n in ("bo", "frida", "gun", "hans", "ines", "cia")
    }
    assert answers == {"bo": 403, "frida": 403, "gun": 403, "hans": 404, "ines": 404, "cia": 404}
    assert Membership.objects.get(pk=leaving).revoked_at is None


def test_one_says_ones_own_last_day_and_the_seat_closes_by_itself(world, leaving, frida, anna):
    soon = clock.today() + dt.timedelta(days=7)
    world.client("frida").post("/s/var/deltagare/sista-dag/", {"on": soon.isoformat()})
    assert "slutar" in world.client("anna").get("/s/var/uppdrag/vakanser/").content.decode()
    with scope_for(anna), pytest.raises(Forbidden):
        say_last_day(anna, leaving, on=None)
    with clock.standing_at(clock.now() + dt.timedelta(days=8)):
        assert world.client("frida").get("/s/var/").status_code == 404
    world.client("frida").post("/s/var/deltagare/sista-dag/", {"on": ""})
    assert Membership.objects.get(pk=leaving).ends_on is None


def test_the_last_coordinator_invites_a_successor_first(world, anna, hans):
    with pytest.raises(SeatNotOpen, match="samordnare"):
        say_last_day(anna, world.seats["anna"].pk, on=clock.today())
    with pytest.raises(SeatNotOpen):
        say_last_day(hans, world.seats["hans"].pk, on=clock.today() - dt.timedelta(days=1))
    assert say_last_day(hans, world.seats["hans"].pk, on=clock.today()).ends_on == clock.today()


def test_the_page_offers_all_to_one_and_one_thing_to_another(world, leaving, anna):
    with scope_for(anna):
        line = LineWork.objects.get().pk
    url = f"/s/var/overlamning/{leaving}/"
    client = world.client("anna")
    assert client.post(url, {"everything": ""}).status_code == 422
    client.post(url, {"everything": world.seats["gun"].pk, f"line_work-{line}": world.seats["bo"].pk})
    with scope_for(anna):
        assert dict(Handover.objects.values_list("line_work__title", "to__user__name")) == {
            None: "Gun",
            "Nattvandring": "Bo",
        }
    assert "Bo är tillfrågad." in client.get(url).content.decode()
    offer = queries_of(world, "bo")
    answered = world.client("bo").post(f"/s/var/overlamning/svar/{offer.pk}/", {"answer": "yes"})
    assert (answered.status_code, owners(world)["Nattvandring"]) == (302, "Bo")
    assert world.client("bo").post(f"/s/var/overlamning/svar/{offer.pk}/", {"answer": "kanske"}).status_code == 422


def queries_of(world, name):
    with scope_for(world.actor(name)):
        return queries.offered_to(world.actor(name), world.ours.pk)[0]


def test_the_trail_says_who_offered_what_and_who_took_it(world, leaving, gun):
    all_to(world, "anna", leaving, "gun")
    with scope_for(gun):
        services.answer_handover(gun, queries.offered_to(gun, world.ours.pk)[0].pk, take=True)
    trail = AuditEvent.objects.filter(action__startswith="goals:handover").values_list("action", flat=True)
    assert Counter(trail) == {"goals:handover:propose": 5, "goals:handover:take": 1}


def test_no_mail_goes_out_at_once(world, leaving):
    """The question waits for the successor's next mail, as every other."""
    before = Letter.objects.count()
    all_to(world, "anna", leaving, "gun")
    assert Letter.objects.count() == before


def test_nobody_is_offered_to_who_has_left(world, leaving, anna):
    world.client("bo").post("/s/var/deltagare/sista-dag/", {"on": clock.today().isoformat()})
    with clock.standing_at(clock.now() + dt.timedelta(days=2)), scope_for(anna), pytest.raises(NotOpen):
        services.propose_successors(anna, leaving, {("line_work", 1): world.seats["bo"].pk})


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_asks_as_often_for_one_and_thirty(world, anna, leaving, rows, django_assert_max_num_queries):
    with scope_for(anna):
        for n in range(rows):
            services.add_measure(anna, world.ours.pk, title=f"Å{n}", owner_id=leaving, reach=Reach.PARTNERSHIP)
    client = world.client("anna")
    with django_assert_max_num_queries(10):
        assert client.get(f"/s/var/overlamning/{leaving}/").status_code == 200


def test_a_colleague_hands_on_only_when_somebody_leaves(world, leaving, frida):
    """Nobody takes the work from a colleague who stays."""
    colleague = seat_person(
        world.ours,
        party=world.parties["skola"],
        role=Role.PARTICIPANT,
        name="Kim",
        email="kim@exempel.se",
        accepted=True,
    )
    kim = actor_for(colleague.user_id, on=clock.today())
    with scope_for(kim):
        picks = {(h.kind, h.pk): colleague.pk for h in queries.held_by(kim, leaving)}
        with pytest.raises(NotOpen, match="är kvar"):
            services.propose_successors(kim, leaving, picks)
    say_last_day(frida, leaving, on=clock.today())
    with scope_for(kim):
        assert services.propose_successors(kim, leaving, picks) == 5
