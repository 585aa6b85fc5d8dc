"""Room mode: cards and slips for people without a device, paper, and the run sheet's times."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from malbild.access.scope import outside_the_walls
from malbild.workshops.models import Card, Event, Vote
from malbild.workshops.states import MINUTES, Beat, time_plan
from malbild.workshops.tests.room import go, groups, start, until, write

PERSONAL = "850709-9805"


@pytest.fixture
def writing(world):
    return until(world, start(world), 1, Beat.WRITE)


def page(workshop, last: str = "kort-at-nagon/") -> str:
    return f"/s/var/workshop/{workshop.pk}/{last}"


def cards(workshop) -> list[tuple[str, str]]:
    with outside_the_walls("test"):
        rows = Card.objects.filter(workshop=workshop, is_withdrawn=False)
        return sorted(rows.values_list("text", "sort"))


def test_many_cards_at_once_one_on_each_line_with_signs_for_the_sort(world, writing):
    text = "+ Vi ses varje vecka\n\n- Möten utan beslut\r\n  Skolan saknas  \n– Otydligt mandat\n+\n"
    answer = world.client("anna").post(page(writing), {"text": text, "sort": "works"}, follow=True)
    assert cards(writing) == [
        ("Möten utan beslut", "develop"),
        ("Otydligt mandat", "develop"),
        ("Skolan saknas", "works"),
        ("Vi ses varje vecka", "works"),
    ]
    shown = answer.content.decode()
    assert "4 kort är inlagda." in shown
    assert shown.count("Ta tillbaka") == 4


def test_a_line_that_cannot_be_taken_stops_them_all_and_says_which(world, writing):
    answer = world.client("anna").post(page(writing), {"text": f"Ett kort\nHan heter {PERSONAL}\nEtt till"})
    shown = answer.content.decode()
    assert (answer.status_code, "Ett kort" in shown, cards(writing)) == (422, True, [])


@pytest.mark.parametrize("text", ["", "   \n ", "\n".join(f"Kort {n}" for n in range(41)), "x" * 281, "x" * 13_000])
def test_bad_lines_are_refused_in_words(world, writing, text):
    assert world.client("anna").post(page(writing), {"text": text}).status_code == 422
    assert cards(writing) == []


def test_a_double_tap_enters_once(world, writing):
    client = world.client("anna")
    for _twice in range(2):
        assert client.post(page(writing), {"text": "Ett kort", "once": "a" * 32}).status_code == 302
    assert len(cards(writing)) == 1


def test_what_was_entered_is_taken_back_by_who_entered_it_and_the_log_says_nothing_of_whose(world, writing):
    anna, bo = world.client("anna"), world.client("bo")
    anna.post(page(writing), {"text": "Fel kort\nRätt kort"})
    write(world, writing, "En telefons kort")
    with outside_the_walls("test"):
        wrong = Card.objects.get(text="Fel kort")
        others = Card.objects.get(text="En telefons kort")
        kinds = {(e.what, e.is_lead, e.by_id) for e in Event.objects.filter(workshop=writing, what="card")}
    assert kinds == {("card", False, None)}
    bo.post(page(writing, "inlagt/tillbaka/"), {"card": wrong.pk})
    anna.post(page(writing, "inlagt/tillbaka/"), {"card": others.pk})
    assert len(cards(writing)) == 3
    for _twice in range(2):
        assert anna.post(page(writing, "inlagt/tillbaka/"), {"card": wrong.pk}).status_code == 302
    assert [text for text, _sort in cards(writing)] == ["En telefons kort", "Rätt kort"]


def test_a_slip_for_someone_is_taken_back_while_voting_is_open(world, writing):
    for text in ("Ett", "Två", "Tre"):
        write(world, writing, text)
    workshop = go(world, writing, times=2)
    one = groups(world, workshop)[0]
    client = world.client("anna")
    answer = client.post(page(workshop, "roster-at-nagon/"), {f"g{one.pk}": "2"}, follow=True)
    assert "Ta tillbaka rösterna" in answer.content.decode()
    with outside_the_walls("test"):
        assert sum(v.dots for v in Vote.objects.all()) == 2
    for _twice in range(2):
        client.post(page(workshop, "inlagt/tillbaka/"))
    with outside_the_walls("test"):
        assert not Vote.objects.exists()
    client.post(page(workshop, "roster-at-nagon/"), {f"g{one.pk}": "1"})
    go(world, workshop)
    told = client.post(page(workshop, "inlagt/tillbaka/"), follow=True)
    assert told.status_code == 200
    assert groups(world, workshop)[0].votes == 1


@pytest.mark.parametrize(("who", "outcome"), [("frida", 403), ("gun", 403), ("ines", 403), ("hans", 404), ("cia", 404)])
def test_who_does_not_lead_enters_nothing(world, writing, who, outcome):
    assert world.client(who).post(page(writing), {"text": "Mitt"}).status_code == outcome
    assert cards(writing) == []


def test_paper_cards_carry_the_code_and_a_mark_while_the_workshop_is_open(world, writing):
    client = world.client("anna")
    shown = client.get(page(writing, "papperskort/?antal=24")).content.decode()
    assert shown.count("Har du telefon? Skriv själv:") == 24
    assert '<strong class="mb-num">24</strong>' in shown
    client.post(page(writing, "paus/"))
    shown = client.get(page(writing, "papperskort/?antal=99999999")).content.decode()
    assert "Har du telefon?" not in shown


def test_the_run_sheet_has_clock_times_from_the_chosen_start(world, writing):
    client = world.client("anna")
    shown = client.get(page(writing, "korblad/?start=8.30&sittings=2")).content.decode()
    assert "08.35" in shown
    assert "Tillfälle 2" in shown
    assert client.get(page(writing, "korblad/?start=kvart+i")).status_code == 422
    assert client.get(page(writing, "korblad/")).status_code == 200


@given(
    start=st.times().map(lambda t: t.replace(second=0, microsecond=0, tzinfo=None)), sittings=st.sampled_from([1, 2])
)
def test_the_time_plan_has_every_beat_once_and_no_gaps(start, sittings):
    rows = time_plan(start, sittings=sittings)
    assert [(r.step, r.beat) for r in rows if r.beat] == list(MINUTES)
    for one, following in itertools.pairwise(rows):
        if one.sitting == following.sitting:
            day = dt.datetime.combine(dt.date(2000, 1, 1), one.at) + dt.timedelta(minutes=one.minutes)
            assert day.time() == following.at
    assert {r.sitting for r in rows} == set(range(1, sittings + 1))
