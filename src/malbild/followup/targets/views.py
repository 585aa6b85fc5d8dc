"""The page where a group says what a goal or an uppdrag is measured by, with what the numbers can bear."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from malbild.access.http import ActorRequest
from malbild.access.policy import require
from malbild.followup.figures import listing
from malbild.followup.forms import TargetForm
from malbild.followup.models import OwnFigure, Target, Wanted
from malbild.followup.own import words as own_words
from malbild.followup.own.advice import advise_own
from malbild.followup.targets import services
from malbild.followup.targets.advice import Advice, advise
from malbild.kit.errors import Refusal
from malbild.series.models import Indicator
from malbild.series.readings import Unit
from malbild.ui.form_page import form_page
from malbild.ui.place import place

THE_WORK: Final = "0"
OWN: Final = "egen-"
MORE: Final = 3
"""Times as many a year as the figure that was asked for."""


@require_http_methods(["GET", "POST"])
def goal(request: ActorRequest, goal_id: int) -> HttpResponse:
    return _page(request, "goal", goal_id, place(request, "goals:goal", goal_id=goal_id))


@require_http_methods(["GET", "POST"])
def assignment(request: ActorRequest, assignment_id: int) -> HttpResponse:
    return _page(request, "assignment", assignment_id, place(request, "goals:assignment", assignment_id=assignment_id))


@require_POST
def drop_from_goal(request: ActorRequest, goal_id: int) -> HttpResponse:
    return _drop(request, "goal", goal_id, place(request, "goals:goal", goal_id=goal_id))


@require_POST
def drop_from_assignment(request: ActorRequest, assignment_id: int) -> HttpResponse:
    back = place(request, "goals:assignment", assignment_id=assignment_id)
    return _drop(request, "assignment", assignment_id, back)


def _drop(request: ActorRequest, thing: str, thing_id: int, back: str) -> HttpResponse:
    get_object_or_404(services.THINGS[thing].objects.visible_to(request.actor), pk=thing_id)
    services.drop_target(request.actor, thing=thing, thing_id=thing_id)
    messages.success(request, _("Måttet är borttaget."))
    return redirect(back)


def _page(request: ActorRequest, thing: str, thing_id: int, back: str) -> HttpResponse:
    row = get_object_or_404(services.THINGS[thing].objects.visible_to(request.actor), pk=thing_id)
    require(request.actor, services.EDIT[thing], row.facts)
    standing = Target.objects.visible_to(request.actor).filter(**{thing: row}).first()
    only_count = request.method == "POST" and "count" in request.POST
    form = TargetForm(
        request.POST if request.method == "POST" and not only_count else None,
        figures=_choices(request),
        initial=request.POST.dict() if only_count else _initial(standing),
    )
    asked = TargetForm(request.POST, figures=_choices(request)) if only_count else None
    if asked is not None and not asked.is_valid():
        form = asked
    return form_page(
        request,
        form,
        row.title,
        lambda values: _set(request, thing, thing_id, values),
        back,
        _("Ett mått visar om något har ändrats, aldrig varför. Räkna först om talet kan skiljas från slumpen."),
        said=_("Måttet är sparat."),
        submit=_("Spara måttet"),
        template="followup/targets/form.html",
        more={"advice": _advice(request, asked), "deed": _("Mått")},
    )


def _set(request: ActorRequest, thing: str, thing_id: int, values: dict[str, Any]) -> Target:
    chosen = values.pop("indicator")
    if own := _own(request, chosen):
        values["own_id"] = own.pk
        return services.set_target(request.actor, thing=thing, thing_id=thing_id, indicator=None, **values)
    indicator, area = _figure(request, chosen)
    from malbild.followup.targets.aiming import aim  # noqa: PLC0415 - numpy comes when the first target is set

    found = aim(indicator, area) if indicator else None
    if indicator and found is None:
        raise Refusal(_("Den siffran har inget helt år än. Välj en annan, eller följ att arbetet görs."))
    return services.set_target(
        request.actor, thing=thing, thing_id=thing_id, indicator=indicator, area=area, aim=found, **values
    )


def _advice(request: ActorRequest, asked: TargetForm | None) -> Advice | None:
    """What the numbers can bear, when somebody asked to count first. Nothing is saved."""
    if asked is None or not asked.is_valid():
        return None
    values = asked.cleaned_data
    if own := _own(request, values["indicator"]):
        return advise_own(own, fewer=values["wanted"] == Wanted.FEWER, target=values["target"])
    indicator, area = _figure(request, values["indicator"])
    if indicator is None:
        return None
    from malbild.followup.targets.aiming import aim  # noqa: PLC0415 - see above

    found = aim(indicator, area)
    if found is None:
        return None
    return advise(
        found,
        fewer=values["wanted"] == Wanted.FEWER,
        target=values["target"],
        window=values["window"],
        due=values["due"],
        broader=_broader(request, indicator, found.per_year),
    )


def _broader(request: ActorRequest, indicator: Indicator, per_year: float) -> list[str]:
    """Two figures of the same source at most, with at least three times as many a year, the nearest first."""
    rows = [row for row in listing.listed(_area(request)) if row.indicator.unit == Unit.COUNT]
    more = [row for row in rows if row.indicator.source == indicator.source and row.a_year >= MORE * per_year]
    return [row.indicator.name for row in sorted(more, key=lambda row: row.a_year)[:2]]


def _area(request: ActorRequest) -> str:
    found = request.partnership.municipality
    return found.code if found else ""


def _figure(request: ActorRequest, chosen: str) -> tuple[Indicator | None, str]:
    if chosen == THE_WORK:
        return None, ""
    return Indicator.objects.get(pk=chosen), _area(request)


def _own(request: ActorRequest, chosen: str) -> OwnFigure | None:
    if not chosen.startswith(OWN):
        return None
    mine = OwnFigure.objects.visible_to(request.actor).filter(partnership=request.partnership)
    return mine.get(pk=chosen.removeprefix(OWN))


def _choices(request: ActorRequest) -> list[tuple[str, str]]:
    rows = [row for row in listing.listed(_area(request)) if row.indicator.unit == Unit.COUNT]
    figures = [
        (str(row.indicator.pk), f"{row.indicator.name}: {row.counts}" if row.counts else row.indicator.name)
        for row in sorted(rows, key=lambda row: row.indicator.name)
    ]
    own = OwnFigure.objects.visible_to(request.actor).filter(partnership=request.partnership)
    figures += [(f"{OWN}{row.pk}", f"{row.title}: {own_words.headline(row)}") for row in own]
    return [*figures, (THE_WORK, _("Inget tal: vi följer att arbetet görs"))]


def _initial(standing: Target | None) -> dict[str, Any]:
    if standing is None:
        return {"window": 1}
    return {
        "indicator": f"{OWN}{standing.own_id}" if standing.own_id else str(standing.indicator_id or THE_WORK),
        "wanted": standing.wanted,
        "target": standing.target,
        "window": standing.window,
        "due": standing.due,
    }
