"""Pages of the figures: the list, one figure, and its table as a file."""

from __future__ import annotations

import csv
import io

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from malbild.access.actor import Area
from malbild.access.errors import Hidden
from malbild.access.http import ActorRequest
from malbild.access.policy import Action, Reach, require, table_facts
from malbild.followup.figures import listing, words
from malbild.followup.figures.told import CRIME
from malbild.series.models import Indicator

# The reading of a figure loads numpy and scipy: it comes when the first figure is asked for, not with the server.


@require_GET
def figures(request: ActorRequest) -> HttpResponse:
    """What there are numbers of in our municipality and what may be said of them, the clear changes first."""
    area = _area(request)
    rows = listing.listed(area) if area else []
    return render(
        request, "followup/figures/list.html", {"rows": rows, "where": words.place_name(area) if area else ""}
    )


@require_GET
def figure(request: ActorRequest, indicator_id: int) -> HttpResponse:
    from malbild.followup.figures import drawing, reading  # noqa: PLC0415 - see above

    found = _figure(request, indicator_id)
    context = {
        "figure": found,
        "headline": words.headline(found),
        "development": words.development(found),
        "comparison": words.comparison(found),
        "counted": words.counted(found),
        "spikes": words.spikes(found),
        "chart": drawing.chart(found),
        "fetched": reading.fetched_on(found),
        "where": words.place_name(found.area),
        "years": found.years[::-1],
    }
    return render(request, "followup/figures/figure.html", context)


@require_GET
def figure_csv(request: ActorRequest, indicator_id: int) -> HttpResponse:
    """The page's table; a semicolon and a byte order mark, so that Excel in Swedish opens it."""
    found = _figure(request, indicator_id)
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";", lineterminator="\r\n")
    rows.writerow([_("År"), _("Antal"), _("Preliminärt"), _("Liknande kommuner, från"), _("Liknande kommuner, till")])
    for year in found.years:
        low, high = (round(v) for v in year.band) if year.band else ("", "")
        value = "" if year.value is None else f"{year.value:g}".replace(".", ",")
        rows.writerow([year.year, value, _("ja") if year.is_preliminary else "", low, high])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="siffror-{found.area}-{found.indicator.pk}.csv"'
    return response


def _area(request: ActorRequest) -> str | None:
    """The municipality's code. A partnership over a police district has several, and no figure of its own."""
    facts = table_facts(request.actor, request.partnership.pk, area=Area.PLAN, reach=Reach.DECIDED)
    require(request.actor, Action.VISION_VIEW, facts)
    found = request.partnership.municipality
    return found.code if found else None


def _figure(request: ActorRequest, indicator_id: int):  # type: ignore[no-untyped-def] # the type is numpy's
    from malbild.followup.figures import reading  # noqa: PLC0415 - see above

    area = _area(request)
    found = reading.figure(get_object_or_404(Indicator, pk=indicator_id, source__in=CRIME), area) if area else None
    if found is None:
        raise Hidden
    return found
