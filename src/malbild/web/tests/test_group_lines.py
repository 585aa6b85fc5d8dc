"""Styrning, struktur, samsyn: what stands, what is missing and where it is put right. No score."""

import datetime as dt

import pytest

from malbild.access.policy import Reach
from malbild.access.scope import scope_for
from malbild.followup.tests.test_vision_page import plan
from malbild.goals import services
from malbild.goals.queries import vacancies
from malbild.kit import clock
from malbild.meetings.queries import meetings_around, next_meeting, previous_meeting_day
from malbild.meetings.services import plan_meeting
from malbild.partnerships.models import TermsOfReference

HOME, PAGE = "/s/var/", "/s/var/styrning-struktur-samsyn/"


def read(world, who, url):
    return world.client(who).get(url).content.decode().replace("\u00a0", " ")


@pytest.fixture
def agreed(world, anna):
    """Everything is in its place: terms in force, a meeting booked, every party has confirmed every text."""
    vision, work, _measures = plan(world)
    with scope_for(anna):
        goal_id, sub_goal_id = work.goal_id, work.sub_goals.get().pk
        plan_meeting(anna, world.ours.pk, starts_at=clock.now() + dt.timedelta(days=7), place="Kommunhuset")
        TermsOfReference.objects.create(
            partnership=world.ours, party=world.parties["kommun"], reach=Reach.PARTNERSHIP, state="in-force"
        )
    for name in ("anna", "bo", "frida"):
        actor = world.actor(name)
        with scope_for(actor):
            services.confirm(actor, vision_id=vision.pk, answer="confirmed")
            services.confirm(actor, goal_id=goal_id, answer="confirmed")
            services.confirm(actor, sub_goal_id=sub_goal_id, answer="confirmed")
    return work


def test_each_party_that_has_not_answered_is_named_with_what_is_left(world):
    plan(world)
    page = read(world, "gun", PAGE)
    for party in ("Kommun", "Polis", "Skola"):
        assert f"{party} har inte svarat på" in page or f"{party} har bekräftat allt" in page
    assert "Skola har inte svarat på 1 mål och 1 delmål." in page
    assert "Ingen uppdragsbeskrivning gäller." in page
    assert "Inget möte är bokat." in page


def test_what_is_in_its_place_is_said_and_nothing_more_is_asked(world, agreed):
    page = read(world, "anna", PAGE)
    for words in (
        "Uppdragsbeskrivningen gäller.",
        "Nästa möte är",
        "Polis har bekräftat allt.",
        "1 uppdrag är i gång.",
    ):
        assert words in page
    for words in ("har inte svarat på", "Inget möte är bokat.", "Ingen uppdragsbeskrivning"):
        assert words not in page


def test_an_objection_is_told_without_its_words(world, agreed):
    bo = world.actor("bo")
    with scope_for(bo):
        services.confirm(bo, goal_id=agreed.goal_id, answer="objected", comment="För brett.")
    page = read(world, "gun", PAGE)
    assert ("Polis invänder mot 1 mål." in page, "För brett." in page) == (True, False)


def test_the_start_page_of_those_who_drive_has_the_lines_and_nobody_elses(world):
    plan(world)
    shown = {n: 'id="gruppen"' in read(world, n, HOME) for n in ("anna", "bo", "frida", "gun", "hans", "ines")}
    assert shown == {"anna": True, "bo": True, "frida": False, "gun": False, "hans": False, "ines": False}


def test_there_is_no_score(world, agreed):
    page = read(world, "anna", PAGE).split("<main", 1)[1].split("</main", 1)[0]
    assert not any(word in page.lower() for word in ("poäng:", " %", "procent", "plats 1"))


def test_a_draft_of_one_party_is_not_asked_of_another(world, bo, agreed):
    with scope_for(bo):
        services.add_goal(bo, world.ours.pk, title="Polisens eget utkast")
    assert "Skola har bekräftat allt." in read(world, "anna", PAGE)


def test_somebody_who_leaves_is_seen_in_the_line_and_on_the_start_page_until_it_is_taken_over(world, agreed, anna):
    with scope_for(anna):
        made = services.add_measure(
            anna, world.ours.pk, title="Ring", owner_id=world.seats["frida"].pk, reach=Reach.PARTNERSHIP
        )
    world.client("frida").post("/s/var/deltagare/sista-dag/", {"on": clock.today().isoformat()})
    page = read(world, "bo", HOME)
    assert ("1 sak behöver någon ny" in page, "1 sak står på någon som slutar." in page) == (True, True)
    assert "Saknar någon" in read(world, "gun", "/s/var/uppdrag/")
    with scope_for(anna):
        services.propose_successors(anna, world.seats["frida"].pk, {("measure", made.pk): world.seats["bo"].pk})
        assert vacancies(anna, on=clock.today()) == []


def test_what_somebody_hands_on_waits_for_the_successor(world, anna):
    with scope_for(anna):
        line = services.add_line_work(
            anna,
            world.ours.pk,
            title="Nattvandring",
            responsible_party_id=world.parties["skola"].pk,
            owner_id=world.seats["frida"].pk,
        )
        services.propose_successors(anna, world.seats["frida"].pk, {("line_work", line.pk): world.seats["gun"].pk})
    assert "Frida lämnar över. Tar du över?" in read(world, "gun", HOME)
    assert "Tar du över?" not in read(world, "bo", HOME)


def test_the_meetings_around_are_those_of_the_two_questions(world, agreed, anna):
    with scope_for(anna):
        now = clock.now()
        assert meetings_around(anna, at=now) == (
            next_meeting(anna, at=now),
            previous_meeting_day(anna, on=clock.today()),
        )
