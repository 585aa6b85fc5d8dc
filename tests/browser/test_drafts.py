"""What was written survives a lost session and a lost network, and goes when it is saved."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.browser import audit
from tests.browser.fixtures import Opener
from tests.people import World, build_world

pytestmark = pytest.mark.browser
WORDS = "Bråk vid badplatsen om kvällarna"


@pytest.fixture
def people(transactional_db: None) -> World:
    return build_world()


def test_what_was_written_survives_a_lost_session(people: World, open_page: Opener, server: str) -> None:
    page = open_page(people.users["anna"], width=390)
    page.goto("/s/var/lagesbild/problem/nytt/")
    page.get_by_role("textbox").first.fill(WORDS)
    cookies = [c for c in page.context.cookies() if c["name"] == settings.SESSION_COOKIE_NAME]
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.locator("main button[type=submit]").click()
    expect(page).to_have_url(re.compile("/logga-in/"))
    page.context.add_cookies(cookies)
    page.goto("/s/var/lagesbild/problem/nytt/")
    expect(page.get_by_role("textbox").first).to_have_value(WORDS)
    expect(page.get_by_text("Det du skrev finns kvar")).to_be_visible()
    assert audit.at_every_width(page) == []

    page.locator("main button[type=submit]").click()
    expect(page.get_by_text(WORDS)).to_be_visible()
    page.goto("/s/var/lagesbild/problem/nytt/")
    expect(page.get_by_role("textbox").first).to_have_value("")
    assert page.evaluate("localStorage.length") == 0


def test_without_a_network_the_page_stays_and_says_so(people: World, open_page: Opener) -> None:
    page = open_page(people.users["anna"], width=390)
    page.goto("/s/var/lagesbild/problem/nytt/")
    page.get_by_role("textbox").first.fill(WORDS)
    page.context.set_offline(True)
    page.locator("main button[type=submit]").click()
    expect(page.get_by_role("alert")).to_contain_text("Det du skrev finns kvar här")
    page.context.set_offline(False)
    page.locator("main button[type=submit]").click()
    expect(page.get_by_text(WORDS)).to_be_visible()


def test_two_quick_taps_make_one_problem(people: World, open_page: Opener) -> None:
    page = open_page(people.users["anna"])
    page.goto("/s/var/lagesbild/problem/nytt/")
    page.get_by_role("textbox").first.fill(WORDS)
    page.locator("main button[type=submit]").dblclick()
    page.wait_for_url("**/var/lagesbild/")
    expect(page.get_by_text(WORDS)).to_have_count(1)
