"""An experience from a finished uppdrag to the open library, and back into somebody's plan."""

import json
import uuid

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from malbild.access.errors import Forbidden
from malbild.access.models import Walled
from malbild.access.policy import Reach
from malbild.access.scope import outside_the_walls, scope_for
from malbild.experience import card_file, queries, services
from malbild.experience.errors import BadCardFile, NotApproved, NotDeidentified, NotOpen
from malbild.experience.models import Adoption, CardApproval, ExperienceCard, ImportedCard, PublishedCard
from malbild.experience.states import CARD_DEEDS, CardDeed, CardState, next_card_state
from malbild.followup.models import FollowUpNote
from malbild.goals.models import Assignment, Measure, SubGoal
from malbild.kit import clock
from malbild.partnerships.services import describe_situation

WORDS = {"happened": "Fler går hem samma väg.", "problem": "Mycket klotter.", "done": "Vi lagade ljuset."}


@pytest.fixture
def card(anna, finished):
    with scope_for(anna):
        return services.draft_card(anna, finished.pk)


@pytest.fixture
def clean_card(anna, card):
    """De-identified and in the hands of every party."""
    with scope_for(anna):
        services.edit_card(anna, card.pk, **WORDS)
        return services.deidentify_card(anna, card.pk, replace={}, keep=[])


def approve_all(world, card):
    for who in ("anna", "bo", "frida"):
        actor = world.actor(who)
        with scope_for(actor):
            services.answer_card(actor, card.pk, answer="approved")


@pytest.fixture
def published(world, anna, clean_card):
    approve_all(world, clean_card)
    with scope_for(anna):
        return services.publish_card(anna, clean_card.pk)


def test_nothing_is_typed_twice(world, anna, finished):
    with scope_for(anna):
        describe_situation(anna, world.ours, problems=["skadegorelse"], form="delat-lpo")
        FollowUpNote.objects.create(
            partnership=world.ours,
            party=world.parties["kommun"],
            reach=Reach.PARTNERSHIP,
            assignment=finished,
            kind="effect",
            finding="Färre klagar på mörkret",
            deviation="waiting-for-party",
            lesson="Ta med bostadsbolaget från början",
            on=clock.today(),
        )
        card = services.draft_card(anna, finished.pk)
    assert (card.problem, card.cause, card.done) == (
        "Skadegörelse vid högstadiet",
        "Mörka ytor",
        "Ring bostadsbolaget",
    )
    assert card.happened == "Uppdraget blev uppnått. Lamporna lyser\nFärre klagar på mörkret"
    assert (card.certainty, card.size, card.problems, card.form) == (
        "followed",
        world.ours.size_tag,
        ["skadegorelse"],
        "delat-lpo",
    )
    assert card.conditions == "Det som bromsade: väntar på någon annan."
    assert card.transferability == "Ta med bostadsbolaget från början"
    assert (card.sub_goals, card.measures) == (["Belysningen är lagad"], ["Ring bostadsbolaget"])


def test_an_uppdrag_that_is_under_way_is_no_experience_yet(anna, work):
    with scope_for(anna), pytest.raises(NotOpen):
        services.draft_card(anna, work.pk)


def test_a_double_tap_is_one_draft(anna, finished, card):
    with scope_for(anna):
        assert services.draft_card(anna, finished.pk) == card


def test_a_solved_question_can_become_an_experience(anna, question):
    with scope_for(anna):
        with pytest.raises(NotOpen):
            services.draft_card_from_thread(anna, question.pk)
        services.close_thread(anna, question.pk)
        card = services.draft_card_from_thread(anna, question.pk)
        assert (card.title, card.thread_id) == ("Tryggt gångstråk", question.pk)


@pytest.mark.parametrize("who", ["frida", "gun", "ines"])
def test_only_the_two_organisers_draft(world, finished, who):
    actor = world.actor(who)
    with scope_for(actor), pytest.raises(Forbidden):
        services.draft_card(actor, finished.pk)


def test_a_draft_stays_with_its_party_until_it_names_nobody(card, bo, ines, clean_card):
    fresh = clean_card
    assert fresh.reach == Reach.PARTNERSHIP
    with scope_for(bo):
        assert ExperienceCard.objects.visible_to(bo).get() == fresh
    with scope_for(ines):
        assert ExperienceCard.objects.visible_to(ines).get() == fresh


def test_a_draft_is_not_seen_by_another_party_or_the_supporter(card, bo, ines):
    for actor in (bo, ines):
        with scope_for(actor):
            assert not ExperienceCard.objects.visible_to(actor).exists()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Vi och Frida lagade ljuset.", "Frida"),
        ("Det var i Älvkarlebys centrum.", "Älvkarlebys"),
        ("Ring 070-123 45 67 om du undrar.", "070-123 45 67"),
        ("Skriv till anna@exempel.se så svarar vi.", "anna@exempel.se"),
        ("Vi gick genom Skutskär varje kväll.", "Skutskär"),
    ],
)
def test_what_points_at_someone_is_dealt_with_first(anna, card, text, word):
    with scope_for(anna):
        services.edit_card(anna, card.pk, **{**WORDS, "done": text})
        with pytest.raises(NotDeidentified, match="Välj"):
            services.deidentify_card(anna, card.pk, replace={}, keep=[])
        card.refresh_from_db()
        assert (card.done, card.state) == (text, "internal")
        clean = services.deidentify_card(anna, card.pk, replace={word: "oss"}, keep=[])
    assert word not in clean.done
    assert clean.state == "deidentified"


def test_a_word_can_be_kept_on_purpose_but_never_a_personal_number(anna, card):
    with scope_for(anna):
        services.edit_card(anna, card.pk, **{**WORDS, "done": "Vi bad Frida om hjälp."})
        assert services.deidentify_card(anna, card.pk, replace={}, keep=["Frida"]).kept == ["Frida"]
        services.edit_card(anna, card.pk, done="Vi hjälpte 811218-9876.")
        with pytest.raises(NotDeidentified, match="personnummer"):
            services.deidentify_card(anna, card.pk, replace={}, keep=["811218-9876"])
        gone = services.deidentify_card(anna, card.pk, replace={"811218-9876": "en person"}, keep=[])
    assert gone.done == "Vi hjälpte en person."


def test_every_party_says_yes_before_it_is_published(world, anna, bo, frida, clean_card):
    with scope_for(anna):
        services.answer_card(anna, clean_card.pk, answer="approved")
        with pytest.raises(NotApproved, match="Polis"):
            services.publish_card(anna, clean_card.pk)
    approve_all(world, clean_card)
    with scope_for(anna):
        copy = services.publish_card(anna, clean_card.pk)
        assert services.publish_card(anna, clean_card.pk) == copy
        assert CardApproval.objects.count() == 3
    assert PublishedCard.objects.get().title == "Tryggt gångstråk"


def test_an_objection_says_what_and_holds_the_card(world, anna, gun, clean_card):
    approve_all(world, clean_card)
    with scope_for(gun):
        with pytest.raises(NotOpen):
            services.answer_card(gun, clean_card.pk, answer="objected")
        services.answer_card(gun, clean_card.pk, answer="objected", comment="För tidigt")
    with scope_for(anna), pytest.raises(NotApproved, match="Kommun"):
        services.publish_card(anna, clean_card.pk)


def test_a_change_after_the_yes_asks_everyone_again(world, anna, clean_card):
    approve_all(world, clean_card)
    with scope_for(anna):
        changed = services.edit_card(anna, clean_card.pk, done="Vi lagade ljuset och klippte buskarna.")
        assert (changed.state, changed.version) == ("internal", 2)
        services.deidentify_card(anna, clean_card.pk, replace={}, keep=[])
        with pytest.raises(NotApproved):
            services.publish_card(anna, clean_card.pk)
        assert [a.answer for a in queries.answers_of_parties(anna, changed)] == ["", "", ""]


def test_saving_the_same_words_asks_nobody_again(world, anna, clean_card):
    approve_all(world, clean_card)
    with scope_for(anna):
        same = services.edit_card(anna, clean_card.pk, **WORDS)
    assert (same.state, same.version) == ("approved", 1)


def test_the_published_copy_stands_until_the_new_version_is_published(world, anna, published):
    with scope_for(anna):
        card = ExperienceCard.objects.get()
        services.edit_card(anna, card.pk, happened="Det blev mörkt igen.")
        services.deidentify_card(anna, card.pk, replace={}, keep=[])
    published.refresh_from_db()
    assert published.happened == WORDS["happened"]
    approve_all(world, card)
    with scope_for(anna):
        again = services.publish_card(anna, card.pk)
    assert (again.key, again.happened, again.version) == (published.key, "Det blev mörkt igen.", 2)


def test_an_outdated_card_leaves_the_library_and_is_no_template(anna, cia, world, published):
    with scope_for(anna):
        services.retire_card(anna, ExperienceCard.objects.get().pk)
    assert queries.library(None) == []
    assert "inaktuell" in world.client("dan").get(f"/erfarenheter/{published.key}/").content.decode()
    with scope_for(cia), pytest.raises(NotOpen):
        services.adopt_card(cia, world.theirs.pk, published.key)


@pytest.mark.parametrize("deed", CardDeed)
def test_the_cards_way_is_the_one_in_the_table(deed):
    reached = {state for state in CardState if next_card_state(state, deed)}
    assert reached == set(CARD_DEEDS[deed])
    assert next_card_state(CardState.INTERNAL, CardDeed.PUBLISH) is None


def test_nothing_in_the_open_leads_back_through_the_wall(world, published):
    """No key, no number and no word of the walled rows stands in the open row, its page or its file."""
    open_fields = PublishedCard._meta.get_fields(include_hidden=True)
    assert [f.name for f in open_fields if f.is_relation] == []
    walled = [m for m in apps.get_models() if issubclass(m, Walled)]
    assert [m for m in walled for f in m._meta.get_fields() if f.related_model is PublishedCard] == []
    page = world.client("dan").get(f"/erfarenheter/{published.key}/").content.decode()
    data = world.client("dan").get(f"/erfarenheter/{published.key}/fil/").content.decode()
    for text in (page, data):
        assert [w for w in ("Vår samverkan", "/s/var/", "Anna", "Bo ", "Frida", "Älvkarleby") if w in text] == []
    assert set(json.loads(data)) <= set(card_file.SCHEMA["properties"])


def test_the_place_is_shown_only_when_it_was_approved(world, anna, clean_card):
    with scope_for(anna):
        services.edit_card(anna, clean_card.pk, shows_place=True)
        services.deidentify_card(anna, clean_card.pk, replace={}, keep=[])
    approve_all(world, clean_card)
    with scope_for(anna):
        assert services.publish_card(anna, clean_card.pk).place == "Älvkarleby"


def test_anyone_signed_in_finds_it_whatever_the_case_of_the_letters(world, published):
    PublishedCard.objects.create(key=uuid.uuid4(), title="Åtta ÖPPNA kvällar", published_on=clock.today())
    dan = world.client("dan")
    assert "Åtta" in dan.get("/erfarenheter/?q=öppna+åtta").content.decode()
    assert "Åtta" not in dan.get("/erfarenheter/?q=klotter").content.decode()
    assert published.title in dan.get(f"/erfarenheter/?storlek={published.size}").content.decode()
    assert published.title not in dan.get("/erfarenheter/?problem=trafik").content.decode()
    assert dan.get("/erfarenheter/?q=%00&storlek=x&problem=%25").status_code == 200


def test_the_neighbour_uses_it_as_a_template_and_the_source_is_kept(world, cia, published):
    with scope_for(cia):
        adoption = services.adopt_card(cia, world.theirs.pk, published.key)
        assert services.adopt_card(cia, world.theirs.pk, published.key) == adoption
        work = Assignment.objects.get()
        assert (work.title, work.state, work.reach) == ("Tryggt gångstråk", "draft", Reach.OWN_PARTY)
        assert [s.title for s in SubGoal.objects.all()] == ["Belysningen är lagad"]
        measure = Measure.objects.get()
        assert (measure.title, measure.owner_id, measure.due, measure.reach) == (
            "Ring bostadsbolaget",
            None,
            None,
            Reach.OWN_PARTY,
        )
        assert queries.source_of(cia, work.pk).source["published_on"] == published.published_on.isoformat()


def test_the_uppdrag_page_shows_where_it_came_from(world, anna, published):
    with scope_for(anna):
        work = services.adopt_card(anna, world.ours.pk, published.key).assignment_id
    part = world.client("anna").get(f"/s/var/bollplank/om/uppdrag/{work}/").content.decode()
    assert "Bygger på en erfarenhet" in part
    assert f"/s/var/erfarenheter/kort/{published.key}/" in part
    assert world.client("bo").get(f"/s/var/bollplank/om/uppdrag/{work}/").status_code == 404


def test_the_source_of_a_draft_is_not_seen_by_another_party(world, anna, bo, published):
    with scope_for(anna):
        services.adopt_card(anna, world.ours.pk, published.key)
        assert queries.adoptions(anna).count() == 1
    with scope_for(bo):
        assert queries.adoptions(bo).count() == 0


@pytest.mark.parametrize("who", ["frida", "gun", "ines", "hans", "rut"])
def test_others_do_not_adopt(world, who, published):
    assert world.client(who).post(f"/s/var/erfarenheter/kort/{published.key}/mall/").status_code in (403, 404)
    with scope_for(world.actor("anna")):
        assert not Adoption.objects.exists()


def as_file(card, **change):
    return SimpleUploadedFile("kort.json", json.dumps({**card_file.as_data(card), **change}).encode())


def test_out_as_a_file_and_in_again_elsewhere(world, cia, published):
    content = world.client("dan").get(f"/erfarenheter/{published.key}/fil/").content
    before = card_file.as_data(published)
    published.delete()  # another installation
    page = world.client("cia").post(
        "/s/granne/erfarenheter/hamta/", {"file": SimpleUploadedFile("kort.json", content)}, follow=True
    )
    assert "Den är inte vår" in page.content.decode()
    with scope_for(cia):
        card = ImportedCard.objects.get()
        assert card_file.as_data(card) == before
        assert queries.card_by_key(cia, card.key).origin == "file"
        assert services.adopt_card(cia, world.theirs.pk, card.key).source["source"] == before["source"]
    assert "Tryggt gångstråk" not in world.client("anna").get("/s/var/erfarenheter/").content.decode()
    assert "Tryggt gångstråk" not in world.client("dan").get("/erfarenheter/").content.decode()


def test_a_card_that_is_ours_is_not_taken_in_as_somebody_elses(world, anna, published):
    with scope_for(anna), pytest.raises(BadCardFile, match="finns redan"):
        services.import_card(anna, world.ours.pk, card_file.as_bytes(published))


def test_the_same_file_twice_changes_nothing_and_an_older_one_is_refused(world, cia, published):
    old, new = card_file.as_data(published), {**card_file.as_data(published), "version": 2, "title": "Nyare"}
    published.delete()
    with scope_for(cia):
        for data in (new, new):
            services.import_card(cia, world.theirs.pk, json.dumps(data).encode())
        with pytest.raises(BadCardFile, match="nyare"):
            services.import_card(cia, world.theirs.pk, json.dumps(old).encode())
        assert ImportedCard.objects.get().title == "Nyare"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"null",
        b"[]",
        b'{"format": "malbild.erfarenhet/2"}',
        b"[" * 100_000,
        b'{"format": "malbild.erfarenhet/1", "key": {"a": ' + b"[" * 900 + b"]" * 900 + b"}}",
        b"x" * 300_000,
        b"PK\x03\x04 an excel file",
    ],
)
def test_a_bad_file_is_a_clear_message_and_changes_nothing(world, content):
    page = world.client("anna").post(
        "/s/var/erfarenheter/hamta/", {"file": SimpleUploadedFile("kort.json", content or b" ")}
    )
    assert page.status_code == 422
    assert "Fil" in page.content.decode()
    with outside_the_walls("test"):
        assert not ImportedCard.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"key": "not a key"},
        {"key": "0c7b1f0e-5a0e-4f5e-9f5e-1b2c3d4e5f60\n"},
        {"version": True},
        {"version": 10**30},
        {"published_on": "2026-13-40"},
        {"title": ""},
        {"title": "x" * 121},
        {"done": "Vi hjälpte 811218-9876"},
        {"measures": ["x"] * 31},
        {"measures": [1]},
        {"situation": {"size": "liten"}},
        {"situation": {"problems": "skadegorelse"}},
        {"certainty": ["tried"]},
        {"happened": "\ud800"},
        {"unknown": 1},
    ],
)
def test_a_file_with_one_fault_says_so(world, published, change):
    page = world.client("cia").post("/s/granne/erfarenheter/hamta/", {"file": as_file(published, **change)})
    assert page.status_code == 422
    with outside_the_walls("test"):
        assert not ImportedCard.objects.exists()


def test_the_whole_way_in_the_browser(world, finished):
    anna, bo, frida = world.client("anna"), world.client("bo"), world.client("frida")
    assert "Tryggt gångstråk" in anna.get("/s/var/erfarenheter/egna/").content.decode()
    anna.post(f"/s/var/erfarenheter/egna/av-uppdrag/{finished.pk}/")
    with scope_for(world.actor("anna")):
        card = ExperienceCard.objects.get()
    here = f"/s/var/erfarenheter/egna/{card.pk}/"
    form = anna.get(here + "andra/").context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", [])}
    values |= {"done": "Frida ringde bolaget i Skutskär.", "happened": "Ljuset lagades."}
    values |= {"sub_goals": "Ljuset är lagat", "measures": "Ring\nRing igen"}
    values.pop("shows_place", None)
    assert anna.post(here + "andra/", values).status_code == 302
    page = anna.get(here + "avidentifiera/")
    assert "<mark>Frida</mark>" in page.content.decode()
    chosen = {}
    for key, found in page.context["form"].found.items():
        chosen |= {f"do_{key}": "replace", f"with_{key}": "en lärare" if found.text == "Frida" else "orten"}
    assert anna.post(here + "avidentifiera/", {"once": "first"}).status_code == 422
    assert anna.post(here + "avidentifiera/", chosen).status_code == 302
    for client in (anna, bo, frida):
        assert client.post(here, {"answer": "approved"}).status_code == 302
    shown = anna.post(here + "publicera/", follow=True).content.decode()
    assert "En lärare ringde bolaget i orten." in shown
    assert "Frida" not in world.client("dan").get(f"/erfarenheter/{PublishedCard.objects.get().key}/").content.decode()


def test_two_who_edit_the_same_card_both_see_both(world, card):
    client = world.client("anna")
    page = client.get(f"/s/var/erfarenheter/egna/{card.pk}/andra/")
    with scope_for(world.actor("anna")):
        services.edit_card(world.actor("anna"), card.pk, happened="Annas nya")
    mine = {"title": "Min", "done": "Mitt", "happened": "Mina ord", "seen": page.context["seen"]}
    answer = client.post(f"/s/var/erfarenheter/egna/{card.pk}/andra/", mine)
    assert answer.status_code == 422
    assert "Annas nya" in answer.content.decode()
    assert "Mina ord" in answer.content.decode()


def test_no_form_asks_for_more_than_three_things():
    from malbild.experience import forms  # noqa: PLC0415 - read as a list of forms

    kinds = [f for f in vars(forms).values() if isinstance(f, type) and hasattr(f, "base_fields")]
    assert [f for f in kinds if sum(field.required for field in f.base_fields.values()) > 3] == []
