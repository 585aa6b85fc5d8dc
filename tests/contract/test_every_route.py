"""Every route answers for every person: the table (walls/) is complete or this test fails.

The bodies are searched for what must not leak.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pypdf import PdfReader

from malbild.access.scope import outside_the_walls
from malbild.workshops.tests.room import start
from malbild.workshops.tests.test_secrets import phone
from tests.contract.walls import MAKERS, WALL
from tests.people import EVERYONE, World

SECRET = "Grannens samverkan"


def routes(
    patterns: list[URLPattern | URLResolver] | None = None, prefix: str = "", slug: bool = False
) -> Iterator[tuple[str, bool]]:
    """Every named route, and whether its address carries a partnership."""
    for p in get_resolver().url_patterns if patterns is None else patterns:
        inside = slug or "slug" in str(p.pattern)
        if isinstance(p, URLResolver):
            yield from routes(p.url_patterns, prefix + (f"{p.namespace}:" if p.namespace else ""), inside)
        else:
            yield prefix + (p.name or f"unnamed {p.pattern}"), inside


def address(world: World, name: str, given: dict[str, Any]) -> str:
    """The address of our partnership's page; a name in the row is looked up among our seats and rows."""
    kwargs = {k: _found(world, v) if isinstance(v, str) else v for k, v in given.items()}
    return reverse(name, kwargs={**kwargs, "slug": world.ours.slug} if dict(routes())[name] else kwargs)


def _found(world: World, name: str) -> int | str:
    if name in world.seats:
        return world.seats[name].pk
    if name not in MAKERS:
        return name
    with outside_the_walls("test"):
        return MAKERS[name](world)


def test_every_route_has_its_row() -> None:
    assert {name for name, _inside_wall in routes()} == set(WALL)


def words_of(response: HttpResponse) -> str:
    """What a person can read in the answer: a page, a PDF, or the parts of a Word file or a workbook."""
    if response.get("Content-Type") == "application/pdf":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages)
    if response.get("Content-Type") == "image/png":
        return ""  # its words are those of the SVG beside it, which is read
    if response.content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(response.content)) as parts:
            return " ".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
    return response.content.decode()


# What the code of a workshop opens; everywhere else a guest is as anyone.
GUEST_SEES = {"guests:join": 302, "guests:own": 200, "guests:room": 200, "guests:room-part": 200}


@pytest.fixture
def guest(world: World) -> Client:
    """A phone that has joined our workshop by its code."""
    return phone(world, start(world))


@pytest.fixture
def answerer(world: World) -> Client:
    """A browser that has opened Frida's link in a mail, and kept whatever it was given."""
    client = Client()
    assert client.get(address(world, "answers:link", WALL["answers:link"][0])).status_code == 200
    return client


@pytest.mark.parametrize("name", sorted(WALL))
def test_each_person_gets_what_the_table_says(world: World, guest: Client, answerer: Client, name: str) -> None:
    given, expected = WALL[name]
    where = address(world, name, given)
    table = {**expected, "a guest": GUEST_SEES.get(name, expected["eva"]), "an answerer": expected["eva"]}
    clients = {**{who: world.client(who) for who in EVERYONE}, "a guest": guest, "an answerer": answerer}
    got = {}
    for who, client in clients.items():
        response = client.get(where)
        got[who] = response.status_code
        if who not in ("cia", "bo"):
            assert SECRET not in words_of(response), who
    assert got == table


OPEN = ("answers", "guests", "mailbox", "open")  # no account is asked for


@pytest.mark.parametrize("name", sorted(n for n in WALL if ":" in n and not n.startswith(OPEN)))
def test_an_outsider_changes_nothing_by_post(world: World, guest: Client, answerer: Client, name: str) -> None:
    given, _expected = WALL[name]
    where = address(world, name, given)
    for who in ("cia", "dan"):
        response = world.client(who).post(where, {"email": "x@y.se", "name": "X"})
        assert response.status_code in (404, 405), who
    for client in (world.client("eva"), guest, answerer):
        response = client.post(where, {"email": "x@y.se", "name": "X"})
        assert (response.status_code, response["Location"].startswith("/logga-in/")) == (302, True)
    assert world.ours.memberships.count() == 7
    assert not world.ours.memberships.exclude(revoked_at=None).exists()
