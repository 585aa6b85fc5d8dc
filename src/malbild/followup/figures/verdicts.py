"""The verdicts of all municipalities of an indicator."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from malbild.followup.figures.people import People
from malbild.followup.figures.told import RATES, is_counted
from malbild.series.models import Indicator
from malbild.series.queries import Matrix
from malbild.series.readings import Step
from malbild.statistics import (
    Because,
    State,
    Verdict,
    estimate_dispersion,
    pooled_exposure,
    verdict_months,
    verdict_years,
)

_MONTHS: Final = 12
_FEWEST_YEARS: Final = 4  # of a municipality, for it to say something of the spread


class Judge:
    """What is shared by all municipalities of an indicator (spread, season, course), and then one verdict at a time.

    On counts only: a rate alone does not say how many it rests on.
    """

    def __init__(self, everyone: Matrix, indicator: Indicator, counted: People) -> None:
        self._all, self._is_monthly = everyone, indicator.step == Step.MONTH
        self._is_rate, self._counts = indicator.unit in RATES, is_counted(indicator)
        if not self._counts:
            return
        exposure = _exposure(everyone, Step(indicator.step), counted)
        if self._is_monthly and len(everyone.areas) > 1:
            exposure = pooled_exposure(everyone.values, exposure)
        more = {} if self._is_monthly else {"fewest": _FEWEST_YEARS}
        self._exposure, self._phi = exposure, estimate_dispersion(everyone.values, exposure, **more).phi

    def verdict(self, own: int) -> Verdict:
        if not self._counts:
            return Verdict(State.TOO_FEW, Because.RATE if self._is_rate else Because.NO_COUNT)
        counts, exposure = self._all.values[own], self._exposure[own]
        if self._is_monthly:
            return verdict_months(counts, exposure, self._phi, provisional=self._all.is_preliminary[own])
        return verdict_years(counts, exposure, self._phi)


def _exposure(everyone: Matrix, step: Step, counted: People) -> NDArray[np.float64]:
    """Municipalities × periods: the people of the period's year."""
    periods = everyone.first + np.arange(everyone.values.shape[1])
    years = periods if step is Step.YEAR else periods // _MONTHS
    first = int(years.min())
    return counted.by_year(everyone.areas, first, int(years.max()) - first + 1)[:, years - first]
