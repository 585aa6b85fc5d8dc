"""Hostile posts, thousands of them: nothing answers 500, nothing half-writes, and the log stays the tables."""

from __future__ import annotations

import random
import uuid
from typing import Any

from django.test import Client

from malbild.access.scope import outside_the_walls
from malbild.workshops.models import Card, Group, Participant
from malbild.workshops.states import Beat
from malbild.workshops.tests.log import holds
from malbild.workshops.tests.room import fresh, go, groups, start, until, write
from malbild.workshops.tests.test_secrets import phone

NASTY = (
    "",
    "x" * 10_000,
    "811218-9876",
    "<script>alert(1)</script>",
    "\u200b\u2060",
    "\u202egnirts",
    "\x00",
    "' or 1=1 --",
    "{{ 7*7 }}",
    "9" * 400,
    "-1",
    "1e9",
    "NaN",
    "٣",
    "²",
    "𝟞",
    "\ud83d",
    "2026-11-24T00:00:00Z",
)
FIELDS = ("client_id", "text", "sort", "group", "dots", "done", "withdraw", "change", "key", "n", "mark", "at", "now")
LEADS = ("turn", "to", "although", "do", "seq", "card", "title", "decision", "why", "lesson", "lead_party_id", "page")
GUEST_DEEDS = ("kort/", "rost/", "klar/")
LEADER_DEEDS = (
    "vidare/",
    "tid/",
    "angra/",
    "rosta-om/",
    "gruppera/",
    "kort-at-nagon/",
    "roster-at-nagon/",
    "paus/",
    "fortsatt/",
    "oppna-igen/",
)


def fuzz(world: Any, times: int, seed: int = 1) -> dict[int, int]:
    """Send `times` posts; how many got which answer. Raises AssertionError when something broke."""
    chance = random.Random(seed)
    workshop, other = until(world, start(world), 1, Beat.WRITE), until(world, start(world), 1, Beat.WRITE)
    ids = [str(uuid.uuid4()) for _n in range(4)]
    for n, number in enumerate(ids):
        write(world, workshop if n else other, f"Kort {n}", client_id=number)
    until(world, other, 1, Beat.VOTE)
    guests, leader = [phone(world, workshop) for _n in range(2)], world.client("anna")
    foreign = groups(world, other)[0].pk
    elsewhere = holds(other)
    got: dict[int, int] = {}
    for _n in range(times):
        if chance.random() < 0.04:
            go_on(world, workshop)
        values = (*NASTY, *ids, *(str(pk) for pk in (foreign, *rows(workshop))), "1", "2", "make", "taken")
        if chance.random() < 0.6:
            client, deed, names = chance.choice(guests), chance.choice(GUEST_DEEDS), FIELDS
            where = f"/med/rum/{deed}"
            if chance.random() < 0.2:
                forge(client, chance)
        else:
            client, names = leader, LEADS
            where = f"/s/var/workshop/{workshop.pk}/{chance.choice(LEADER_DEEDS)}"
        said = {name: chance.choice(values) for name in chance.sample(names, chance.randint(0, len(names)))}
        said |= {"text": chance.choice(values)} if chance.random() < 0.5 else {}
        before = holds(workshop)
        status = client.post(where, {k: v.encode("utf-8", "replace").decode() for k, v in said.items()}).status_code
        assert status < 500, (where, said)
        after = holds(workshop)
        assert status in (200, 302) or after == before, (where, said)
        got[status] = got.get(status, 0) + 1
    assert holds(other) == elsewhere
    return got


def rows(workshop: Any) -> list[int]:
    """Keys of the room: cards, groups and seats, which are not the sender's to name."""
    with outside_the_walls("test"):
        tables = (Card, Group, Participant)
        return [pk for t in tables for pk in t.objects.filter(workshop=workshop).values_list("pk", flat=True)[:4]]


def forge(client: Client, chance: random.Random) -> None:
    """Another key in the cookie: of no round, too long, not a key at all."""
    client.cookies["malbild_runda"] = chance.choice(
        ("1w." + "f" * 32, "9" * 40 + "v9." + "0" * 32, "....", "a" * 3000, "1v1." + "é" * 32)
    )


def go_on(world: Any, workshop: Any) -> None:
    now = fresh(world, workshop)
    if now.is_running and (now.step, now.beat) != (4, Beat.DECIDE):
        go(world, workshop)
