"""What may be said of a group's own numbers: less than of open ones, since nobody else has them to compare with."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from malbild.followup.figures.words import Said
from malbild.followup.models import OwnFigure, OwnUnit, Wanted
from malbild.followup.own.table import Value
from malbild.followup.targets.advice import number
from malbild.statistics.plainly import in_tenths

FEWEST_ANSWERS: Final = 100


@dataclass(frozen=True, slots=True)
class Range:
    """In percent, by Wilson's interval."""

    low: float
    high: float


def range_of(value: Value) -> Range | None:
    """Where the share probably lies; None where it is not known how many answered."""
    if not value.answers:
        return None
    from malbild.statistics import wilson  # noqa: PLC0415 - numpy comes with the first figure

    share = wilson(round(value.value / 100 * value.answers), value.answers)
    return Range(float(share.lower) * 100, float(share.upper) * 100)


def headline(row: OwnFigure) -> str:
    """The latest number, and for a share in tenths."""
    last = row.course[-1]
    if row.unit == OwnUnit.PERCENT:
        tenths = in_tenths(last.value / 100)
        about = {"n": tenths, "percent": number(last.value), "year": last.year}
        return _("Ungefär %(n)s av 10: %(percent)s procent %(year)s") % about
    words = _("%(n)s kronor %(year)s") if row.unit == OwnUnit.SEK else _("%(n)s år %(year)s")
    return words % {"n": number(last.value), "year": last.year}


def development(row: OwnFigure) -> Said:
    """A share is clearly other than the one before when their 95 % intervals lie apart (about 1 in 200 by chance).

    Counts and costs of a group's own are not judged: how much such numbers swing cannot be learned from one place.
    """
    course = row.course
    if row.unit != OwnUnit.PERCENT:
        line = _("Egna antal och kronor bedöms inte: hur mycket de brukar svänga går inte att veta från ett ställe.")
        return Said("for-lite", _("För lite underlag"), line)
    last = range_of(course[-1])
    few = course[-1].answers
    if last is None or few is None or few < FEWEST_ANSWERS:
        line = _("%(n)s svar, vi behöver minst %(least)s.") % {"n": few or 0, "least": FEWEST_ANSWERS}
        return Said("for-lite", _("För lite underlag"), line)
    before = range_of(course[-2]) if len(course) > 1 and (course[-2].answers or 0) >= FEWEST_ANSWERS else None
    if before is None:
        return Said(
            "for-lite", _("För lite underlag"), _("Det finns ingen tidigare mätning med tillräckligt många svar.")
        )
    if last.low <= before.high and before.low <= last.high:
        line = _("Skillnaden mot %(year)s är inte större än slumpen i vilka som svarar kan ge.")
        return Said("ingen-saker", _("Ingen säker förändring"), line % {"year": course[-2].year})
    is_up = course[-1].value > course[-2].value
    better = is_up == (row.wanted == Wanted.MORE)
    shape = f"{'forbattring' if better else 'forsamring'}-{'upp' if is_up else 'ned'}"
    word = _("Tydlig förbättring") if better else _("Tydlig försämring")
    return Said(shape, word, _("Mer än slumpen i vilka som svarar brukar ge. Siffran visar inte varför."))


def certain(row: OwnFigure) -> str:
    """Med 212 svar ligger andelen troligen mellan 24 och 36 procent; empty for what is no share."""
    if row.unit != OwnUnit.PERCENT:
        return ""
    last = row.course[-1]
    found = range_of(last)
    if found is None:
        return _("Hur många som svarat är inte känt, så hur säker siffran är går inte att säga.")
    about = {"n": last.answers, "low": math.floor(found.low + 0.5), "high": math.floor(found.high + 0.5)}
    return _("Med %(n)s svar ligger andelen troligen mellan %(low)s och %(high)s procent.") % about
