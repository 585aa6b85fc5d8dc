"""What is left of a series is moved or cancelled at once, after the days have been shown."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from malbild.access.scope import scope_for
from malbild.kit.clock import SWEDEN
from malbild.kit.errors import Refusal
from malbild.meetings import queries, services
from malbild.meetings.models import Meeting

pytestmark = pytest.mark.django_db
DAYS = [dt.date(2027, 2, 9), dt.date(2027, 3, 9), dt.date(2027, 4, 13), dt.date(2027, 5, 11), dt.date(2027, 6, 8)]


@pytest.fixture
def series(room, world) -> list[Meeting]:
    """Five Tuesdays at 13, the second of them called; and one meeting beside them."""
    with scope_for(room.anna):
        made = services.plan_series(room.anna, world.ours.pk, days=DAYS, time=dt.time(13), place="Kommunhuset")
        services.call_meeting(room.anna, made[1].pk)
        room.plan(dt.datetime(2027, 3, 10, 13, tzinfo=SWEDEN))
    return made


def standing(room) -> list[str]:
    with scope_for(room.anna):
        rows = Meeting.objects.coming()
        return [f"{m.starts_at.astimezone(SWEDEN):%-d/%-m %H} {m.place}" for m in rows if m.series]


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SWEDEN)


def test_the_rest_is_moved_as_many_days_and_what_was_before_stays(room, series):
    with scope_for(room.anna):
        services.edit_rest(room.anna, series[1].pk, starts_at=at("2027-03-11 09:00"), place="Stationen")
    assert standing(room) == [
        "9/2 13 Kommunhuset",
        "11/3 09 Stationen",
        "15/4 09 Stationen",
        "13/5 09 Stationen",
        "10/6 09 Stationen",
    ]


def test_one_that_would_come_on_a_free_day_keeps_its_day_and_gets_the_time(room, series):
    with scope_for(room.anna):  # five days before 11 May is the day of Ascension
        found = queries.moves(room.anna, series[1], at("2027-03-04 09:00"))
        services.edit_rest(room.anna, series[1].pk, starts_at=at("2027-03-04 09:00"))
    assert [bool(m.stays) for m in found] == [False, False, True, False]
    assert standing(room)[1:] == ["4/3 09 ", "8/4 09 ", "11/5 09 ", "3/6 09 "]


def test_a_new_time_alone_moves_no_day(room, series):
    with scope_for(room.anna):
        found = queries.moves(room.anna, series[0], at("2027-02-09 08:30"))
    assert [m.starts_at.astimezone(SWEDEN).date() for m in found] == DAYS
    assert {m.starts_at.astimezone(SWEDEN).time() for m in found} == {dt.time(8, 30)}


def test_what_has_begun_is_cancelled_or_lies_before_is_not_touched(room, series):
    with scope_for(room.anna):
        services.cancel_meeting(room.anna, series[2].pk)
        Meeting.objects.filter(pk=series[3].pk).update(state="open")
        assert [m.pk for m in queries.later(room.anna, series[1])] == [series[4].pk]


def test_all_or_none(room, series):
    before = standing(room)
    with scope_for(room.anna), pytest.raises(Refusal):
        services.edit_rest(room.anna, series[0].pk, starts_at=at("2030-02-09 13:00"))
    assert standing(room) == before


def test_cancelled_twice_is_once(room, series):
    with scope_for(room.anna):
        services.cancel_rest(room.anna, series[1].pk)
        services.cancel_rest(room.anna, series[1].pk)
    assert standing(room) == ["9/2 13 Kommunhuset"]


def test_a_meeting_alone_has_no_rest_and_another_group_is_not_reached(room, world, series):
    with scope_for(room.anna):
        alone = Meeting.objects.get(series=None)
        assert queries.later(room.anna, alone) == []
    cia = world.actor("cia")
    with scope_for(cia), pytest.raises(Meeting.DoesNotExist):
        services.cancel_rest(cia, series[0].pk)


class TestThePages:
    def test_the_days_are_shown_before_anything_is_saved(self, room, world, series):
        anna, page = world.client("anna"), f"/s/var/moten/{series[1].pk}/andra/"
        assert "Gäller också de 3 senare mötena i serien" in anna.get(page).text
        sent = {"day": "11 mars 2027", "time": "9.00", "place": "Stationen", "rest": "on"}
        before = standing(room)
        shown = anna.post(page, sent)
        assert shown.status_code == 200
        assert "torsdag 13&nbsp;maj 2027 09.00" in shown.text
        assert "var 11 maj 13.00" in shown.text
        assert standing(room) == before
        key = re.search(r'name="shown" value="([^"]*)"', shown.text)[1]
        assert anna.post(page, sent | {"shown": key, "time": "10.00"}).status_code == 200  # changed: shown again
        assert standing(room) == before
        assert anna.post(page, sent | {"shown": key}).status_code == 302
        assert standing(room)[-1] == "10/6 09 Stationen"

    def test_without_the_tick_only_this_one_is_changed(self, room, world, series):
        sent = {"day": "11 mars 2027", "time": "9.00", "place": "Stationen"}
        assert world.client("bo").post(f"/s/var/moten/{series[1].pk}/andra/", sent).status_code == 302
        assert [line for line in standing(room) if "Stationen" in line] == ["11/3 09 Stationen"]

    def test_the_last_of_a_series_has_nothing_to_tick(self, world, series):
        page = world.client("anna").get(f"/s/var/moten/{series[4].pk}/andra/").text
        assert "i serien" not in page

    def test_cancelling_is_asked_first_and_says_what_it_does(self, room, world, series):
        anna, page = world.client("anna"), f"/s/var/moten/{series[1].pk}/stall-in/"
        asked = anna.get(page).text
        assert "tas bort ur deras kalendrar" in asked
        assert "tisdag 13&nbsp;april 2027 13.00" in asked
        assert len(standing(room)) == 5
        assert anna.post(page, {}).status_code == 302
        assert len(standing(room)) == 4
        assert anna.post(f"/s/var/moten/{series[2].pk}/stall-in/", {"rest": "on"}).status_code == 302
        assert standing(room) == ["9/2 13 Kommunhuset"]

    @pytest.mark.parametrize("who", ["frida", "gun"])
    def test_others_do_not(self, room, world, series, who):
        assert world.client(who).post(f"/s/var/moten/{series[1].pk}/stall-in/", {"rest": "on"}).status_code == 403
        assert len(standing(room)) == 5
