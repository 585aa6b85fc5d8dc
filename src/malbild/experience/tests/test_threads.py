"""A question to the sounding board: asked, seen, answered, solved; and who may do what."""

import pytest

from malbild.access.actor import Area
from malbild.access.errors import Forbidden, Hidden
from malbild.access.policy import Reach
from malbild.access.scope import scope_for
from malbild.experience import queries, services
from malbild.experience.errors import NotOpen, NotShared
from malbild.experience.models import Thread, ThreadPost
from malbild.experience.targets import KINDS
from malbild.goals import services as goals
from malbild.goals.models import Assignment
from malbild.outbox.models import Letter
from malbild.situation import services as situation
from malbild.situation.models import Problem


def test_the_question_keeps_how_the_thing_looked(question, anna, world, work):
    with scope_for(anna):
        goals.edit_sub_goal(anna, work.sub_goals.get().pk, title="Något annat")
        snapshot = Thread.objects.get().snapshot
    assert snapshot["title"] == "Tryggt gångstråk"
    assert ["Delmål", "Belysningen är lagad (aktivt)"] in snapshot["parts"]
    assert ["Leds av", "Kommun"] in snapshot["lines"]
    assert "Frida" not in str(snapshot)


def test_a_partys_draft_is_not_shown_to_the_sounding_board(anna, world):
    with scope_for(anna):
        draft = situation.add_problem(anna, world.ours.pk, title="Utkast")
        with pytest.raises(NotShared):
            services.ask(anna, world.ours.pk, kind="problem", target_id=draft.pk, question="Vad tror ni?")
        assert not Thread.objects.exists()


def test_a_draft_is_refused_before_anything_is_written(world, anna):
    with scope_for(anna):
        draft = situation.add_problem(anna, world.ours.pk, title="Utkast")
    page = world.client("anna").get(f"/s/var/bollplank/fraga/problem/{draft.pk}/")
    assert (page.status_code, "Dela utkastet" in page.content.decode()) == (422, True)


def test_the_snapshot_names_nobody_at_the_table(world, anna, terms):
    with scope_for(anna):
        asked = {"kind": "uppdragsbeskrivning", "target_id": terms.pk, "question": "Räcker mandatet?"}
        snapshot = services.ask(anna, world.ours.pk, **asked).snapshot
    assert snapshot["title"] == "Uppdragsbeskrivning 2"
    assert ["Ordförande", "[namn] leder mötena"] in snapshot["lines"]


def test_the_things_own_page_leads_to_its_questions(world, question, work):
    anna = world.client("anna")
    assert f"/s/var/bollplank/om/uppdrag/{work.pk}/" in anna.get(f"/s/var/uppdrag/{work.pk}/").content.decode()
    part = anna.get(f"/s/var/bollplank/om/uppdrag/{work.pk}/").content.decode()
    assert "Hur får vi med bostadsbolaget?" in part
    assert "bollplank/om" not in world.client("ines").get(f"/s/var/uppdrag/{work.pk}/").content.decode()
    assert "Hur får vi" not in world.client("hans").get(f"/s/var/bollplank/om/uppdrag/{work.pk}/").content.decode()


def test_the_snapshot_has_no_draft_of_one_party_in_it(anna, world, work):
    with scope_for(anna):
        goals.add_measure(anna, world.ours.pk, title="Hemligt utkast", assignment_id=work.pk)
        thread = services.ask(anna, world.ours.pk, kind="uppdrag", target_id=work.pk, question="Hur?")
    assert "Hemligt utkast" not in str(thread.snapshot)


@pytest.mark.parametrize("who", ["anna", "bo", "frida", "gun"])
def test_anyone_at_the_table_asks(world, work, who):
    actor = world.actor(who)
    with scope_for(actor):
        thread = services.ask(actor, world.ours.pk, kind="uppdrag", target_id=work.pk, question="Hur?")
        assert thread.asked_by.user.name == who.capitalize()


@pytest.mark.parametrize(("who", "error"), [("ines", Forbidden), ("hans", Forbidden), ("cia", Exception)])
def test_others_do_not_ask(world, work, who, error):
    actor = world.actor(who)
    with scope_for(actor), pytest.raises(error):
        services.ask(actor, world.ours.pk, kind="uppdrag", target_id=work.pk, question="Hur?")
    with scope_for(world.actor("anna")):
        assert not Thread.objects.exists()


def test_a_kind_that_does_not_exist_is_hidden(anna, world):
    with scope_for(anna), pytest.raises(Hidden):
        services.ask(anna, world.ours.pk, kind="person", target_id=1, question="Hur?")


@pytest.mark.parametrize("name", sorted(set(KINDS) - {"erfarenhet"}))
def test_a_question_can_hang_on_every_kind_of_thing(world, anna, work, problem, terms, name):
    with scope_for(anna):
        goals.write_vision(anna, world.ours.pk, sentence="Fler trivs ute", horizon_year=2027)
        line = goals.add_line_work(
            anna, world.ours.pk, title="Nattvandring", responsible_party_id=world.parties["kommun"].pk
        )
        things = {
            "samverkan": world.ours.pk,
            "malbild": goals.write_vision(anna, world.ours.pk, sentence="Fler trivs ute", horizon_year=2027).pk,
            "mal": work.goal_id,
            "uppdrag": work.pk,
            "delmal": work.sub_goals.get().pk,
            "atgard": work.measures.get().pk,
            "linjearbete": line.pk,
            "problem": problem.pk,
            "orsak": problem.causes.get().pk,
            "uppdragsbeskrivning": terms.pk,
        }
    client = world.client("anna")
    page = client.get(f"/s/var/bollplank/fraga/{name}/{things[name]}/")
    assert page.status_code == 200
    asked = client.post(f"/s/var/bollplank/fraga/{name}/{things[name]}/", {"question": "Hur tänker ni?"}, follow=True)
    assert "Hur tänker ni?" in asked.content.decode()
    with scope_for(world.actor("ines")):
        assert queries.threads(world.actor("ines")).get().question == "Hur tänker ni?"


def test_the_supporter_comments_and_the_question_waits_no_longer(question, ines, anna):
    with scope_for(ines):
        services.post(ines, question.pk, text="Vem äger frågan hos dem?")
    with scope_for(anna):
        thread = Thread.objects.get()
        assert (thread.waits_for_supporter, thread.posts.get().by.user.name) == (False, "Ines")
        services.post(anna, question.pk, text="Fastighetschefen")
        thread.refresh_from_db()
    assert thread.waits_for_supporter


def test_the_supporter_does_not_close(question, ines, anna):
    with scope_for(ines), pytest.raises(Forbidden):
        services.close_thread(ines, question.pk)
    with scope_for(anna):
        assert services.close_thread(anna, question.pk).closed_at is not None


def test_whoever_asked_says_that_it_is_solved_but_not_another_participant(world, work, frida, gun):
    with scope_for(frida):
        thread = services.ask(frida, world.ours.pk, kind="uppdrag", target_id=work.pk, question="Hur?")
    with scope_for(gun), pytest.raises(Forbidden):
        services.close_thread(gun, thread.pk)
    with scope_for(frida):
        assert services.close_thread(frida, thread.pk).closed_at is not None


def test_nothing_is_added_to_a_solved_question(question, anna):
    with scope_for(anna):
        services.close_thread(anna, question.pk)
        with pytest.raises(NotOpen):
            services.post(anna, question.pk, text="En sak till")
        services.reopen_thread(anna, question.pk)
        services.post(anna, question.pk, text="En sak till")
        assert ThreadPost.objects.count() == 1


def test_a_supporter_outside_the_area_does_not_see_the_question(question, world):
    world.seats["ines"].areas = [Area.SUPPORT.value]
    world.seats["ines"].save()
    ines = world.actor("ines")
    with scope_for(ines):
        assert not queries.threads(ines).exists()
    page = world.client("ines").get(f"/s/var/bollplank/{question.pk}/")
    assert page.status_code == 404
    assert "bostadsbolaget" not in world.client("ines").get("/s/var/bollplank/").content.decode()
    assert "bostadsbolaget" not in world.client("ines").get("/metodstod/").content.decode()


def test_when_the_thing_is_taken_back_its_question_goes_with_it(question, world, anna, bo):
    with scope_for(anna):
        Assignment.objects.filter(pk=question.target_id).update(reach=Reach.OWN_PARTY)
    with scope_for(bo):
        assert not queries.threads(bo).exists()
    with scope_for(anna):
        assert queries.threads(anna).get() == question


def test_the_neighbour_sees_nothing_and_a_draft_number_gives_nothing_away(question, world):
    assert world.client("cia").get(f"/s/var/bollplank/{question.pk}/").status_code == 404
    assert world.client("cia").get(f"/s/granne/bollplank/{question.pk}/").status_code == 404
    with scope_for(world.actor("anna")):
        ours = Problem.objects.get().pk
    assert world.client("cia").get(f"/s/granne/bollplank/fraga/problem/{ours}/").status_code == 404


def test_one_letter_until_the_supporter_has_answered(question, world, anna, ines, work):
    with scope_for(anna):
        services.ask(anna, world.ours.pk, kind="uppdrag", target_id=work.pk, question="Och en fråga till?")
    letters = list(Letter.objects.filter(kind="bollplank"))
    assert [letter.to for letter in letters] == ["ines@exempel.se"]
    assert "bostadsbolaget" not in letters[0].text + letters[0].subject
    with scope_for(ines):
        for thread in queries.threads(ines):
            services.post(ines, thread.pk, text="Svar")
    with scope_for(anna):
        services.post(anna, question.pk, text="Tack, men hur?")
    assert Letter.objects.filter(kind="bollplank").count() == 2


def test_a_double_tap_is_one_answer(question, world):
    client = world.client("ines")
    page = client.get(f"/s/var/bollplank/{question.pk}/")
    key = page.context["once"]
    for _tap in range(2):
        client.post(f"/s/var/bollplank/{question.pk}/", {"text": "Bra början.", "once": key})
    with scope_for(world.actor("anna")):
        assert ThreadPost.objects.count() == 1


@pytest.mark.parametrize("text", ["Ring 811218-9876", "x" * 3000, "", "<script>alert(1)</script>", "\u202eabc 🙂"])
def test_bad_input_is_a_clear_page_and_never_a_fault(question, world, text):
    page = world.client("anna").post(f"/s/var/bollplank/{question.pk}/", {"text": text}, follow=True)
    assert page.status_code in (200, 422)
    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize("rows", [1, 50])
def test_the_room_asks_the_database_equally_often(world, anna, work, rows, django_assert_max_num_queries):
    with scope_for(anna):
        for n in range(rows):
            services.ask(anna, world.ours.pk, kind="uppdrag", target_id=work.pk, question=f"Fråga {n}")
    client = world.client("anna")
    with django_assert_max_num_queries(12) as found:
        assert f"Fråga {rows - 1}" in client.get("/s/var/bollplank/").content.decode()
    assert len(found) == COUNT.setdefault("room", len(found))


COUNT: dict[str, int] = {}
