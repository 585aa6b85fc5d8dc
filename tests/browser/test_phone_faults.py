"""The participant's phone when something under it fails: news that gets lost, a memory that does not answer, a round
that closes in the middle of a word, and a page whose script comes late."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from malbild.access.scope import outside_the_walls
from malbild.workshops.models import Vote, Workshop
from tests.browser import audit
from tests.browser.fixtures import Opener
from tests.browser.test_phone import join, on, people, phone, slip, texts, workshop, write
from tests.people import World

pytestmark = pytest.mark.browser
__all__ = ["people", "phone", "workshop"]  # fixtures

HANGS = "IDBFactory.prototype.open = () => ({});"
NEVER_STARTS = "IDBFactory.prototype.open = () => { throw new Error('none'); }; delete window.structuredClone;"
KEEPS_CONNECTIONS = """window.connections = []; window.isFull = false;
const open = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (...said) {
  const asked = open.apply(this, said);
  asked.addEventListener('success', () => window.connections.push(asked.result));
  return asked;
};
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (...said) {
  if (window.isFull) throw new DOMException('', 'QuotaExceededError');
  return put.apply(this, said);
};"""
SLOW = """window.wait = 0;
const complete = Object.getOwnPropertyDescriptor(IDBTransaction.prototype, 'oncomplete');
Object.defineProperty(IDBTransaction.prototype, 'oncomplete', {
  set(work) { complete.set.call(this, () => setTimeout(work, window.wait)); },
});"""


@pytest.fixture
def broken(open_page: Opener, workshop: Workshop) -> Callable[[str], Page]:
    def opened(script: str) -> Page:
        page = open_page(width=390, height=844)
        page.add_init_script(script)
        return join(page, workshop)

    return opened


# --- News ---


def test_what_is_told_while_the_page_is_fetched_is_not_forgotten(
    people: World, workshop: Workshop, phone: Callable[[], Page]
) -> None:
    page = phone()
    write(page, "Ett")
    slip(page, "Ett", "Skickat")
    held: list[str] = []

    def hold(route: Route) -> None:
        got = route.fetch()
        if not held:
            held.append(got.text())
            on(people, workshop)
            page.wait_for_timeout(1500)  # the news of the next version comes here
        route.fulfill(response=got)

    page.route("**/live/rum/*/del/", hold)
    on(people, workshop)
    expect(page.locator("#rum[data-beat=vote]")).to_be_attached(timeout=5000)
    assert 'data-beat="read"' in held[0]


def test_a_fetch_that_fails_is_tried_again(people: World, workshop: Workshop, phone: Callable[[], Page]) -> None:
    page = phone()
    write(page, "Ett")
    slip(page, "Ett", "Skickat")
    for address in ("**/live/rum/*/del/", "**/med/rum/del/**"):
        page.route(address, lambda route: route.abort(), times=2)
    on(people, workshop)
    expect(page.locator("#lasa")).to_contain_text("Ett", timeout=8000)


# --- The phone's memory ---


def test_a_memory_that_never_answers_is_done_without(broken: Callable[[str], Page]) -> None:
    page = broken(HANGS)
    write(page, "Utan minne")
    slip(page, "Utan minne", "Skickat")
    expect(page.locator("#utan-skydd")).to_contain_text("Telefonen sparar inget i det här läget.")
    assert texts() == ["Utan minne"]


def test_a_page_that_cannot_start_sends_its_forms_in_the_ordinary_way(
    people: World, workshop: Workshop, broken: Callable[[str], Page]
) -> None:
    page = broken(NEVER_STARTS)
    for text in ("Ett", "Två", "Tre"):
        write(page, text)
        slip(page, text, "Skickat")
    assert texts() == ["Ett", "Tre", "Två"]
    page.get_by_role("button", name="Jag är klar").click()
    expect(page.get_by_text("Du är klar.")).to_be_visible()
    on(people, workshop, 2)
    page.reload()
    page.get_by_role("button", name="Lägg en röst på Ett").click()
    expect(page.get_by_text("1 av 2 röster kvar")).to_be_visible()


def test_a_connection_that_is_lost_is_opened_again(broken: Callable[[str], Page]) -> None:
    page = broken(KEEPS_CONNECTIONS)
    write(page, "Före")
    slip(page, "Före", "Skickat")
    page.evaluate("connections.forEach((one) => one.close())")
    write(page, "Efter")
    slip(page, "Efter", "Skickat")
    assert texts() == ["Efter", "Före"]


def test_a_card_that_cannot_be_kept_stays_in_the_field(broken: Callable[[str], Page]) -> None:
    page = broken(KEEPS_CONNECTIONS)
    expect(page.locator("#kort-mangd")).to_be_visible()
    page.evaluate("isFull = true")
    write(page, "Får inte plats")
    expect(page.locator("#fel")).to_have_text(
        "Kortet kunde inte sparas på telefonen. Texten finns kvar i fältet. Försök igen."
    )
    expect(page.get_by_label("En tanke per kort")).to_have_value("Får inte plats")
    page.evaluate("isFull = false")
    page.get_by_role("button", name="Skicka kort").click()
    slip(page, "Får inte plats", "Skickat")
    assert texts() == ["Får inte plats"]


def test_a_vote_laid_the_moment_the_round_opens_is_kept(
    people: World, workshop: Workshop, broken: Callable[[str], Page]
) -> None:
    page = broken(SLOW)
    write(page, "Ett")
    slip(page, "Ett", "Skickat")
    on(people, workshop)
    expect(page.locator("#lasa")).to_contain_text("Ett")
    page.evaluate("wait = 700")  # a phone whose memory has much to do
    on(people, workshop)
    page.get_by_role("button", name="Lägg en röst på Ett").click()
    expect(page.get_by_text("1 av 2 röster kvar")).to_be_visible(timeout=15_000)
    expect(page.locator("#rost-lage")).to_contain_text("Skickat", timeout=15_000)
    assert votes() == {"Ett": 1}


# --- The round closes in the middle of a word ---


def test_a_change_that_comes_too_late_is_no_second_card(
    people: World, workshop: Workshop, phone: Callable[[], Page]
) -> None:
    page = phone()
    write(page, "Som det var")
    slip(page, "Som det var", "Skickat")
    page.get_by_role("button", name="Ändra Som det var").click()
    page.get_by_label("Ändra ditt kort").fill("Som det skulle bli")
    on(people, workshop)
    expect(page.locator("#lasa")).to_contain_text("Som det var")
    expect(page.locator("#osanda")).to_contain_text("Som det skulle bli")
    expect(page.locator("#osanda")).to_contain_text("Ändringen hann inte med innan skrivtiden var över")
    assert audit.at_every_width(page) == []
    page.reload()
    expect(page.locator("#osanda")).to_contain_text("Som det skulle bli")
    assert texts() == ["Som det var"]


def test_a_change_is_not_lost_by_a_phone_that_slept_through_the_round(
    people: World, workshop: Workshop, phone: Callable[[], Page]
) -> None:
    page = phone()
    write(page, "Som det var")
    slip(page, "Som det var", "Skickat")
    page.get_by_role("button", name="Ändra Som det var").click()
    page.get_by_label("Ändra ditt kort").fill("Som det skulle bli")
    page.wait_for_timeout(300)
    page.goto("about:blank")
    on(people, workshop, 2)
    with outside_the_walls("test"):
        Workshop.objects.update(grace_until=None)
    page.goto("/med/rum/")
    expect(page.locator("#osanda")).to_contain_text("Som det skulle bli")
    expect(page.locator("#osanda")).to_contain_text("Ändringen hann inte med")


def test_a_card_whose_answer_was_lost_is_not_said_to_be_taken_back(
    people: World, workshop: Workshop, phone: Callable[[], Page]
) -> None:
    page = phone()

    def lose(route: Route) -> None:
        if not texts():
            route.fetch()
        route.abort()

    page.route("**/med/rum/kort/", lose)
    write(page, "Svaret försvann")
    slip(page, "Svaret försvann", "Sparat här")
    on(people, workshop)
    mine = page.locator("#osanda")
    expect(mine).to_contain_text("Svaret försvann")
    page.get_by_role("button", name="Ta bort Svaret försvann").click()
    expect(mine).to_contain_text("Kortet kan redan ha kommit fram och läsas av alla.")
    expect(page.locator("#lasa")).to_contain_text("Svaret försvann")
    assert audit.at_every_width(page) == []
    page.get_by_role("button", name="Ta bort Svaret försvann").click()
    expect(mine).to_be_hidden()


# --- A key from before the script, and a private window ---


def test_a_vote_laid_before_the_script_came_is_the_phones_own(
    people: World, workshop: Workshop, broken: Callable[[str], Page]
) -> None:
    page = broken("delete Navigator.prototype.serviceWorker;")  # its cache would bring the script
    for text in ("Ett", "Två", "Tre"):
        write(page, text)
        slip(page, text, "Skickat")
    page.route("**/workshops/phone-*.js", lambda route: route.abort())
    on(people, workshop, 2)
    page.goto("/med/rum/")
    page.get_by_role("button", name="Lägg en röst på Ett").click()
    expect(page.get_by_text("1 av 2 röster kvar")).to_be_visible()
    page.unroute("**/workshops/phone-*.js")
    page.reload()
    expect(page.locator("#rost-lage")).to_have_text("Skickat")
    expect(page.get_by_text("1 av 2 röster kvar")).to_be_visible()
    page.get_by_role("button", name="Lägg en röst på Två").click()
    expect(page.get_by_text("0 av 2 röster kvar")).to_be_visible()
    expect(page.locator("#rost-lage")).to_have_text("Skickat")
    page.wait_for_timeout(600)
    assert votes() == {"Ett": 1, "Två": 1}
    assert "malbild_runda" not in {one["name"] for one in page.context.cookies()}


def votes() -> dict[str, int]:
    with outside_the_walls("test"):
        return {v.group.title: v.dots for v in Vote.objects.select_related("group").filter(dots__gt=0)}


def test_a_reload_in_a_private_window_is_still_the_same_phone(
    people: World, workshop: Workshop, broken: Callable[[str], Page]
) -> None:
    page = broken("IDBFactory.prototype.open = () => { throw new Error('private'); };")
    for text in ("Ett", "Två", "Tre"):
        write(page, text)
        slip(page, text, "Skickat")
    page.reload()
    slip(page, "Ett", "Skickat")
    on(people, workshop, 2)
    page.get_by_role("button", name="Lägg en röst på Ett").click()
    expect(page.locator("#rost-lage")).to_have_text("Skickat")
    page.reload()
    expect(page.get_by_text("1 av 2 röster kvar")).to_be_visible()
    with page.expect_request_finished(lambda request: request.url.endswith("/rost/")):
        page.get_by_role("button", name="Lägg en röst på Två").click()
    page.wait_for_timeout(300)
    assert votes() == {"Ett": 1, "Två": 1}
