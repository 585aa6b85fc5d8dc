"""The lock and the log that every deed in the room shares."""

from __future__ import annotations

from typing import Any

from malbild.access.actor import Actor
from malbild.access.policy import Action, require
from malbild.audit import log
from malbild.kit import clock
from malbild.live.wires import tell
from malbild.workshops.models import Card, Event, Group, Round, Workshop, recorded
from malbild.workshops.queries.state import rows_of, workshop_row, written
from malbild.workshops.replay import Row, Table

ROOM = "workshop:{}"  # what every page of the room shows has changed
LEADERS = "workshop:{}:leaders"  # that, or only what is counted


def locked(actor: Actor, workshop_id: int) -> Workshop:
    """The workshop on its row lock: every deed in the room waits its turn here."""
    rows = Workshop.objects.visible_to(actor).select_related("party")  # what is born here is checked against it
    found = rows.select_for_update(of=("self",)).get(pk=workshop_id)
    _begin(found, workshop_row(found))
    return found


def begun(workshop: Workshop) -> None:
    """The deed begins with a workshop that is made in it."""
    _begin(workshop, {})


def _begin(workshop: Workshop, was: Row) -> None:
    recorded.begin()
    workshop.__dict__["logged"] = was


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
    if now := _became(workshop):
        data = {**data, "now": now}
    workshop.seq += 1
    workshop.save(update_fields=None if saves is None else (*saves, "seq"))
    tell(LEADERS.format(workshop.pk))
    if is_seen:
        tell(ROOM.format(workshop.pk))
    return Event.objects.create(**wall(workshop), seq=workshop.seq, what=what, at=clock.now(), data=data, **more)


def _became(workshop: Workshop) -> dict[str, Any]:
    """What the deed made of the rows it touched.

    Of cards in a round that is not revealed, only how many there are: one line a card, with its time, would tell a
    reader of the log which card came when. The line that reveals the round names them all at once.
    """
    here, was = workshop_row(workshop), workshop.__dict__.get("logged", {})
    changed = {name: value for name, value in here.items() if name not in was or was[name] != value}
    rounds, groups = _rows(Round), _rows(Group)
    cards = rows_of(Card, pk__in=recorded.touched()[Card])
    opened = [key for key, values in rounds.items() if values.get("revealed_at")]
    for key, count in written({*(card["round_id"] for card in cards.values()), *rounds}).items():
        rounds.setdefault(key, {})["written"] = count
    if cards or opened:
        cards = rows_of(Card, pk__in=cards, round__revealed_at__isnull=False) | rows_of(Card, round__in=opened)
    _begin(workshop, here)
    tables = {"workshop": changed, "rounds": rounds, "groups": groups, "cards": cards}
    return {name: rows for name, rows in tables.items() if rows}


def _rows(model: type[recorded.Recorded]) -> Table:
    """The touched columns of the touched rows, as they are now."""
    wanted = recorded.touched()[model]
    found = rows_of(model, pk__in=wanted) if wanted else {}
    return {key: {name: row[name] for name in row if name in wanted[key]} for key, row in found.items()}
