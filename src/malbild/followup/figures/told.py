"""What the words of a figure need, whether it was counted now or kept: no series and no numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from malbild.series.models import Indicator
from malbild.series.readings import Step
from malbild.statistics import Verdict

CRIME: Final = ("bra_sol", "bra_csv")
"""The sources that are followed, where fewer is better. What else is in the store is for rates and comparisons."""

type Month = tuple[int, int]
"""Year and month; month 0 for a year."""


def calendar(position: int, step: Step) -> Month:
    return (position, 0) if step is Step.YEAR else (position // 12, position % 12 + 1)


@dataclass(frozen=True, kw_only=True)
class Told:
    """One indicator in one municipality and its verdict. `last` is the latest number's month, `since` when the change
    that stands was seen, `spikes` single months that may be one case."""

    indicator: Indicator
    area: str
    verdict: Verdict
    last: Month
    since: Month | None
    spikes: tuple[Month, ...]
    course: tuple[tuple[int, float | None], ...] = ()  # the last years: year and count, None where it is not whole

    @property
    def is_monthly(self) -> bool:
        return self.indicator.step == Step.MONTH
