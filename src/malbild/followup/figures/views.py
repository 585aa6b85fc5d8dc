"""Pages of the figures: the list, one figure, and its table as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from malbild.access.actor import Area
from malbild.access.errors import Hidden
from malbild.access.http import ActorRequest
from malbild.access.policy import Action, Reach, may, require, table_facts
from malbild.followup.figures import alike, listing, maps, words
from malbild.followup.figures.told import SHOWN
from malbild.followup.forms import ComparisonForm
from malbild.followup.models import Kind, OwnFigure
from malbild.followup.services import choose_comparison
from malbild.series import areas
from malbild.series.models import Indicator
from malbild.series.readings import Unit
from malbild.statistics import Because
from malbild.ui.form_page import form_page
from malbild.ui.place import place

# The reading of a figure loads numpy and scipy: it comes when the first figure is asked for, not with the server.


@require_GET
def figures(request: ActorRequest) -> HttpResponse:
    """What there are numbers of in a municipality and what may be said of them, the clear changes first."""
    area, is_own = _area(request)
    context = {
        "rows": listing.listed(area) if area else [],
        "levels": listing.levels(area) if area else [],
        "where": words.place_name(area) if area else "",
        "others": listing.places(besides=area),
        "police": listing.police_news(area) if area else [],
        "own": OwnFigure.objects.visible_to(request.actor) if is_own else [],
        "may_add_own": may(request.actor, Action.OWN_FIGURE_EDIT, table_facts(request.actor, request.partnership.pk)),
        "is_own": is_own,
        "may_import": may(request.actor, Action.STATISTICS_IMPORT, table_facts(request.actor, request.partnership.pk)),
        "elsewhere": _elsewhere(area, is_own),
    }
    return render(request, "followup/figures/list.html", context)


@require_GET
def figure(request: ActorRequest, indicator_id: int) -> HttpResponse:
    from malbild.followup.figures import drawing, reading  # noqa: PLC0415 - see above

    found, is_own = _figure(request, indicator_id)
    context = {
        "figure": found,
        "headline": words.headline(found),
        "development": words.development(found),
        "comparison": words.comparison(found),
        "judges": found.verdict.because is not Because.NO_COUNT,
        "compares": found.indicator.unit != Unit.PEOPLE,
        "counted": words.counted(found),
        "spikes": words.spikes(found),
        "chart": drawing.chart(found),
        "by_month": drawing.by_month(found),
        "funnel": drawing.among_others(found),
        "among": words.among(found),
        "control": drawing.as_control_chart(found),
        "month_rows": words.month_rows(found),
        "month_years": sorted({one.month[0] for one in found.months}, reverse=True),
        "changes": drawing.changes_within(found),
        "fetched": reading.fetched_on(found),
        "notes": reading.notes_on(found),
        "where": words.place_name(found.area),
        "years": found.years[::-1],
        "elsewhere": _elsewhere(found.area, is_own),
        "may_compare": _may_compare(request),
    }
    return render(request, "followup/figures/figure.html", context)


@require_GET
def on_map(request: ActorRequest, indicator_id: int) -> HttpResponse:
    """The municipalities that the figure is compared with, on a map and by county."""
    area, is_own = _area(request)
    indicator = get_object_or_404(Indicator.objects.filter(source__in=SHOWN), pk=indicator_id)
    if not area:
        raise Hidden
    found = alike.others(area, alike.chosen(request.partnership.pk, indicator.pk))
    context = {
        "indicator": indicator,
        "where": words.place_name(area),
        "compared": found,
        "counties": alike.by_county(found),
        "map": maps.drawn(area, found, indicator.pk),
        "elsewhere": _elsewhere(area, is_own),
    }
    return render(request, "followup/figures/map.html", context)


@require_http_methods(["GET", "POST"])
def compare(request: ActorRequest, indicator_id: int) -> HttpResponse:
    """Choose whom the figure, or every figure, is compared with."""
    require(request.actor, Action.COMPARISON_SET, table_facts(request.actor, request.partnership.pk))
    area, _is_own = _area(request)
    indicator = get_object_or_404(Indicator.objects.filter(source__in=SHOWN), pk=indicator_id)
    if not area:
        raise Hidden
    found = [alike.others(area, kind) for kind in Kind]
    back = place(request, "followup:figure", indicator_id=indicator.pk)
    return form_page(
        request,
        ComparisonForm(
            request.POST or None, initial={"kind": alike.chosen(request.partnership.pk, indicator.pk), "for_all": True}
        ),
        _("Vilka jämför ni med?"),
        lambda v: choose_comparison(
            request.actor,
            request.partnership.pk,
            kind=v["kind"],
            indicator_id=None if v["for_all"] else indicator.pk,
        ),
        back,
        _("Välj innan ni ser vad det ger. Alla i samverkan läser siffrorna mot samma kommuner."),
        said=_("Sparat. Så jämförs siffran nu."),
        template="followup/figures/compare.html",
        more={"kinds": found, "deed": indicator.name},
    )


@require_GET
def figure_csv(request: ActorRequest, indicator_id: int) -> HttpResponse:
    return _file(request, indicator_id, "csv", "text/csv; charset=utf-8")


@require_GET
def figure_xlsx(request: ActorRequest, indicator_id: int) -> HttpResponse:
    return _file(request, indicator_id, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@require_GET
def figure_json(request: ActorRequest, indicator_id: int) -> HttpResponse:
    return _file(request, indicator_id, "json", "application/json")


@require_GET
def figure_svg(request: ActorRequest, indicator_id: int) -> HttpResponse:
    return _file(request, indicator_id, "svg", "image/svg+xml")


@require_GET
def figure_png(request: ActorRequest, indicator_id: int) -> HttpResponse:
    return _file(request, indicator_id, "png", "image/png")


def _file(request: ActorRequest, indicator_id: int, kind: str, content_type: str) -> HttpResponse:
    """One of the figure's files; `?per=manad` for the picture by month."""
    from malbild.followup.figures import files  # noqa: PLC0415 - see above
    from malbild.ui.charts.alone import png  # noqa: PLC0415 - as above

    found, _is_own = _figure(request, indicator_id)
    by_month = request.GET.get("per") == "manad"
    content: str | bytes
    match kind:
        case "csv":
            content = files.as_csv(found)
        case "xlsx":
            content = files.as_xlsx(found)
        case "json":
            content = files.as_json(found)
        case "svg":
            content = files.as_picture(found, by_month=by_month)
        case _:
            content = png(files.as_picture(found, by_month=by_month))
    response = HttpResponse(content, content_type=content_type)
    name = f"siffror-{found.area}-{found.indicator.pk}{'-manad' if by_month else ''}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _area(request: ActorRequest) -> tuple[str | None, bool]:
    """The municipality that is looked at, and whether it is our own.

    Open numbers are open: any municipality may be asked for by its code (`?kommun=0330`), as long as the reader may
    see this partnership's målbild. A partnership over a police district has several municipalities and none of its own.
    """
    facts = table_facts(request.actor, request.partnership.pk, area=Area.PLAN, reach=Reach.DECIDED)
    require(request.actor, Action.VISION_VIEW, facts)
    mine = request.partnership.municipality
    own = mine.code if mine else None
    asked = areas.by_code(request.GET.get("kommun", ""))
    return (asked, asked == own) if asked and asked != areas.NATION else (own, True)


def _may_compare(request: ActorRequest) -> bool:
    return may(request.actor, Action.COMPARISON_SET, table_facts(request.actor, request.partnership.pk))


def _elsewhere(area: str | None, is_own: bool) -> str:
    """What the links on the page carry on when another municipality than our own is looked at."""
    return "" if is_own else f"?kommun={area}"


def _figure(request: ActorRequest, indicator_id: int):  # type: ignore[no-untyped-def] # the type is numpy's
    from malbild.followup.figures import reading  # noqa: PLC0415 - see above

    area, is_own = _area(request)
    indicators = Indicator.objects.select_related("latest").filter(source__in=SHOWN)
    indicator = get_object_or_404(indicators, pk=indicator_id)
    kind = alike.chosen(request.partnership.pk, indicator.pk)
    found = reading.figure(indicator, area, kind) if area else None
    if found is None:
        raise Hidden
    return found, is_own
