"""The lock and the log that every deed in the room shares."""

from __future__ import annotations

from typing import Any

from malbild.access.actor import Actor
from malbild.access.policy import Action, require
from malbild.audit import log
from malbild.kit import clock
from malbild.live.wires import tell
from malbild.workshops.models import Event, Workshop

ROOM = "workshop:{}"  # what every page of the room shows has changed
LEADERS = "workshop:{}:leaders"  # that, or only what is counted


def locked(actor: Actor, workshop_id: int) -> Workshop:
    """The workshop on its row lock: every deed in the room waits its turn here."""
    found = Workshop.objects.visible_to(actor).select_related("party")  # what is born here is checked against it
    return found.select_for_update(of=("self",)).get(pk=workshop_id)


def led(actor: Actor, workshop_id: int) -> Workshop:
    """The locked workshop, for someone who may lead it."""
    workshop = locked(actor, workshop_id)
    require(actor, Action.WORKSHOP_LEAD, workshop.facts)
    return workshop


def wall(workshop: Workshop) -> dict[str, Any]:
    """The wall's columns of everything born in the room: shared, and in the name of the party that holds it.

    The party is never the writer's, so that a card does not tell which organisation it came from.
    """
    return {
        "partnership_id": workshop.partnership_id,
        "party": workshop.party,
        "reach": workshop.reach,
        "workshop": workshop,
    }


def note(workshop: Workshop, what: str, *, seen: bool = False, **data: Any) -> Event:
    """Log what someone in the room did, never who. `seen` when every page must follow, else only the counters."""
    workshop.version += seen
    workshop.counted += 1
    return _write(workshop, what, data, is_seen=seen, saves=("version", "counted"))


def note_lead(
    actor: Actor,
    workshop: Workshop,
    what: str,
    *,
    undo: dict[str, Any] | None = None,
    undoes: Event | None = None,
    **data: Any,
) -> Event:
    """Log a leader's deed with what is needed to undo it."""
    workshop.version += 1
    event = _write(
        workshop, what, data, is_lead=True, by_id=actor.membership_in(workshop.partnership_id), undo=undo, undoes=undoes
    )
    log.record(actor, Action.WORKSHOP_LEAD, workshop, deed=what, seq=event.seq)
    return event


def _write(
    workshop: Workshop,
    what: str,
    data: dict[str, Any],
    *,
    is_seen: bool = True,
    saves: tuple[str, ...] | None = None,
    **more: Any,
) -> Event:
    """`saves` are the workshop's columns that the deed has changed, all when none are named."""
    workshop.seq += 1
    workshop.save(update_fields=None if saves is None else (*saves, "seq"))
    tell(LEADERS.format(workshop.pk))
    if is_seen:
        tell(ROOM.format(workshop.pk))
    return Event.objects.create(**wall(workshop), seq=workshop.seq, what=what, at=clock.now(), data=data, **more)
