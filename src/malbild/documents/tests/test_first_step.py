"""The line "när … så …" becomes an entry on the day that it names."""

import datetime as dt

import pytest
import vobject

from malbild.access.policy import Reach
from malbild.access.scope import outside_the_walls
from malbild.documents.tests.test_feeds import measure
from malbild.goals.models import Measure
from malbild.goals.queries.first_step import day_in
from malbild.goals.states import MeasureState
from malbild.kit import clock

WEDNESDAY = dt.date(2026, 11, 25)
NOW = dt.datetime(2026, 11, 25, 9, tzinfo=clock.SWEDEN)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("När jag är på kontoret så ringer jag", dt.date(2026, 11, 26)),
        ("När det är fredag så ringer jag", dt.date(2026, 11, 27)),
        ("När det är onsdag så ringer jag", dt.date(2026, 12, 2)),
        ("När vi ses 4 december så ringer jag", dt.date(2026, 12, 4)),
        ("När vi ses 4/12 så ringer jag", dt.date(2026, 12, 4)),
        ("När jag kommer i morgon så ringer jag", dt.date(2026, 11, 26)),
        ("När dagen är 31 februari så ringer jag", dt.date(2026, 11, 26)),
    ],
)
def test_the_day_is_read_from_the_words(words, day):
    assert day_in(words, on=WEDNESDAY) == day


def test_a_line_without_a_day_on_a_friday_stands_on_monday_also_over_the_years_end():
    assert day_in("x", on=dt.date(2026, 11, 27)) == dt.date(2026, 11, 30)
    assert day_in("x", on=dt.date(2027, 12, 31)) == dt.date(2028, 1, 3)


def fetch(world, who, made):
    with clock.standing_at(NOW):
        return world.client(who).get(f"/s/var/uppdrag/atgard/{made.pk}/forsta-steget.ics")


def test_the_owner_gets_a_file_and_nobody_else(world):
    made = measure(world, "frida", "Kontakta rektorn", if_then="När det är fredag kl 9.30 så ringer jag rektorn, Ove")
    response = fetch(world, "frida", made)
    assert response["Content-Disposition"] == 'attachment; filename="forsta-steget.ics"'
    event = vobject.readOne(response.content.decode()).vevent
    assert event.summary.value == "När det är fredag kl 9.30 så ringer jag rektorn, Ove"
    assert event.dtstart.serialize().strip() == "DTSTART;TZID=Europe/Stockholm:20261127T093000"
    assert "Kontakta rektorn" in event.description.value
    status = {who: fetch(world, who, made).status_code for who in ("anna", "bo", "gun", "hans", "ines", "cia", "eva")}
    assert status == {"anna": 403, "bo": 403, "gun": 403, "hans": 403, "ines": 403, "cia": 404, "eva": 302}


def test_without_an_hour_it_is_a_day_and_without_a_line_there_is_none(world):
    made = measure(world, "frida", "Kontakta rektorn", first_step="Leta upp numret kl 99")
    assert vobject.readOne(fetch(world, "frida", made).content.decode()).vevent.dtstart.value == dt.date(2026, 11, 26)
    assert fetch(world, "frida", measure(world, "frida", "Utan rad")).status_code == 422
    asked = measure(world, "frida", "Inget ja än", if_then="x", state=MeasureState.ASKED, reach=Reach.PARTNERSHIP)
    assert fetch(world, "frida", asked).status_code == 422


def test_the_page_of_the_atgard_offers_it_to_the_owner_alone(world):
    made = measure(world, "frida", "Kontakta rektorn", if_then="När det är fredag så ringer jag")
    with outside_the_walls("test"):
        Measure.objects.filter(pk=made.pk).update(accepted_at=clock.now())
    where = f"/s/var/uppdrag/atgard/{made.pk}/"
    shown = {w: "forsta-steget.ics" in world.client(w).get(where).content.decode() for w in ("frida", "anna")}
    assert shown == {"frida": True, "anna": False}
