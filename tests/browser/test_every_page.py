"""Every page of the wall table, in a real browser, at three widths.

The list is the wall table itself (tests/contract/walls): a page that is not in it fails there, a page that is in it
is looked at here, as the first person who may open it, and once more as those who see less.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import audit
from tests.browser.fixtures import new_context
from tests.contract.test_every_route import address
from tests.contract.walls import WALL
from tests.people import EVERYONE, World

pytestmark = pytest.mark.browser
LESS = ("frida", "hans")  # who see another page than the organisers, at the narrowest width only

NO_PAGE = (
    "-part",
    "-pdf",
    "-file",
    "-html",
    "-csv",
    "-xlsx",
    "-docx",
    "-json",
    ":worker",
    "openfeeds:calendar",
    "openfeeds:due-days",
    "documents:first-step",
    "guests:waiting",
)  # what a route of files and parts is called
SAME = {  # one page under two addresses
    "account_request_login_code": "account_login",
    "answers:choose": "answers:link",
    "workshops:asked": "workshops:room",
    "workshops:own": "workshops:room",
    "workshops:room-part": "workshops:room",
}


def _first_who_may(name: str) -> str | None:
    return next((who for who in EVERYONE if WALL[name][1].get(who) == 200), None)


PAGES = [(name, who) for name in sorted(WALL) if (who := _first_who_may(name))]
FEWER = [(n, who) for n, first in PAGES for who in LESS if who != first and WALL[n][1].get(who) == 200]
OPEN = [(n, "eva") for n, first in PAGES if first != "eva" and WALL[n][1].get("eva") == 200]


@pytest.fixture(scope="module")
def tabs(server: str, browser: Browser, shared_world: World) -> Iterator[dict[str, Page]]:
    """One page a person, opened when first asked for and used again."""

    class Tabs(dict[str, Page]):
        def __missing__(self, who: str) -> Page:
            self[who] = new_context(browser, server, shared_world.users.get(who)).new_page()
            return self[who]

    opened = Tabs()
    yield opened
    for page in opened.values():
        page.context.close()


@pytest.fixture(scope="module")
def titles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for each title, with a file for each page that has it; one for all the processes that tests run in."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "titles"


def _has_its_own(titles: Path, title: str, name: str) -> bool:
    found = titles / hashlib.sha256(title.encode()).hexdigest()
    found.mkdir(parents=True, exist_ok=True)
    (found / name.replace(":", "--")).touch()
    return len(list(found.iterdir())) == 1


def _visit(tabs: dict[str, Page], world: World, name: str, who: str) -> tuple[Page, list[str]]:
    """Open the page; skips what is no page: a file, or a part that a page fetches for itself."""
    page = tabs[who]
    where = address(world, name, WALL[name][0])
    answer = page.request.get(where)
    if answer.status == 200 and not answer.text().lstrip().lower().startswith("<!doctype html>"):
        assert name.endswith(NO_PAGE), "a page without a doctype"
        pytest.skip("no page")
    said = audit.listen(page)
    response = page.goto(where)
    assert response is not None
    assert response.status == 200
    return page, said


@pytest.mark.parametrize(("name", "who"), PAGES, ids=lambda v: v)
def test_a_page_is_for_everyone(tabs: dict[str, Page], shared_world: World, titles: Path, name: str, who: str) -> None:
    page, said = _visit(tabs, shared_world, name, who)
    found = audit.headings(page) + audit.at_every_width(page) + audit.keyboard(page) + said
    assert found == []
    capability, same = name.partition(":")[0], SAME.get(name, name)
    # A card or a form may be shown by two capabilities, under the same name; within one, every page has its own.
    assert _has_its_own(titles, f"{capability}: {page.title()}", same), "two pages, one title"


@pytest.mark.parametrize(("name", "who"), [*FEWER, *OPEN], ids=lambda v: v)
def test_those_who_see_less_get_a_whole_page_too(
    tabs: dict[str, Page], shared_world: World, name: str, who: str
) -> None:
    page, said = _visit(tabs, shared_world, name, who)
    assert audit.headings(page) + audit.at_every_width(page, (320,)) + said == []


def test_a_page_that_is_not_there_is_a_whole_page_too(tabs: dict[str, Page], shared_world: World) -> None:
    page = tabs["anna"]
    page.goto("/s/var/finns-inte/")
    assert audit.headings(page) + audit.at_every_width(page) == []
