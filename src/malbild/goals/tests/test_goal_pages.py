"""Goal, uppdrag and delmål: written, tied, advised, started, ended."""

import pytest

from malbild.access.policy import Reach
from malbild.access.scope import scope_for
from malbild.goals import services
from malbild.goals.models import Assignment, OverarchingGoal, SubGoal
from malbild.goals.wording import sounds_like_doing
from malbild.situation.services import add_cause, add_problem


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "Genomföra trygghetsvandringar",
        "Vi ska ta fram en plan",
        "Kommunen ska gemensamt utbilda personal",
        "Anordnar nattvandringar",
        "Vi genomför en kampanj",
    ],
)
def test_what_we_do_is_heard_as_doing(text):
    assert sounds_like_doing(text)


@pytest.mark.parametrize(
    "text", ["Fler känner sig trygga i centrum", "Färre cyklar stjäls", "Skolan är trygg hela dagen", "", "🙂", "123"]
)
def test_an_effect_is_not(text):
    assert not sounds_like_doing(text)


def test_the_advice_never_stops_anyone(world):
    saved = world.client("anna").post("/s/var/uppdrag/mal/nytt/", {"title": "Genomföra vandringar"}, follow=True)
    assert (saved.status_code, "Det här låter som något ni gör" in text_of(saved)) == (200, True)
    with scope_for(world.actor("anna")):
        goal = OverarchingGoal.objects.get()
    assert "Det här låter" in text_of(world.client("anna").get(f"/s/var/uppdrag/mal/{goal.pk}/andra/"))
    assert "Det här låter" not in text_of(world.client("frida").get(f"/s/var/uppdrag/mal/{goal.pk}/"))


def test_a_goal_may_wait_as_a_draft_and_is_then_shared(world):
    world.client("anna").post("/s/var/uppdrag/mal/nytt/", {"title": "Fler trygga", "is_draft": "on"})
    with scope_for(world.actor("anna")):
        goal = OverarchingGoal.objects.get()
    url = f"/s/var/uppdrag/mal/{goal.pk}/"
    assert world.client("bo").get(url).status_code == 404
    assert "Dela med samverkan" in text_of(world.client("anna").get(url))
    world.client("anna").post(f"{url}dela/")
    assert world.client("bo").get(url).status_code == 200


def test_a_goal_to_formulate_is_worded_by_the_one_who_took_it_on(world):
    world.client("anna").post(
        "/s/var/uppdrag/mal/att-formulera/",
        {"title": "Skolan", "formulate_by_id": world.seats["frida"].pk, "formulate_due": "1 december"},
    )
    with scope_for(world.actor("anna")):
        goal = OverarchingGoal.objects.get()
    url = f"/s/var/uppdrag/mal/{goal.pk}/andra/"
    plan = text_of(world.client("frida").get("/s/var/uppdrag/"))
    assert ("Mål att formulera" in plan, url in plan) == (True, True)
    assert url not in text_of(world.client("gun").get("/s/var/uppdrag/"))
    assert world.client("gun").post(url, {"title": "Guns mål"}).status_code == 403
    world.client("frida").post(url, {"title": "Alla elever är i skolan hela dagen"})
    with scope_for(world.actor("anna")):
        goal.refresh_from_db()
    assert (goal.state, goal.title) == ("formulated", "Alla elever är i skolan hela dagen")
    assert world.client("frida").get(url).status_code == 403  # worded: the organisers' again


def test_a_goal_is_tied_to_several_problems_and_causes_and_let_go(world, ours, anna):
    with scope_for(anna):
        second = add_problem(anna, world.ours.pk, title="Otrygghet", reach=Reach.PARTNERSHIP)
        cause = add_cause(anna, second.pk, title="Ingen mötesplats")
    url = f"/s/var/uppdrag/mal/{ours.goal.pk}/koppla/"
    world.client("bo").post(url, {"cause_ids": [ours.cause.pk, cause.pk]})
    with scope_for(anna):
        assert set(ours.goal.problems.all()) == {ours.problem, second}
    world.client("bo").post(url, {"problem_ids": [second.pk]})
    with scope_for(anna):
        assert (list(ours.goal.problems.all()), list(ours.goal.causes.all())) == ([second], [])


def test_letting_go_leaves_the_links_one_cannot_see(world, ours, anna, bo):
    with scope_for(bo):
        own = add_problem(bo, world.ours.pk, title="Polisens utkast")
        services.set_goal_links(bo, ours.goal.pk, problem_ids=[own.pk, ours.problem.pk], cause_ids=[])
    with scope_for(anna):
        services.set_goal_links(anna, ours.goal.pk, problem_ids=[], cause_ids=[])
    with scope_for(bo):
        assert list(ours.goal.problems.all()) == [own]


def test_starting_without_a_delmal_says_so_on_the_page_where_it_is_added(world, ours):
    refused = world.client("anna").post(f"/s/var/uppdrag/{ours.work.pk}/starta/")
    text = text_of(refused)
    assert (refused.status_code, "Det saknar minst ett delmål." in text) == (422, True)
    assert f"/s/var/uppdrag/{ours.work.pk}/delmal/" in text


def test_from_delmal_to_the_end_of_the_uppdrag(world, ours):
    anna = world.client("anna")
    anna.post(f"/s/var/uppdrag/{ours.work.pk}/delmal/", {"title": "Ljuset lagat", "due": "31 mars"})
    assert anna.post(f"/s/var/uppdrag/{ours.work.pk}/starta/").status_code == 302
    with scope_for(world.actor("anna")):
        delmal = SubGoal.objects.get()
    assert delmal.state == "active"
    page = text_of(world.client("hans").get(f"/s/var/uppdrag/delmal/{delmal.pk}/"))
    assert ("Vad exakt?" in page, "/andra/" in page) == (True, False)
    anna.post(f"/s/var/uppdrag/delmal/{delmal.pk}/andra/", {"title": "Ljuset lagat", "specific": "Sex lampor"})
    assert "Sex lampor" in text_of(anna.get(f"/s/var/uppdrag/delmal/{delmal.pk}/"))
    anna.post(f"/s/var/uppdrag/delmal/{delmal.pk}/avsluta/", {"to": "reached", "note": "Besiktat"})
    assert anna.post(f"/s/var/uppdrag/{ours.work.pk}/avsluta/", {"to": "nonsens"}).status_code == 422
    anna.post(f"/s/var/uppdrag/{ours.work.pk}/avsluta/", {"to": "partly", "note": "Nästan"})
    with scope_for(world.actor("anna")):
        ours.work.refresh_from_db()
        delmal.refresh_from_db()
    assert (ours.work.state, ours.work.end_note, delmal.state) == ("partly", "Nästan", "reached")


def test_the_page_says_which_party_has_confirmed_this_version(world, ours, bo):
    with scope_for(bo):
        services.confirm(bo, goal_id=ours.goal.pk, answer="confirmed")
    text = text_of(world.client("frida").get(f"/s/var/uppdrag/mal/{ours.goal.pk}/"))
    assert (text.count("Bekräftat"), text.count("Har inte svarat än")) == (1, 2)


def test_an_active_uppdrag_keeps_a_goal(world, ours):
    anna = world.client("anna")
    anna.post(f"/s/var/uppdrag/{ours.work.pk}/delmal/", {"title": "Ljuset lagat"})
    anna.post(f"/s/var/uppdrag/{ours.work.pk}/starta/")
    values = {"title": "Stråk", "lead_party_id": world.parties["polis"].pk, "goal_id": ""}
    assert anna.post(f"/s/var/uppdrag/{ours.work.pk}/andra/", values).status_code == 422
    anna.post(
        f"/s/var/uppdrag/{ours.work.pk}/andra/", {**values, "goal_id": ours.goal.pk, "decision_needed": "Pengar?"}
    )
    with scope_for(world.actor("anna")):
        work = Assignment.objects.get()
    assert (work.title, work.lead_party_id, work.decision_needed) == ("Stråk", world.parties["polis"].pk, "Pengar?")
    assert "Beslut som behövs" in text_of(world.client("gun").get(f"/s/var/uppdrag/{ours.work.pk}/"))


@pytest.mark.parametrize("who", ["frida", "gun", "hans", "rut", "ines"])
def test_others_read_the_plan_without_links_to_change_it(world, ours, who):
    text = text_of(world.client(who).get("/s/var/uppdrag/"))
    for tail in ("/andra/", "/nytt/", "/uppdrag/uppdrag/", '/malbild/"', "/starta/"):
        assert f"uppdrag{tail}" not in text
    assert ("Fler känner sig trygga" in text) is (who not in ("hans", "rut"))
