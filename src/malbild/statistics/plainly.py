"""From a chance to what may be said aloud: tenths, and only words while there is little to go by.

The sentences themselves are written where they are shown; here is only which of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from malbild.statistics.on_time import OnTime

FEWEST: Final = 5  # finished; under it no number is shown


class HowMany(StrEnum):
    """Which sentence. `TOO_FEW` and the three after it carry no number."""

    TOO_FEW = "too-few"  # nothing has been finished
    MOST = "most"
    ABOUT_HALF = "about-half"
    FEW = "few"
    TENTHS = "tenths"  # "ungefär 6 av 10"
    NEARLY_ALL = "nearly-all"
    NEARLY_NONE = "nearly-none"


@dataclass(frozen=True, slots=True)
class Plainly:
    """`tenths` is 1–9 when `how_many` is TENTHS, else None: then there is no number to show."""

    how_many: HowMany
    tenths: int | None = None


def in_tenths(chance: float) -> int:
    """A chance (0–1) in whole tenths, 0–10; the half is rounded up. Raises ValueError outside 0–1."""
    if not 0 <= chance <= 1:
        raise ValueError("a chance is between 0 and 1")
    return math.floor(chance * 10 + 0.5)


def plainly(share: OnTime) -> Plainly:
    """What may be said of a share done in time."""
    if share.finished == 0:
        return Plainly(HowMany.TOO_FEW)
    if share.finished < FEWEST:
        return Plainly(_in_words(share.mean))
    tenths = in_tenths(share.mean)
    if tenths in (0, 10):
        return Plainly(HowMany.NEARLY_ALL if tenths else HowMany.NEARLY_NONE)
    return Plainly(HowMany.TENTHS, tenths)


def _in_words(mean: float) -> HowMany:
    if mean >= 0.6:
        return HowMany.MOST
    return HowMany.ABOUT_HALF if mean > 0.4 else HowMany.FEW
