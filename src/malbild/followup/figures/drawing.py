"""The figure's pictures: a bar a year with the others' band and the mean of the years before; a column a month."""

from __future__ import annotations

from typing import Final

from django.template.defaultfilters import floatformat
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from malbild.followup.figures import words
from malbild.followup.figures.reading import Figure
from malbild.followup.figures.words import headline, month_name, place_name
from malbild.statistics import xmr
from malbild.statistics.control_charts import FEWEST_POINTS
from malbild.ui.charts import Bars, Control, Dot, Funnel, Months, bars, control, funnel, months

BEFORE: Final = 5
CHANGES: Final = (2007, 2017, 2019)
"""Years from which Brå divides the crimes otherwise (the categories went from 402 to 561, 703 to 757, 887 to 1,101)."""


def chart(found: Figure) -> SafeString:
    years = found.years
    known = [i for i, y in enumerate(years) if y.value is not None]
    before = [i for i in known if i < len(years) - 1][-BEFORE:]
    has_mean = found.is_counted and len(before) > 1
    mean = sum(years[i].value or 0.0 for i in before) / len(before) if has_mean else None
    first_last = (before[0], before[-1]) if mean is not None else (0, 0)
    words = _("i snitt %(n)s per år %(first)s–%(last)s") % {
        "n": floatformat(mean, "0g") if mean is not None else "",
        "first": years[first_last[0]].year if years else "",
        "last": years[first_last[1]].year if years else "",
    }
    span = {"first": years[0].year, "last": years[-1].year, "where": place_name(found.area)}
    return bars(
        Bars(
            labels=[str(y.year) for y in years],
            values=[y.value for y in years],
            title=_("%(what)s i %(where)s %(first)s–%(last)s") % {**span, "what": found.indicator.name},
            description=_("En stapel för varje år. %(headline)s. Samma siffror finns i tabellen nedanför.")
            % {"headline": headline(found)},
            band=[y.band for y in years],
            digits=found.digits,
            average=mean,
            average_over=first_last,
            average_words=words if mean is not None else "",
            band_words=_("Grått: liknande kommuner"),
            hollow=frozenset(i for i, y in enumerate(years) if y.is_preliminary),
            marked=frozenset(i for i, y in enumerate(years) if any(y.year == year for year, _month in found.spikes)),
            breaks=[i for i, y in enumerate(years) if i and y.year in changes_within(found)],
            break_words=_("ny indelning"),
        ),
        f"figur-{found.indicator.pk}",
    )


def by_month(found: Figure) -> SafeString:
    """The last five years month by month; empty for what is counted by year."""
    counted = found.months
    if not counted:
        return SafeString("")
    at = {one.month: i for i, one in enumerate(counted)}
    first, last = counted[0].month, counted[-1].month
    span = {"first": month_name(first), "last": month_name(last), "where": place_name(found.area)}
    words = _("En stapel för varje månad, och som linje snittet för tolv månader. Siffrorna finns i tabellen nedanför.")
    return months(
        Months(
            first=first,
            values=[one.value for one in counted],
            title=_("%(what)s i %(where)s, %(first)s–%(last)s") % {**span, "what": found.indicator.name},
            description=words,
            line=[one.mean for one in counted],
            line_words=_("Snittet för tolv månader"),
            hollow=frozenset(i for i, one in enumerate(counted) if one.is_preliminary),
            marked={at[m]: month_name(m) for m in found.spikes if m in at},
            breaks=[i for i, one in enumerate(counted) if i and one.month[1] == 1 and one.month[0] in CHANGES],
            break_words=_("ny indelning"),
        ),
        f"manad-{found.indicator.pk}",
    )


def changes_within(found: Figure) -> list[int]:
    """The years within the pictures from which the crimes are divided otherwise."""
    if not found.is_of_crimes:
        return []
    years = [y.year for y in found.years if y.value is not None]
    return [year for year in CHANGES if years and years[0] < year <= years[-1]]


def among_others(found: Figure) -> SafeString:
    """The funnel of those compared; empty where too few have numbers."""
    if not found.among:
        return SafeString("")
    where = place_name(found.area)
    return funnel(
        Funnel(
            dots=[Dot(a.people, a.rate, a.limits, is_own=a.code == found.area) for a in found.among],
            title=_("%(what)s per 100 000 invånare i %(where)s och de kommuner ni jämför med")
            % {"what": found.indicator.name, "where": where},
            description=words.among(found),
            own_words=where,
            people_words=_("Invånare"),
        ),
        f"tratt-{found.indicator.pk}",
    )


def as_control_chart(found: Figure) -> SafeString:
    """The months with their mean and natural limits (XmR); empty for years and where months are too few or missing."""
    values = [one.value for one in found.months]
    known = [v for v in values if v is not None]
    if len(known) < FEWEST_POINTS or len(known) < len(values):
        return SafeString("")
    limits = xmr(known)
    about = _("Månadernas antal med snitt och gränser. %(n)s månader ligger utanför.")
    outside = frozenset(i for i, v in enumerate(known) if v > limits.upper or v < limits.lower)
    span = {"first": month_name(found.months[0].month), "last": month_name(found.months[-1].month)}
    return control(
        Control(
            values=known,
            mean=limits.mean,
            lower=limits.lower,
            upper=limits.upper,
            title=_("Styrdiagram: %(what)s, %(first)s–%(last)s") % {**span, "what": found.indicator.name},
            description=about % {"n": len(outside)},
            first_words=span["first"],
            last_words=span["last"],
            mean_words=_("Snitt %(mean)s, gränser %(low)s–%(high)s")
            % {
                "mean": f"{limits.mean:.1f}".replace(".", ","),
                "low": f"{max(0.0, limits.lower):.0f}",
                "high": f"{limits.upper:.0f}",
            },
            outside=outside,
        ),
        f"styr-{found.indicator.pk}",
    )
