"""Whatever is typed into any form of any page: a clear answer, nothing run, never a 500.

The forms are read from the pages themselves, as a browser would, so that a new page is tried from its first day.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.contract.test_every_route import address
from tests.contract.walls import WALL
from tests.people import World

SCRIPT = "<script>alert('hej')</script>"
BAD = {
    "emoji": "Mer ljus 🙂👩‍👩‍👧🇸🇪",
    "right to left": "שלום \u202eolleh\u202c مرحبا",
    "script": SCRIPT,
    "ten thousand": "å" * 10_000,
    "hidden signs": "a\u200bb\u0007c\ufeff\t'\"\\%s{{ 7 }}",
}
_TYPED = ("text", "email", "search", "tel", "number", "url", "password", "date", "time", "datetime-local", None)
_LEAVES = ("/logga-ut/", "/sprak/")


class Forms(HTMLParser):
    """The POST forms of a page: where they go, and what a browser would send."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str], set[str]]] = []
        self._open: tuple[str, dict[str, str], set[str]] | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form" and given.get("method") == "post":
            self._open = (given.get("action") or "", {}, set())
            self.found.append(self._open)
        elif self._open is None:
            return
        elif tag == "textarea" or (tag == "input" and given.get("type") in _TYPED):
            self._open[2].add(name)
        elif tag == "input" and given.get("type") != "file":
            self._open[1].setdefault(name, given.get("value") or "on")
        elif tag == "button" and name:
            self._open[1].setdefault(name, given.get("value") or "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and given.get("value"):
            self._open[1].setdefault(self._select, given["value"] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


def forms_of(page: HttpResponse, url: str) -> list[tuple[str, dict[str, str], set[str]]]:
    reader = Forms()
    reader.feed(page.content.decode())
    return [(action or url, kept, typed) for action, kept, typed in reader.found if typed and action not in _LEAVES]


def check(response: HttpResponse, what: str) -> None:
    assert response.status_code < 500, what
    if response.headers.get("Content-Type", "").startswith("text/html"):
        assert SCRIPT not in response.content.decode(), what


def send(client: Client, url: str, values: dict[str, Any], what: str) -> None:
    """Post it as it stands, and read the page that it leads to."""
    response = client.post(url, values)
    check(response, what)
    if response.status_code == 302 and response["Location"].startswith("/"):
        check(client.get(response["Location"]), f"{what}: the page after")


PAGES = sorted(name for name, (_given, expected) in WALL.items() if 200 in (expected["anna"], expected["frida"]))


@pytest.mark.parametrize("name", PAGES)
def test_every_box_takes_anything(world: World, name: str) -> None:
    given, expected = WALL[name]
    who = "anna" if expected["anna"] == 200 else "frida"
    client = world.client(who)
    client.raise_request_exception = False
    url = address(world, name, given)
    page = client.get(url)
    if not page.headers.get("Content-Type", "").startswith("text/html") or page.streaming:
        return
    for action, kept, typed in forms_of(page, url):
        for kind, text in BAD.items():
            send(client, action, {**kept, **dict.fromkeys(typed, text)}, f"{action}: {kind}")


def test_a_long_text_is_told_how_long_it_may_be(world: World) -> None:
    page = world.client("anna").post("/s/var/uppdrag/mal/nytt/", {"title": BAD["ten thousand"]})
    assert page.status_code == 422
    assert "Texten är 10000 tecken. Högst 200 får plats." in page.content.decode()
    assert BAD["ten thousand"] in page.content.decode()


def test_what_stands_in_an_address_is_no_trap(world: World) -> None:
    client = world.client("anna")
    huge = "9" * 30
    for path in (f"uppdrag/atgard/{huge}/", f"uppdrag/mal/{huge}/", f"uppdrag/{huge}/", f"lagesbild/problem/{huge}/"):
        assert client.get(f"/s/var/{path}").status_code == 404
    assert client.post(f"/s/var/uppdrag/svar/{huge}/angra/").status_code == 404
    assert client.get("/s/var/uppdrag/atgard/1/?svar=%00%3Cscript%3E").status_code == 404


def test_the_reader_sees_what_a_browser_would_send(world: World) -> None:
    url = address(world, "goals:measure", {"measure_id": "measure"})
    [(action, kept, typed)] = [f for f in forms_of(world.client("anna").get(url), url) if f[0].endswith("/svar/")]
    assert (action, kept["answer"], typed) == (f"{url}svar/", "done", {"text", "new_due"})
    [(action, _kept, typed)] = [f for f in forms_of(world.client("frida").get(url), url) if f[0].endswith("/ja/")]
    assert (action, typed) == (f"{url}ja/", {"when", "then"})
