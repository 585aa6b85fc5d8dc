"""The menu shows what there is, to those who may see it."""

from __future__ import annotations

import re

from malbild.web import routes

MENU = re.compile(r'<nav class="mb-nav".*?</nav>', re.DOTALL)


def words(world, name):
    page = world.client(name).get("/s/var/").content.decode()
    return re.findall(r'<li><a href="[^"]+"[^>]*>([^<]+)</a>', MENU.search(page)[0])


def test_the_menu_has_one_order_and_marks_where_we_are(world):
    found = words(world, "anna")
    wanted = ["Start", "Målbild", "Uppdrag", "Möten", "Lägesbild", "Erfarenheter"]
    assert found == [w for w in wanted if w in found]
    assert found[:3] == wanted[:3]
    page = world.client("anna").get("/s/var/malbild/").content.decode()
    assert re.search(r'aria-current="page">Målbild', page)


def test_every_entry_leads_to_a_page_that_opens(world):
    for name in ("anna", "frida", "gun", "hans", "rut", "ines"):
        client = world.client(name)
        page = client.get("/s/var/").content.decode()
        foot = re.findall(r"<footer.*?</footer>", page, re.DOTALL)[0]
        for address in re.findall(r'href="(/s/var/[^"]*)"', MENU.search(page)[0] + foot):
            assert client.get(address).status_code == 200, (name, address)


def test_a_room_that_is_not_built_has_no_entry():
    assert routes.exists("goals:plan")
    assert not routes.exists("no:such")
