"""The verdict in plain Swedish: a state, a sentence, and how it was counted. Never why it changed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from malbild.accounts import registry
from malbild.followup.figures.told import Month, Told
from malbild.series import areas
from malbild.series.readings import Unit
from malbild.statistics import Because, State, Verdict

if TYPE_CHECKING:
    from malbild.followup.figures.numbers import Counted
    from malbild.followup.figures.reading import Figure

MONTHS = (
    gettext_noop("januari"),
    gettext_noop("februari"),
    gettext_noop("mars"),
    gettext_noop("april"),
    gettext_noop("maj"),
    gettext_noop("juni"),
    gettext_noop("juli"),
    gettext_noop("augusti"),
    gettext_noop("september"),
    gettext_noop("oktober"),
    gettext_noop("november"),
    gettext_noop("december"),
)


_HARDLY = 1.05
_GROWN = 0.05  # the people have become so many more, or fewer, that it is told


@dataclass(frozen=True, slots=True)
class Said:
    """A shape of the look, its word, and a line beneath it."""

    shape: str
    word: str
    line: str


def development(found: Told, *, fewer: bool = True) -> Said:
    """Utveckling. Of reported crimes `fewer` is what is wanted; a goal may want more of something."""
    verdict = found.verdict
    better, worse = _("Tydlig förbättring"), _("Tydlig försämring")
    up = ("forsamring-upp", worse) if fewer else ("forbattring-upp", better)
    down = ("forbattring-ned", better) if fewer else ("forsamring-ned", worse)
    shape, word = {
        State.CLEAR_UP: up,
        State.CLEAR_DOWN: down,
        State.NO_SAFE_CHANGE: ("ingen-saker", _("Ingen säker förändring")),
        State.TOO_FEW: ("for-lite", _("För lite underlag")),
        State.WAITING: ("vantar", _("Väntar på siffror")),
    }[verdict.state]
    return Said(shape, word, _because(verdict))


def _because(verdict: Verdict) -> str:
    return {
        Because.ONE_MONTH: _("En enda månad sticker ut. Det kan vara ett enda ärende med många brott."),
        Because.LEVEL: _("Nivån är en annan än förut, mer än slumpen brukar göra."),
        Because.YEAR: _("Skillnaden mot åren före är större än slumpen brukar göra."),
        Because.WITHIN_CHANCE: _("Skillnaden är inte större än den brukar vara."),
        Because.SHORT: _(
            "För få år eller månader att jämföra med. Det går inte att skilja en förändring från hur tal brukar svänga."
        ),
        Because.RARE: _("Färre än tolv väntas på ett år. Så små tal går inte att bedöma."),
        Because.SPREAD: _("För få kommuner har siffror för att vi ska veta hur mycket de brukar svänga."),
        Because.RATE: _("Ett tal per invånare säger inte hur många brott det vilar på. Hämta antal också."),
        Because.NO_COUNT: _("Ett mått på nivån. Det är inget antal händelser, och bedöms inte mot slumpen."),
        Because.NO_NUMBERS: _("De senaste siffrorna finns inte än, eller är inte slutliga."),
    }[verdict.because]


def comparison(found: Figure) -> Said:
    """Jämförelse: the latest whole year against the middle eight of ten of the similar ones."""
    year = next((y for y in reversed(found.years) if y.value is not None), None)
    if year is None or year.band is None or year.value is None:
        return Said("kan-inte-jamforas", _("Kan inte jämföras"), _("För få liknande kommuner har siffror."))
    low, high = (_number(v, found.digits) for v in year.band)
    about = {"value": _number(year.value, found.digits), "low": low, "high": high, "year": year.year}
    if year.value < year.band[0]:
        line = _("%(value)s år %(year)s är under bandet för liknande kommuner, %(low)s–%(high)s.")
        return Said("lagre", _("Lägre"), line % about)
    if year.value > year.band[1]:
        line = _("%(value)s år %(year)s är över bandet för liknande kommuner, %(low)s–%(high)s.")
        return Said("hogre", _("Högre"), line % about)
    line = _("%(value)s år %(year)s ligger i bandet för liknande kommuner, %(low)s–%(high)s.")
    return Said("inom", _("Inom det vanliga"), line % about)


def headline(found: Told) -> str:
    """The page's title: the state and the counts it rests on, counts first. Of a level: its latest number."""
    if not found.is_counted:
        said = level_in_words(found)
        return f"{found.indicator.name}: {said}" if said else found.indicator.name
    word, counts = development(found).word, counts_in_words(found)
    return f"{word}: {counts or found.indicator.name}"


def level_in_words(found: Told) -> str:
    """12 994 per 100 000 invånare år 2025; empty where no year has a number."""
    if found.level is None:
        return ""
    year, value = found.level
    about: dict[str, object] = {"value": _number(value, found.digits), "year": year}
    if found.indicator.unit == Unit.OTHER:
        return _("%(value)s år %(year)s") % about
    if found.indicator.unit == Unit.PERCENT:
        return _("%(value)s %% år %(year)s") % about
    return _("%(value)s %(unit)s år %(year)s") % {**about, "unit": found.indicator.get_unit_display()}


def counts_in_words(found: Told) -> str:
    """75 år 2025, i snitt 73 per år tidigare; empty where no year is whole."""
    verdict = found.verdict
    if math.isnan(verdict.count):  # not judged: the latest whole year, as it is
        if found.level is None:
            return ""
        year, value = found.level
        return _("%(count)s år %(year)s") % {"count": _number(value), "year": year}
    about: dict[str, object] = {"count": _number(verdict.count), "expected": _number(verdict.expected)}
    if found.is_monthly:
        if verdict.months < 12:
            return _("%(n)s av 12 månader har siffror") % {"n": verdict.months}
        if math.isnan(verdict.expected):
            return _("%(count)s på tolv månader") % about
        return _("%(count)s på tolv månader, ungefär %(expected)s var att vänta") % about
    about["year"] = found.last[0]
    if math.isnan(verdict.expected):
        return _("%(count)s år %(year)s") % about
    mean = _mean_before(found)
    about["mean"] = _number(mean)
    grown = abs(verdict.expected - mean) > _GROWN * mean
    if verdict.before == 1:
        said = _("%(count)s år %(year)s, %(mean)s det enda år före som har siffror") % about
    else:
        said = _("%(count)s år %(year)s, i snitt %(mean)s per år tidigare") % about
    return f"{said} {_('(%(expected)s med dagens folkmängd)') % about}" if grown else said


def _mean_before(found: Told) -> float:
    """Of the years that the verdict compares with, as they were: what was to be expected follows the people."""
    before = [value for year, value in found.course if value is not None and year < found.last[0]]
    kept = before[-found.verdict.before :]
    return sum(kept) / len(kept) if kept else found.verdict.expected


def counted(found: Figure) -> list[str]:
    """Så räknar vi, with this figure's own numbers."""
    verdict = found.verdict
    said = [_by_month() if found.is_monthly else _by_year()] if found.is_counted else []
    if not math.isnan(verdict.needed_up):
        more = _("Först vid %(n)s eller fler hade vi kallat det en säker ökning.")
        said.append(more % {"n": _number(verdict.needed_up)})
    if not math.isnan(verdict.needed_down):
        fewer = _("Först vid %(n)s eller färre hade vi kallat det en säker minskning.")
        said.append(fewer % {"n": _number(verdict.needed_down)})
    if not math.isnan(verdict.phi) and verdict.phi > _HARDLY:
        spread = _(
            "Sådana här tal svänger %(phi)s gånger så mycket som ren slump, räknat på alla kommuner med siffror."
        )
        said.append(spread % {"phi": f"{verdict.phi:.1f}".replace(".", ",")})
    if found.is_counted and found.has_people:
        said.append(_("Folkmängden är medelfolkmängden för varje år, från SCB."))
    elif found.is_counted:
        year = registry.INHABITANTS_YEAR
        said.append(_("Folkmängden är den vid slutet av %(year)s, för alla år.") % {"year": year})
    if found.alike and any(year.band for year in found.years):
        ours = _(
            "Bandet är de mittersta åtta av tio bland %(who)s, omräknat till vår folkmängd. %(n)s av dem har siffror."
        )
        theirs = _("Bandet är de mittersta åtta av tio bland %(who)s. %(n)s av dem har siffror.")
        band = ours if found.is_counted else theirs
        said.append(band % {"n": found.alike, "who": found.compared.words})
    return said


def _by_month() -> str:
    return _(
        "Vi jämför varje månad med upp till fem år före, och väntar oss samma årstid och samma utveckling som i de "
        "andra kommunerna med siffror. En månad måste avvika så mycket att slumpen ger det högst en gång på flera "
        "hundra, eller många månader tillsammans."
    )


def _by_year() -> str:
    return _(
        "Vi jämför det senaste året med tre till fem år före, tillsammans. I en liten kommun gör slumpen att ett antal "
        "svänger från år till år. Därför kräver vi en stor skillnad innan vi kallar den tydlig."
    )


def spikes(found: Told) -> str:
    """Single months that may be one case, named."""
    names = [month_name(month) for month in found.spikes if month[1]]
    if not names:
        return ""
    told = ngettext(
        "En enskild månad sticker ut: %(months)s. Den kan vara ett enda ärende.",
        "Enskilda månader sticker ut: %(months)s. De kan vara enstaka ärenden.",
        len(names),
    )
    return told % {"months": ", ".join(names)}


def month_name(month: Month) -> str:
    """april 2021; a year alone for what is counted by year."""
    year, part = month
    return f"{_(MONTHS[part - 1])} {year}" if part else str(year)


def place_name(area: str) -> str:
    return areas.name_of(area)


def _number(value: float, digits: int = 0) -> str:
    """As the tables round it, with the language's own signs: 1 300; 24,3."""
    return floatformat(value, f"{digits}g")


def month_rows(found: Figure) -> list[tuple[str, list[Counted | None]]]:
    """The months as a table: January to December, the newest year first; None where the picture has nothing."""
    at = {one.month: one for one in found.months}
    years = sorted({year for year, _month in at}, reverse=True)
    return [(_(MONTHS[m - 1]), [at.get((year, m)) for year in years]) for m in range(1, 13)] if at else []


def among(found: Figure) -> str:
    """Where we stand among those compared, without a rank: inside, or outside what chance and their spread give."""
    own = next((a for a in found.among if a.code == found.area), None)
    if own is None:
        return ""
    lowest, _low, _high, highest = own.limits
    about = {"where": place_name(found.area), "rate": _number(own.rate), "n": len(found.among) - 1}
    if own.rate > highest:
        words = _("%(where)s har %(rate)s per 100 000 invånare, fler än slumpen och de %(n)s andras spridning ger.")
    elif own.rate < lowest:
        words = _("%(where)s har %(rate)s per 100 000 invånare, färre än slumpen och de %(n)s andras spridning ger.")
    else:
        words = _("%(where)s har %(rate)s per 100 000 invånare, inom vad slump och de %(n)s andras spridning ger.")
    return words % about
