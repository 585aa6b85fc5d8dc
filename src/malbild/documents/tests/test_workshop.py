"""What a workshop leaves behind: minutes on the page, as PDF, Word and letter, and the exports."""

from __future__ import annotations

import datetime as dt
import io
import json
import uuid
import zipfile

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from malbild.access.actor import Area
from malbild.access.scope import outside_the_walls, scope_for
from malbild.audit.models import AuditEvent
from malbild.documents import workshop_export, workshop_minutes
from malbild.goals.models import OverarchingGoal
from malbild.kit import clock
from malbild.outbox.models import Letter
from malbild.partnerships.models import Membership
from malbild.ui.form_page import new_key
from malbild.workshops import services
from malbild.workshops.models import Card, Round, Workshop
from malbild.workshops.names import Criteria
from malbild.workshops.queries.results import minutes_used, results
from malbild.workshops.services.joining import guest_of
from malbild.workshops.states import Beat
from malbild.workshops.tests.room import fresh, go, groups, guest, start, until, write

FORMULA = '=HYPERLINK("http://exempel.se")'
_NOW = dt.datetime(2026, 11, 24, 13, 0, tzinfo=clock.SWEDEN)
_UNSHOWN = "Det här kortet skrivs just nu"


@pytest.fixture(autouse=True)
def a_fixed_day():
    with clock.standing_at(_NOW):
        yield


@pytest.fixture
def held(world):
    """A workshop in step 3's writing: one step decided with a tie, one with what grew, one that goes on."""
    anna = world.actor("anna")
    workshop = start(world)
    for kind in ("school", "school", "school", "police"):
        guest(world, workshop, kind=kind)
    until(world, workshop, 1, Beat.WRITE)
    for text in ("Möten utan beslut", "Vi ses för sällan", FORMULA):
        write(world, workshop, text, sort="develop")
    aside = write(world, workshop, "Hen i receptionen är dum", sort="develop")
    until(world, workshop, 1, Beat.READ)
    with scope_for(anna, world.ours.pk):
        services.set_aside(anna, workshop.pk, card_ids=[aside.pk])
    until(world, workshop, 1, Beat.VOTE)
    made = {g.title: g.pk for g in groups(world, workshop)}
    with scope_for(anna, world.ours.pk):
        services.vote_for_someone(anna, workshop.pk, dots={made["Möten utan beslut"]: 1, made["Vi ses för sällan"]: 1})
    until(world, workshop, 1, Beat.DECIDE)
    with scope_for(anna, world.ours.pk):
        services.decide_group(
            anna,
            workshop.pk,
            group_id=made["Möten utan beslut"],
            decision="taken",
            parts=["mandate"],
            criteria=["rising"],
        )
        services.decide_group(
            anna, workshop.pk, group_id=made["Vi ses för sällan"], decision="later", why="Vi väntar på hösten"
        )
    until(world, workshop, 2, Beat.WRITE)
    write(world, workshop, "Besluten blir av")
    until(world, workshop, 2, Beat.DECIDE)
    with scope_for(anna, world.ours.pk):
        group = groups(world, workshop)[0]
        services.decide_group(anna, workshop.pk, group_id=group.pk, decision="taken")
        services.grow_vision(anna, workshop.pk, sentence="Här händer det vi bestämmer", horizon_year=2027)
        goal = services.grow_goal(anna, workshop.pk, title="Fler beslut blir gjorda", group_ids=[group.pk])
    until(world, workshop, 3, Beat.DECIDE)
    with scope_for(anna, world.ours.pk):
        work = services.grow_assignment(
            anna, workshop.pk, goal_id=goal.pk, title="Beslutslogg", lead_party_id=world.parties["kommun"].pk
        )
        services.grow_measure(
            anna,
            workshop.pk,
            assignment_id=work.pk,
            title="Skriv loggen",
            owner_id=world.seats["frida"].pk,
            due=dt.date(2026, 12, 20),
        )
    until(world, workshop, 4, Beat.WRITE)
    write(world, workshop, _UNSHOWN)
    return fresh(world, workshop)


def close(world, workshop) -> Workshop:
    anna = world.actor("anna")
    with scope_for(anna, world.ours.pk):
        return services.close_workshop(anna, workshop.pk)


def at(name: str, workshop) -> str:
    return f"/s/var/workshop/{workshop.pk}/{name}"


def words(data: bytes) -> str:
    """The words of a PDF or of a Word file."""
    if data.startswith(b"%PDF"):
        return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages)
    made = Document(io.BytesIO(data))
    cells = [c.text for t in made.tables for r in t.rows for c in r.cells]
    return " ".join([*(p.text for p in made.paragraphs), *cells])


@pytest.mark.parametrize("name", ["anteckningar/", "anteckningar.pdf", "anteckningar.docx"])
def test_the_page_the_pdf_and_the_word_file_say_the_same(world, held, name):
    workshop = close(world, held)
    answer = world.client("frida").get(at(name, workshop))
    said = answer.content.decode() if name.endswith("/") else words(answer.content)
    for text in (
        *("Anteckningar från workshopen", "24\u00a0november\u00a02026", "Skola\u00a03", "Här händer det vi bestämmer"),
        *("Fler beslut blir gjorda", "Beslutslogg", "Skriv loggen", "Frida", "20\u00a0december\u00a02026"),
        *("Möten utan beslut", "delad plats 1", "mandat", "ökar", "Vi väntar på hösten", "Det vi inte prioriterade"),
        "Tas upp på nästa möte",
    ):
        assert text in said or text.replace("\u00a0", " ") in said, text
    assert "receptionen" not in said
    assert "police" not in said
    assert "Polis" not in said


def test_the_pdf_is_tagged_and_the_word_file_has_real_styles_and_language(world, held):
    client = world.client("anna")
    with pikepdf.open(io.BytesIO(client.get(at("anteckningar.pdf", held)).content)) as pdf:
        assert str(pdf.Root.Lang) == "sv-SE"
        with pdf.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"
    data = client.get(at("anteckningar.docx", held)).content
    made = Document(io.BytesIO(data))
    assert made.core_properties.title.startswith("Anteckningar från workshopen")
    assert made.core_properties.language == "sv-SE"
    assert {"Title", "Heading 1", "Heading 2", "List Bullet"} <= {p.style.name for p in made.paragraphs}
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        body, styles = parts.read("word/document.xml").decode(), parts.read("word/styles.xml").decode()
    assert body.count("<w:tblHeader") == len(made.tables) > 0
    assert 'w:lang w:val="sv-SE"' in styles
    assert "en-US" not in styles.split("w:eastAsia")[0]


@pytest.mark.parametrize(
    "name", ["anteckningar/", "anteckningar.pdf", "anteckningar.docx", "export.json", "export.xlsx"]
)
def test_nothing_of_a_round_that_goes_on_is_in_any_of_them(world, held, name):
    answer = world.client("anna").get(at(name, held))
    assert answer.status_code == 200
    said = answer.content
    if name.endswith("xlsx"):
        said = str([[c.value for c in r] for s in load_workbook(io.BytesIO(said)) for r in s.rows]).encode()
    elif not name.endswith(("/", "json")):
        said = words(said).encode()
    assert _UNSHOWN.encode() not in said
    assert "Möten utan beslut".encode() in said


def test_votes_that_are_not_shown_are_not_told(world):
    workshop = until(world, start(world), 1, Beat.WRITE)
    write(world, workshop, "Ett")
    until(world, workshop, 1, Beat.VOTE)
    anna = world.actor("anna")
    with scope_for(anna, world.ours.pk):
        assert results(anna, fresh(world, workshop)).steps == []
    go(world, workshop)
    with scope_for(anna, world.ours.pk):
        assert [s.number for s in results(anna, fresh(world, workshop)).steps] == [1]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("anna", 200),
        ("bo", 200),
        ("frida", 200),
        ("gun", 200),
        ("ines", 200),
        ("hans", 404),
        ("rut", 404),
        ("cia", 404),
    ],
)
def test_who_sees_the_workshop_fetches_its_exports(world, held, name, expected):
    client = world.client(name)
    for what in ("anteckningar/", "anteckningar.pdf", "anteckningar.docx", "export.json", "export.xlsx"):
        assert client.get(at(what, held)).status_code == expected


def test_a_proposal_that_nobody_confirmed_is_no_decision(world, held):
    anna = world.actor("anna")
    with outside_the_walls("test"):
        taken = next(g for g in groups(world, held, 1) if g.decision == "taken")
        taken.is_proposed = True
        taken.save()
    with scope_for(anna, world.ours.pk):
        step = results(anna, fresh(world, held)).steps[0]
    assert taken.title in [g.title for g in step.not_chosen]


def test_what_weighed_most_is_in_the_minutes_and_the_export(world, held):
    with outside_the_walls("test"):
        Round.objects.filter(workshop=held, step=1).update(criteria=["common"])
    word = str(Criteria("common").label)
    client = world.client("anna")
    assert f"Det här vägde tyngst: {word.lower()}." in client.get(at("anteckningar/", held)).content.decode()
    assert client.get(at("export.json", held)).json()["steps"][0]["criteria"] == [word]


def test_who_is_let_in_to_the_workshop_alone_gets_no_owner_of_a_measure(world, held):
    workshop = close(world, held)
    with outside_the_walls("test"):
        Membership.objects.filter(pk=world.seats["ines"].pk).update(areas=[Area.WORKSHOP.value])
    for actor in (world.actor("ines"), guest_of(world.ours.pk, workshop.pk)):
        with scope_for(actor, world.ours.pk):
            found = results(actor, workshop)
        assert "Frida" not in str(found)
        assert [m.title for m in found.measures] == ["Skriv loggen"]
        assert found.measures[0].due is None


def test_the_minutes_go_once_for_a_press_to_everyone_at_the_table(world, held):
    close(world, held)
    client, form = world.client("anna"), {"once": new_key()}
    for _tap in range(2):
        assert client.post(at("anteckningar/skicka/", held), form).status_code == 302
    with outside_the_walls("test"):
        letters = list(Letter.objects.filter(kind="workshop-minutes"))
        assert {x.to for x in letters} == {f"{n}@exempel.se" for n in ("anna", "bo", "frida", "gun")}
        assert len(letters) == 4
        assert AuditEvent.objects.filter(details__deed="send-minutes", details__letters=4).count() == 1
        to_frida = next(x for x in letters if x.to.startswith("frida"))
    assert "DET DU HAR FÅTT FRÅGAN OM\n- Skriv loggen" in to_frida.text
    assert "Här händer det vi bestämmer" in to_frida.html


@pytest.mark.parametrize("ended", [False, True])
def test_a_supporter_who_leads_writes_to_nobody(world, held, anna, ended):
    with scope_for(anna, world.ours.pk):
        services.let_supporter(anna, held.pk, leads=True)
        (services.close_workshop if ended else services.pause_workshop)(anna, held.pk)
    client = world.client("ines")
    assert "Skicka till alla" not in client.get(at("anteckningar/", held)).content.decode()
    assert client.post(at("anteckningar/skicka/", held)).status_code == 403
    with outside_the_walls("test"):
        assert not Letter.objects.filter(kind="workshop-minutes").exists()


@pytest.mark.parametrize(
    ("name", "expected"),
    [("bo", 302), ("frida", 403), ("gun", 403), ("ines", 403), ("hans", 404), ("rut", 404), ("cia", 404)],
)
def test_the_two_organisers_send(world, held, name, expected):
    close(world, held)
    assert world.client(name).post(at("anteckningar/skicka/", held)).status_code == expected
    with outside_the_walls("test"):
        assert Letter.objects.filter(kind="workshop-minutes").exists() == (expected == 302)


def test_nothing_is_sent_while_the_workshop_goes_on(world, held):
    answer = world.client("anna").post(at("anteckningar/skicka/", held))
    assert answer.status_code == 422
    assert "Pausa eller avsluta den" in answer.content.decode()
    with outside_the_walls("test"):
        assert not Letter.objects.exists()


def test_the_workbook_has_four_sheets_and_no_formula(world, held):
    book = load_workbook(io.BytesIO(world.client("anna").get(at("export.xlsx", held)).content))
    assert book.sheetnames == ["Kort", "Grupper", "Beslut", "Plan"]
    cells = [c for sheet in book for row in sheet.rows for c in row if c.value is not None]
    assert not [c for c in cells if c.data_type == "f"]
    risky = [c for c in cells if c.value == FORMULA]
    assert risky
    assert all(c.quotePrefix for c in risky)
    assert "Skriv loggen" in [c.value for c in book["Plan"]["B"]]


def test_the_export_says_what_it_is_and_ties_as_ties(world, held):
    data = json.loads(world.client("anna").get(at("export.json", held)).content)
    assert (data["format"], data["version"]) == (workshop_export.FORMAT, workshop_export.VERSION)
    assert data["workshop"]["balance"] == [{"kind": "Skola", "count": 3}]
    tied = [(g["title"], g["votes"], g["place"], g["is_tie"]) for g in data["steps"][0]["groups"]]
    assert tied[:2] == [("Möten utan beslut", 1, 1, True), ("Vi ses för sällan", 1, 1, True)]
    assert data["plan"]["goals"][0]["children"][0]["children"][0]["owner"] == "Frida"


def test_no_key_of_a_phone_or_of_a_participant_is_in_the_export(world, held):
    said = world.client("anna").get(at("export.json", held)).content.decode()
    with outside_the_walls("test"):
        ids = [str(c.client_id) for c in Card.objects.filter(workshop=held)]
    assert ids
    assert not [i for i in ids if i in said]
    assert "key" not in said


def test_words_that_no_file_can_hold_stop_none_of_them(world):
    workshop = until(world, start(world), 1, Beat.WRITE)
    write(world, workshop, 'fest 🎉 #read("/etc/passwd") <b>hej</b> ]]> &amp; \u202evänd')
    close(world, workshop)
    client = world.client("anna")
    for what in ("anteckningar/", "anteckningar.pdf", "anteckningar.docx", "export.json", "export.xlsx"):
        assert client.get(at(what, workshop)).status_code == 200
    assert "<b>hej" not in client.get(at("anteckningar/", workshop)).content.decode()


def test_the_time_of_a_step_leaves_out_the_night_it_was_paused(world):
    anna = world.actor("anna")
    workshop = until(world, start(world), 1, Beat.ASK)
    with clock.standing_at(_NOW + dt.timedelta(minutes=10)), scope_for(anna, world.ours.pk):
        services.pause_workshop(anna, workshop.pk)
    with clock.standing_at(_NOW + dt.timedelta(hours=20)), scope_for(anna, world.ours.pk):
        services.resume_workshop(anna, workshop.pk)
    with clock.standing_at(_NOW + dt.timedelta(hours=20, minutes=5)), scope_for(anna, world.ours.pk):
        services.close_workshop(anna, workshop.pk)
        assert minutes_used(anna, fresh(world, workshop)) == {1: 15}


def test_the_minutes_take_as_many_queries_for_few_cards_as_for_many(world, held):
    anna = world.actor("anna")
    workshop = close(world, held)

    def count() -> int:
        with scope_for(anna, world.ours.pk), CaptureQueriesContext(connection) as asked:
            workshop_minutes.workshop_paper(anna, workshop)
        return len(asked)

    count()  # the workshop's partnership is read once and kept
    few = count()
    with outside_the_walls("test"):
        card = Card.objects.filter(workshop=workshop, is_aside=False).first()
        for n in range(20):
            card.pk, card.client_id, card.text = None, uuid.uuid4(), f"Kort {n}"
            card.save()
    assert count() == few


def test_what_grew_leads_back_to_its_cards_in_one_query_more(world, held):
    with outside_the_walls("test"):
        goal = OverarchingGoal.objects.get(title="Fler beslut blir gjorda")
        other = OverarchingGoal.objects.create(
            **{f: getattr(goal, f) for f in ("partnership_id", "party_id", "reach", "changed_on")},
            number=9,
            title="Nytt",
        )
    where, plain = f"/s/var/uppdrag/mal/{goal.pk}/", f"/s/var/uppdrag/mal/{other.pk}/"
    said = world.client("frida").get(where).content.decode()
    assert "Bygger på 1 kort från en workshop" in said
    assert f"/s/var/workshop/underlag/goal/{goal.pk}/" in said
    assert "kort från en workshop" not in world.client("frida").get(plain).content.decode()
    answer = world.client("ines").get(f"/s/var/workshop/underlag/goal/{goal.pk}/")
    assert "Besluten blir av" in answer.content.decode()
