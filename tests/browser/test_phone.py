"""The participant's phone on bad wifi: nothing that was written or voted is lost, and nothing comes twice."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from malbild.access.scope import outside_the_walls, scope_for
from malbild.workshops import services
from malbild.workshops.models import Card, Group, Vote, Workshop
from malbild.workshops.queries import door_of
from tests.browser import audit, chromium
from tests.browser.fixtures import Opener
from tests.people import World, build_world

pytestmark = pytest.mark.browser
OFFLINE = "Du är utan nät. Kortet är sparat på telefonen och skickas när nätet är tillbaka."


@pytest.fixture
def people(transactional_db: None) -> World:
    return build_world()


@pytest.fixture
def workshop(people: World) -> Workshop:
    anna = people.actor("anna")
    with scope_for(anna, people.ours.pk):
        made = services.start_workshop(anna, people.ours.pk, title="Höstens workshop")
    return on(people, made, 2)


def on(people: World, workshop: Workshop, beats: int = 1) -> Workshop:
    anna = people.actor("anna")
    with scope_for(anna, people.ours.pk):
        for _n in range(beats):
            turn = Workshop.objects.get(pk=workshop.pk).turn
            workshop = services.advance(anna, workshop.pk, turn=turn, although=True)
    return workshop


def join(page: Page, workshop: Workshop) -> Page:
    page.goto("/med/")
    page.get_by_label("Kod", exact=True).fill(str(door_of(workshop)))
    page.get_by_label("Skola", exact=True).check()
    page.get_by_role("button", name="Gå med").click()
    page.wait_for_url("**/med/rum/")
    return page


@pytest.fixture
def phone(open_page: Opener, workshop: Workshop) -> Callable[[], Page]:
    return lambda: join(open_page(width=390, height=844), workshop)


def write(page: Page, text: str) -> None:
    page.get_by_label("En tanke per kort").fill(text)
    page.get_by_role("button", name="Skicka kort").click()


def slip(page: Page, text: str, state: str) -> None:
    expect(page.locator(".mb-slip", has_text=text)).to_have_count(1)
    expect(page.locator(".mb-slip", has_text=text)).to_contain_text(state)


def texts() -> list[str]:
    with outside_the_walls("test"):
        return sorted(Card.objects.filter(is_withdrawn=False).values_list("text", flat=True))


_IS_KEPT = """async () => {
  const kept = async (name) => {
    for (const n of await caches.keys())
      if (await (await caches.open(n)).match(name, {ignoreVary: true})) return true;
  };
  const all = performance.getEntriesByType('resource').map((e) => e.name);
  const files = all.filter((n) => n.includes('/static/dist/'));
  const found = await Promise.all([location.pathname, ...files].map(kept));
  return files.length > 5 && found.every(Boolean) && navigator.serviceWorker.controller !== null;
}"""


def wait_for_worker(page: Page) -> None:
    """Until the page and all that it is made of lie in the cache; it waits a while after the first visit by itself."""
    for _n in range(100):
        if page.evaluate(_IS_KEPT):
            return
        page.wait_for_timeout(200)
    raise AssertionError("the page was never kept")


def test_a_card_written_without_a_net_survives_a_reload_and_comes_once(phone: Callable[[], Page]) -> None:
    page = phone()
    said = audit.listen(page)
    wait_for_worker(page)
    page.context.set_offline(True)
    write(page, "Skrivet utan nät")
    slip(page, "Skrivet utan nät", "Sparat här. Skickas när nätet är tillbaka.")
    expect(page.locator("#natet")).to_have_text(OFFLINE)
    page.get_by_label("En tanke per kort").fill("Halvskrivet")
    page.reload()
    slip(page, "Skrivet utan nät", "Sparat här")
    expect(page.get_by_label("En tanke per kort")).to_have_value("Halvskrivet")
    assert audit.at_every_width(page) == []
    assert texts() == []
    page.context.set_offline(False)
    slip(page, "Skrivet utan nät", "Skickat")
    assert texts() == ["Skrivet utan nät"]
    page.reload()
    slip(page, "Skrivet utan nät", "Skickat")
    assert texts() == ["Skrivet utan nät"]
    assert [s for s in said if "ERR_INTERNET_DISCONNECTED" not in s] == []


def test_ones_own_card_is_changed_and_taken_back(phone: Callable[[], Page]) -> None:
    page = phone()
    write(page, "Fel ord")
    slip(page, "Fel ord", "Skickat")
    page.get_by_role("button", name="Ändra Fel ord").click()
    expect(page.get_by_label("Ändra ditt kort")).to_have_value("Fel ord")
    page.get_by_label("Ändra ditt kort").fill("Rätt ord")
    page.get_by_role("button", name="Spara ändringen").click()
    slip(page, "Rätt ord", "Skickat")
    expect(page.get_by_role("button", name="Skicka kort")).to_be_visible()
    assert texts() == ["Rätt ord"]
    page.get_by_role("button", name="Ta tillbaka Rätt ord").click()
    expect(page.locator(".mb-slip", has_text="Rätt ord")).to_have_count(0)
    expect(page.get_by_text("Inga än.")).to_be_visible()
    page.wait_for_timeout(500)
    assert texts() == []


def test_what_the_server_refuses_stays_with_the_reason(phone: Callable[[], Page]) -> None:
    page = phone()
    write(page, "Fråga 811218-9876")
    slip(page, "Fråga 811218-9876", "Inte skickat")
    expect(page.locator(".mb-slip")).to_contain_text("personnummer")
    page.reload()
    slip(page, "Fråga 811218-9876", "Inte skickat")
    assert audit.at_every_width(page) == []
    page.get_by_role("button", name="Ändra Fråga 811218-9876").click()
    page.get_by_label("Ändra ditt kort").fill("Fråga skolan")
    page.get_by_role("button", name="Spara ändringen").dblclick()
    slip(page, "Fråga skolan", "Skickat")
    assert texts() == ["Fråga skolan"]


def test_a_closed_tab_and_two_tabs_make_one_card_each(phone: Callable[[], Page]) -> None:
    page = phone()
    wait_for_worker(page)
    other = page.context.new_page()
    other.goto("/med/rum/")
    page.context.set_offline(True)
    write(page, "Från den ena")
    write(other, "Från den andra")
    slip(page, "Från den andra", "Sparat här")
    page.close()
    other.context.set_offline(False)
    slip(other, "Från den ena", "Skickat")
    slip(other, "Från den andra", "Skickat")
    assert texts() == ["Från den andra", "Från den ena"]


def test_an_answer_that_was_lost_is_asked_for_again(phone: Callable[[], Page]) -> None:
    page = phone()
    lost = []

    def lose(route: object) -> None:
        lost.append(route.fetch())  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    page.route("**/med/rum/kort/", lose, times=2)
    write(page, "Svaret försvann")
    slip(page, "Svaret försvann", "Skickat")
    assert len(lost) == 2
    assert texts() == ["Svaret försvann"]


def test_votes_laid_without_a_net_are_counted_once(
    people: World, workshop: Workshop, phone: Callable[[], Page]
) -> None:
    page = phone()
    for text in ("Ett", "Två", "Tre"):
        write(page, text)
        slip(page, text, "Skickat")
    on(people, workshop, 2)
    expect(page.get_by_text("2 av 2 röster kvar")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name="Lägg en röst på Ett").click()
    page.get_by_role("button", name="Lägg en röst på Två").click()
    page.get_by_role("button", name="Lägg en röst på Två").press("Enter")
    expect(page.locator("#said")).to_have_text("Alla dina röster är lagda. Ta bort en först.")
    page.get_by_role("button", name="Ta bort en röst från Ett").click()
    page.get_by_role("button", name="Lägg en röst på Två").click()
    expect(page.get_by_text("0 av 2 röster kvar")).to_be_visible()
    expect(page.locator("#natet")).to_contain_text("Rösterna är sparade på telefonen")
    assert audit.at_every_width(page) == []
    page.context.set_offline(False)
    expect(page.locator("#rost-lage")).to_have_text("Skickat")
    with outside_the_walls("test"):
        assert {v.group.title: v.dots for v in Vote.objects.select_related("group").filter(dots__gt=0)} == {"Två": 2}
    page.reload()
    expect(page.get_by_text("0 av 2 röster kvar")).to_be_visible()
    on(people, workshop)
    expect(page.get_by_role("heading", name="Det här vill flest utveckla")).to_be_visible()
    with outside_the_walls("test"):
        assert Group.objects.get(title="Två").votes == 2


def test_writing_is_not_disturbed_when_the_room_moves(
    people: World, workshop: Workshop, phone: Callable[[], Page]
) -> None:
    page = phone()
    field = page.get_by_label("En tanke per kort")
    field.fill("Jag skriver långsamt")
    page.get_by_label("Behöver utvecklas", exact=True).check()
    field.focus()
    anna = people.actor("anna")
    with scope_for(anna, people.ours.pk):
        services.add_time(anna, workshop.pk)
    expect(page.locator("#klocka")).to_have_text(re.compile(r"^6:[0-5]\d$"))
    expect(field).to_have_value("Jag skriver långsamt")
    expect(field).to_be_focused()
    expect(page.get_by_label("Behöver utvecklas", exact=True)).to_be_checked()
    on(people, workshop)
    expect(page.get_by_role("button", name="Skicka ändå")).to_be_visible()
    expect(field).to_be_focused()
    assert audit.at_every_width(page) == []
    page.get_by_role("button", name="Skicka ändå").click()
    expect(page.locator("#lasa")).to_contain_text("Jag skriver långsamt")
    assert texts() == ["Jag skriver långsamt"]


def test_a_card_that_came_too_late_stays_on_the_phone(
    people: World, workshop: Workshop, phone: Callable[[], Page]
) -> None:
    page = phone()
    page.context.set_offline(True)
    write(page, "Hann inte")
    slip(page, "Hann inte", "Sparat här")
    on(people, workshop, 4)
    with outside_the_walls("test"):
        Workshop.objects.update(grace_until=None)
    page.context.set_offline(False)
    slip(page, "Hann inte", "Inte skickat")
    expect(page.locator("#osanda")).to_contain_text("Säg det högt i stället")
    assert audit.at_every_width(page) == []
    page.get_by_role("button", name="Ta bort Hann inte").click()
    expect(page.locator("#osanda")).to_be_hidden()
    assert texts() == []


def test_keys_and_the_cache_go_when_they_are_no_longer_needed(
    people: World, workshop: Workshop, phone: Callable[[], Page]
) -> None:
    page = phone()
    wait_for_worker(page)
    write(page, "Ett")
    slip(page, "Ett", "Skickat")
    assert [k for k in kept(page) if "/key/" in k]
    on(people, workshop)
    expect(page.locator("#lasa")).to_contain_text("Ett")
    page.wait_for_timeout(300)
    assert [k for k in kept(page) if "/key/" in k or "/card/" in k] == []
    page.get_by_role("button", name="Lämna workshopen").click()
    page.wait_for_url("**/med/")
    assert page.evaluate("caches.keys()") == []
    assert kept(page) == []


def kept(page: Page) -> list[str]:
    return page.evaluate(  # type: ignore[no-any-return]
        """() => new Promise((done) => { const asked = indexedDB.open('malbild-rum'); asked.onsuccess = () => {
             const all = asked.result.transaction('things').objectStore('things').getAllKeys();
             all.onsuccess = () => { asked.result.close(); done(all.result); }; }; })"""
    )


def test_without_event_source_the_page_asks_by_itself(people: World, workshop: Workshop, open_page: Opener) -> None:
    page = open_page(width=390, height=844)
    page.add_init_script("delete window.EventSource")
    join(page, workshop)
    write(page, "Ett")
    slip(page, "Ett", "Skickat")
    on(people, workshop)
    expect(page.locator("#lasa")).to_contain_text("Ett", timeout=12_000)


def test_what_is_typed_the_moment_the_form_comes_stays(
    people: World, workshop: Workshop, phone: Callable[[], Page]
) -> None:
    """The phone's memory answers a little later than fingers type."""
    page = phone()
    on(people, workshop, 3)  # to Bestäm, where there is no form
    expect(page.locator("#kort")).to_have_count(0)
    page.evaluate(
        """() => new MutationObserver((_all, me) => {
          const field = document.getElementById('kort');
          if (!field) return;
          me.disconnect();
          field.value = 'Skrivet direkt';
          field.dispatchEvent(new Event('input', {bubbles: true}));
        }).observe(document.body, {childList: true, subtree: true})"""
    )
    on(people, workshop, 2)
    expect(page.locator("#rum[data-beat='write']")).to_be_attached()
    page.wait_for_timeout(1000)
    expect(page.get_by_label("En tanke per kort")).to_have_value("Skrivet direkt")


HIDDEN = """() => {
  let away = false;
  Object.defineProperty(document, 'hidden', {get: () => away});
  window.leave = (gone) => { away = gone; document.dispatchEvent(new Event('visibilitychange')); };
}"""


def test_eight_tabs_of_one_person_all_work(people: World, workshop: Workshop, phone: Callable[[], Page]) -> None:
    """A browser holds six connections to a host: a tab that is out of sight must give its own back."""
    first = phone()
    first.context.add_init_script(f"({HIDDEN})()")
    first.reload()
    tabs = [first]
    for _n in range(7):
        tabs[-1].evaluate("leave(true)")
        tabs.append(first.context.new_page())
        tabs[-1].goto("/med/rum/")
        expect(tabs[-1].get_by_label("En tanke per kort")).to_be_visible()
    write(tabs[-1], "Skrivet i den åttonde")
    slip(tabs[-1], "Skrivet i den åttonde", "Skickat")
    on(people, workshop)
    tabs[-1].evaluate("leave(true)")
    for tab in tabs:
        tab.evaluate("leave(false)")
        expect(tab.locator("#lasa")).to_contain_text("Skrivet i den åttonde")
        tab.evaluate("leave(true)")


def test_by_keyboard_alone(people: World, workshop: Workshop, phone: Callable[[], Page]) -> None:
    page = phone()
    assert audit.keyboard(page) == []
    page.get_by_label("Fungerar", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Nattvandringen fungerar")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    slip(page, "Nattvandringen fungerar", "Skickat · Fungerar")
    expect(page.get_by_label("En tanke per kort")).to_be_focused()
    page.get_by_role("button", name="Ta tillbaka Nattvandringen").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".mb-slip")).to_have_count(0)
    assert page.evaluate("document.activeElement !== document.body")
    page.get_by_role("button", name="Jag är klar").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Jag vill fortsätta")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Jag är klar")).to_be_focused()


@pytest.fixture
def plain_context(browser: object, server: str) -> object:
    """A browser for which the server lies at another name, so that plain http is no safe place."""
    started = browser.browser_type.launch(  # type: ignore[attr-defined]
        executable_path=chromium.chromium(),
        args=[*chromium.arguments(), "--host-resolver-rules=MAP samverkan.exempel 127.0.0.1"],
    )
    port = server.rsplit(":", 1)[1]
    context = started.new_context(
        locale="sv-SE", base_url=f"http://samverkan.exempel:{port}", viewport={"width": 390, "height": 844}
    )
    context.add_init_script(audit.AXE)
    yield context
    started.close()


def test_on_plain_http_cards_are_kept_and_sent_and_the_page_says_what_it_needs(
    workshop: Workshop, plain_context: BrowserContext
) -> None:
    page = join(plain_context.new_page(), workshop)
    assert page.evaluate("isSecureContext") is False
    expect(page.get_by_text("Den här sidan behöver nät om du laddar om den.")).to_be_visible()
    plain_context.set_offline(True)
    write(page, "Utan https")
    slip(page, "Utan https", "Sparat här")
    plain_context.set_offline(False)
    slip(page, "Utan https", "Skickat")
    assert texts() == ["Utan https"]
    assert audit.at_every_width(page) == []
