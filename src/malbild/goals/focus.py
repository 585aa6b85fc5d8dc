"""How a focus area, an uppdrag, moves: aktivt, saktar in, stannat av or vilar. Pure functions.

Only the last is decided by anyone; the other three are read from what was answered and when.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from malbild.goals.ladder import still_since
from malbild.goals.states import MEASURE_PROMISED
from malbild.goals.status import Work

RHYTHM_DAYS: Final = 60


class Focus(StrEnum):
    """The names are those of the drawn shapes."""

    ACTIVE = "aktivt"
    SLOWING = "saktar-in"
    STALLED = "stannat-av"
    RESTING = "vilar"


def focus(
    works: Iterable[Work], *, on: dt.date, last_sign: dt.date | None = None, look_again_on: dt.date | None = None
) -> Focus:
    """How the work moves on a day.

    `last_sign` is the last day something was begun or asked in it; the answers of `works` count too. Rest lasts up to
    the day that was set for looking again. Stannat av: no sign within the rhythm, or everything promised is still.
    Saktar in: half of what is promised is still or waits for help, or the last sign is older than half the rhythm.
    """
    if look_again_on is not None and on < look_again_on:
        return Focus.RESTING
    known = list(works)
    signs = [w.answered_on for w in known if w.answered_on] + ([last_sign] if last_sign else [])
    if not signs or (quiet := (on - max(signs)).days) > RHYTHM_DAYS:
        return Focus.STALLED
    promised = [w for w in known if w.state in MEASURE_PROMISED]
    still = sum(still_since(w, on=on) is not None for w in promised)
    if promised and still == len(promised):
        return Focus.STALLED
    stuck = still + sum(w.waits_for_help for w in promised)
    if 2 * stuck >= len(promised) > 0 or 2 * quiet > RHYTHM_DAYS:
        return Focus.SLOWING
    return Focus.ACTIVE
