"""From the log to the room: what the lines say, folded in order. Pure, so that a log can be read anywhere.

A line's `data["now"]` holds what became of the rows that its deed touched: {table: {key: {column: value}}}. A
card is in the log from when its round is revealed; before that only how many there are, since a line's place in time
could tell who wrote it. The words of a card are never in the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

type Row = dict[str, Any]
type Table = dict[int, Row]
TABLES = ("rounds", "groups", "cards")


class BrokenLog(Exception):
    """A line is missing, comes twice, or names a table that there is none of."""


class Line(Protocol):
    """What is read of an event."""

    @property
    def seq(self) -> int: ...

    @property
    def data(self) -> Mapping[str, Any]: ...


@dataclass
class State:
    """A workshop after its `seq`-th deed.

    `cards` are those of revealed rounds; a round's `written` counts all that stand in it.
    """

    seq: int = 0
    workshop: Row = field(default_factory=dict)
    rounds: Table = field(default_factory=dict)
    groups: Table = field(default_factory=dict)
    cards: Table = field(default_factory=dict)

    @property
    def place(self) -> tuple[int, str]:
        return self.workshop["step"], self.workshop["beat"]


def fold(lines: Iterable[Line]) -> State:
    """The state after the lines, which must be whole from the first. Raises BrokenLog."""
    state = State()
    for line in lines:
        if line.seq != state.seq + 1:
            raise BrokenLog(f"line {line.seq} after {state.seq}")
        state.seq = line.seq
        for name, rows in line.data.get("now", {}).items():
            if name == "workshop":
                state.workshop.update(rows)
                continue
            if name not in TABLES:
                raise BrokenLog(f"line {line.seq} names {name}")
            table: Table = getattr(state, name)
            for key, values in rows.items():
                table.setdefault(int(key), {}).update(values)
    state.cards = {k: row for k, row in state.cards.items() if is_revealed(state.rounds[row["round_id"]])}
    return state


def is_revealed(now: Row) -> bool:
    """True when writing has closed in the round, and not been opened again by an undo."""
    return now["revealed_at"] is not None
