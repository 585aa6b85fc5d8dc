"""Genomförande and the stall rule: pure functions of what was answered and when (DOMAIN 5.2 "As built").

The two share one clock: no answer within the item's rhythm is both "Inget färskt svar" and silence.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from malbild.goals.states import MEASURE_OPEN, MEASURE_PROMISED, MeasureState


class Progress(StrEnum):
    """The six states of Genomförande; the names are those of the drawn shapes."""

    DONE = "klart"
    PAUSED = "pausat"
    NEEDS_HELP = "behover"
    NO_FRESH_ANSWER = "inget-farskt-svar"
    LATE = "forsenat"
    ON_PLAN = "enligt-plan"


@dataclass(frozen=True, slots=True)
class Work:
    """What the rules may know of an åtgärd. `answered_on` is the day of the last answer, by whomever."""

    state: MeasureState
    due: dt.date | None
    answered_on: dt.date | None
    rhythm_days: int = 60
    waits_for_help: bool = False


def progress(work: Work, *, on: dt.date) -> Progress:
    """The honest signal on a day: the first that fits, never good without a fresh answer."""
    if work.state in (MeasureState.DONE, MeasureState.FOLLOWED_UP):
        return Progress.DONE
    if work.state == MeasureState.PAUSED:
        return Progress.PAUSED
    if work.waits_for_help:
        return Progress.NEEDS_HELP
    if not has_fresh_answer(work, on=on):
        return Progress.NO_FRESH_ANSWER
    if work.due is not None and work.due < on:
        return Progress.LATE
    return Progress.ON_PLAN


def has_fresh_answer(work: Work, *, on: dt.date) -> bool:
    """True when somebody answered within the rhythm; an answer exactly `rhythm_days` old is fresh."""
    return work.answered_on is not None and (on - work.answered_on).days <= work.rhythm_days


def is_stalled(work: Work, *, on: dt.date, previous_meeting: dt.date | None) -> bool:
    """No answer since the previous meeting, and past its day or silent longer than its rhythm."""
    if work.state not in MEASURE_PROMISED:
        return False
    answered = work.answered_on
    if previous_meeting is not None and answered is not None and answered >= previous_meeting:
        return False
    past_due = work.due is not None and work.due < on
    return past_due or not has_fresh_answer(work, on=on)


# What the group must see first comes first; an uppdrag shows the worst of its åtgärder.
WORST_FIRST = (
    Progress.NEEDS_HELP,
    Progress.NO_FRESH_ANSWER,
    Progress.LATE,
    Progress.ON_PLAN,
    Progress.PAUSED,
    Progress.DONE,
)


def progress_of_all(works: Iterable[Work], *, on: dt.date, decision_needed: bool = False) -> Progress:
    """One signal for an uppdrag from its åtgärder; without any åtgärd nobody has answered anything."""
    if decision_needed:
        return Progress.NEEDS_HELP
    seen = Counter(progress(w, on=on) for w in works if w.state in MEASURE_OPEN or w.state in _ENDED_WELL)
    return next((p for p in WORST_FIRST if seen[p]), Progress.NO_FRESH_ANSWER)


_ENDED_WELL = frozenset({MeasureState.DONE, MeasureState.FOLLOWED_UP})
