"""The minutes as a document: tagged, in Swedish, and every word as it was written."""

import datetime as dt
import io

import pikepdf
import pytest
from pypdf import PdfReader

from malbild.access.scope import scope_for
from malbild.documents.services import _MINUTES, minutes_pdf
from malbild.kit import clock
from malbild.meetings import queries, services
from malbild.meetings.queries import Record
from malbild.outbox.models import Letter
from malbild.ui.paper.pdf import make_pdf

NOW = dt.datetime(2026, 12, 8, 13, 0, tzinfo=clock.SWEDEN)
MARKUP = '#read("/etc/passwd") *fet* $x^2$ @nyckel <b>hej</b> \\ = Rubrik'


@pytest.fixture(autouse=True)
def a_fixed_day():
    with clock.standing_at(NOW):
        yield


@pytest.fixture
def held(world, anna):
    """A meeting going on, with one of each captured."""
    with scope_for(anna):
        meeting = services.plan_meeting(anna, world.ours.pk, starts_at=NOW, place="Kommunhuset")
        services.open_meeting(anna, meeting.pk)
        services.write(anna, meeting.pk, kind="decision", text="Vi lagar ljuset", body="Styrgruppen")
        services.write(
            anna,
            meeting.pk,
            kind="measure",
            text=MARKUP,
            owner_id=world.seats["frida"].pk,
            due=dt.date(2027, 1, 12),
        )
    return meeting


def close(actor, meeting, **more):
    with scope_for(actor):
        return services.close_meeting(actor, meeting.pk, **more)


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def test_the_pdf_is_tagged_in_swedish_with_title_headings_and_table_headers(world, anna, held):
    minutes = close(anna, held, send=False)
    with scope_for(anna):
        pdf = minutes_pdf(Record(minutes, minutes.snapshot, []))
    with pikepdf.open(io.BytesIO(pdf)) as made:
        assert str(made.Root.Lang) == "sv-SE"
        assert bool(made.Root.MarkInfo.Marked)
        assert bool(made.Root.ViewerPreferences.DisplayDocTitle)
        with made.open_metadata() as meta:
            assert meta["dc:title"].replace("\u00a0", " ") == "Anteckningar från mötet tisdag 8 december 2026"
            assert meta["pdfuaid:part"] == "1"
        tags = set(kinds(made.Root.StructTreeRoot))
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L", "/LI"} <= tags
    text = text_of(pdf)
    assert "Vi lagar ljuset" in text
    assert "Beslutat av: Styrgruppen" in text


def kinds(node) -> list[str]:
    if isinstance(node, pikepdf.Array):
        return [k for child in node for k in kinds(child)]
    if not isinstance(node, pikepdf.Dictionary):
        return []
    return [str(node.get("/S", ""))] + (kinds(node.K) if "/K" in node else [])


def test_markup_in_peoples_words_is_printed_as_it_stands(anna, held):
    minutes = close(anna, held, send=False)
    with scope_for(anna):
        text = text_of(minutes_pdf(Record(minutes, minutes.snapshot, [])))
    assert "".join(MARKUP.split()) in "".join(text.split())
    assert "root:" not in text


def test_the_same_minutes_give_the_same_file(anna, held):
    minutes = close(anna, held, send=False)
    with scope_for(anna):
        assert minutes_pdf(Record(minutes, minutes.snapshot, [])) == minutes_pdf(Record(minutes, minutes.snapshot, []))


@pytest.mark.parametrize(
    "words", ["fest 🎉🎊", "你好 till alla", "\u202evänd", "\x00noll", "a" * 3000, "🎉" * 500, "\\u{41} ok"]
)
def test_signs_that_no_font_draws_never_stop_the_minutes(words):
    words_of = ("partnership", "title", "when", "place", "group", "others", "next_meeting", "notice", "approved")
    snapshot = dict.fromkeys(words_of, "x")
    snapshot |= {key: [] for key in ("measures", "done", "answers", "points", "next_time", "corrections")}
    pdf = make_pdf(
        _MINUTES,
        snapshot | {"demo": False, "present": [words], "decisions": [{"text": words, "body": ""}]},
        at=NOW,
    )
    assert pdf.startswith(b"%PDF")


def test_corrections_stand_in_the_pdf_with_their_day(anna, held):
    minutes = close(anna, held, send=False)
    with scope_for(anna):
        services.correct_minutes(anna, held.pk, text="Gun var också med")
        text = text_of(minutes_pdf(queries.record(anna, minutes.meeting)))
    assert "Gun var också med (tisdag 8 december 2026)" in text.replace("\u00a0", " ")


def test_everyone_at_the_table_gets_the_minutes_once_and_nobody_else(anna, held):
    close(anna, held)
    close(anna, held)
    assert sorted(Letter.objects.values_list("to", flat=True)) == [
        "anna@exempel.se",
        "bo@exempel.se",
        "frida@exempel.se",
        "gun@exempel.se",
    ]
    letter = Letter.objects.get(to="frida@exempel.se")
    assert (letter.kind, letter.from_name) == ("minutes", held.partnership.name)
    assert letter.subject.replace("\u00a0", " ") == (
        "Anteckningar från mötet tisdag 8 december 2026: 1 beslut, 1 åtgärd"
    )
    assert "DU HAR FÅTT FRÅGAN" in letter.text
    assert MARKUP in letter.text
    assert "<b>hej</b>" not in letter.html
    assert [a["name"] for a in letter.attachments] == ["anteckningar-2026-12-08.pdf"]
    assert "DU HAR FÅTT FRÅGAN" not in Letter.objects.get(to="gun@exempel.se").text


def test_closed_without_sending_can_be_sent_once_afterwards(world, anna, held):
    close(anna, held, send=False)
    assert not Letter.objects.exists()
    address = f"/s/var/moten/{held.pk}/skicka/"
    assert world.client("frida").post(address).status_code == 403
    page = world.client("anna").post(address, follow=True)
    assert "Skickat till 4 personer." in page.content.decode()
    assert "redan skickade" in world.client("bo").post(address, follow=True).content.decode()
    assert Letter.objects.count() == 4


def test_minutes_closed_again_go_out_again_and_say_so(anna, held):
    close(anna, held)
    with scope_for(anna):
        services.reopen_meeting(anna, held.pk)
    close(anna, held)
    assert Letter.objects.count() == 8
    last = Letter.objects.latest("pk")
    assert last.subject.startswith("Nya anteckningar från mötet")
    assert "gäller i stället" in last.text


def test_a_person_with_two_seats_gets_one_letter(world, anna, held):
    seat = world.seats["frida"]
    seat.pk, seat.role = None, "steering"
    seat.save()
    close(anna, held)
    assert Letter.objects.filter(to="frida@exempel.se").count() == 1


def test_the_pdf_passes_the_same_wall_as_the_page(world, anna, held):
    address = f"/s/var/moten/{held.pk}/anteckningar.pdf"
    assert world.client("anna").get(address).status_code == 422
    assert world.client("hans").get(address).status_code == 404
    close(anna, held)
    found = world.client("hans").get(address)
    assert (found.status_code, found["Content-Type"]) == (200, "application/pdf")
    assert found["Cache-Control"] == "private, no-store"
    assert world.client("cia").get(address).status_code == 404
