"""What would be a safe change, counted from the municipality's own numbers. Loads numpy."""

from __future__ import annotations

import math
from typing import Final

from malbild.followup.figures.reading import figure
from malbild.followup.targets.advice import THREE, Aim
from malbild.series import areas
from malbild.series.models import Indicator
from malbild.series.readings import Unit
from malbild.statistics import change_needed
from malbild.statistics.verdicts import YEAR_P

BEFORE: Final = 5
"""Years that the starting point rests on, at most."""


def aim(indicator: Indicator, area: str) -> Aim | None:
    """None for a rate, and where no whole year is counted. The threshold is the yearly verdict's own (p < .01)."""
    found = figure(indicator, area)
    if found is None or indicator.unit != Unit.COUNT:
        return None
    known = [(y.year, y.value) for y in found.years if y.value is not None][-BEFORE:]
    if not known:
        return None
    total, people, phi = sum(value for _year, value in known), float(areas.inhabitants()[area]), found.verdict.phi
    needed = {
        window: change_needed(
            total, people * len(known), people * window, phi=1.0 if math.isnan(phi) else phi, alpha=YEAR_P
        )
        for window in (1, THREE)
    }
    return Aim(
        per_year=total / len(known),
        first=known[0][0],
        last=known[-1][0],
        years=len(known),
        phi=phi,
        fall={window: float(n.down) for window, n in needed.items()},
        rise={window: float(n.up) for window, n in needed.items()},
    )
