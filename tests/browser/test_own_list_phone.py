"""*Väntar på dig* on a phone with and without a net: kept, sent once, told in words, and never another person's."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from malbild.access.policy import Reach
from malbild.access.scope import outside_the_walls, scope_for
from malbild.accounts.models import User
from malbild.goals import services as plan
from malbild.goals.models import Measure, MeasureAnswer
from malbild.kit import clock
from tests.browser import audit, chromium
from tests.browser.fixtures import Opener
from tests.people import World, build_world

pytestmark = pytest.mark.browser
HERE = "/s/var/vantar/"
LAMP, SCHOOL = "Ring om belysningen", "Bjud in skolan"
IS_KEPT = f"""async () => {{
  for (const n of await caches.keys())
    if (n.startsWith('malbild-lista-') && await (await caches.open(n)).match('{HERE}', {{ignoreVary: true}}))
      return navigator.serviceWorker.controller !== null;
  return false;
}}"""
_IS_EMPTY = """async () => {
  const names = (await caches.keys()).filter((n) => n.startsWith('malbild-lista-'));
  const stores = (await indexedDB.databases()).map((d) => d.name).filter((n) => n === 'malbild-lista');
  return names.length + stores.length === 0;
}"""


@pytest.fixture
def people(transactional_db: None) -> World:
    world = build_world()
    for title in (LAMP, SCHOOL):
        promise(world, title)
    return world


def promise(world: World, title: str, who: str = "frida") -> Measure:
    anna, owner = world.actor("anna"), world.actor(who)
    due = clock.today() + dt.timedelta(days=7)
    with scope_for(anna):
        made = plan.add_measure(
            anna, world.ours.pk, title=title, owner_id=world.seats[who].pk, due=due, reach=Reach.PARTNERSHIP
        )
        plan.ask_owner(anna, made.pk)
    with clock.standing_at(clock.now() - dt.timedelta(days=20)), scope_for(owner):
        return plan.accept_measure(owner, made.pk)


@pytest.fixture
def phone(people: World, open_page: Opener) -> Callable[[], Page]:
    def opened() -> Page:
        page = open_page(people.users["frida"], 390, 844)
        page.goto(HERE)
        until(page, IS_KEPT)
        return page

    return opened


def until(page: Page, script: str) -> None:
    for _n in range(50):
        if page.evaluate(script):
            return
        page.wait_for_timeout(200)
    raise AssertionError(script)


def card(page: Page, title: str) -> Any:
    return page.locator("li[data-measure]", has_text=title)


def answer(page: Page, title: str, word: str) -> None:
    """Two taps: the answer, and the button that says what it will do."""
    one = card(page, title)
    one.get_by_label(word, exact=True).check()
    one.get_by_role("button", name=re.compile("^Bekräfta")).click()


def kept(page: Page, title: str) -> Any:
    return page.locator("#osanda li", has_text=title)


def said() -> list[tuple[str, str]]:
    with outside_the_walls("test"):
        return [(a.measure.title, a.answer) for a in MeasureAnswer.objects.select_related("measure").order_by("pk")]


def test_two_taps_and_the_list_counts_down(phone: Callable[[], Page]) -> None:
    page = phone()
    expect(page.locator("h1")).to_have_text("Två åtgärder väntar på dig")
    answer(page, LAMP, "Klart")
    expect(page.locator("#nyss")).to_contain_text("Markerat som klart. Gruppen ser det på nästa möte.")
    expect(page.locator("h1")).to_have_text("En åtgärd väntar på dig")
    expect(page.locator("#osanda")).to_be_hidden()
    expect(page.locator("#nyss-h")).to_be_focused()
    page.get_by_role("button", name=re.compile("^Ångra")).click()
    expect(page.locator("h1")).to_have_text("Två åtgärder väntar på dig")


def test_without_a_net_the_list_is_read_and_answered_and_sent_once(phone: Callable[[], Page]) -> None:
    page = phone()
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#natet")).to_contain_text("Du är utan nät. Du kan läsa och svara ändå. Listan är från i dag")
    answer(page, LAMP, "Jag behöver hjälp")
    expect(kept(page, LAMP)).to_contain_text("Jag behöver hjälp")
    expect(kept(page, LAMP)).to_contain_text("Väntar på nät. Sparat här i dag")
    expect(page.locator("#natet")).to_contain_text("Svaret är sparat på telefonen och skickas när nätet är tillbaka.")
    expect(page.locator("h1")).to_have_text("En åtgärd väntar på dig")
    expect(card(page, LAMP)).to_be_hidden()
    assert audit.at_every_width(page) == []
    page.reload()
    expect(kept(page, LAMP)).to_contain_text("Väntar på nät.")
    answer(page, SCHOOL, "Klart")
    expect(page.locator("h1")).to_have_text("Inget väntar på dig")
    assert said() == []
    page.context.set_offline(False)
    expect(page.locator("#nyss")).to_contain_text("Samordnaren ser att du behöver hjälp och hör av sig.")
    expect(page.locator("#natet")).to_have_text("Nätet är tillbaka. Allt är skickat.")
    expect(page.locator("#osanda")).to_be_hidden()
    assert said() == [(LAMP, "need-help"), (SCHOOL, "done")]


def test_an_answer_can_be_taken_back_while_it_waits(phone: Callable[[], Page]) -> None:
    page = phone()
    page.context.set_offline(True)
    answer(page, LAMP, "Klart")
    page.get_by_role("button", name="Ta bort svaret").click()
    expect(card(page, LAMP)).to_be_visible()
    expect(page.locator("h1")).to_have_text("Två åtgärder väntar på dig")
    page.context.set_offline(False)
    page.wait_for_timeout(600)
    assert said() == []


def test_a_lost_receipt_makes_no_second_answer(phone: Callable[[], Page]) -> None:
    page = phone()
    lost: list[int] = []

    def lose(route: Any) -> None:
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/vantar/svar/", lose, times=1)
    answer(page, LAMP, "På gång")
    expect(page.locator("#nyss")).to_contain_text("Markerat som på gång.", timeout=10_000)
    assert lost == [200]
    assert said() == [(LAMP, "on-track")]


def test_what_had_been_done_meanwhile_is_refused_in_words(people: World, phone: Callable[[], Page]) -> None:
    page = phone()
    page.context.set_offline(True)
    answer(page, LAMP, "På gång")
    anna = people.actor("anna")
    with outside_the_walls("test"):
        lamp = Measure.objects.get(title=LAMP)
    with scope_for(anna):
        plan.answer_measure(anna, lamp.pk, answer="done")
    page.context.set_offline(False)
    expect(kept(page, LAMP)).to_contain_text("Inte skickat")
    expect(kept(page, LAMP)).to_contain_text("Åtgärden hade redan blivit klar. Ditt svar behövs inte.")
    expect(kept(page, LAMP).get_by_role("button", name="Skicka ändå")).to_be_hidden()
    assert audit.at_every_width(page) == []
    kept(page, LAMP).get_by_role("button", name="Ta bort svaret").click()
    expect(page.locator("#osanda")).to_be_hidden()


def test_what_somebody_said_meanwhile_is_shown_and_one_chooses(people: World, phone: Callable[[], Page]) -> None:
    page = phone()
    page.context.set_offline(True)
    answer(page, LAMP, "Klart")
    anna = people.actor("anna")
    with outside_the_walls("test"):
        lamp = Measure.objects.get(title=LAMP)
    with scope_for(anna):
        plan.answer_measure(anna, lamp.pk, answer="on-track")
    page.context.set_offline(False)
    expect(kept(page, LAMP)).to_contain_text("Anna svarade ”På gång” i dag")
    kept(page, LAMP).get_by_role("button", name="Skicka ändå").click()
    expect(page.locator("#nyss")).to_contain_text("Markerat som klart.")
    assert said() == [(LAMP, "on-track"), (LAMP, "done")]


def test_an_answer_left_on_the_phone_is_told_of_on_the_other_pages(phone: Callable[[], Page]) -> None:
    page = phone()
    page.route("**/vantar/svar/", lambda route: route.abort())
    answer(page, LAMP, "Klart")
    expect(kept(page, LAMP)).to_be_visible()
    page.goto("/s/var/")
    page.unroute("**/vantar/svar/")
    page.get_by_role("link", name="Ett svar på telefonen är inte skickat än.").click()
    expect(page.locator("#nyss")).to_contain_text("Markerat som klart.")
    page.goto("/s/var/")
    expect(page.get_by_role("link", name="Ett svar på telefonen är inte skickat än.")).to_have_count(0)
    assert said() == [(LAMP, "done")]


# --- Whose it is ---


def sign_in(context: BrowserContext, user: User, server: str) -> None:
    """Somebody else's session on the same phone, without the first having signed out."""
    client = Client()
    client.force_login(user)
    value = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": value, "url": server}])


def test_signing_out_empties_the_phone_and_says_what_is_unsent_first(phone: Callable[[], Page]) -> None:
    page = phone()
    page.route("**/vantar/svar/", lambda route: route.abort())
    answer(page, LAMP, "Klart")
    expect(kept(page, LAMP)).to_be_visible()
    page.get_by_role("button", name="Logga ut").click()
    expect(page.locator("#fel")).to_contain_text("Det finns svar som inte är skickade.")
    page.get_by_role("button", name="Logga ut").click()
    page.wait_for_url(lambda url: HERE not in url)
    until(page, _IS_EMPTY)


def test_the_next_person_on_the_phone_sees_nothing_of_the_first(
    people: World, phone: Callable[[], Page], server: str
) -> None:
    promise(people, "Polisens rond", "bo")
    page = phone()
    page.route("**/vantar/svar/", lambda route: route.abort())
    answer(page, LAMP, "Klart")
    expect(kept(page, LAMP)).to_be_visible()
    sign_in(page.context, people.users["bo"], server)
    page.goto(HERE)
    page.unroute("**/vantar/svar/")
    expect(page.locator("#lista")).to_contain_text("Polisens rond")
    expect(page.locator("#osanda")).to_be_hidden()
    page.wait_for_timeout(600)
    assert said() == []
    until(page, IS_KEPT)  # Bo's own, after Frida's was thrown away
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#lista")).to_contain_text("Polisens rond")
    assert LAMP not in page.content()


def test_when_the_seat_ends_the_list_goes(people: World, phone: Callable[[], Page]) -> None:
    page = phone()
    page.context.set_offline(True)
    answer(page, LAMP, "Klart")
    with outside_the_walls("test"):
        people.seats["frida"].revoked_at = clock.now()
        people.seats["frida"].save()
    page.context.set_offline(False)
    expect(page.locator("h1")).to_have_text("Du har ingen plats här längre")
    expect(page.locator("main")).not_to_contain_text(SCHOOL)
    until(page, "async () => (await caches.keys()).every((n) => !n.startsWith('malbild-lista-'))")
    assert said() == []


def test_signed_out_the_answer_stays_for_the_same_person(people: World, phone: Callable[[], Page], server: str) -> None:
    page = phone()
    page.context.set_offline(True)
    answer(page, LAMP, "Klart")
    page.context.clear_cookies()
    page.context.set_offline(False)
    expect(page.locator("#natet")).to_contain_text("Du är utloggad. Det du har svarat finns kvar på telefonen.")
    sign_in(page.context, people.users["frida"], server)
    page.get_by_role("link", name="Logga in igen").click()
    expect(page.locator("#nyss")).to_contain_text("Markerat som klart.")
    assert said() == [(LAMP, "done")]


# --- Where the browser gives less ---


def test_without_script_it_is_plain_forms(people: World, open_page: Opener, browser: Any, server: str) -> None:
    context = browser.new_context(
        base_url=server, java_script_enabled=False, viewport={"width": 390, "height": 844}, locale="sv-SE"
    )
    sign_in(context, people.users["frida"], server)
    page = context.new_page()
    page.goto(HERE)
    answer(page, LAMP, "Klart")
    expect(page.locator("#nyss")).to_contain_text("Markerat som klart.")
    assert said() == [(LAMP, "done")]
    context.close()


def test_on_plain_http_answers_are_kept_and_the_page_says_what_it_needs(
    people: World, browser: Any, server: str
) -> None:
    far = server.replace("127.0.0.1", "malbild.test")
    started = browser.browser_type.launch(
        executable_path=chromium.chromium(),
        args=[*chromium.arguments(), "--host-resolver-rules=MAP malbild.test 127.0.0.1"],
    )
    context = started.new_context(base_url=far, viewport={"width": 390, "height": 844}, locale="sv-SE")
    sign_in(context, people.users["frida"], far)
    page = context.new_page()
    page.goto(HERE)
    expect(page.locator("#utan-skydd")).to_contain_text("Den här adressen är inte krypterad (https)")
    page.context.set_offline(True)
    answer(page, LAMP, "Klart")
    expect(kept(page, LAMP)).to_contain_text("Väntar på nät.")
    page.context.set_offline(False)
    expect(page.locator("#nyss")).to_contain_text("Markerat som klart.")
    assert said() == [(LAMP, "done")]
    started.close()
