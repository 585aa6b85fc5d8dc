"""Line work: a light look now and then, lifted when it wavers, and home again."""

import datetime as dt

import pytest

from malbild.access.scope import scope_for
from malbild.goals import services
from malbild.goals.models import Assignment, LinePulse, LineWork
from malbild.kit import clock


def text_of(response):
    return response.content.decode()


@pytest.fixture
def walk(world, anna):
    with scope_for(anna):
        return services.add_line_work(
            anna,
            world.ours.pk,
            title="Nattvandring",
            responsible_party_id=world.parties["skola"].pk,
            owner_id=world.seats["frida"].pk,
        )


def url_of(walk, tail=""):
    return f"/s/var/uppdrag/linje/{walk.pk}/{tail}"


def test_it_is_added_with_an_existing_routine_offered_first(world, anna):
    with scope_for(anna):
        services.add_routine(anna, world.ours.pk, title="A ny rutin")
        existing = services.add_routine(anna, world.ours.pk, title="Ö rådsmötet", is_existing=True)
    page = text_of(world.client("anna").get("/s/var/uppdrag/linje/nytt/"))
    assert page.index("Ö rådsmötet") < page.index("A ny rutin")
    world.client("anna").post(
        "/s/var/uppdrag/linje/nytt/",
        {"title": "Tillsyn", "responsible_party_id": world.parties["polis"].pk, "routine_id": existing.pk},
    )
    with scope_for(anna):
        assert LineWork.objects.get().routine == existing


@pytest.mark.parametrize(
    ("who", "status"), [("frida", 302), ("anna", 302), ("bo", 302), ("gun", 403), ("hans", 403), ("cia", 404)]
)
def test_who_follows_it(world, walk, who, status):
    assert world.client(who).post(url_of(walk), {"state": "wavers", "text": "Få kom"}).status_code == status
    with scope_for(world.actor("anna")):
        assert LinePulse.objects.count() == (1 if status == 302 else 0)


def test_an_answer_must_be_one_of_the_two(world, walk):
    response = world.client("frida").post(url_of(walk), {"state": "lifted", "text": "Få kom"})
    assert (response.status_code, "Få kom" in text_of(response)) == (422, True)


def test_two_svajar_in_a_row_propose_lifting_and_a_double_tap_is_one(world, walk, anna):
    frida = world.client("frida")
    frida.post(url_of(walk), {"state": "wavers"})
    frida.post(url_of(walk), {"state": "wavers"})
    assert "andra gången i rad" not in text_of(world.client("anna").get(url_of(walk)))
    with scope_for(anna):
        LinePulse.objects.update(on=clock.today() - dt.timedelta(days=40))
    frida.post(url_of(walk), {"state": "wavers"})
    assert "andra gången i rad" in text_of(world.client("anna").get(url_of(walk)))
    assert "andra gången i rad" in text_of(world.client("gun").get("/s/var/uppdrag/linje/"))


def test_lifted_and_home_again_with_its_history_shown(world, walk):
    anna = world.client("anna")
    anna.post(url_of(walk, "lyft/"), {"reason": "För få vuxna"})
    with scope_for(world.actor("anna")):
        work = Assignment.objects.get()
    assert "För få vuxna" in text_of(anna.get(f"/s/var/uppdrag/{work.pk}/"))
    assert world.client("frida").post(url_of(walk), {"state": "works"}).status_code == 422
    anna.post("/s/var/uppdrag/mal/nytt/", {"title": "Fler vuxna ute"})
    with scope_for(world.actor("anna")):
        from_goal = services.add_goal(world.actor("anna"), world.ours.pk, title="Fler vuxna", reach=1)
    values = {"title": work.title, "lead_party_id": world.parties["skola"].pk, "goal_id": from_goal.pk}
    anna.post(f"/s/var/uppdrag/{work.pk}/andra/", values)
    anna.post(f"/s/var/uppdrag/{work.pk}/delmal/", {"title": "Tio går"})
    anna.post(f"/s/var/uppdrag/{work.pk}/starta/")
    home = anna.post(f"/s/var/uppdrag/{work.pk}/till-linjen/", {"reason": "Det sitter"})
    assert home["Location"] == url_of(walk)
    text = text_of(world.client("frida").get(url_of(walk)))
    for words in ("För få vuxna", "Det sitter", "Lyft till utveckling", "Blev linjearbete", "Fungerar"):
        assert words in text


def test_a_lesson_is_kept_for_when_measures_are_chosen(world, walk):
    world.client("bo").post(url_of(walk, "lardom/"), {"text": "Ring samma dag"})
    assert "Ring samma dag" in text_of(world.client("frida").get("/s/var/uppdrag/linje/"))
    assert world.client("frida").post(url_of(walk, "lardom/"), {"text": "x"}).status_code == 403


def test_the_words_are_changed_and_the_owner_too(world, walk):
    values = {"title": "Nattvandring varje fredag", "responsible_party_id": world.parties["skola"].pk, "note": "21.00"}
    world.client("anna").post(url_of(walk, "andra/"), values)
    with scope_for(world.actor("anna")):
        walk.refresh_from_db()
    assert (walk.title, walk.note, walk.owner_id) == ("Nattvandring varje fredag", "21.00", None)


def test_a_new_routine_stands_after_those_that_exist(world):
    anna = world.client("anna")
    anna.post("/s/var/uppdrag/rutiner/ny/", {"title": "Ny mätning", "rhythm_days": "90"})
    anna.post("/s/var/uppdrag/rutiner/ny/", {"title": "Rådsmötet", "rhythm_days": "30", "is_existing": "on"})
    text = text_of(anna.get("/s/var/uppdrag/rutiner/"))
    assert text.index("Rådsmötet") < text.index("Ny mätning")
