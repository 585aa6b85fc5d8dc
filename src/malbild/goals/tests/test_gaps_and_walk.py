"""Where the chain is broken, and the walk from a problem down to today's åtgärder and back up."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from malbild.access.policy import Reach
from malbild.access.scope import scope_for
from malbild.goals import queries, services
from malbild.goals.states import Deed
from malbild.kit import clock
from malbild.situation.services import add_cause, add_problem, edit_problem, mark_valid, write_picture

P = Reach.PARTNERSHIP
TODAY = clock.today()


def text_of(response):
    return response.content.decode()


def the_gaps(actor):
    with scope_for(actor):
        return queries.gaps(actor, on=clock.today())


def test_an_empty_plan_has_no_gaps_and_says_so_kindly(world):
    assert "Inga glapp" in text_of(world.client("frida").get("/s/var/uppdrag/glapp/"))


def test_every_kind_of_gap_says_why_and_where_it_is_mended(world, anna, ours):
    with scope_for(anna):
        add_cause(anna, ours.problem.pk, title="Få vuxna ute")
        loose = services.add_goal(anna, world.ours.pk, title="Fler cyklar står kvar", reach=P)
        homeless = services.add_assignment(
            anna, world.ours.pk, title="Utan mål", lead_party_id=world.parties["polis"].pk, reach=P
        )
        bare = services.add_measure(anna, world.ours.pk, title="Gör något", reach=P)
        line = services.add_line_work(
            anna, world.ours.pk, title="Nattvandring", responsible_party_id=world.parties["kommun"].pk
        )
    found = the_gaps(anna)
    assert [g.keys for g in found.goals] == [{"goal_id": loose.pk}]
    assert [g.title for g in found.causes] == ["Få vuxna ute"]
    assert [(g.title, g.page) for g in found.works] == [
        ("Tryggt gångstråk", "goals:add-sub-goal"),
        ("Utan mål", "goals:edit-assignment"),
    ]
    assert [(g.title, g.why) for g in found.measures] == [
        ("Ring bolaget", "Frida har inte svarat ja än."),
        ("Gör något", "Åtgärden saknar ägare, datum och orsak."),
    ]
    assert [g.keys for g in found.routines] == [
        {"assignment_id": ours.work.pk},
        {"assignment_id": homeless.pk},
        {"line_work_id": line.pk},
    ]
    text = text_of(world.client("anna").get("/s/var/uppdrag/glapp/"))
    assert f"/s/var/uppdrag/atgard/{bare.pk}/agare/" in text
    assert f"/s/var/uppdrag/atgard/{bare.pk}/agare/" not in text_of(world.client("frida").get("/s/var/uppdrag/glapp/"))


def test_a_mended_gap_is_gone(world, anna, frida, ours):
    with scope_for(frida):
        services.accept_measure(frida, ours.measure.pk)
    with scope_for(anna):
        routine = services.add_routine(anna, world.ours.pk, title="Rådsmötet", is_existing=True)
        services.edit_assignment(anna, ours.work.pk, routine_id=routine.pk)
        services.add_sub_goal(anna, ours.work.pk, title="Ljuset lagat")
    assert the_gaps(anna).count == 0


def test_what_is_paused_or_not_prioritised_is_no_gap(world, anna, ours):
    with scope_for(anna):
        services.end_measure(anna, ours.measure.pk, deed=Deed.PAUSE)
        later = add_problem(anna, world.ours.pk, title="Senare", reach=P)
        add_cause(anna, later.pk, title="Okänt")
        edit_problem(anna, later.pk, priority="not-now", priority_reason="Få fall")
    found = the_gaps(anna)
    assert (found.measures, [g.title for g in found.causes]) == ([], [])


def test_the_walk_goes_the_whole_way_and_shows_what_is_unlinked(world, anna, ours):
    with scope_for(anna):
        sub = services.add_sub_goal(anna, ours.work.pk, title="Ljuset lagat")
        services.edit_measure(anna, ours.measure.pk, sub_goal_id=sub.pk)
        add_cause(anna, ours.problem.pk, title="Få vuxna ute")
        services.add_goal(anna, world.ours.pk, title="Löst mål", reach=P)
        services.add_measure(anna, world.ours.pk, title="Lös åtgärd", reach=P)
        walk = queries.walk(anna, on=TODAY)
    [problem] = walk.problems
    first, second = problem.causes
    [goal] = first.goals
    [work] = goal.works
    [branch] = work.branches
    assert [branch.sub_goal, branch.measures[0].measure] == [sub, ours.measure]
    assert (second.goals, second.loose) == ([], [])
    assert ([g.goal.title for g in walk.goals], [m.measure.title for m in walk.measures]) == (
        ["Löst mål"],
        ["Lös åtgärd"],
    )
    text = text_of(world.client("frida").get("/s/var/uppdrag/fran-problem/"))
    order = [
        text.index(w)
        for w in (
            "Skadegörelse",
            "Mörka ytor",
            "Fler känner sig trygga",
            "Tryggt gångstråk",
            "Ljuset lagat",
            "Ring bolaget",
        )
    ]
    assert order == sorted(order)
    assert "Inget mål och ingen åtgärd än." in text


def test_from_the_atgard_one_comes_back_up_to_its_cause(world, ours):
    text = text_of(world.client("frida").get(f"/s/var/uppdrag/atgard/{ours.measure.pk}/"))
    anchor = f"orsak-{ours.cause.pk}"
    assert f"/s/var/uppdrag/fran-problem/#{anchor}" in text
    assert f'id="{anchor}"' in text_of(world.client("frida").get("/s/var/uppdrag/fran-problem/"))


def test_a_measure_against_another_cause_than_its_goal_is_shown_as_not_linked(world, anna, ours):
    with scope_for(anna):
        other = add_cause(anna, ours.problem.pk, title="Få vuxna ute")
        services.edit_measure(anna, ours.measure.pk, cause_id=other.pk)
        walk = queries.walk(anna, on=TODAY)
    assert [g.is_linked for g in walk.problems[0].causes[1].goals] == [False]


def test_the_elected_walk_what_is_decided(world, anna, gun, ours, promise):
    with scope_for(anna):
        picture = write_picture(anna, world.ours.pk, title="Bild", mapping="a", consequences="b", analysis="c")
    assert "Skadegörelse" not in text_of(world.client("hans").get("/s/var/uppdrag/fran-problem/"))
    with scope_for(gun):
        mark_valid(gun, picture.pk, decided_by="Styrgruppen")
    text = text_of(world.client("hans").get("/s/var/uppdrag/fran-problem/"))
    assert ("Skadegörelse" in text, "Ring bolaget" in text, "Fler känner sig trygga" in text) == (True, True, False)


def test_a_party_s_draft_is_not_frozen_into_what_everyone_reads(world, anna, bo, ours):
    with scope_for(bo):
        add_problem(bo, world.ours.pk, title="Polisens utkast")
        picture = write_picture(bo, world.ours.pk, title="Bild", mapping="a", consequences="b", analysis="c")
        frozen = mark_valid(bo, picture.pk, decided_by="Styrgruppen")
    assert [p["title"] for p in frozen.snapshot["problems"]] == ["Skadegörelse"]


def test_a_cause_leads_to_a_new_atgard_in_an_uppdrag(world, ours):
    url = f"/s/var/uppdrag/orsak/{ours.cause.pk}/atgard/"
    made = world.client("anna").post(url, {"title": "Sätt upp lampor", "assignment_id": ours.work.pk})
    text = text_of(world.client("frida").get(made["Location"]))
    assert ("Mörka ytor" in text, "Tryggt gångstråk" in text) == (True, True)


@pytest.mark.parametrize("path", ["", "glapp/", "fran-problem/", "linje/"])
def test_the_pages_ask_equally_often_for_one_and_for_fifty(world, anna, ours, path):
    client = world.client("anna")
    client.get(f"/s/var/uppdrag/{path}")
    with scope_for(anna):
        line = services.add_line_work(
            anna, world.ours.pk, title="Linje", responsible_party_id=world.parties["polis"].pk
        )
        services.pulse(anna, line.pk, state="wavers")
    with CaptureQueriesContext(connection) as first:
        client.get(f"/s/var/uppdrag/{path}")
    with scope_for(anna):
        for n in range(50):
            cause = add_cause(anna, ours.problem.pk, title=f"Orsak {n}")
            services.add_measure(
                anna,
                world.ours.pk,
                title=f"Åtgärd {n}",
                assignment_id=ours.work.pk,
                cause_id=cause.pk,
                owner_id=world.seats["bo"].pk,
                due=TODAY + dt.timedelta(days=n),
                reach=P,
            )
            line = services.add_line_work(
                anna, world.ours.pk, title=f"Linje {n}", responsible_party_id=world.parties["polis"].pk
            )
            services.pulse(anna, line.pk, state="wavers")
    with CaptureQueriesContext(connection) as second:
        assert client.get(f"/s/var/uppdrag/{path}").status_code == 200
    assert len(second) == len(first)
