"""The ladder of work that has stopped: one rung at a time from the owner to the sounding board. Pure functions.

Nothing is stored: the rung is read from what was answered, when, and which meetings have been held since. Silence only
ever takes it up; an answer takes it down. The owner is asked first, then the group; those who lead the group come in
only where the group has switched that on, and then by a person's hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from malbild.goals.states import MEASURE_PROMISED
from malbild.goals.status import Work, is_stalled

WAY_AFTER: Final = dt.timedelta(days=14)  # two weekly mails have asked
AGENDA_AFTER: Final = dt.timedelta(days=28)
ANSWER_HOLDS: Final = dt.timedelta(days=14)  # "på gång" after its day, before the question comes again


class Rung(IntEnum):
    GROUND = 0  # an answer stands; nothing is asked
    ASK = 1  # the owner is asked what blocks
    WAY = 2  # split it, hand it over, change it or end it
    AGENDA = 3  # the next meeting takes it up by itself
    LEADERS = 4  # proposed for the steering group's agenda; a person sends it
    BOARD = 5  # an offer to ask the sounding board


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a piece of work stands: its rung, since when it has been still and how many meetings had it before them."""

    rung: Rung
    since: dt.date | None = None
    meetings: int = 0


def still_since(work: Work, *, on: dt.date) -> dt.date | None:
    """The first day that silence counts, or None while an answer stands: after its last day, or after its rhythm.

    An answer given after the last day holds for two weeks. Help that was asked for is no silence.
    """
    if work.state not in MEASURE_PROMISED or work.waits_for_help:
        return None
    answered, days = work.answered_on, []
    if answered is not None:
        days.append(answered + dt.timedelta(days=work.rhythm_days + 1))
    if work.due is not None:
        after = work.due if answered is None or answered <= work.due else answered + ANSWER_HOLDS
        days.append(after + dt.timedelta(days=1))
    first = min(days, default=on)  # promised, without a day, and never answered
    return first if first <= on else None


def stand(
    work: Work, *, on: dt.date, held: Iterable[dt.date] = (), leaders: bool = False, named_on: dt.date | None = None
) -> Standing:
    """The rung of an åtgärd on a day. `held` are the days of meetings, `named_on` the day somebody said what blocks.

    `leaders` says that the group has switched on that what a meeting could not move is proposed for the steering group.
    """
    if work.state not in MEASURE_PROMISED:
        return Standing(Rung.GROUND)
    before = [day for day in held if day < on]
    if work.waits_for_help:
        since = named_on or work.answered_on or on
        past = sum(day > since for day in before)
        return Standing(_of_help(on - since, past, leaders), since, past)
    start = still_since(work, on=on)
    if start is None:
        return Standing(Rung.GROUND)
    past = sum(day >= start and (work.answered_on is None or day > work.answered_on) for day in before)
    previous = max(before, default=None)
    stalled = is_stalled(work, on=on, previous_meeting=previous)
    return Standing(_of_silence(on - start, past, leaders, stalled), start, past)


def _of_silence(still: dt.timedelta, past: int, leaders: bool, stalled: bool) -> Rung:
    if past:
        return _after_meetings(past, leaders)
    if still >= AGENDA_AFTER or (stalled and still >= WAY_AFTER):
        return Rung.AGENDA
    return Rung.WAY if still >= WAY_AFTER else Rung.ASK


def _of_help(waited: dt.timedelta, past: int, leaders: bool) -> Rung:
    if past:
        return _after_meetings(past, leaders)
    return Rung.AGENDA if waited >= WAY_AFTER else Rung.WAY


def _after_meetings(past: int, leaders: bool) -> Rung:
    """The group had it and it did not move: its leaders where it switched that on, then the sounding board."""
    return Rung.LEADERS if leaders and past == 1 else Rung.BOARD
