"""The live workshop as a screen reader has it: the accessibility tree of the phone and of the leader's page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from malbild.access.scope import scope_for
from malbild.workshops import services
from malbild.workshops.models import Workshop
from malbild.workshops.queries import door_of
from tests.browser import audit
from tests.browser.fixtures import Opener
from tests.people import World, build_world

pytestmark = pytest.mark.browser
BEATS = ("lobby", "ask", "write", "read", "vote", "decide")


@pytest.fixture
def people(transactional_db: None) -> World:
    return build_world()


@pytest.fixture
def workshop(people: World) -> Workshop:
    anna = people.actor("anna")
    with scope_for(anna, people.ours.pk):
        return services.start_workshop(anna, people.ours.pk, title="Höstens workshop")


def move_on(people: World, workshop: Workshop) -> None:
    anna = people.actor("anna")
    with scope_for(anna, people.ours.pk):
        turn = Workshop.objects.get(pk=workshop.pk).turn
        services.advance(anna, workshop.pk, turn=turn, although=True)


def join(page: Page, workshop: Workshop) -> Page:
    page.goto("/med/")
    page.get_by_label("Kod", exact=True).fill(str(door_of(workshop)))
    page.get_by_label("Skola", exact=True).check()
    page.get_by_role("button", name="Gå med").press("Enter")
    page.wait_for_url("**/med/rum/")
    return page


def tree(page: Page) -> list[tuple[str, str]]:
    """(role, name) of everything that is said, in the order it is read."""
    lines = re.findall(r'^\s*- ([a-z]+)(?: "((?:[^"\\]|\\.)*)")?', page.locator("body").aria_snapshot(), re.M)
    return [(role, name) for role, name in lines]


def nameless(page: Page) -> list[str]:
    asks = {"button", "link", "textbox", "checkbox", "radio", "combobox", "radiogroup"}
    return [role for role, name in tree(page) if role in asks and not name]


def test_both_pages_are_named_and_ordered_in_every_beat(people: World, workshop: Workshop, open_page: Opener) -> None:
    phone = join(open_page(width=390, height=844), workshop)
    leader = open_page(people.users["anna"], width=390, height=844)
    leader.goto(f"/s/var/workshop/{workshop.pk}/styr/")
    for n, beat in enumerate(BEATS):
        if n:
            move_on(people, workshop)
        expect(phone.locator(f"#rum[data-beat='{beat}']")).to_be_attached()
        if beat == "write":
            for text in ("Möten utan beslut", "Vi ses för sällan"):
                phone.get_by_label("En tanke per kort").fill(text)
                phone.get_by_role("button", name="Skicka kort").press("Enter")
                expect(phone.locator("#mina")).to_contain_text(text)
        leader.reload()
        for page in (phone, leader):
            assert (nameless(page), audit.headings(page)) == ([], []), beat
            assert {"main", "contentinfo"} <= {role for role, _name in tree(page)}
            # Regions that speak are there before they have something to say.
            assert page.locator("[role=status]").count() >= 1
            assert page.locator("[role=alert]").count() >= 1
            assert page.locator("#klocka[aria-live], [aria-live] #klocka, [role=status] #klocka").count() == 0


def test_what_is_read_out_when_writing(people: World, workshop: Workshop, open_page: Opener) -> None:
    phone = join(open_page(width=390, height=844), workshop)
    move_on(people, workshop)
    move_on(people, workshop)
    expect(phone.get_by_label("En tanke per kort")).to_be_visible()
    expect(phone.locator("main")).to_match_aria_snapshot("""
        - main:
          - heading /Vad fungerar i vår samverkan/ [level=1]
          - group "Mitt kort handlar om något som":
            - radio "Fungerar"
            - radio "Behöver utvecklas"
          - textbox "En tanke per kort"
          - button "Skicka kort"
          - region "Dina kort":
            - heading "Dina kort" [level=2]
            - button "Jag är klar"
        """)
    phone.get_by_label("En tanke per kort").fill("Möten utan beslut")
    phone.get_by_role("button", name="Skicka kort").press("Enter")
    expect(phone.locator("main")).to_match_aria_snapshot("""
        - main:
          - region "Dina kort":
            - list:
              - listitem:
                - paragraph: Möten utan beslut
                - button "Ändra Möten utan beslut"
                - button "Ta tillbaka Möten utan beslut"
        """)
    expect(phone.locator("[role=status]", has_text="Kortet är skickat")).to_be_attached()


def test_what_is_read_out_when_voting(people: World, workshop: Workshop, open_page: Opener) -> None:
    phone = join(open_page(width=390, height=844), workshop)
    move_on(people, workshop)
    move_on(people, workshop)
    phone.get_by_label("En tanke per kort").fill("Möten utan beslut")
    phone.get_by_role("button", name="Skicka kort").press("Enter")
    expect(phone.locator("#mina")).to_contain_text("Skickat")
    move_on(people, workshop)
    move_on(people, workshop)
    expect(phone.get_by_role("heading", name="Möten utan beslut")).to_be_visible()
    add = phone.get_by_role("button", name="Lägg en röst på Möten utan beslut")
    add.focus()
    add.press("Enter")
    expect(phone.locator("#kvar")).to_contain_text("1 av 2 röster kvar")
    expect(add).to_be_focused()
    add.press("Enter")
    expect(add).to_have_attribute("aria-disabled", "true")
    expect(add).to_be_focused()
    expect(phone.locator("main")).to_match_aria_snapshot("""
        - main:
          - list:
            - listitem:
              - heading "Möten utan beslut" [level=2]
              - button "Ta bort en röst från Möten utan beslut"
              - button "Lägg en röst på Möten utan beslut" [disabled]
        """)


def test_the_leader_groups_by_keyboard_and_hears_the_answer(
    people: World, workshop: Workshop, open_page: Opener
) -> None:
    phone = join(open_page(width=390, height=844), workshop)
    move_on(people, workshop)
    move_on(people, workshop)
    for text in ("Möten utan beslut", "Vi ses för sällan"):
        phone.get_by_label("En tanke per kort").fill(text)
        phone.get_by_role("button", name="Skicka kort").press("Enter")
        expect(phone.locator("#mina")).to_contain_text(text)
    expect(phone.locator("#mina").get_by_text("Skickat")).to_have_count(2)
    leader = open_page(people.users["anna"], width=390, height=844)
    leader.goto(f"/s/var/workshop/{workshop.pk}/styr/")
    leader.get_by_role("button", name="Nästa: läs och gruppera").press("Enter")
    for text in ("Möten utan beslut", "Vi ses för sällan"):
        leader.get_by_role("checkbox", name=re.compile(text)).press("Space")
    leader.get_by_role("textbox", name=re.compile("Ny grupp som heter")).fill("Från möte till handling")
    leader.get_by_role("button", name="Bilda grupp").press("Enter")
    expect(leader.get_by_role("group", name=re.compile("Från möte till handling"))).to_be_visible()
    expect(leader.get_by_role("link", name="Byt namn Från möte till handling")).to_be_visible()
    expect(phone.get_by_role("heading", name="Från möte till handling")).to_be_visible()
