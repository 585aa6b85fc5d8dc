"""The start page: what waits for each person, and nothing that is not theirs."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from malbild.access.actor import Role
from malbild.access.policy import Reach
from malbild.access.scope import scope_for
from malbild.followup.tests.test_vision_page import answer, plan, promise
from malbild.goals import services
from malbild.goals.states import Answer
from malbild.kit import clock
from malbild.meetings import services as meetings
from malbild.meetings.services import plan_meeting
from malbild.partnerships.services import seat_person

HOME = "/s/var/"


def read(world, name):
    return world.client(name).get(HOME).content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize("who", ["anna", "frida", "hans"])
@pytest.mark.parametrize("rows", [1, 50])
def test_at_most_twelve_questions_to_the_database_for_one_and_fifty(world, rows, who, settings):
    settings.EMAIL_URL = "smtp://127.0.0.1:9"  # a server is named, so that the mails are asked about too
    _vision, _work, measures = plan(world, rows=rows)
    for measure in measures[: rows // 2 + 1]:
        answer(world, measure, Answer.NEED_HELP, text="Hjälp")
    client = world.client(who)
    client.get(HOME)
    with CaptureQueriesContext(connection) as asked:
        client.get(HOME)
    told = 2 if connection.vendor == "postgresql" else 0
    assert len(asked) <= 12 + told, [q["sql"][:90] for q in asked.captured_queries]


def test_a_call_for_help_waits_for_the_organisers_only(world):
    _vision, _work, (measure,) = plan(world)
    answer(world, measure, Answer.NEED_HELP, text="Ingen svarar i telefon.")
    page = read(world, "anna")
    assert ("”Ingen svarar i telefon.”" in page, "Bo bad om hjälp i dag" in page) == (True, True)
    for name in ("bo", "frida", "gun", "hans", "ines"):  # Bo asked, so it does not wait for him
        assert "Ingen svarar i telefon." not in read(world, name)


def test_the_owner_is_asked_and_told_what_is_late(world, anna):
    with clock.standing_at(clock.now() - dt.timedelta(days=20)):
        _vision, work, _measures = plan(world)
        promise(world, work, "Ring bolaget", days=14)
    with scope_for(anna):
        asked = services.add_measure(
            anna,
            world.ours.pk,
            title="Bjud in skolan",
            assignment_id=work.pk,
            owner_id=world.seats["bo"].pk,
            due=clock.today() + dt.timedelta(days=9),
            reach=Reach.PARTNERSHIP,
        )
        services.ask_owner(anna, asked.pk)
    page = read(world, "bo")
    assert ("Du är tillfrågad." in page, "Vad behövs för att komma vidare?" in page) == (True, True)
    assert ("Du är tillfrågad." in read(world, "frida"), "Bjud in skolan" in read(world, "frida")) == (False, False)


def test_minutes_wait_for_the_one_who_is_asked_to_approve_them(world, anna):
    with scope_for(anna):
        meeting = plan_meeting(anna, world.ours.pk, starts_at=clock.now() + dt.timedelta(hours=1))
        meetings.open_meeting(anna, meeting.pk)
        meetings.close_meeting(anna, meeting.pk, approvers=[world.seats["frida"].pk])
    assert "Du är ombedd att justera dem." in read(world, "frida")
    for name in ("anna", "bo", "gun", "hans"):
        assert "Du är ombedd att justera dem." not in read(world, name)


def test_a_draft_without_owner_waits_for_the_organisers(world, anna):
    _vision, work, _measures = plan(world)
    with scope_for(anna):
        services.add_measure(anna, world.ours.pk, title="Laga ställen", assignment_id=work.pk, reach=Reach.PARTNERSHIP)
    assert "Åtgärden saknar ägare." in read(world, "bo")
    assert "Laga ställen" not in read(world, "frida")


def test_a_party_is_reminded_of_what_it_has_not_answered(world):
    plan(world)
    page = read(world, "frida")
    assert "Er organisation har inte svarat på 1 mål och 1 delmål." in page
    assert "Bekräfta det ni står bakom" not in read(world, "hans")


def test_nothing_waits_is_said_plainly(world, anna):
    vision, work, _measures = plan(world)
    with scope_for(anna):
        goal_id, sub_goal_id = work.goal_id, work.sub_goals.get().pk
    for name in ("anna", "bo", "frida"):
        actor = world.actor(name)
        with scope_for(actor):
            services.confirm(actor, goal_id=goal_id, answer="confirmed")
            services.confirm(actor, sub_goal_id=sub_goal_id, answer="confirmed")
    with scope_for(anna):
        soon = clock.now() + dt.timedelta(days=7)
        plan_meeting(anna, world.ours.pk, starts_at=soon, place="Kommunhuset")
    page = read(world, "frida")
    assert ("Inget väntar på dig. Nästa möte är" in page, "Kommunhuset" in page) == (True, True)
    assert vision.sentence in page


def test_what_is_done_since_last_time_has_its_name_and_day(world):
    _vision, _work, (measure,) = plan(world)
    answer(world, measure, Answer.DONE)
    for name in ("anna", "hans"):
        page = read(world, name)
        assert ("Klart nyligen" in page, "Åtgärd 0" in page) == (True, True), name  # no meeting held yet


def test_the_elected_begin_with_where_we_want_to_go(world):
    plan(world)
    page = read(world, "hans")
    assert page.index("Hej Hans!") < page.index("Fler trivs ute") < page.index("Öppna målbilden")
    assert "Behöver dig" not in page


def test_an_empty_partnership_is_told_what_to_begin_with_where_the_right_exists(world):
    page = read(world, "anna")
    assert ("Börja här" in page, "Skriv lägesbilden" in page, "Bjud in de andra" in page) == (True, True, True)
    for name in ("frida", "hans", "ines"):
        assert "Börja här" not in read(world, name)
    plan(world)
    assert "Börja här" not in read(world, "anna")


def test_an_invitation_to_another_table_is_shown(world):
    seat_person(
        world.theirs, party=world.theirs.parties.first(), role=Role.PARTICIPANT, name="Bo", email="bo@exempel.se"
    )
    assert "Svara på inbjudan" in read(world, "bo")
    assert "Svara på inbjudan" not in read(world, "anna")


def test_broken_mail_is_told_loudly_to_those_who_drive_the_work(world, settings):
    settings.EMAIL_URL, settings.DEMO = "", False
    assert "Mejl är inte inställt" in read(world, "anna")
    assert "Mejl är inte inställt" in read(world, "bo")
    for name in ("frida", "gun", "hans", "ines"):
        assert "Mejl är inte inställt" not in read(world, name)
    settings.EMAIL_URL = "smtp://127.0.0.1:9"
    cache.clear()  # looked up once a minute
    assert "Se hur det går med mejlen" not in read(world, "anna")
