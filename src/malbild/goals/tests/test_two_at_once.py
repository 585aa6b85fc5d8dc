"""The same form twice does its deed once; of two who change one text, both versions stand until a person chooses."""

import re

import pytest

from malbild.access.scope import scope_for
from malbild.goals.models import OverarchingGoal


def keys_of(page):
    return dict(re.findall(r'name="(once|seen)" value="([^"]*)"', page.content.decode()))


def test_the_same_form_twice_makes_one_goal(world):
    client = world.client("anna")
    keys = keys_of(client.get("/s/var/uppdrag/mal/nytt/"))
    sent = {"title": "Fler trygga", **keys}
    first = client.post("/s/var/uppdrag/mal/nytt/", sent)
    second = client.post("/s/var/uppdrag/mal/nytt/", sent)
    assert (first.status_code, second.status_code) == (302, 302)
    with scope_for(world.actor("anna")):
        assert OverarchingGoal.objects.count() == 1


def test_a_refused_form_may_be_sent_again(world):
    client = world.client("anna")
    keys = keys_of(client.get("/s/var/uppdrag/mal/nytt/"))
    assert client.post("/s/var/uppdrag/mal/nytt/", {"title": "", **keys}).status_code == 422
    assert client.post("/s/var/uppdrag/mal/nytt/", {"title": "Fler trygga", **keys}).status_code == 302


@pytest.fixture
def both_open(world, ours):
    """Anna and Bo have the same goal open; Bo saves first. Gives the address, Anna's browser and her form's keys."""
    url = f"/s/var/uppdrag/mal/{ours.goal.pk}/andra/"
    anna, bo = world.client("anna"), world.client("bo")
    hers, his = keys_of(anna.get(url)), keys_of(bo.get(url))
    assert bo.post(url, {"title": "Fler trivs i centrum", **his}).status_code == 302
    return url, anna, hers


def test_the_second_sees_both_versions_and_nothing_is_lost(world, ours, both_open):
    url, anna, hers = both_open
    page = anna.post(url, {"title": "Fler vågar gå ut", "effect": "Färre undviker tunneln", **hers})
    text = page.content.decode()
    assert page.status_code == 422
    for words in (
        "Fler trivs i centrum",
        "Fler vågar gå ut",
        "Färre undviker tunneln",
        "Bo ändrade samma text klockan",
    ):
        assert words in text
    with scope_for(world.actor("anna")):
        assert OverarchingGoal.objects.get().title == "Fler trivs i centrum"


def test_the_second_may_then_choose_her_own(world, ours, both_open):
    url, anna, hers = both_open
    shown = keys_of(anna.post(url, {"title": "Fler vågar gå ut", **hers}))
    assert anna.post(url, {"title": "Fler vågar gå ut", **shown}).status_code == 302
    with scope_for(world.actor("anna")):
        assert OverarchingGoal.objects.get().title == "Fler vågar gå ut"


def test_or_keep_what_is_saved(world, ours, both_open):
    url, anna, hers = both_open
    text = anna.post(url, {"title": "Fler vågar gå ut", **hers}).content.decode()
    assert f'<a href="/s/var/uppdrag/mal/{ours.goal.pk}/">Behåll det som är sparat</a>' in text


@pytest.mark.parametrize(
    ("address", "values"),
    [
        ("uppdrag/{work}/andra/", {"title": "{title}", "lead_party_id": "{party}"}),
        ("uppdrag/atgard/{measure}/andra/", {"title": "{title}"}),
    ],
)
def test_an_uppdrag_and_an_atgard_are_guarded_the_same_way(world, ours, address, values):
    url = "/s/var/" + address.format(work=ours.work.pk, measure=ours.measure.pk)
    anna, bo = world.client("anna"), world.client("bo")
    hers, his = keys_of(anna.get(url)), keys_of(bo.get(url))

    def send(client, title, keys):
        filled = {k: v.format(title=title, party=world.parties["kommun"].pk) for k, v in values.items()}
        return client.post(url, {**filled, **keys})

    assert send(bo, "Bos ord", his).status_code == 302
    page = send(anna, "Annas ord", hers)
    assert (page.status_code, "Bos ord" in page.content.decode(), "Annas ord" in page.content.decode()) == (
        422,
        True,
        True,
    )
