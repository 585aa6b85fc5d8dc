"""What the tests ask of the log: replayed from its first line it is the room as the tables have it."""

from __future__ import annotations

import json

from malbild.access.scope import outside_the_walls
from malbild.workshops.models import Event, Workshop
from malbild.workshops.queries.state import state_of
from malbild.workshops.replay import State, fold


def replayed(workshop: Workshop) -> State:
    with outside_the_walls("test"):
        return fold(Event.objects.filter(workshop=workshop))


def as_stored(workshop: Workshop) -> State:
    with outside_the_walls("test"):
        return state_of(workshop)


def holds(workshop: Workshop) -> State:
    """Raise AssertionError when the log does not give the tables."""
    state = as_stored(workshop)
    assert replayed(workshop) == state
    return state


def every_line(workshop: Workshop) -> str:
    """Everything the log says, as text to search."""
    with outside_the_walls("test"):
        return json.dumps(list(Event.objects.filter(workshop=workshop).values("what", "data", "undo")), default=str)
