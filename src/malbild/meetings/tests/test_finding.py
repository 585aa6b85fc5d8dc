"""The search over the minutes: what is found, by whom, and what no question can do."""

import datetime as dt
import importlib
from urllib.parse import quote

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from malbild.access.scope import outside_the_walls, scope_for
from malbild.kit import clock
from malbild.meetings import services
from malbild.meetings.models import FoundLine
from malbild.meetings.queries.finding import PAGE, find
from malbild.meetings.tests.conftest import MEETING

FIND = "/s/var/moten/sok/"


def hold(room, at, *lines):
    with clock.standing_at(at):
        meeting = room.start(room.plan(at))
        for kind, text in lines:
            room.write(meeting, kind, text, body="Kommunstyrelsen" if kind == "decision" else "")
        room.close(meeting, send=False)
    return meeting


@pytest.fixture
def held(room):
    year_ago = MEETING.replace(year=2027)
    first = hold(room, MEETING, ("decision", "Gångtunneln får ny belysning"))
    second = hold(room, year_ago, ("decision", "Belysningen utvärderas"), ("measure", "Räkna lampor i tunnlarna"))
    return first, second


def texts(world, who, question, **more):
    actor = world.actor(who)
    with scope_for(actor):
        return ["".join(p.text for p in hit.pieces) for hit in find(actor, question, **more).hits]


@pytest.mark.parametrize("who", ["anna", "bo", "frida", "gun", "hans", "rut"])
def test_everyone_who_may_read_the_minutes_finds_their_lines_the_latest_first(world, held, who):
    assert texts(world, who, "belysning") == ["Belysningen utvärderas", "Gångtunneln får ny belysning"]
    assert texts(world, who, "tunnel belysning") == ["Gångtunneln får ny belysning"]
    assert texts(world, who, "kommunstyrelsen tunnlar") == ["Gångtunneln får ny belysning"]


@pytest.mark.parametrize(("who", "status"), [("ines", 404), ("cia", 404), ("dan", 404), ("eva", 302)])
def test_others_do_not_come_in(world, held, who, status):
    assert world.client(who).get(f"{FIND}?q=belysning").status_code == status


def test_a_neighbour_finds_only_her_own(world, held):
    assert texts(world, "cia", "belysning") == []


def test_an_atgard_in_the_plan_is_found_by_whoever_sees_it(room, world, held):
    room.measure("Byt lyktor vid perrongen")
    assert texts(world, "frida", "lykta perrong") == ["Byt lyktor vid perrongen"]
    assert texts(world, "frida", "lyktor perrongen") == ["Byt lyktor vid perrongen"]
    assert texts(world, "hans", "perrongen") == []  # nobody has said yes to it


def test_kind_year_and_page_are_in_the_address(room, world, held):
    assert texts(world, "anna", "belysning", year=2026) == ["Gångtunneln får ny belysning"]
    assert texts(world, "anna", "tunnlar", kind="beslut") == ["Gångtunneln får ny belysning"]
    hold(room, MEETING + dt.timedelta(days=7), *[("decision", f"Rad om cyklar {n}") for n in range(PAGE + 5)])
    first = world.client("anna").get(f"{FIND}?q=cykel&typ=beslut&ar=2026")
    assert (len(first.context["found"].hits), first.context["found"].total) == (PAGE, PAGE + 5)
    after = world.client("gun").get(FIND + first.context["after"])
    assert (len(after.context["found"].hits), after.context["after"]) == (5, "")
    assert "<mark>cyklar</mark>" in after.content.decode()


def test_a_reopened_meeting_is_found_again_when_it_has_closed_again(room, world, held):
    with clock.standing_at(MEETING), scope_for(room.anna):
        services.reopen_meeting(room.anna, held[0].pk)
    assert texts(world, "anna", "gångtunnel") == []
    with clock.standing_at(MEETING):
        room.close(held[0], send=False)
        with scope_for(room.anna):
            services.correct_minutes(room.anna, held[0].pk, text="Gångtunneln vid norra bron")
    assert sorted(texts(world, "anna", "gångtunnel")) == ["Gångtunneln får ny belysning", "Gångtunneln vid norra bron"]


HOSTILE = [
    "", " ", "%", "_", "\\", "'", '"', "';--", "' OR 1=1 --", "a" * 5000, "å" * 5000, "\x00", "tunnel\x00", "\ud800",
    "<script>alert(1)</script>", "( ) * : & | !", "tunnel & !(", "NEAR(a b)", "🏊" * 200,
    "e\u0301" * 300, "och och och",
    " ".join(f"ord{n}" for n in range(500)), "\u202etunnel", "İstanbul ß ﬁ",
]  # fmt: skip


@pytest.mark.parametrize("question", HOSTILE)
def test_no_question_breaks_the_page(world, held, question):
    address = f"{FIND}?q={quote(question, errors='surrogatepass')}"
    page = world.client("anna").get(address)
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize(
    "rest", ["sida=0", "sida=-1", "sida=999999999999999999999", "sida=x", "ar=9" * 3, "ar=%00", "typ=%27"]
)
def test_no_page_year_or_kind_breaks_it(world, held, rest):
    page = world.client("anna").get(f"{FIND}?q=belysning&{rest}")
    assert (page.status_code, page.context["found"].total) == (200, 2)


def test_it_asks_the_database_three_times_however_much_there_is(room, world, held):
    with scope_for(room.anna), CaptureQueriesContext(connection) as few:
        find(room.anna, "tunnel")
    hold(room, MEETING + dt.timedelta(days=7), *[("decision", f"Tunnel {n}") for n in range(60)])
    with scope_for(room.anna), CaptureQueriesContext(connection) as many:
        assert find(room.anna, "tunnel").total > 60
    asked = [[q for q in found if "set_config" not in q["sql"]] for found in (few, many)]
    assert len(asked[0]) == len(asked[1]) <= 3


def test_minutes_closed_before_there_was_a_search_are_found_too(room, world, held):
    migration = importlib.import_module("malbild.meetings.migrations.0004_earlier_minutes_are_found")
    before = {who: texts(world, who, "tunnlar") for who in ("anna", "hans")}
    with outside_the_walls("test"):
        FoundLine.objects.all().delete()
        for _twice in range(2):
            migration.make_findable(apps, None)
    assert {who: texts(world, who, "tunnlar") for who in ("anna", "hans")} == before
    assert before["hans"] != []
