"""Two take notes at the same meeting: each sees the other's lines at once, and nothing half written is lost."""

import pytest
from playwright.sync_api import Page, expect

from malbild.access.scope import scope_for
from malbild.kit import clock
from malbild.meetings import queries, services
from malbild.meetings.models import Entry, Meeting
from tests.browser import audit
from tests.browser.fixtures import Opener
from tests.people import World, build_world

pytestmark = pytest.mark.browser
SOON = 4000  # ms: within a second or two, with room for a busy machine


@pytest.fixture
def people(transactional_db: None) -> World:
    return build_world()


def start(world: World) -> tuple[Meeting, str]:
    anna = world.actor("anna")
    with scope_for(anna):
        meeting = services.plan_meeting(anna, world.ours.pk, starts_at=clock.now())
        services.open_meeting(anna, meeting.pk)
        point = queries.agenda(anna, meeting).sections[0].point.pk
    return meeting, f"/s/var/moten/{meeting.pk}/punkt/{point}/"


def write(page: Page, text: str) -> None:
    page.get_by_label("Anteckning", exact=True).check()
    page.get_by_label("Vad", exact=True).fill(text)
    page.get_by_role("button", name="Lägg till").click()
    expect(page.locator("#log .mb-own", has_text=text)).to_be_visible()


def test_both_see_both_and_the_half_written_line_stays(people: World, open_page: Opener) -> None:
    _meeting, address = start(people)
    anna, bo = open_page(people.users["anna"]), open_page(people.users["bo"], width=390)
    anna.goto(address)
    bo.goto(address)
    bo.get_by_label("Anteckning", exact=True).check()
    field = bo.get_by_label("Vad", exact=True)
    field.press_sequentially("Halva raden om ")
    expect(anna.get_by_text("Bo skriver under Sedan sist.")).to_be_visible(timeout=SOON)

    write(anna, "Annas rad")
    expect(bo.locator("#log .mb-own", has_text="Annas rad")).to_be_visible(timeout=SOON)
    expect(field).to_have_value("Halva raden om ")
    expect(field).to_be_focused()
    assert audit.at_every_width(bo) == []

    bo.reload()
    expect(bo.get_by_label("Vad", exact=True)).to_have_value("Halva raden om ")
    bo.context.set_offline(True)
    bo.get_by_role("button", name="Lägg till").click()
    expect(bo.get_by_role("alert")).to_contain_text("Det du skrev finns kvar här")
    bo.context.set_offline(False)
    bo.get_by_role("button", name="Lägg till").dblclick()
    expect(anna.locator("#log .mb-own", has_text="Halva raden om")).to_be_visible(timeout=SOON)
    expect(anna.get_by_text("Bo skriver")).to_have_count(0, timeout=SOON)
    expect(bo.get_by_label("Vad", exact=True)).to_have_value("")
    with scope_for(people.actor("anna")):
        assert sorted(Entry.objects.values_list("text", flat=True)) == ["Annas rad", "Halva raden om"]


def test_two_who_change_one_line_are_told_and_choose(people: World, open_page: Opener) -> None:
    meeting, _address = start(people)
    with scope_for(people.actor("anna")):
        entry = services.write(people.actor("anna"), meeting.pk, kind="note", text="Som det var")
    anna, bo = open_page(people.users["anna"]), open_page(people.users["bo"])
    for page in (anna, bo):
        page.goto(f"/s/var/moten/rad/{entry.pk}/")
    anna.get_by_label("Vad").fill("Annas ändring")
    anna.get_by_label("Vad").press_sequentially(".")
    expect(bo.get_by_text("Anna ändrar en rad.")).to_be_visible(timeout=SOON)
    anna.get_by_role("button", name="Spara ändringen").click()
    bo.get_by_label("Vad").fill("Bos ändring")
    bo.get_by_role("button", name="Spara ändringen").click()
    expect(bo.get_by_role("alert").get_by_text("Anna ändrade samma text klockan")).to_be_visible()
    expect(bo.get_by_label("Vad")).to_have_value("Bos ändring")
    expect(bo.get_by_text("Annas ändring.")).to_be_visible()
    assert audit.at_every_width(bo) == []
    with scope_for(people.actor("anna")):
        assert Entry.objects.get().text == "Annas ändring."
