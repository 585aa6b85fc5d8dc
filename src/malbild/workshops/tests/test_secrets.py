"""What nobody may see: cards before the round closes, dots before the result, and ever who wrote or voted."""

from __future__ import annotations

import re
import uuid

from django.apps import apps
from django.test import Client

from malbild.access.scope import outside_the_walls, scope_for
from malbild.audit.models import AuditEvent
from malbild.workshops import services
from malbild.workshops.models import Card, CardKey, Event, Participant, Vote
from malbild.workshops.queries import door_of
from malbild.workshops.services.cards import key_hash
from malbild.workshops.states import Beat
from malbild.workshops.tests.room import KEY, OTHER_KEY, go, groups, guest, start, until, write

SECRET = "Ingen annan får se det här"


def phone(world, workshop, kind: str = "school") -> Client:
    """A guest's browser, joined by the code."""
    client = Client()
    joined = client.post("/med/", {"code": f" {str(door_of(workshop)).replace(' ', '  ')} ", "kind": kind})
    assert (joined.status_code, joined.url) == (302, "/med/rum/?ny=1")
    return client


def send(client: Client, text: str, **more):
    return client.post("/med/rum/kort/", {"client_id": str(uuid.uuid4()), "text": text, **more})


def everything_shown(world, workshop, other: Client) -> str:
    """Every byte that another participant, the projector and the leader get."""
    one = f"/s/var/workshop/{workshop.pk}/"
    pages = [other.get("/med/rum/"), other.get("/med/rum/del/?v=old")]
    for who in ("anna", "bo", "frida"):
        client = world.client(who)
        client.post(one + "delta/in/")
        pages += [client.get(one + p) for p in ("", "storbild/", "storbild/del/", "delta/", "delta/del/")]
    visitor = world.client("ines")
    pages += [visitor.get(one + p) for p in ("", "storbild/", "storbild/del/")]
    leader = world.client("anna")
    pages += [leader.get(one + p) for p in ("styr/", "styr/del/", "avsluta/")]
    assert {p.status_code for p in pages} == {200}
    return "\n".join(f"{p.content.decode()}\n{p.headers}" for p in pages)


def test_a_card_is_for_nobody_until_writing_closes(world):
    workshop = until(world, start(world), 1, Beat.WRITE)
    writer, other = phone(world, workshop), phone(world, workshop)
    assert send(writer, SECRET, sort="works").status_code == 302
    assert SECRET in writer.get("/med/rum/").content.decode()
    assert SECRET not in everything_shown(world, workshop, other)
    go(world, workshop)
    assert SECRET in everything_shown(world, workshop, other)


def lines(shown: str) -> set[str]:
    """The lines of what is shown, without what is new in every answer."""
    fresh = (
        r'csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken": "[^"]+"|\?v=[^"]+"|data-left="\d+"|>\d+:\d\d<|width="[\d.]+"'
    )
    return {re.sub(fresh, "", line).strip() for line in shown.splitlines() if "'Content-Type'" not in line}


def test_dots_are_for_nobody_until_the_result_is_shown(world):
    workshop = until(world, start(world), 1, Beat.WRITE)
    for text in ("Ett", "Två", "Tre"):
        write(world, workshop, text)
    until(world, workshop, 1, Beat.VOTE)
    voter, other = phone(world, workshop), phone(world, workshop)
    blank = everything_shown(world, workshop, other)
    group = groups(world, workshop)[0]
    assert voter.post("/med/rum/rost/", {"group": group.pk, "dots": 2}).status_code == 302
    after = everything_shown(world, workshop, other)

    # What differs is how many have voted; nothing that differs names a group or a number of dots.
    new = lines(after) - lines(blank)
    assert [line for line in new if "har röstat" not in line] == []
    assert new
    go(world, workshop)
    assert f"<strong>{2}</strong>" in other.get("/med/rum/").content.decode()


def test_when_the_round_closes_nothing_ties_a_card_to_who_wrote_it(world):
    workshop = until(world, start(world), 1, Beat.WRITE)
    writer = phone(world, workshop)
    send(writer, SECRET)
    key = writer.cookies["malbild_runda"].value.partition(".")[2]
    with outside_the_walls("test"):
        now = workshop.rounds.get(step=1)
        assert CardKey.objects.get().key_hash == key_hash(now.writing_mark, key)
    go(world, workshop)
    with outside_the_walls("test"):
        assert not CardKey.objects.exists()
        card = Card.objects.get()
        people = {p.pk for p in Participant.objects.all()}
        keys = {f.related_model for f in Card._meta.concrete_fields if f.related_model}
        assert Participant not in keys
        assert not any(f.related_model is Card for f in Participant._meta.concrete_fields)
        assert card.party_id == workshop.party_id  # the room's, never the writer's
        for model in apps.get_models():
            for row in model._base_manager.all():
                stored = " ".join(str(getattr(row, f.attname)) for f in model._meta.concrete_fields)
                assert key not in stored
                assert key_hash(now.writing_mark, key) not in stored
        assert not [e for e in Event.objects.filter(what="card") if e.by_id or "cards" in e.data["now"]]
        assert people
    assert not AuditEvent.objects.filter(target_type__in=["workshops.card", "workshops.participant", "workshops.vote"])


def test_an_account_writes_as_anonymously_as_a_guest(world):
    workshop = until(world, start(world), 1, Beat.WRITE)
    frida = world.client("frida")
    one = f"/s/var/workshop/{workshop.pk}/delta/"
    frida.post(one + "in/")
    before = AuditEvent.objects.count()
    frida.post(one + "kort/", {"client_id": str(uuid.uuid4()), "text": SECRET})
    assert SECRET in frida.get(one).content.decode()
    assert AuditEvent.objects.count() == before
    with outside_the_walls("test"):
        assert Card.objects.get().party_id == world.parties["kommun"].pk


def test_dots_are_counted_and_the_slips_emptied(world):
    workshop = until(world, start(world), 1, Beat.WRITE)
    write(world, workshop, "Ett")
    write(world, workshop, "Två")
    until(world, workshop, 1, Beat.VOTE)
    one, two = groups(world, workshop)
    actor = world.actor("frida")
    people = [guest(world, workshop), guest(world, workshop)]
    with scope_for(actor, world.ours.pk):
        services.vote(actor, people[0].pk, group_id=one.pk, dots=2, key=KEY)
        services.vote(actor, people[1].pk, group_id=one.pk, dots=1, key=OTHER_KEY)
        services.vote(actor, people[1].pk, group_id=two.pk, dots=1, key=OTHER_KEY)
    go(world, workshop)
    assert {g.pk: g.votes for g in groups(world, workshop)} == {one.pk: 3, two.pk: 1}
    with outside_the_walls("test"):
        assert not Vote.objects.exists()
        assert workshop.rounds.get(step=1).voters == 2


def test_a_small_organisation_is_never_told_apart(world):
    workshop = start(world)
    for kind in ("school", "police", "police"):
        guest(world, workshop, kind)
    page = world.client("anna").get(f"/s/var/workshop/{workshop.pk}/storbild/").content.decode()
    assert "Skola 1" not in page
    assert "Polis 2" not in page
    guest(world, workshop, "police")
    page = world.client("anna").get(f"/s/var/workshop/{workshop.pk}/storbild/").content.decode()
    assert "Polis 3" in page
    assert "Skola 1" not in page
    assert "Övriga" not in page


def test_the_promise_stands_on_every_page_where_one_writes(world):
    workshop = until(world, start(world), 1, Beat.WRITE)
    client = phone(world, workshop)
    assert "Korten visas utan namn, även för ledaren" in client.get("/med/rum/").content.decode()
    go(world, workshop)
    assert "Korten visas utan namn, även för ledaren" in client.get("/med/rum/").content.decode()  # the grace
