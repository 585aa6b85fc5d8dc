"""The workshop's way in one pure table: which beat follows which, what is open when, how long it usually takes.

Three bounds stop a program that floods the room, and no person: a phone has 60 cards a round, one every sixth second
through the longest writing (6 minutes), where a person writes 5 to 10; a round has 3,000 cards, 10 from each of 300
people; a workshop has 1,500 places, so that each of 300 can lose theirs four times. With all four rounds full it is
12,000 cards, 3.4 million signs at most. What the leader enters is not bound by them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LAST_STEP: Final = 4
GRACE: Final = dt.timedelta(seconds=30)
REOPEN: Final = dt.timedelta(days=7)
MOST_ON_ONE: Final = 2
ADVISED_LENGTH: Final = 140
ALLOWED_LENGTH: Final = 280
MOST_CARDS_A_KEY: Final = 60
MOST_CARDS_A_ROUND: Final = 3_000
MOST_PLACES: Final = 1_500


class WorkshopState(StrEnum):
    OPEN = "open"  # pågår: the code works
    PAUSED = "paused"  # pausad till en annan dag: the code is dead
    CLOSED = "closed"  # avslutad


class Beat(StrEnum):
    LOBBY = "lobby"
    ASK = "ask"  # Fråga
    WRITE = "write"  # Skriv tyst
    READ = "read"  # Läs och gruppera
    VOTE = "vote"  # Rösta hemligt
    DECIDE = "decide"  # Bestäm


class Deed(StrEnum):
    """What is open in a beat; everything else waits."""

    WRITE_CARD = "write-card"
    CHANGE_CARD = "change-card"
    GROUP = "group"
    RENAME = "rename"
    VOTE = "vote"
    DECIDE = "decide"
    PLAN = "plan"


class Decision(StrEnum):
    OPEN = ""
    TAKEN = "taken"  # Vi tar den (step 1: Utveckla)
    WORKS = "works"  # step 1 only: Fungerar – följ
    LATER = "later"  # Inte nu – sparas till nästa möte


NEXT: Final[dict[Beat, tuple[Beat, ...]]] = {
    Beat.LOBBY: (Beat.ASK,),
    Beat.ASK: (Beat.WRITE,),
    Beat.WRITE: (Beat.READ,),
    Beat.READ: (Beat.VOTE, Beat.DECIDE),  # a group that is of one mind need not vote
    Beat.VOTE: (Beat.DECIDE,),
    Beat.DECIDE: (Beat.ASK,),  # of the next step
}
OPEN_IN: Final[dict[Beat, frozenset[Deed]]] = {
    Beat.LOBBY: frozenset(),
    Beat.ASK: frozenset(),
    Beat.WRITE: frozenset({Deed.WRITE_CARD, Deed.CHANGE_CARD}),
    Beat.READ: frozenset({Deed.GROUP, Deed.RENAME}),
    Beat.VOTE: frozenset({Deed.VOTE}),
    Beat.DECIDE: frozenset({Deed.RENAME, Deed.DECIDE, Deed.PLAN}),
}
MINUTES: Final[dict[tuple[int, Beat], int]] = {
    (1, Beat.ASK): 3,
    (1, Beat.WRITE): 6,
    (1, Beat.READ): 12,
    (1, Beat.VOTE): 3,
    (1, Beat.DECIDE): 15,
    (2, Beat.ASK): 15,  # the talk about the lägesbild and the causes has time of its own
    (2, Beat.WRITE): 6,
    (2, Beat.READ): 10,
    (2, Beat.VOTE): 3,
    (2, Beat.DECIDE): 20,
    (3, Beat.ASK): 3,
    (3, Beat.WRITE): 6,
    (3, Beat.READ): 8,
    (3, Beat.VOTE): 3,
    (3, Beat.DECIDE): 25,
    (4, Beat.ASK): 3,
    (4, Beat.WRITE): 4,
    (4, Beat.READ): 6,
    (4, Beat.VOTE): 3,
    (4, Beat.DECIDE): 15,
}

# What only an organiser may do, only an organiser may undo.
ORGANISERS_OWN: Final = frozenset({"decide", "confirm", "let-supporter", "stop-supporter"})


def is_open(beat: Beat, deed: Deed) -> bool:
    return deed in OPEN_IN[beat]


def after(step: int, beat: Beat, to: Beat | None = None) -> tuple[int, Beat] | None:
    """The step and beat that follow, `to` where there is a choice; None at the end or when `to` is not open."""
    if beat is Beat.DECIDE and step >= LAST_STEP:
        return None
    chosen = to or NEXT[beat][0]
    if chosen not in NEXT[beat]:
        return None
    return (step + 1 if beat in (Beat.LOBBY, Beat.DECIDE) else step), chosen


def seconds_for(step: int, beat: Beat) -> int:
    """The advised time of a beat; 0 before the first step."""
    return MINUTES.get((step, beat), 0) * 60


@dataclass(frozen=True)
class Planned:
    """When something starts: a beat of a step, or with no beat a break (step 0) or the end of a sitting."""

    at: dt.time
    step: int
    beat: Beat | None
    minutes: int
    sitting: int


BREAK: Final = 15
WELCOME: Final = 5


def time_plan(start: dt.time, *, sittings: int = 1) -> list[Planned]:
    """Every beat with its clock time: all in one day with a break after step 2, or two sittings that start alike."""
    rows: list[Planned] = []
    moment = dt.datetime.combine(dt.date(2000, 1, 1), start) + dt.timedelta(minutes=WELCOME)
    sitting = 1
    for (step, beat), minutes in MINUTES.items():
        if (step, beat) == (3, Beat.ASK):
            if sittings == 2:
                rows.append(Planned(moment.time(), 5, None, 0, sitting))
                sitting = 2
                moment = dt.datetime.combine(moment.date(), start) + dt.timedelta(minutes=WELCOME)
            else:
                rows.append(Planned(moment.time(), 0, None, BREAK, sitting))
                moment += dt.timedelta(minutes=BREAK)
        rows.append(Planned(moment.time(), step, beat, minutes, sitting))
        moment += dt.timedelta(minutes=minutes)
    rows.append(Planned(moment.time(), 5, None, 0, sitting))
    return rows


def dots_for(groups: int) -> int:
    """How many dots each person has."""
    if groups <= 6:
        return 2
    return 5 if groups > 15 else 3


def differs_from_votes(decision: Decision, votes: int, others: list[tuple[Decision, int]]) -> bool:
    """True when the decision goes against the dots, so that one line of why is asked for.

    `others` are the decisions and dots of the round's other groups. A tie goes against nobody.
    """
    if decision is Decision.TAKEN:
        return any(d is Decision.LATER and v > votes for d, v in others)
    if decision is Decision.LATER:
        top = max((v for _d, v in others), default=0)
        return votes > top or any(d is Decision.TAKEN and v < votes for d, v in others)
    return False
