"""Whether a target can be told from chance by its day, in words, and what to do where it cannot. Pure."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _

RARE: Final = 10.0
"""Below so many a year only three years together are judged."""
THREE: Final = 3
_HARDLY: Final = 1.05
_PUBLISHED: Final = (3, 31)  # a year's final numbers are out at the end of March after it


@dataclass(frozen=True, slots=True)
class Aim:
    """Where the municipality stands and what would be a safe change.

    `per_year` is the mean of the `years` from `first` to `last`; `fall` and `rise` are the first sums, by how many
    years are taken together (1 and 3), that the yearly verdict would call clear; NaN where none would. `phi` is how
    much such counts swing against pure chance, NaN where it is not known.
    """

    per_year: float
    first: int
    last: int
    years: int
    phi: float
    fall: dict[int, float]
    rise: dict[int, float]

    @property
    def years_in_words(self) -> str:
        return str(self.last) if self.first == self.last else f"{self.first}–{self.last}"


class Tells(StrEnum):
    """Whether the target could be told from chance."""

    YES = "yes"
    NO = "no"
    NOT_YET = "not-yet"  # no whole year lies between
    UNKNOWN = "unknown"  # too little is known to say


@dataclass(frozen=True, slots=True)
class Advice:
    tells: Tells
    lines: tuple[str, ...]


def advise(
    aim: Aim, *, fewer: bool, target: int | None, window: int, due: dt.date | None, broader: Sequence[str] = ()
) -> Advice:
    """The target is a count a year, or with `window` 3 the sum of three years; None is not chosen yet.

    `broader` names figures with many more a year, which show a change of the same size sooner.
    """
    stands = _("I dag: i snitt %(n)s per år %(years)s.") % {"n": number(aim.per_year), "years": aim.years_in_words}
    if math.isnan(aim.phi) or aim.years < THREE:
        return Advice(Tells.UNKNOWN, (stands, _too_little(aim), follow_the_work()))
    if aim.per_year < RARE and window == 1:
        return Advice(Tells.NO, (stands, _rare(), *_three_years(aim, fewer), *_broader(broader), follow_the_work()))
    line = (aim.fall if fewer else aim.rise)[window]
    if target is None:
        return Advice(Tells.UNKNOWN, (stands, _first_at(line, window, fewer=fewer)))
    if due is not None and (years := whole_years(aim.last, due)) < window:
        return Advice(Tells.NOT_YET, (stands, _not_yet(years, window, aim.last)))
    reached = not math.isnan(line) and (target <= line if fewer else target >= line)
    if reached:
        return Advice(Tells.YES, (stands, _tells(target, window)))
    lines = [stands, _within_chance(target, window), _first_at(line, window, fewer=fewer)]
    if window == 1:
        lines += _three_years(aim, fewer)
    return Advice(Tells.NO, (*lines, *_broader(broader), follow_the_work()))


def whole_years(last: int, due: dt.date) -> int:
    """How many whole years after `last` have their numbers out by the day."""
    out = due.year - 1 if (due.month, due.day) >= _PUBLISHED else due.year - 2
    return max(0, out - last)


def number(value: float) -> str:
    return f"{value:,.0f}".replace(",", "\u00a0")


def _span(window: int) -> str:
    return _("på ett år") if window == 1 else _("på tre år tillsammans")


def _too_little(aim: Aim) -> str:
    if aim.years < THREE:
        return _("Färre än tre hela år har siffror. Det går inte att räkna ut vad som skulle vara en säker förändring.")
    return _("För få kommuner har siffror för att vi ska veta hur mycket sådana tal brukar svänga.")


def _rare() -> str:
    return _("Så få går inte att bedöma år för år: slumpen svänger mer än det ni vill nå. Räkna tre år tillsammans.")


def _first_at(line: float, window: int, *, fewer: bool) -> str:
    about = {"n": number(line), "span": _span(window)}
    if math.isnan(line):
        return _("Inte ens noll %(span)s skulle gå att skilja från slumpen.") % {"span": _span(window)}
    if fewer:
        return _("Först vid %(n)s eller färre %(span)s kallar vi det en säker minskning.") % about
    return _("Först vid %(n)s eller fler %(span)s kallar vi det en säker ökning.") % about


def _tells(target: int, window: int) -> str:
    words = _("%(n)s %(span)s går att skilja från slumpen. Varför det ändras säger siffran inte.")
    return words % {"n": number(target), "span": _span(window)}


def _within_chance(target: int, window: int) -> str:
    words = _("%(n)s %(span)s går inte att skilja från slumpen.")
    return words % {"n": number(target), "span": _span(window)}


def _not_yet(years: int, window: int, last: int) -> str:
    if not years:
        words = _("Till den dagen finns inga siffror för ett helt år efter %(last)s. Välj en senare dag.")
    else:
        words = _("Till den dagen finns siffror för %(years)s hela år efter %(last)s, och målet räknar %(window)s.")
    return words % {"years": years, "last": last, "window": window}


def _three_years(aim: Aim, fewer: bool) -> list[str]:
    line = (aim.fall if fewer else aim.rise)[THREE]
    if math.isnan(line):
        return []
    about = {"n": number(line), "mean": number(line / THREE)}
    if fewer:
        return [_("Tre år tillsammans: då räcker %(n)s eller färre, ungefär %(mean)s om året.") % about]
    return [_("Tre år tillsammans: då räcker %(n)s eller fler, ungefär %(mean)s om året.") % about]


def _broader(names: Sequence[str]) -> list[str]:
    if not names:
        return []
    return [_("Ett bredare mått visar en lika stor förändring tidigare: %(names)s.") % {"names": _either(names)}]


def _either(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else _("%(one)s eller %(other)s") % {"one": names[0], "other": names[1]}


def follow_the_work() -> str:
    """The other way out, always true."""
    return _("Eller följ att arbetet görs, det vet ni säkert, och titta på siffran utan att ha den som mål.")
