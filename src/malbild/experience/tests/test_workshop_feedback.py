"""What is told the method support after a workshop: looked at first, without names, and found on their page."""

from __future__ import annotations

import datetime as dt
import io

import pikepdf
import pytest
from pypdf import PdfReader

from malbild.access.scope import outside_the_walls, scope_for
from malbild.audit.models import AuditEvent
from malbild.experience import services
from malbild.experience.errors import NotOpen
from malbild.experience.models import Feedback
from malbild.kit import clock
from malbild.ui.form_page import new_key
from malbild.workshops import services as workshops
from malbild.workshops.states import Beat
from malbild.workshops.tests.room import groups, start, until, write

_NOW = dt.datetime(2026, 11, 24, 13, 0, tzinfo=clock.SWEDEN)


@pytest.fixture(autouse=True)
def a_fixed_day():
    with clock.standing_at(_NOW):
        yield


@pytest.fixture
def paused(world):
    """Step 1 decided, with a name in what was written, and the rest another day."""
    anna = world.actor("anna")
    workshop = until(world, start(world), 1, Beat.WRITE)
    write(world, workshop, "Frida ringer alltid tillbaka", sort="develop")
    until(world, workshop, 1, Beat.DECIDE)
    with scope_for(anna, world.ours.pk):
        group = groups(world, workshop)[0]
        workshops.decide_group(anna, workshop.pk, group_id=group.pk, decision="taken", criteria=["many"])
    until(world, workshop, 2, Beat.WRITE)
    write(world, workshop, "Det här skrivs just nu")
    with scope_for(anna, world.ours.pk):
        return workshops.pause_workshop(anna, workshop.pk)


def where(workshop) -> str:
    return f"/s/var/bollplank/aterkoppling/workshop/{workshop.pk}/"


def form(**more) -> dict[str, str]:
    return {"worked": "Tystnaden, sa Frida.", "questions": "Hur länge?", "note": "Hej!", "once": new_key(), **more}


def sent() -> list[Feedback]:
    with outside_the_walls("test"):
        return list(Feedback.objects.all())


def test_the_preview_shows_what_goes_and_sends_nothing(world, paused):
    said = world.client("anna").post(where(paused), form(do="look")).content.decode()
    assert "Tystnaden, sa [namn]." in said
    assert "[namn] ringer alltid tillbaka" in said
    assert "Skicka återkopplingen" in said
    assert "Det här skrivs just nu" not in said
    assert sent() == []


def test_the_supporter_finds_it_on_their_page_without_names(world, paused):
    values = form(do="send")
    for _tap in range(2):
        assert world.client("anna").post(where(paused), values).status_code == 302
    (made,) = sent()
    assert made.sent_at
    assert "Frida" not in str(made.package) + made.note + made.what
    told = made.package["workshop"]
    assert [(s["number"], s["planned"]) for s in told["steps"]] == [(1, 39)]
    assert told["steps"][0]["decided"][0]["criteria"] == ["Drabbar många"]
    assert told["questions"] == "Hur länge?"
    ines = world.client("ines")
    assert made.what in ines.get("/metodstod/").content.decode()
    page = ines.get(f"/s/var/bollplank/aterkoppling/{made.pk}/").content.decode()
    assert "Tystnaden, sa [namn]." in page
    with outside_the_walls("test"):
        assert AuditEvent.objects.filter(details__deed="workshop", details__workshop=paused.pk).count() == 1


def test_it_can_be_fetched_as_one_tagged_pdf(world, paused):
    world.client("bo").post(where(paused), form(do="send"))
    (made,) = sent()
    answer = world.client("ines").get(f"/s/var/bollplank/aterkoppling/{made.pk}/fil/")
    assert answer["Content-Type"] == "application/pdf"
    said = " ".join(" ".join(p.extract_text().split()) for p in PdfReader(io.BytesIO(answer.content)).pages)
    for text in ("Återkoppling till metodstödet", "Tystnaden", "39 min", "Hur länge?"):
        assert text in said
    with pikepdf.open(io.BytesIO(answer.content)) as pdf, pdf.open_metadata() as meta:
        assert meta["pdfuaid:part"] == "1"


@pytest.mark.parametrize(
    ("name", "expected"), [("frida", 403), ("gun", 403), ("ines", 403), ("hans", 404), ("rut", 404), ("cia", 404)]
)
def test_only_the_two_organisers_tell(world, paused, name, expected):
    assert world.client(name).get(where(paused)).status_code == expected
    assert world.client(name).post(where(paused), form(do="send")).status_code == expected
    assert sent() == []


def test_nothing_is_told_while_the_workshop_goes_on(world, paused):
    anna = world.actor("anna")
    with scope_for(anna, world.ours.pk):
        workshops.resume_workshop(anna, paused.pk)
        with pytest.raises(NotOpen):
            services.send_workshop_feedback(anna, paused.pk)
    assert world.client("anna").post(where(paused), form(do="send")).status_code == 422
    assert sent() == []


def test_a_personnummer_and_a_novel_are_refused_with_everything_kept(world, paused):
    answer = world.client("anna").post(where(paused), form(do="send", worked="Ring 19811228-9874"))
    assert answer.status_code == 422
    assert "Hur länge?" in answer.content.decode()
    assert world.client("anna").post(where(paused), form(do="look", note="x" * 10_000)).status_code == 422
    assert sent() == []


def test_a_promised_feedback_has_no_file(world, anna):
    with scope_for(anna, world.ours.pk):
        made = services.promise_feedback(anna, world.ours.pk, what="Beskrivningen", due=clock.today())
    assert world.client("anna").get(f"/s/var/bollplank/aterkoppling/{made.pk}/fil/").status_code == 404
