"""Every byte that anybody is sent before its time is searched: cards before the round closes, dots before the result.

All pages of the workshop's room and all that its own key opens are asked for, those to come as well, by everybody who
gets in; the live feeds too. Afterwards the same search finds what it looked for, so that it could have found it before.
"""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections.abc import Iterator

from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from malbild.live.feeds import FEEDS, Asked
from malbild.workshops.models import Workshop
from malbild.workshops.states import Beat
from malbild.workshops.tests.room import go, groups, start, until
from malbild.workshops.tests.test_secrets import lines, phone, send
from tests.contract.test_every_route import words_of
from tests.people import World

MINE, CHANGED, GONE = "Märkt ett hemligt", "Märkt före ändringen", "Märkt och återtaget"
MADE_OF = {"slug", "workshop_id", "group_id"}
ROOMS = {"workshops:", "guests:", "web:", "meetings:"}
INSIDE = ("anna", "bo", "frida", "gun", "ines")


def pages(
    patterns: list[URLPattern | URLResolver] | None = None, prefix: str = "", given: frozenset[str] = frozenset()
) -> Iterator[tuple[str, frozenset[str]]]:
    """Every named page that needs no more than the workshop's own keys, and which it takes."""
    for p in get_resolver().url_patterns if patterns is None else patterns:
        takes = given | set(p.pattern.regex.groupindex)
        if isinstance(p, URLResolver):
            yield from pages(p.url_patterns, prefix + (f"{p.namespace}:" if p.namespace else ""), takes)
        elif takes <= MADE_OF and p.name and ("workshop_id" in takes or prefix in ROOMS):
            yield prefix + p.name, takes


def opened(response: HttpResponse) -> str:
    """All that was sent, with what is packed unpacked."""
    said = f"{response.headers}"
    if getattr(response, "streaming", False):
        return said + b"".join(response).decode(errors="replace")  # type: ignore[attr-defined]
    if response.content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(response.content)) as packed:
            return said + "".join(packed.read(n).decode(errors="replace") for n in packed.namelist())
    if response.get("Content-Type") == "application/pdf":
        return said + words_of(response)
    return said + response.content.decode(errors="replace")


def everything(world: World, workshop: Workshop, people: dict[str, Client]) -> dict[tuple[str, str], str]:
    """What each person is sent, by person and page."""
    found = groups(world, workshop)
    keys = {"slug": world.ours.slug, "workshop_id": workshop.pk, "group_id": found[0].pk if found else 0}
    sent: dict[tuple[str, str], str] = {}
    for name, takes in pages():
        try:
            where = reverse(name, kwargs={k: keys[k] for k in takes})
        except NoReverseMatch:
            continue
        for who, client in people.items():
            response = client.get(where + ("?v=old" if name.endswith("part") else ""))
            if response.status_code == 200:
                sent[who, name] = opened(response)
    for who, client in people.items():
        asked = Asked(workshop.pk, {n: m.value for n, m in client.cookies.items()})
        for name, feed in FEEDS.items():
            if (reader := feed.admit(asked)) is not None and (frame := feed.frame(reader, None)) is not None:
                sent[who, f"live:{name}"] = f"{frame.seq} {frame.says} {frame.body.decode()}"
    return sent


def room(world: World, workshop: Workshop) -> dict[str, Client]:
    """Everybody who may be let in: those with a seat, who have stepped in, and a guest."""
    people = {who: world.client(who) for who in INSIDE} | {"a guest": phone(world, workshop)}
    for client in people.values():
        client.post(f"/s/var/workshop/{workshop.pk}/delta/in/")
    return people


def test_no_byte_holds_a_card_before_the_round_closes(world: World) -> None:
    workshop = until(world, start(world), 1, Beat.WRITE)
    people, writer = room(world, workshop), phone(world, workshop)
    one, two = str(uuid.uuid4()), str(uuid.uuid4())
    for number, text in ((one, CHANGED), (two, GONE)):
        assert writer.post("/med/rum/kort/", {"client_id": number, "text": text}).status_code == 302
    writer.post("/med/rum/kort/", {"client_id": one, "text": MINE, "change": "1"})
    writer.post("/med/rum/kort/", {"client_id": two, "withdraw": "1"})

    sent = everything(world, workshop, people)
    other = people["a guest"]
    answers = [
        send(other, "Ett eget kort"),
        send(other, ""),
        other.post("/med/rum/kort/", {"client_id": one, "text": "Stulet"}),
        other.post("/med/rum/kort/", {"client_id": one, "text": "Stulet", "change": "1"}),
        other.post("/med/rum/klar/", {"done": "1"}),
        people["anna"].post(f"/s/var/workshop/{workshop.pk}/kort-at-nagon/", {"text": ""}),
        people["anna"].post(f"/s/var/workshop/{workshop.pk}/gruppera/", {"do": "make", "card": ["1"]}),
    ]
    sent |= {("answer", str(n)): opened(a) for n, a in enumerate(answers)}
    assert {"a guest", *INSIDE} <= {who for who, _page in sent}
    assert {("a guest", "live:rum"), ("anna", "live:ledare"), ("anna", "workshops:projector")} <= set(sent)
    assert [place for place, said in sent.items() if any(s in said for s in (MINE, CHANGED, GONE, two))] == []
    assert [place for place, said in sent.items() if one in said and place[0] != "answer"] == []  # but to who sent it

    go(world, workshop)
    after = everything(world, workshop, people)
    for place in (("a guest", "guests:room"), ("anna", "workshops:projector"), ("anna", "workshops:remote")):
        assert MINE in after[place]
    assert [p for p, said in after.items() if CHANGED in said or GONE in said] == []


def test_no_byte_differs_by_a_vote_before_the_result_is_shown(world: World) -> None:
    workshop = until(world, start(world), 1, Beat.WRITE)
    people, voter = room(world, workshop), phone(world, workshop)
    for text in ("Ett", "Två", "Tre"):
        send(voter, text)
    until(world, workshop, 1, Beat.VOTE)
    first, second = groups(world, workshop)[:2]
    one = phone(world, workshop)
    one.post("/med/rum/rost/", {"group": first.pk, "dots": 1})  # somebody has voted: the counts are there to compare
    before = everything(world, workshop, people)
    voter.post("/med/rum/rost/", {"group": second.pk, "dots": 2})
    after = everything(world, workshop, people)
    assert set(before) == set(after)
    new = {place: plain(after[place]) - plain(before[place]) for place in after}
    told = [(place, line) for place, found in new.items() for line in found if "har röstat" not in line]
    assert told == []
    assert any(new.values())

    go(world, workshop)
    shown = everything(world, workshop, people)
    assert "<strong>2</strong>" in shown["a guest", "guests:room"]
    assert plain(shown["a guest", "guests:room"]) != plain(after["a guest", "guests:room"])


def plain(said: str) -> set[str]:
    """The lines without what is new in every answer: tokens, clocks, fresh ids, the versions of the page."""
    said = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|nonce-[^ ']+|\d{4}-\d\d-\d\dT[\d:.]+", "", said)
    said = re.sub(r'(data-(v|version|token|now|seq)|value)="[\w.]+"', "", said)
    return {re.sub(r"^\d+ ", "", line) for line in lines(said)}
