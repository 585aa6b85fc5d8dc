"""A quarter turns: the year's meetings are planned at once, the one at the turn looks back and takes the new direction,
the minutes have both, and the quarter after that is prepared on the årshjul.

Anna plans and keeps the notes, by keyboard; Frida reads on her phone. The clock is moved from day to day.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from malbild.access.policy import Reach
from malbild.access.scope import scope_for
from malbild.goals import services as plan
from malbild.kit import clock
from malbild.meetings.models import Meeting
from tests.browser import audit
from tests.browser.fixtures import Opener
from tests.journeys.by_keyboard import fill, press, save
from tests.people import World

pytestmark = pytest.mark.browser
LEARNED, DIRECTION = "Korta promenader gav mest.", "Trygg väg hem från stationen"


@dataclass
class Day:
    now: dt.datetime


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> Day:
    lived = Day(dt.datetime(2027, 1, 4, 9, 0, tzinfo=clock.SWEDEN))
    # The server answers in threads of its own: the clock is moved for all of them at once.
    monkeypatch.setattr(clock, "now", lambda: lived.now.astimezone(dt.UTC))
    return lived


def test_a_quarter(shared_world: World, open_page: Opener, day: Day) -> None:
    anna, frida = open_page(shared_world.users["anna"]), open_page(shared_world.users["frida"], 390)
    something_is_promised_and_done(shared_world)
    the_year_is_planned_at_once(anna)
    day.now = dt.datetime(2027, 3, 23, 13, 0, tzinfo=clock.SWEDEN)
    the_meeting_at_the_turn(shared_world, anna)
    the_minutes_have_both(anna)
    the_next_quarter_is_prepared(anna)
    everyone_reads_the_year_on_a_phone(frida)


def something_is_promised_and_done(world: World) -> None:
    anna, frida = world.actor("anna"), world.actor("frida")
    with scope_for(anna):
        made = plan.add_measure(
            anna,
            world.ours.pk,
            title="Gå en trygghetsvandring",
            owner_id=world.seats["frida"].pk,
            due=dt.date(2027, 2, 26),
            reach=Reach.PARTNERSHIP,
        )
        plan.ask_owner(anna, made.pk)
    with scope_for(frida):
        plan.accept_measure(frida, made.pk)
        plan.answer_measure(frida, made.pk, answer="done")


def the_year_is_planned_at_once(anna: Page) -> None:
    """Every sixth week from 9 February: the summer is passed over, and nothing is saved before it is seen."""
    anna.goto("/s/var/moten/")
    press(anna, "Planera flera möten på en gång")
    fill(anna, day="9 februari 2027", time="13.00", rhythm="Var sjätte vecka", count="5", group="Styrgruppen")
    press(anna, "Visa dagarna")
    expect(anna.locator("main")).to_contain_text("Så här blir 5 möten")
    expect(anna.locator("main")).to_contain_text("semester vecka 27–31")
    assert audit.findings(anna) == []
    press(anna, "Planera 5 möten")
    expect(anna.get_by_role("status").first).to_contain_text("5 möten är planerade.")


def the_meeting_at_the_turn(world: World, anna: Page) -> None:
    """23 March is nearest 1 April: what the quarter gave and taught comes first, and then the direction."""
    with scope_for(world.actor("anna")):
        meeting = next(m for m in Meeting.objects.all() if m.day == dt.date(2027, 3, 23))
    anna.goto(f"/s/var/moten/{meeting.pk}/")
    expect(anna.locator("main")).to_contain_text("det här är mötet närmast")
    press(anna, "Starta mötet")
    press(anna, re.compile("Kvartalet"), within="aside")
    expect(anna.locator("main")).to_contain_text("Gå en trygghetsvandring")
    expect(anna.get_by_role("link", name="Välj inriktning")).to_have_count(0)
    assert audit.findings(anna) == []
    press(anna, "Skriv vad ni lärde er")
    fill(anna, learned=LEARNED)
    save(anna)
    press(anna, "Välj inriktning")
    fill(anna, first=DIRECTION, second="Fritid för fler")
    save(anna)
    expect(anna.locator("main")).to_contain_text("Beslutat av Styrgruppen")
    assert audit.findings(anna) == []
    anna.goto(f"/s/var/moten/{meeting.pk}/avsluta/")
    anna.locator("main form button[type=submit]").last.press("Enter")
    anna.wait_for_load_state()


def the_minutes_have_both(anna: Page) -> None:
    main = anna.locator("main")
    expect(main).to_contain_text(f"Inriktning april–juni 2027: 1. {DIRECTION}. 2. Fritid för fler.")
    expect(main).to_contain_text(f"Det vi lärde oss av januari–mars 2027: {LEARNED}")


def the_next_quarter_is_prepared(anna: Page) -> None:
    anna.goto("/s/var/moten/")
    press(anna, "Årshjulet")
    expect(anna.locator("main")).to_contain_text(DIRECTION)
    press(anna, "Inriktning juli–september 2027")
    press(anna, "Skriv ett förslag")
    fill(anna, first="En lugn skolstart")
    save(anna)
    assert audit.findings(anna) == []


def everyone_reads_the_year_on_a_phone(frida: Page) -> None:
    frida.goto("/s/var/moten/arshjul/")
    main = frida.locator("main")
    expect(main).to_contain_text("kvartalet innan är utvärderat")
    expect(main).to_contain_text("En lugn skolstart")
    expect(main).to_contain_text("Förbereds")
    assert audit.findings(frida) == []
    assert frida.evaluate("document.documentElement.scrollWidth <= innerWidth")
