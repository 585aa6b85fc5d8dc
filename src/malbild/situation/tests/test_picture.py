"""The shared picture: numbered, sourced, shared by a logged deed, frozen when it is decided."""

import datetime as dt

import pytest
from django.db import connection

from malbild.access.errors import Forbidden
from malbild.access.policy import Reach
from malbild.access.scope import scope_for
from malbild.audit.models import AuditEvent
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.situation import services
from malbild.situation.models import Problem, SituationPicture

TEXTS = {"title": "Lägesbild 2027", "mapping": "902 anmälda brott", "consequences": "Oro", "analysis": "Kvällar"}


def problem_of(actor, world, title="Skadegörelse vid skolan", reach=Reach.OWN_PARTY):
    return services.add_problem(actor, world.ours.pk, title=title, reach=reach)


def test_problems_and_causes_are_numbered_through_the_picture(anna, world):
    with scope_for(anna):
        first, second = problem_of(anna, world), problem_of(anna, world, "Stölder")
        causes = [services.add_cause(anna, p.pk, title="Mörkt") for p in (first, second)]
    assert [first.number, second.number] == [1, 2]
    assert [c.number for c in causes] == [1, 2]


def test_a_participant_cannot_write_and_nothing_is_kept(frida, world):
    with scope_for(frida), pytest.raises(Forbidden):
        problem_of(frida, world)
    with scope_for(frida):
        assert not Problem.objects.exists()


def test_a_neighbour_cannot_add_a_cause_to_our_problem(anna, cia, world):
    with scope_for(anna):
        ours = problem_of(anna, world, reach=Reach.PARTNERSHIP)
    with scope_for(cia), pytest.raises(Problem.DoesNotExist):
        services.add_cause(cia, ours.pk, title="x")


def test_a_draft_is_the_police_s_own_until_they_share_it_and_the_sharing_is_logged(anna, bo, world):
    with scope_for(bo):
        draft = problem_of(bo, world)
        services.add_cause(bo, draft.pk, title="Mörkt")
    with scope_for(anna), pytest.raises(Problem.DoesNotExist):
        services.edit_problem(anna, draft.pk, title="x")
    with scope_for(bo):
        services.share_problem(bo, draft.pk)
    with scope_for(anna):
        assert services.edit_problem(anna, draft.pk, title="Ljus").causes.get().reach == Reach.PARTNERSHIP
    assert AuditEvent.objects.filter(action="situation:draft:share").count() == 2


def test_a_picture_without_consequences_is_not_decided(anna, world):
    with scope_for(anna):
        problem_of(anna, world)
        picture = services.write_picture(anna, world.ours.pk, **{**TEXTS, "consequences": " "})
        with pytest.raises(Refusal, match="konsekvenser"):
            services.mark_valid(anna, picture.pk, decided_by="KS")
        assert not SituationPicture.objects.filter(is_valid=True).exists()


def test_a_decided_picture_keeps_its_words_when_the_next_is_written(anna, gun, hans, world):
    with scope_for(anna):
        problem = problem_of(anna, world, reach=Reach.PARTNERSHIP)
        services.add_evidence(
            anna, world.ours.pk, text="902 brott", source="Brå", on=clock.today(), problem_id=problem.pk
        )
        first = services.write_picture(anna, world.ours.pk, **TEXTS)
    with scope_for(gun):
        services.mark_valid(gun, first.pk, decided_by="Kommunstyrelsen")
    with scope_for(anna):
        services.edit_problem(anna, problem.pk, title="Nytt namn")
        second = services.write_picture(anna, world.ours.pk, mapping="1 295 anmälda brott")
        first.refresh_from_db()
    assert (second.version, second.analysis, first.is_valid) == (2, TEXTS["analysis"], True)
    assert first.snapshot["problems"][0]["title"] == "Skadegörelse vid skolan"
    assert first.snapshot["problems"][0]["facts"][0]["source"] == "Brå"
    with scope_for(hans):
        assert list(SituationPicture.objects.visible_to(hans)) == [first]


def test_not_now_needs_its_reason(anna, world):
    with scope_for(anna):
        problem = problem_of(anna, world)
        with pytest.raises(Refusal):
            services.edit_problem(anna, problem.pk, priority="not-now", priority_reason="")


@pytest.mark.parametrize("rows", [1, 8])
def test_the_page_asks_the_database_equally_often_however_many_problems(anna, world, rows, django_assert_num_queries):
    with scope_for(anna):
        for n in range(rows):
            services.add_cause(anna, problem_of(anna, world, f"Problem {n}").pk, title="Orsak")
    client = world.client("anna")
    told = 2 if connection.vendor == "postgresql" else 0  # the scope is told to the database and taken back
    with django_assert_num_queries(9 + told):
        page = client.get("/s/var/lagesbild/")
    assert page.status_code == 200
    assert f"Problem {rows - 1}" in page.content.decode()


def test_a_refused_form_keeps_what_was_written(world):
    page = world.client("anna").post("/s/var/lagesbild/problem/nytt/", {"title": "", "description": "Kvällstid"})
    assert page.status_code == 422
    assert "Kvällstid" in page.content.decode()


def test_figures_of_the_whole_municipality_show_their_source_and_doubt(world, anna):
    with scope_for(anna):
        services.add_evidence(
            anna,
            world.ours.pk,
            text="902 anmälda brott",
            source="Brå",
            on=dt.date(2026, 11, 22),
            caveat="Året är osäkert.",
        )
    page = world.client("frida").get("/s/var/lagesbild/").content.decode()
    for words in ("902 anmälda brott", "Brå", "22 november 2026", "Året är osäkert."):
        assert words in page


def test_the_elected_read_what_stood_in_the_valid_version(world, anna, gun):
    with scope_for(anna):
        problem = services.add_problem(anna, world.ours.pk, title="Mörk tunnel", reach=Reach.PARTNERSHIP)
        services.add_cause(anna, problem.pk, title="Trasig lampa")
        picture = services.write_picture(anna, world.ours.pk, title="Bild", mapping="a", consequences="b", analysis="c")
    assert "Mörk tunnel" not in world.client("hans").get("/s/var/lagesbild/").content.decode()
    with scope_for(gun):
        services.mark_valid(gun, picture.pk, decided_by="Styrgruppen")
    with scope_for(anna):
        services.add_problem(anna, world.ours.pk, title="Nytt efter beslutet", reach=Reach.PARTNERSHIP)
    page = world.client("hans").get("/s/var/lagesbild/").content.decode()
    assert ("Mörk tunnel" in page, "Trasig lampa" in page, "Nytt efter beslutet" in page) == (True, True, False)
