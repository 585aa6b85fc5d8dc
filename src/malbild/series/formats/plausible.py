"""Could these numbers belong to these areas? A file whose names have been shuffled is refused, and shown.

Met in earnest: a public file with the right numbers beside the wrong names (2,722 crimes against persons in Knivsta,
which had 334).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import median

from django.utils.translation import gettext as _

from malbild.series.areas import inhabitants, name_of
from malbild.series.readings import Problem, Reading, Unit, Why, WrongRows

_FEWEST = 20  # events; with fewer a rounded rate says little of the population behind it
_GROWN = 1.7  # how far a municipality may be from its population today, either way
_UNLIKE = 12.0  # times the middle municipality's rate
_SHARE, _LEAST = 0.05, 2  # so many areas may be odd: a small one with a large case is


def check(readings: Sequence[Reading]) -> None:
    """Raises WrongRows where too many areas have numbers that their population does not bear."""
    problems = _by_rates(readings) or _by_size(readings)
    areas = {r.area for r in readings if r.area in inhabitants()}
    if len(problems) > max(_LEAST, _SHARE * len(areas)) or (problems and len(areas) <= 2 * len(problems)):
        raise WrongRows(problems)


def _by_rates(readings: Sequence[Reading]) -> list[Problem]:
    """A count beside its rate tells the population that the source used."""
    rates = {(r.area, r.category, r.period): r for r in readings if r.unit is Unit.PER_100_000 and r.value}
    implied: defaultdict[str, list[tuple[float, int]]] = defaultdict(list)
    for r in readings:
        if r.unit is Unit.COUNT and r.value and r.value >= _FEWEST and r.area in inhabitants():
            rate = rates.get((r.area, r.category, r.period))
            if rate is not None and rate.value:
                implied[r.area].append((r.value / rate.value * 100_000, r.row))
    found = []
    for area, people in implied.items():
        said, known = median(p for p, _row in people), inhabitants()[area]
        if not known / _GROWN < said < known * _GROWN:
            text = _("%(area)s: talen förutsätter ungefär %(said)s invånare, kommunen har %(known)s.")
            about = {"area": name_of(area), "said": f"{said:.0f}", "known": known}
            found.append(Problem(min(row for _p, row in people), Why.IMPLAUSIBLE, text % about))
    return found


def _by_size(readings: Sequence[Reading]) -> list[Problem]:
    """Counts without rates: each area's rate against the middle one's, for the category with most events."""
    sums: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    rows: dict[str, int] = {}
    for r in readings:
        if r.unit is Unit.COUNT and r.value is not None and r.area in inhabitants():
            sums[r.category][r.area] += r.value
            rows.setdefault(r.area, r.row)
    if not sums:
        return []
    largest = max(sums.values(), key=lambda by_area: sum(by_area.values()))
    rates = {area: events / inhabitants()[area] for area, events in largest.items() if events >= _FEWEST}
    if len(rates) < 8:
        return []
    middle, found = median(rates.values()), []
    for area, rate in rates.items():
        if not middle / _UNLIKE < rate < middle * _UNLIKE:
            text = _("%(area)s har %(times)s gånger så många per invånare som kommunen i mitten.")
            about = {"area": name_of(area), "times": f"{rate / middle:.1f}".replace(".", ",")}
            found.append(Problem(rows[area], Why.IMPLAUSIBLE, text % about))
    return found
