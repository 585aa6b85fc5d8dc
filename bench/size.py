"""How much a phone fetches the first time it opens each page: the page, its styles, scripts, fonts and pictures.

Every page of the wall table, as the first person who may open it, compressed as sent. Bounds: 150 kB, and 100 kB
for a workshop participant's page.
"""

from __future__ import annotations

import re
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.test import Client

from bench import stand
from malbild.workshops.states import Beat
from malbild.workshops.tests.room import start, until
from malbild.workshops.tests.test_secrets import phone
from tests.contract.test_every_route import address
from tests.contract.walls import WALL
from tests.people import EVERYONE, build_world

KB = 1000
MOST, MOST_FOR_A_PARTICIPANT = 150, 100
_ASKED_FOR = re.compile(r'(?:src|href)="(/static/[^"]+)"')
_IN_STYLES = re.compile(r"url\(\"?([^\")]+)\"?\)")
_BR = "br, gzip"


def measure(folder: Path, *, quick: bool) -> str:
    call_command("migrate", verbosity=0)
    world = build_world()
    pages = {}
    for name in sorted(WALL):
        who = next((w for w in EVERYONE if WALL[name][1].get(w) == 200), None)
        if who:
            pages[name] = (address(world, name, WALL[name][0]), _cookie(world.client(who)))
    pages["guests:room"] = ("/med/rum/", _cookie(phone(world, until(world, start(world), 1, Beat.WRITE))))
    connection.close()
    with stand.served(folder) as (port, _process):
        fetched = stand.HTTP("127.0.0.1", port)
        weighed = {name: _whole(fetched, path, cookie) for name, (path, cookie) in pages.items()}
    sizes = {name: size for name, size in weighed.items() if size}
    for name, size in sorted(sizes.items(), key=lambda item: -item[1])[:12]:
        print(f"{size / KB:6.1f} kB  {name}")
    guests = {n: s for n, s in sizes.items() if n.startswith("guests:")}
    largest, guest = max(sizes.values()) / KB, max(guests.values(), default=0) / KB
    fits = largest <= MOST and guest <= MOST_FOR_A_PARTICIPANT
    participant = f"{guest:.1f} kB" if guests else "none yet"
    return (
        f"size: largest of {len(sizes)} pages {largest:.1f} kB (bound {MOST}), participant's page {participant} "
        f"(bound {MOST_FOR_A_PARTICIPANT}): {'fits' if fits else 'DOES NOT FIT'}"
    )


def _cookie(client: Client) -> str:
    return "; ".join(f"{k}={v.value}" for k, v in client.cookies.items())


def _whole(fetched: stand.HTTP, path: str, cookie: str) -> int:
    """Bytes sent for the page and everything it asks for; 0 for what is no page: a PDF, a file, a part of a page."""
    status, body = stand.get(fetched, path, cookie)
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")
    text = _text(fetched, path, cookie)
    if not text.lstrip().lower().startswith("<!doctype html>"):
        return 0
    asked = set(_ASKED_FOR.findall(text))
    for style in [a for a in asked if a.endswith(".css")]:
        here = style.rsplit("/", 1)[0]
        asked |= {f"{here}/{u.removeprefix('./')}" for u in _IN_STYLES.findall(_text(fetched, style)) if ":" not in u}
    return len(body) + sum(len(stand.get(fetched, a, encoding=_BR)[1]) for a in asked)


def _text(fetched: stand.HTTP, path: str, cookie: str = "") -> str:
    return stand.get(fetched, path, cookie, encoding="identity")[1].decode(errors="replace")
