"""A workshop for the tests, driven by the services: keys as phones make them, cards, beats."""

from __future__ import annotations

import uuid

from malbild.access.scope import outside_the_walls, scope_for
from malbild.workshops import services
from malbild.workshops.models import Card, Group, Participant, Workshop
from malbild.workshops.queries import door_of
from malbild.workshops.services.joining import guest_of
from malbild.workshops.states import Beat

KEY = "a" * 32
OTHER_KEY = "b" * 32


def start(world, *, is_named: bool = False) -> Workshop:
    anna = world.actor("anna")
    with scope_for(anna, world.ours.pk):
        return services.start_workshop(anna, world.ours.pk, title="Höstens workshop", is_named=is_named)


def fresh(world, workshop: Workshop) -> Workshop:
    with outside_the_walls("test"):
        return Workshop.objects.get(pk=workshop.pk)


def go(world, workshop: Workshop, to: str = "", times: int = 1) -> Workshop:
    anna = world.actor("anna")
    with scope_for(anna, world.ours.pk):
        for _n in range(times):
            turn = Workshop.objects.get(pk=workshop.pk).turn
            workshop = services.advance(anna, workshop.pk, turn=turn, to=to, although=True)
    return workshop


def until(world, workshop: Workshop, step: int, beat: Beat) -> Workshop:
    workshop = fresh(world, workshop)
    while (workshop.step, workshop.beat) != (step, beat):
        workshop = go(world, workshop)
    return workshop


def guest(world, workshop: Workshop, kind: str = "school", **more) -> Participant:
    return services.join_as_guest(door_of(workshop), kind=kind, **more)


def write(world, workshop: Workshop, text: str, *, key: str = KEY, client_id: str = "", sort: str = "") -> Card:
    actor = guest_of(world.ours.pk, workshop.pk)
    with scope_for(actor, world.ours.pk):
        return services.write_card(
            actor, workshop.pk, client_id=client_id or str(uuid.uuid4()), text=text, sort=sort, key=key
        )


def groups(world, workshop: Workshop, step: int | None = None) -> list[Group]:
    with outside_the_walls("test"):
        rows = Group.objects.filter(workshop=workshop, is_removed=False)
        return list(rows.filter(round__step=step or fresh(world, workshop).step))
