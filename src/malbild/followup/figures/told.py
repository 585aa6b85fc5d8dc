"""What the words of a figure need, whether it was counted now or kept: no series and no numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from malbild.series.models import Indicator
from malbild.series.readings import Step, Unit
from malbild.statistics import Verdict

CRIME: Final = ("bra_sol", "bra_csv")
"""The sources that are followed, where fewer is better."""
LEVELS: Final = ("kolada", "scb")
"""What tells a level, and no more."""
SHOWN: Final = (*CRIME, *LEVELS)
"""Those that have a page."""
RATES: Final = (Unit.PER_100_000, Unit.PER_1_000)
_FINE: Final = (Unit.PER_1_000, Unit.PERCENT, Unit.OTHER)

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

    @property
    def is_counted(self) -> bool:
        return is_counted(self.indicator)

    @property
    def is_of_crimes(self) -> bool:
        """Counts of reported crimes, or their number per inhabitant."""
        return self.is_counted or self.indicator.unit in RATES

    @property
    def digits(self) -> int:
        """Decimals that its numbers are told with."""
        return 1 if self.indicator.unit in _FINE else 0

    @property
    def level(self) -> tuple[int, float] | None:
        """The latest year that has a number, and the number."""
        return next(((year, value) for year, value in reversed(self.course) if value is not None), None)


def population() -> Indicator | None:
    """The number of inhabitants by year, where somebody has delivered it; one query."""
    found = Indicator.objects.select_related("latest").filter(source="scb", category="Folkmängd", latest__isnull=False)
    return found.filter(unit=Unit.PEOPLE, step=Step.YEAR).first()


def is_counted(indicator: Indicator) -> bool:
    """Whether its numbers are counts of crimes, which can be held against chance."""
    return indicator.source in CRIME and indicator.unit == Unit.COUNT
