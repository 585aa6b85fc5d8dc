"""What is bara för oss reaches the parties at the table, and nobody else by any way."""

import base64
import io
import json
import zipfile

import pytest
from pypdf import PdfReader

from malbild.access.scope import outside_the_walls, scope_for
from malbild.audit.models import AuditEvent
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.meetings import queries, services
from malbild.meetings.models import CarryOver, Entry, FoundLine, Meeting
from malbild.meetings.tests.conftest import MEETING
from malbild.outbox.models import Letter

LIST = "/s/var/moten/"
SECRETS = ("hemlighetsord", "dolddecision", "doldpunkt")
TABLE = ("anna", "bo", "frida", "gun")
OUTSIDE = ("hans", "rut")


@pytest.fixture
def going(room):
    meeting = room.plan()
    with clock.standing_at(MEETING):
        yield room.start(meeting)


@pytest.fixture
def closed(room, going):
    """A meeting with one of each that is shared, and one of each that is bara för oss."""
    with scope_for(room.anna):
        point = services.add_point(room.anna, going.pk, title="Läget doldpunkt")
        services.keep_inside(room.anna, point.pk)
        open_point = services.add_point(room.anna, going.pk, title="Budgeten")
    room.write(going, "note", "Rörelser hemlighetsord", point_id=point.pk)
    room.write(going, "note", "Stycke hemlighetsord", point_id=open_point.pk, is_internal=True)
    room.write(going, "decision", "Vi väntar dolddecision", body="Styrgruppen", is_internal=True)
    room.write(going, "note", "Pengarna räcker", point_id=open_point.pk)
    room.write(going, "decision", "Vi lagar ljuset", body="Styrgruppen")
    room.close(going)
    return going


def page(world, who, address):
    response = world.client(who).get(address)
    text = b"".join(response) if response.streaming else response.content
    return response.status_code, text.decode(errors="replace").replace("\u00a0", " ")


def read_pdf(world, who, address):
    response = world.client(who).get(address)
    return " ".join(p.extract_text() for p in PdfReader(io.BytesIO(response.content)).pages)


def read_docx(world, who, address):
    response = world.client(who).get(address)
    with zipfile.ZipFile(io.BytesIO(response.content)) as file:
        return " ".join(file.read(n).decode(errors="replace") for n in file.namelist() if n.endswith(".xml"))


@pytest.mark.parametrize("who", TABLE)
def test_each_at_the_table_reads_the_whole(world, closed, who):
    status, text = page(world, who, f"{LIST}{closed.pk}/")
    assert status == 200
    assert [word for word in SECRETS if word in text] == list(SECRETS)
    assert "Bara för oss" in text
    assert "doldpunkt" not in page(world, who, f"{LIST}{closed.pk}/?delas")[1]


@pytest.mark.parametrize("who", OUTSIDE)
@pytest.mark.parametrize("more", ["", "?delas", "?hela"])
def test_elected_and_readers_read_the_shared_part_and_no_trace_of_the_rest(world, closed, who, more):
    status, text = page(world, who, f"{LIST}{closed.pk}/{more}")
    assert (status, "Vi lagar ljuset" in text, "Pengarna räcker" in text) == (200, True, True)
    assert [word for word in (*SECRETS, "Bara för oss", "bara för oss") if word in text] == []
    assert 'Beslut <span class="mb-count">(1)</span>' in text
    numbers = [p["number"] for p in json.loads(json.dumps(shared(world, closed)))["points"]]
    assert numbers == list(range(1, len(numbers) + 1))


def shared(world, meeting):
    hans = world.actor("hans")
    with scope_for(hans):
        found = queries.record(hans, Meeting.objects.get(pk=meeting.pk))
        assert (found.inside, found.is_whole) == (None, False)
        return found.data


@pytest.mark.parametrize("who", [*TABLE, *OUTSIDE])
@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_the_paper_is_what_may_be_shared_whoever_fetches_it(world, closed, who, ending):
    read = read_pdf if ending == "pdf" else read_docx
    text = read(world, who, f"{LIST}{closed.pk}/anteckningar.{ending}")
    assert "Vi lagar ljuset" in text
    assert [word for word in (*SECRETS, "ara för oss") if word in text] == []
    whole = read(world, who, f"{LIST}{closed.pk}/anteckningar.{ending}?hela")
    assert ("hemlighetsord" in whole, "Bara för oss" in whole) == ((True, True) if who in TABLE else (False, False))


def test_no_mail_carries_it_and_its_counts_are_the_shared_ones(world, closed):
    letters = list(Letter.objects.all())
    assert {letter.to for letter in letters} == {f"{who}@exempel.se" for who in TABLE}
    assert all(", ".join(["1 beslut", "0 åtgärder"]) in letter.subject for letter in letters)
    for letter in letters:
        whole = f"{letter.subject} {letter.text} {letter.html}"
        files = [base64.b64decode(a["base64"]) for a in letter.attachments]
        attached = " ".join(p.extract_text() for f in files for p in PdfReader(io.BytesIO(f)).pages)
        assert "Vi lagar ljuset" in attached
        assert [word for word in SECRETS if word in whole + attached] == []


@pytest.mark.parametrize("who", OUTSIDE)
@pytest.mark.parametrize("word", SECRETS)
def test_the_search_finds_it_at_the_table_only(world, closed, who, word):
    assert (
        "träffar" in page(world, "frida", f"{LIST}sok/?q={word}")[1]
        or "1 träff" in page(world, "frida", f"{LIST}sok/?q={word}")[1]
    )
    assert "0 träffar" in page(world, who, f"{LIST}sok/?q={word}")[1]
    actor = world.actor(who)
    with scope_for(actor):
        assert not FoundLine.objects.visible_to(actor).filter(folded__contains=word).exists()
        assert not Entry.objects.visible_to(actor).exists()


def test_the_trail_holds_no_words(closed):
    assert [e for e in AuditEvent.objects.all() if any(word in str(e.details) for word in SECRETS)] == []


def test_what_was_not_reached_at_a_private_point_stays_private_at_the_next_meeting(room, world, going):
    with scope_for(room.anna):
        point = services.add_point(room.anna, going.pk, title="Läget doldpunkt")
        services.keep_inside(room.anna, point.pk)
    room.close(going, send=False)
    with scope_for(room.anna):
        assert CarryOver.objects.get().is_internal
    later = MEETING.replace(month=12, day=22)
    with clock.standing_at(later):
        meeting = room.start(room.plan(later))
        minutes = room.close(meeting, send=False)
    assert "doldpunkt" not in json.dumps(minutes.snapshot)
    with outside_the_walls("test"):
        assert "doldpunkt" in json.dumps(minutes.inside.snapshot)


def test_shared_is_the_default_and_is_said_where_one_writes(room, world, going):
    entry = room.write(going, "note", "Delas")
    assert not entry.is_internal
    address = f"{LIST}{going.pk}/punkt/{room.agenda(going).sections[0].point.pk}/"
    assert "delas med dem som läser anteckningarna" in page(world, "anna", address)[1]


def test_an_atgard_is_never_private_since_it_stands_in_the_plan(room, going):
    assert not room.write(going, "measure", "Ring skolan", is_internal=True).is_internal
    minutes = room.close(going, send=False)
    assert [m["text"] for m in minutes.snapshot["measures"]] == ["Ring skolan"]


def test_a_line_is_made_private_and_shared_again_on_its_page(room, world, going):
    entry = room.write(going, "note", "Kanske känsligt")
    address = f"{LIST}rad/{entry.pk}/"
    world.client("bo").post(address, {"text": "Kanske känsligt", "is_internal": "on"})
    with scope_for(room.anna):
        assert Entry.objects.get(pk=entry.pk).is_internal
    world.client("bo").post(address, {"text": "Kanske känsligt"})
    with scope_for(room.anna):
        assert not Entry.objects.get(pk=entry.pk).is_internal
    assert world.client("frida").post(address, {"text": "x"}).status_code == 403
    assert world.client("hans").post(address, {"text": "x"}).status_code == 404


def test_a_private_correction_is_read_at_the_table_only(room, world, closed):
    with scope_for(room.anna), clock.standing_at(MEETING):
        services.correct_minutes(room.anna, closed.pk, text="Rättat hemlighetsord", is_internal=True)
    assert "Rättat hemlighetsord" in page(world, "gun", f"{LIST}{closed.pk}/")[1]
    assert "Rättat" not in page(world, "hans", f"{LIST}{closed.pk}/")[1]
    assert "Rättat" not in read_pdf(world, "anna", f"{LIST}{closed.pk}/anteckningar.pdf")


def test_a_change_of_a_removed_line_is_refused_and_not_lost_in_silence(room, world, going):
    entry = room.write(going, "note", "Rad")
    with scope_for(room.anna):
        services.remove_entry(room.anna, entry.pk)
        with pytest.raises(Refusal, match="borttagen"):
            services.edit_entry(room.anna, entry.pk, text="Ny text")
    page = world.client("bo").post(f"{LIST}rad/{entry.pk}/", {"text": "Ny text"})
    assert (page.status_code, "Ny text" in page.content.decode()) == (422, True)
