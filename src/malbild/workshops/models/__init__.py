"""The workshop: who is in the room, what was written, grouped, voted and decided, and what grew out of it."""

from malbild.workshops.models.board import Card, CardKey, Group, Round, Vote
from malbild.workshops.models.room import JoinCode, KnownAddress, Participant, Workshop, WrongGuess
from malbild.workshops.models.trail import Event, Outcome

__all__ = [
    "Card",
    "CardKey",
    "Event",
    "Group",
    "JoinCode",
    "KnownAddress",
    "Outcome",
    "Participant",
    "Round",
    "Vote",
    "Workshop",
    "WrongGuess",
]
