"""Many meetings at once, and the year they make."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from malbild.access.policy import Reach
from malbild.access.scope import outside_the_walls, scope_for
from malbild.audit.models import AuditEvent
from malbild.kit.clock import SWEDEN
from malbild.kit.errors import Refusal
from malbild.meetings import services
from malbild.meetings.models import Meeting
from malbild.meetings.rhythms import Rhythm, occasions
from malbild.situation.models import SituationPicture

pytestmark = pytest.mark.django_db
SERIES, YEAR = "/s/var/moten/serie/", "/s/var/moten/arshjul/"
FIRST = dt.date(2026, 12, 8)
SENT = {"day": "8 december 2026", "time": "13.00", "rhythm": "month", "count": "6"}


def shown(client, **sent: str) -> dict[str, str]:
    """What the page would send when the days it showed are to be saved."""
    page = client.post(SERIES, SENT | sent).text
    return SENT | sent | {"deed": "save", "shown": re.search(r'name="shown" value="([^"]*)"', page)[1]}


def table_wall(world) -> dict[str, object]:
    return {"partnership": world.ours, "party": world.parties["kommun"], "reach": Reach.PARTNERSHIP}


def days(first: dt.date, rhythm: Rhythm, wanted: int = 6, taken: tuple[dt.date, ...] = ()) -> list[dt.date]:
    return [d.day for d in occasions(first, rhythm, wanted=wanted, taken=frozenset(taken)) if not d.skipped]


def test_the_second_tuesday_stays_the_second_tuesday():
    found = days(FIRST, Rhythm.MONTH)
    assert [(d.month, (d.day - 1) // 7, d.weekday()) for d in found] == [(m, 1, 1) for m in (12, 1, 2, 3, 4, 5)]


def test_where_a_month_has_no_fifth_friday_it_is_the_last():
    assert days(dt.date(2027, 1, 29), Rhythm.MONTH, 2)[1] == dt.date(2027, 2, 26)


def test_once_a_quarter_and_every_sixth_week():
    assert [d.month for d in days(dt.date(2027, 3, 9), Rhythm.QUARTER, 3)] == [3, 6, 9]
    assert days(FIRST, Rhythm.SIX_WEEKS, 2)[1] - FIRST == dt.timedelta(weeks=6)


def test_holidays_summer_and_what_is_taken_are_passed_over_and_said():
    found = occasions(dt.date(2027, 6, 8), Rhythm.MONTH, wanted=2, taken=frozenset({dt.date(2027, 8, 10)}))
    assert [(d.day.month, bool(d.skipped)) for d in found] == [(6, False), (7, True), (8, True), (9, False)]
    assert "27–31" in found[1].skipped
    assert occasions(dt.date(2026, 12, 25), Rhythm.QUARTER, wanted=1, taken=frozenset())[0].skipped


def test_never_more_than_twenty():
    assert len(days(FIRST, Rhythm.SIX_WEEKS, 500)) == 20


def test_it_is_shown_before_it_is_saved_and_keeps_its_hour_over_the_summer_time(world):
    anna = world.client("anna")
    page = anna.post(SERIES, SENT).text
    assert "tisdag 13&nbsp;april 2027" in page
    assert "Planera 6 möten" in page
    with scope_for(world.actor("anna")):
        assert not Meeting.objects.exists()
    sent = shown(anna) | {"once": "b" * 32}
    assert anna.post(SERIES, sent | {"count": "7"}).status_code == 200  # changed since it was shown: shown again
    with scope_for(world.actor("anna")):
        assert not Meeting.objects.exists()
    assert anna.post(SERIES, sent).status_code == 302
    assert anna.post(SERIES, sent).status_code == 302
    with scope_for(world.actor("anna")):
        found = list(Meeting.objects.order_by("starts_at"))
        assert len(found) == 6
        assert {f"{m.starts_at.astimezone(SWEDEN):%H.%M}" for m in found} == {"13.00"}
        assert {m.starts_at.utcoffset() for m in found} == {dt.timedelta()}
        assert len({m.starts_at.hour for m in found}) == 2  # stored in UTC: summer and winter


def test_each_meeting_is_recorded_and_those_that_stand_are_not_moved(room, world):
    called = room.plan(dt.datetime(2027, 1, 12, 15, 0, tzinfo=SWEDEN))
    with scope_for(room.anna):
        services.call_meeting(room.anna, called.pk)
    before = AuditEvent.objects.filter(action="meetings:meeting:edit").count()
    bo = world.client("bo")
    assert bo.post(SERIES, shown(bo)).status_code == 302
    assert AuditEvent.objects.filter(action="meetings:meeting:edit").count() == before + 6
    with scope_for(room.anna):
        assert Meeting.objects.get(pk=called.pk).starts_at == called.starts_at
        assert sum(m.day == called.day for m in Meeting.objects.all()) == 1


@pytest.mark.parametrize("wrong", [{"day": "i vår"}, {"count": "21"}, {"rhythm": "dagligen"}, {"time": ""}])
def test_bad_input_plans_nothing(world, wrong):
    assert world.client("anna").post(SERIES, SENT | {"deed": "save"} | wrong).status_code == 422
    with scope_for(world.actor("anna")):
        assert not Meeting.objects.exists()


def test_a_day_that_has_passed_plans_none_of_them(world):
    anna = world.actor("anna")
    client = world.client("anna")
    assert client.post(SERIES, shown(client, day="2026-01-13")).status_code == 422
    with scope_for(anna), pytest.raises(Refusal):
        services.plan_series(anna, world.ours.pk, days=[], time=dt.time(13))
    with scope_for(anna):
        assert not Meeting.objects.exists()


def test_only_those_who_lead_plan_a_series(world):
    assert world.client("frida").post(SERIES, SENT | {"deed": "save"}).status_code == 403
    assert world.client("cia").post(SERIES, SENT | {"deed": "save"}).status_code == 404


def test_the_year_says_its_meetings_and_quarters_at_the_same_cost(room, world):
    frida = world.client("frida")
    room.plan(dt.datetime(2027, 1, 12, 13, 0, tzinfo=SWEDEN))
    with CaptureQueriesContext(connection) as few:
        page = frida.get(f"{YEAR}?ar=2027").text
    assert "tisdag 12&nbsp;januari" in page
    assert "Inriktning januari–mars 2027" in page
    assert "Inte skriven än" in page
    with scope_for(room.anna):
        services.plan_series(
            room.anna, world.ours.pk, days=[dt.date(2027, m, 16) for m in range(2, 13)], time=dt.time(9)
        )
    with CaptureQueriesContext(connection) as many:
        frida.get(f"{YEAR}?ar=2027")
    assert len(few) == len(many)


@pytest.mark.parametrize(
    ("decided", "due"), [(dt.date(2025, 11, 12), "12 november"), (dt.date(2024, 2, 29), "28 februari")]
)
def test_the_year_says_when_lagesbilden_is_to_be_new(world, decided, due):
    with outside_the_walls("test"):
        SituationPicture.objects.create(
            **table_wall(world), title="Lägesbild", is_valid=True, decided_on=decided, decided_by="Styrgruppen"
        )
    year = decided.year + 2
    page = world.client("frida").get(f"{YEAR}?ar={year}").text.replace("\u00a0", " ")
    assert f"senast {due}, två år efter beslutet" in page
    assert "Lägesbilden" not in world.client("frida").get(f"{YEAR}?ar={year + 1}").text


@pytest.mark.parametrize("year", ["", "x", "0", "99999999", "-1"])
def test_a_strange_year_is_this_year(world, year):
    assert "Årshjul 2026" in world.client("anna").get(YEAR, {"ar": year}).text
