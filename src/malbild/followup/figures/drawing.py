"""The figure's picture: a bar a year, the others' band, and the mean of the years before."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from malbild.followup.figures.reading import Figure
from malbild.followup.figures.words import headline, place_name
from malbild.ui.charts import Bars, bars

BEFORE = 5


def chart(found: Figure) -> SafeString:
    years = found.years
    known = [i for i, y in enumerate(years) if y.value is not None]
    before = [i for i in known if i < len(years) - 1][-BEFORE:]
    mean = sum(years[i].value or 0.0 for i in before) / len(before) if len(before) > 1 else None
    first_last = (before[0], before[-1]) if mean is not None else (0, 0)
    words = _("i snitt %(n)s per år %(first)s–%(last)s") % {
        "n": f"{mean:,.0f}".replace(",", "\u00a0") if mean is not None else "",
        "first": years[first_last[0]].year if years else "",
        "last": years[first_last[1]].year if years else "",
    }
    span = {"first": years[0].year, "last": years[-1].year, "where": place_name(found.area)}
    return bars(
        Bars(
            labels=[str(y.year) for y in years],
            values=[y.value for y in years],
            title=_("%(what)s i %(where)s %(first)s–%(last)s") % {**span, "what": found.indicator.category},
            description=_("En stapel för varje år. %(headline)s. Samma siffror finns i tabellen nedanför.")
            % {"headline": headline(found)},
            band=[y.band for y in years],
            average=mean,
            average_over=first_last,
            average_words=words if mean is not None else "",
            band_words=_("Grått: liknande kommuner"),
            hollow=frozenset(i for i, y in enumerate(years) if y.is_preliminary),
            marked=frozenset(i for i, y in enumerate(years) if any(y.year == year for year, _month in found.spikes)),
        ),
        f"figur-{found.indicator.pk}",
    )
