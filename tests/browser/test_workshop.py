"""The room in a real browser: a projector, the leader's phone and participants' phones, through one whole step."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from malbild.access.scope import scope_for
from malbild.workshops import services
from malbild.workshops.models import Card, Workshop
from malbild.workshops.queries import door_of
from tests.browser import audit
from tests.browser.fixtures import Opener
from tests.people import World, build_world

pytestmark = pytest.mark.browser
PHONE = (390,)


@pytest.fixture
def people(transactional_db: None) -> World:
    return build_world()


@pytest.fixture
def workshop(people: World) -> Workshop:
    anna = people.actor("anna")
    with scope_for(anna, people.ours.pk):
        return services.start_workshop(anna, people.ours.pk, title="Höstens workshop")


def joined(open_page: Opener, workshop: Workshop, kind: str = "Skola") -> Page:
    page = open_page(width=390, height=844)
    page.goto("/med/")
    page.get_by_label("Kod", exact=True).fill(str(door_of(workshop)))
    page.get_by_label(kind, exact=True).check()
    page.get_by_role("button", name="Gå med").click()
    page.wait_for_url("**/med/rum/")
    return page


def send(page: Page, text: str) -> None:
    page.get_by_label("Behöver utvecklas", exact=True).check()
    page.get_by_label("En tanke per kort").fill(text)
    page.get_by_role("button", name="Skicka kort").click()
    expect(page.locator(".mb-slip", has_text=text)).to_be_visible()


def test_one_step_from_the_code_to_the_decision(people: World, workshop: Workshop, open_page: Opener) -> None:
    projector = open_page(people.users["anna"], width=1280, height=720)
    projector.goto(f"/s/var/workshop/{workshop.pk}/storbild/")
    leader = open_page(people.users["anna"], width=390, height=844)
    leader.goto(f"/s/var/workshop/{workshop.pk}/styr/")
    slow, quick = joined(open_page, workshop), joined(open_page, workshop, "Polis")
    said = [audit.listen(page) for page in (projector, leader, slow, quick)]
    expect(projector.locator(".pj-count")).to_contain_text("2 är med")

    def look(beat: str) -> None:
        for page in (slow, projector, leader):
            expect(page.get_by_text(beat).first).to_be_visible()
        assert audit.at_every_width(slow, PHONE) + audit.headings(slow) == []
        assert audit.at_every_width(leader, PHONE) + audit.headings(leader) == []
        assert audit.findings(projector) + audit.headings(projector) == []
        tall = projector.evaluate("document.documentElement.scrollHeight > innerHeight + 1")
        assert not tall, f"the projector scrolls in {beat}"

    def press(name: str) -> None:
        leader.get_by_role("button", name=name).first.click()
        leader.wait_for_load_state()

    press("Starta steg 1")
    look("Fråga")
    press("Nästa: skriv tyst")
    look("Skriv tyst")
    slow.get_by_label("En tanke per kort").fill("Jag skriver långsamt")
    for n in range(4):
        send(quick, f"Kort nummer {n}")
    expect(projector.locator(".pj-count")).to_contain_text("4 kort från 1 person")
    expect(leader.get_by_text("4 kort")).to_be_visible()
    with scope_for(people.actor("anna"), people.ours.pk):
        services.add_time(people.actor("anna"), workshop.pk)
    expect(slow.locator("#klocka")).to_have_text(re.compile(r"^6:[0-5]\d$"))
    expect(slow.get_by_label("En tanke per kort")).to_have_value("Jag skriver långsamt")
    expect(slow.get_by_label("En tanke per kort")).to_be_focused()
    leader.reload()
    press("Nästa: läs och gruppera")
    expect(slow.get_by_role("button", name="Skicka ändå")).to_be_visible()
    expect(slow.get_by_label("En tanke per kort")).to_have_value("Jag skriver långsamt")
    slow.get_by_role("button", name="Skicka ändå").click()
    expect(leader.get_by_text("Jag skriver långsamt")).to_be_visible()
    look("Läs och gruppera")

    for text in ("Kort nummer 0", "Kort nummer 1"):
        leader.get_by_label(text).check()
    leader.wait_for_timeout(4500)  # polls go by, and what is ticked stays ticked
    expect(leader.get_by_label("Kort nummer 0")).to_be_checked()
    leader.get_by_label("Ny grupp som heter").fill("Möten utan beslut")
    press("Bilda grupp")
    expect(projector.get_by_text("Möten utan beslut")).to_be_visible()
    press("Nästa: rösta hemligt")
    look("Rösta hemligt")
    for _tap in range(2):
        slow.get_by_role("button", name="Lägg en röst på Möten utan beslut").focus()
        slow.keyboard.press("Enter")
        slow.wait_for_timeout(600)
    expect(slow.get_by_text("0 av 2 röster kvar")).to_be_visible()
    expect(projector.get_by_text("1 av 2 har röstat")).to_be_visible()
    press("Visa resultatet")
    expect(projector.get_by_role("heading", name="Vad väger tyngst?")).to_be_visible()
    look("Bestäm")
    leader.get_by_label(re.compile("^Vanligast")).check()
    press("Till besluten")
    expect(projector.get_by_text("Bestäm nu")).to_be_visible()
    leader.get_by_role("link", name="Bestäm: Möten utan beslut").click()
    leader.get_by_label("Utveckla – vi tar den").check()
    leader.get_by_role("button", name="Spara beslutet").click()
    expect(projector.locator(".pj-vd", has_text="Utveckla")).to_be_visible()
    assert said == [[], [], [], []]


def test_a_refused_card_stays_on_the_phone(people: World, workshop: Workshop, open_page: Opener) -> None:
    anna = people.actor("anna")
    with scope_for(anna, people.ours.pk):
        for turn in (0, 1):
            services.advance(anna, workshop.pk, turn=turn)
    page = joined(open_page, workshop)
    page.get_by_label("En tanke per kort").fill("Fråga 811218-9876")
    page.get_by_role("button", name="Skicka kort").click()
    refused = page.locator(".mb-slip", has_text="Fråga 811218-9876")
    expect(refused).to_contain_text("Inte skickat")
    expect(refused).to_contain_text("Det ser ut som ett personnummer.")
    page.reload()
    page.get_by_role("button", name="Ändra Fråga 811218-9876").click()
    page.get_by_label("Ändra ditt kort").fill("Fråga skolan")
    page.get_by_role("button", name="Spara ändringen").dblclick()
    expect(page.locator(".mb-slip", has_text="Fråga skolan")).to_have_count(1)
    page.reload()
    expect(page.get_by_label("En tanke per kort")).to_have_value("")
    with scope_for(anna, people.ours.pk):
        assert Card.objects.count() == 1
