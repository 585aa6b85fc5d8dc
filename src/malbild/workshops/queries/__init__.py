"""What the pages of the room need. Secrets are kept here: nothing unrevealed leaves these functions."""

from malbild.workshops.queries.board import Board, Counts, board, counts, own_cards, own_changes, own_dots
from malbild.workshops.queries.growth import (
    Growth,
    asked_of,
    background_of,
    goals_from_before,
    growth,
    left_over,
    lessons,
    outcome_of,
    routines,
    table_people,
    took_to_develop,
    without_routine,
)
from malbild.workshops.queries.room import balance, door_of, people_in_room, undoable

__all__ = [
    "Board",
    "Counts",
    "Growth",
    "asked_of",
    "background_of",
    "balance",
    "board",
    "counts",
    "door_of",
    "goals_from_before",
    "growth",
    "left_over",
    "lessons",
    "outcome_of",
    "own_cards",
    "own_changes",
    "own_dots",
    "people_in_room",
    "routines",
    "table_people",
    "took_to_develop",
    "undoable",
    "without_routine",
]
