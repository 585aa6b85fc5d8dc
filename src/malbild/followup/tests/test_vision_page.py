"""The målbild on one page: what everyone reads, what only the table reads, and what it costs."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from malbild.access.policy import Reach
from malbild.access.scope import scope_for
from malbild.followup.queries import overview, vision_page
from malbild.goals import services
from malbild.goals.models import Assignment
from malbild.goals.states import Answer
from malbild.kit import clock
from malbild.situation import services as situation

PAGE = "/s/var/malbild/"
PARTIES = ("anna", "bo", "frida")  # one for each party


def plan(world, *, rows=1):
    """A målbild that everyone confirmed, an active uppdrag, and `rows` åtgärder that Bo has said yes to."""
    anna = world.actor("anna")
    with scope_for(anna):
        vision = services.write_vision(anna, world.ours.pk, sentence="Fler trivs ute", horizon_year=2027)
        goal = services.add_goal(anna, world.ours.pk, title="Fler trygga", reach=Reach.PARTNERSHIP)
        work = services.add_assignment(
            anna,
            world.ours.pk,
            title="Gångstråk",
            lead_party_id=world.parties["kommun"].pk,
            goal_id=goal.pk,
            reach=Reach.PARTNERSHIP,
        )
        services.add_sub_goal(anna, work.pk, title="Ljuset lagat", due=clock.today() + dt.timedelta(days=90))
        services.activate_assignment(anna, work.pk)
    measures = [promise(world, work, f"Åtgärd {n}") for n in range(rows)]
    for name in PARTIES:
        actor = world.actor(name)
        with scope_for(actor):
            services.confirm(actor, vision_id=vision.pk, answer="confirmed")
    return vision, work, measures


def promise(world, work, title, *, days=30):
    anna, bo = world.actor("anna"), world.actor("bo")
    with scope_for(anna):
        measure = services.add_measure(
            anna,
            world.ours.pk,
            title=title,
            assignment_id=work.pk,
            owner_id=world.seats["bo"].pk,
            due=clock.today() + dt.timedelta(days=days),
            reach=Reach.PARTNERSHIP,
        )
        services.ask_owner(anna, measure.pk)
    with scope_for(bo):
        return services.accept_measure(bo, measure.pk)


def answer(world, measure, said, **extra):
    bo = world.actor("bo")
    with scope_for(bo):
        services.answer_measure(bo, measure.pk, answer=said, **extra)


def read(world, name):
    return world.client(name).get(PAGE).content.decode()


@pytest.mark.parametrize("rows", [1, 50])
def test_at_most_twelve_questions_to_the_database_for_one_and_fifty(world, rows, django_assert_num_queries):
    plan(world, rows=rows)
    client = world.client("anna")
    told = 2 if connection.vendor == "postgresql" else 0
    with django_assert_num_queries(12 + told):
        client.get(PAGE)


def test_the_signal_says_the_same_to_those_who_see_decided_material_only(world):
    _vision, _work, (measure,) = plan(world)
    answer(world, measure, Answer.NEED_HELP, text="Ingen svarar.")
    for name in ("anna", "hans", "rut", "ines"):
        page = read(world, name)
        assert ("Behöver hjälp" in page, "Uppdraget följer inte planen." in page) == (True, True), name
        assert "Ingen svarar." not in page


def test_a_draft_of_one_party_moves_no_signal(world, bo, anna):
    _vision, work, _measures = plan(world)
    with scope_for(bo):
        services.add_measure(bo, world.ours.pk, title="Polisens utkast", assignment_id=work.pk)
    with scope_for(anna):
        line = overview(anna, world.ours.pk, on=clock.today()).lines[0]
    assert line.signal.word == "Enligt plan"
    assert "Polisens utkast" not in read(world, "anna")


def test_never_good_without_a_fresh_answer_and_the_day_is_of_the_silent_one(world, anna, bo):
    long_ago = clock.now() - dt.timedelta(days=80)
    with clock.standing_at(long_ago):
        _vision, work, (_silent,) = plan(world)
    with clock.standing_at(clock.now() - dt.timedelta(days=3)):
        done = promise(world, work, "Vandringen", days=10)
        answer(world, done, Answer.DONE)
    with scope_for(anna):
        page = vision_page(anna, world.ours.pk, on=clock.today())
    signal = page.overview.lines[0].signal
    assert (signal.word, signal.answered_on) == ("Inget färskt svar", long_ago.astimezone(clock.SWEDEN).date())
    assert [m.title for m in page.done] == ["Vandringen"]


def test_what_works_comes_before_what_waits_for_a_decision(world, anna):
    _vision, work, (measure,) = plan(world)
    answer(world, measure, Answer.DONE)
    with scope_for(anna):
        Assignment.objects.filter(pk=work.pk).update(decision_needed="Ska lokalen ha öppet?")
        services.add_line_work(
            anna, world.ours.pk, title="Nattvandring", responsible_party_id=world.parties["polis"].pk
        )
    page = read(world, "hans")
    order = [
        page.index(t) for t in ("Fler trivs ute", "Åtgärd 0", "Ska lokalen ha öppet?", "Fler trygga", "Följs i vard")
    ]
    assert order == sorted(order)
    assert "1\u00a0av\u00a01" not in page  # one uppdrag is not counted out of one
    assert "Behöver beslut" in page


def test_the_elected_read_the_last_version_that_all_confirmed(world, anna):
    plan(world)
    with scope_for(anna):
        services.write_vision(anna, world.ours.pk, sentence="Fler trivs ute, hela dygnet", horizon_year=2027)
    assert "Fler trivs ute, hela dygnet" in read(world, "anna")
    hans = read(world, "hans")
    assert ("Fler trivs ute" in hans, "hela dygnet" in hans, "Version 1" in hans) == (True, False, True)
    assert "En nyare version väntar på att alla parter svarar." in hans


def test_what_we_do_not_know_and_the_sources_come_from_the_valid_picture(world, anna, gun):
    plan(world)
    with scope_for(anna):
        problem = situation.add_problem(anna, world.ours.pk, title="Mörkt", reach=Reach.PARTNERSHIP)
        situation.add_evidence(
            anna, world.ours.pk, problem_id=problem.pk, text="31", source="Felanmälan", on=clock.today()
        )
        picture = situation.write_picture(
            anna,
            world.ours.pk,
            title="Bild",
            mapping="a",
            consequences="b",
            analysis="c",
            unknowns="Vi vet inte varför.",
        )
        assert "Vi vet inte varför." not in read(world, "anna")  # a draft says nothing yet
    with scope_for(gun):
        situation.mark_valid(gun, picture.pk, decided_by="Styrgruppen")
    page = read(world, "hans")
    assert ("Vi vet inte varför." in page, "Felanmälan" in page) == (True, True)


def test_an_empty_målbild_says_where_it_comes_from(world):
    page = read(world, "anna")
    assert ("Målbilden är inte skriven än" in page, "Skriv målbilden" in page) == (True, True)
    assert "/uppdrag/malbild/" not in read(world, "frida")
