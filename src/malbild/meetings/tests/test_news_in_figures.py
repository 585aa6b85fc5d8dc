"""A clear change in the open figures comes up at the next meeting, once, with what is known and what is not."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from django.db import connection

from malbild.access.scope import scope_for
from malbild.accounts import registry
from malbild.followup.figures.judging import judge_due, news
from malbild.followup.models import Judgement
from malbild.followup.tests.test_figures import OURS, country, deliver
from malbild.kit.clock import standing_at
from malbild.meetings.models import AgendaPoint
from malbild.meetings.states import PointKind
from malbild.meetings.tests.conftest import MEETING, NOW

pytestmark = pytest.mark.django_db
CALM = [78.0, 80.0, 71.0, 74.0, 77.0, 69.0, 72.0, 75.0]
WORSE = [*CALM[:-1], 160.0]


def points(room):
    with scope_for(room.anna, room.world.ours.pk):
        return list(AgendaPoint.objects.filter(kind=PointKind.NEWS))


def lines(room, meeting):
    section = room.section(meeting, PointKind.NEWS)
    return section.lines if section else []


def test_a_clear_change_stands_on_the_next_agenda_with_its_numbers(room):
    meeting = room.plan()
    deliver(country(8, WORSE))
    judge_due()
    (line,) = lines(room, meeting)
    assert line.title == "Skadegörelse"
    assert line.reason == ("Tydlig försämring: 160 år 2025, i snitt 73 per år tidigare. Siffrorna visar inte varför.")


def test_a_meeting_that_is_planned_afterwards_gets_it_too(room):
    deliver(country(8, WORSE))
    judge_due()
    assert len(lines(room, room.plan())) == 1


def test_without_a_clear_change_there_is_no_point(room):
    meeting = room.plan()
    deliver(country(8, CALM))
    judge_due()
    assert points(room) == []
    assert lines(room, meeting) == []


def test_what_has_been_told_is_not_told_again(room):
    room.plan()
    deliver(country(8, WORSE), raw=b"1")
    judge_due()
    minutes = room.hold(MEETING)
    told = [p for p in minutes.snapshot["points"] if p["title"] == "Nytt i siffrorna"]
    assert told[0]["settled"] == [
        "Skadegörelse. Tydlig försämring: 160 år 2025, i snitt 73 per år tidigare. Siffrorna visar inte varför."
    ]
    with standing_at(MEETING + dt.timedelta(days=2)):
        deliver({**country(8, WORSE), "2480": [1.0] * 8}, raw=b"2")
        judge_due()
        second = room.plan(MEETING + dt.timedelta(days=28))
    assert lines(room, second) == []


def test_a_change_back_is_news_again(room):
    room.plan()
    deliver(country(8, WORSE), raw=b"1")
    judge_due()
    room.hold(MEETING)
    with standing_at(MEETING + dt.timedelta(days=2)):
        deliver(country(8, [*CALM[:-1], 20.0]), raw=b"2")
        judge_due()
        second = room.plan(MEETING + dt.timedelta(days=28))
    assert [line.reason.split(":")[0] for line in lines(room, second)] == ["Tydlig förbättring"]


def test_one_point_however_often_the_worker_judges(room):
    room.plan()
    for n in range(3):
        deliver(country(8, WORSE), category=f"Brott {n}", raw=bytes([n]))
        judge_due()
    assert len(points(room)) == 1


def test_of_many_figures_at_most_three_stand_there_and_the_surest_first(room):
    meeting = room.plan()
    for n, last in enumerate((130.0, 240.0, 150.0, 200.0)):
        deliver(country(8, [*CALM[:-1], last]), category=f"Brott {last:.0f}", raw=bytes([n]))
    judge_due()
    assert [line.title for line in lines(room, meeting)] == ["Brott 240", "Brott 200", "Brott 150"]


def test_false_alarms_are_held_over_everything_that_is_followed(room):
    """Sixty figures where nothing has changed: single small chances are not news."""
    room.plan()
    random = np.random.default_rng(3)
    for n in range(60):
        ours = random.poisson(75, 8).astype(float).tolist()
        deliver(country(8, ours, seed=n), category=f"Brott {n}", raw=str(n).encode())
    judge_due()
    clear = Judgement.objects.filter(area=OURS, state__in=["clear_up", "clear_down"]).count()
    assert len(news(OURS, NOW - dt.timedelta(days=1))) <= clear
    chances = [row.numbers["verdict"]["chance"] for row in Judgement.objects.filter(area=OURS)]
    assert min(chances) < 0.05  # alone it would have been called significant
    assert all(
        a >= c for a, c in Judgement.objects.filter(area=OURS).values_list("adjusted", "numbers__verdict__chance")
    )
    assert news(OURS, NOW - dt.timedelta(days=1)) == []


def test_the_room_and_the_page_link_to_the_figure(room):
    meeting = room.plan()
    indicator = deliver(country(8, WORSE))
    judge_due()
    client = room.world.client("anna")
    address = f"/s/var/siffror/{indicator.pk}/"
    assert address in client.get(f"/s/var/moten/{meeting.pk}/").content.decode()
    client.post(f"/s/var/moten/{meeting.pk}/starta/")
    (point,) = points(room)
    page = client.get(f"/s/var/moten/{meeting.pk}/punkt/{point.pk}/").content.decode()
    assert "Nytt i siffrorna" in page
    assert address in page


def test_a_neighbours_figures_are_not_ours(room):
    meeting = room.plan()
    theirs = {r["code"]: [75.0] * 8 for r in registry.rows()} | {"0360": [150.0] * 7 + [400.0]}
    deliver(theirs)
    judge_due()
    assert lines(room, meeting) == []


def test_one_query_more_and_only_with_the_point(room, django_assert_max_num_queries):
    meeting = room.plan()
    deliver(country(8, WORSE))
    judge_due()
    walls = 4 if connection.vendor == "postgresql" else 0  # what opens the door there
    with django_assert_max_num_queries(12 + walls):
        assert lines(room, meeting)
