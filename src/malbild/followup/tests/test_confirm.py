"""Each party confirms or objects, sees what the others said, and is asked again when the text changes."""

from __future__ import annotations

import pytest

from malbild.access.policy import Reach
from malbild.access.scope import scope_for
from malbild.followup.queries import waiting_for_party
from malbild.goals import services
from malbild.goals.models import Confirmation

FORM, WHO = "/s/var/malbild/bekrafta/", "/s/var/malbild/vem-har-bekraftat/"


@pytest.fixture
def vision(world, anna):
    with scope_for(anna):
        return services.write_vision(anna, world.ours.pk, sentence="Fler trivs ute", horizon_year=2027)


def test_a_party_confirms_and_everyone_sees_it_with_day_and_version(world, vision):
    sent = world.client("bo").post(FORM, {"answer": "confirmed", "version": 1})
    assert (sent.status_code, sent["Location"]) == (302, WHO)
    page = world.client("frida").get(WHO).content.decode()
    assert ("Version 1" in page, page.count("Bekräftat"), page.count("Inte svarat än")) == (True, 1, 2)


def test_an_objection_needs_words_and_keeps_what_was_written(world, vision):
    frida = world.client("frida")
    refused = frida.post(FORM, {"answer": "objected", "version": 1})
    assert refused.status_code == 422
    assert "Skriv vad ni invänder mot" in refused.content.decode()
    assert "checked" in refused.content.decode()
    frida.post(FORM, {"answer": "objected", "comment": "Dygnet är för långt", "version": 1})
    assert "Dygnet är för långt" in world.client("anna").get("/s/var/malbild/").content.decode()
    assert "Dygnet är för långt" in world.client("anna").get(WHO).content.decode()


def test_a_text_that_changed_meanwhile_is_not_confirmed_unread(world, vision, anna):
    with scope_for(anna):
        services.write_vision(anna, world.ours.pk, sentence="Fler trivs ute, hela dygnet", horizon_year=2027)
    late = world.client("bo").post(FORM, {"answer": "confirmed", "version": 1})
    assert (late.status_code, "Texten har ändrats" in late.content.decode()) == (422, True)
    with scope_for(anna):
        assert not Confirmation.objects.exists()


def test_a_new_version_asks_every_party_again(world, vision, anna, bo):
    world.client("bo").post(FORM, {"answer": "confirmed", "version": 1})
    party = world.parties["polis"].pk
    with scope_for(bo):
        assert waiting_for_party(bo, world.ours.pk, party) == []
    with scope_for(anna):
        services.write_vision(anna, world.ours.pk, sentence="Fler trivs ute, hela dygnet", horizon_year=2027)
    with scope_for(bo):
        asked = waiting_for_party(bo, world.ours.pk, party)
    assert [(what, words) for what, _pk, words in asked] == [("vision", "Fler trivs ute, hela dygnet")]


def test_goals_and_sub_goals_are_answered_on_their_own_pages(world, anna):
    with scope_for(anna):
        goal = services.add_goal(anna, world.ours.pk, title="Fler trygga", reach=Reach.PARTNERSHIP)
        work = services.add_assignment(
            anna,
            world.ours.pk,
            title="Stråk",
            lead_party_id=world.parties["kommun"].pk,
            goal_id=goal.pk,
            reach=Reach.PARTNERSHIP,
        )
        sub_goal = services.add_sub_goal(anna, work.pk, title="Ljuset lagat")
    gun = world.client("gun")
    for address in (f"/s/var/malbild/mal/{goal.pk}/bekrafta/", f"/s/var/malbild/delmal/{sub_goal.pk}/bekrafta/"):
        assert gun.post(address, {"answer": "confirmed", "version": 1}).status_code == 302
        assert gun.post(address, {"answer": "confirmed", "version": 1}).status_code == 302  # a second tap
    with scope_for(anna):
        assert Confirmation.objects.filter(party=world.parties["kommun"]).count() == 2
        assert waiting_for_party(anna, world.ours.pk, world.parties["kommun"].pk) == []


@pytest.mark.parametrize(("who", "status"), [("ines", 403), ("hans", 404), ("rut", 404), ("cia", 404), ("dan", 404)])
def test_nobody_else_answers_for_a_party(world, vision, anna, who, status):
    assert world.client(who).post(FORM, {"answer": "confirmed", "version": 1}).status_code == status
    with scope_for(anna):
        assert not Confirmation.objects.exists()


def test_a_personal_number_in_the_comment_is_stopped(world, vision, anna):
    given = {"answer": "objected", "comment": "811218-9876 är emot", "version": 1}
    assert world.client("bo").post(FORM, given).status_code == 422
    with scope_for(anna):
        assert not Confirmation.objects.exists()


def test_the_elected_see_who_has_confirmed_but_not_the_inner_words(world, vision):
    for name in ("anna", "bo", "frida"):
        world.client(name).post(FORM, {"answer": "confirmed", "version": 1})
    world.client("frida").post(FORM, {"answer": "objected", "comment": "Vi har ändrat oss", "version": 1})
    page = world.client("hans").get("/s/var/malbild/").content.decode()
    assert (page.count("Bekräftat"), "Invänder" in page, "Vi har ändrat oss" in page) == (2, True, False)
