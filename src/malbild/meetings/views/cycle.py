"""Pages of the quarter: what it gave, what the group learned, and the direction of the next."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, Reach, may, require
from malbild.kit import clock
from malbild.meetings import queries, services
from malbild.meetings.forms import DirectionForm, LearnedForm, ProposalForm
from malbild.meetings.models import DirectionDecision, Meeting
from malbild.meetings.quarters import Quarter, turning_near
from malbild.meetings.views.found import back_to, here, meeting_of
from malbild.meetings.views.found import number as number_of
from malbild.ui.form_page import form_page
from malbild.ui.place import place


@require_GET
def year(request: ActorRequest) -> HttpResponse:
    """Årshjulet: the year by month, with its meetings and its quarters."""
    require(request.actor, Action.MEETING_VIEW, here(request, Reach.DECIDED))
    asked = number_of(request.GET.get("ar"))
    today = clock.today()
    wanted = asked if asked and today.year - 50 <= asked <= today.year + 3 else today.year
    context = {
        "year": wanted,
        "months": queries.year_of(request.actor, wanted, on=today),
        "before": wanted - 1,
        "after": wanted + 1 if wanted < today.year + 3 else None,
    }
    return render(request, "meetings/year.html", context)


@require_GET
def quarter(request: ActorRequest, year: int, number: int) -> HttpResponse:
    """A quarter's direction, and what the quarter before gave."""
    require(request.actor, Action.MEETING_VIEW, here(request, Reach.DECIDED))
    found = queries.quarter_page(request.actor, _quarter(year, number))
    is_decided = found.direction is not None and found.direction.is_decided
    context = {
        "page": found,
        "standing": found.direction.standing(clock.today()) if found.direction else "",
        "may_prepare": not is_decided and may(request.actor, Action.DIRECTION_PREPARE, here(request)),
        "decided_only": not may(request.actor, Action.MEETING_VIEW, here(request)),
    }
    return render(request, "meetings/quarter.html", context)


@require_http_methods(["GET", "POST"])
def prepare(request: ActorRequest, year: int, number: int) -> HttpResponse:
    require(request.actor, Action.DIRECTION_PREPARE, here(request))
    wanted = _quarter(year, number)
    return form_page(
        request,
        ProposalForm(request.POST or None, initial=_written(_standing(request, wanted))),
        _("Förslag till inriktning %(quarter)s") % {"quarter": wanted},
        lambda v: services.prepare_direction(request.actor, request.partnership.pk, quarter=wanted, **v),
        place(request, "meetings:quarter", year=year, number=number),
        _("En till tre rader med egna ord. Gruppen tar beslutet på mötet och kan ändra allt."),
        current=lambda: _written(_standing(request, wanted)),
        submit=_("Spara förslaget"),
        said=_("Förslaget är sparat. Gruppen ser det på mötet."),
    )


@require_http_methods(["GET", "POST"])
def evaluate(request: ActorRequest, meeting_id: int) -> HttpResponse:
    """What the quarter that goes taught the group, beside what it gave."""
    found = meeting_of(request, meeting_id, Action.QUARTER_EVALUATE)
    if not found.is_open:
        return redirect(place(request, "meetings:meeting", meeting_id=meeting_id))
    page = queries.quarter_page(request.actor, turning_near(found.day))
    return form_page(
        request,
        LearnedForm(request.POST or None, initial=_learned(page)),
        _("Vad lärde ni er av %(quarter)s?") % {"quarter": page.previous},
        lambda v: services.evaluate_quarter(request.actor, meeting_id, **v),
        back_to(request, meeting_id),
        current=lambda: _learned(queries.quarter_page(request.actor, page.quarter)),
        said=_("Det ni lärde er är sparat. Nu kan ni välja inriktning."),
        template="meetings/quarter_form.html",
        more={"deed": _("Kvartalet"), "page": page},
    )


@require_http_methods(["GET", "POST"])
def decide(request: ActorRequest, meeting_id: int) -> HttpResponse:
    """The direction of the quarter that comes."""
    found = meeting_of(request, meeting_id, Action.DIRECTION_DECIDE)
    if not found.is_open:
        return redirect(place(request, "meetings:meeting", meeting_id=meeting_id))
    turn = turning_near(found.day)
    return form_page(
        request,
        DirectionForm(request.POST or None, initial=_decided(_standing(request, turn), found)),
        _("Inriktning %(quarter)s") % {"quarter": turn},
        lambda v: services.decide_direction(request.actor, meeting_id, **v),
        back_to(request, meeting_id),
        _("En till tre rader med egna ord. Beslutet kommer med i anteckningarna."),
        current=lambda: _decided(_standing(request, turn), found),
        submit=_("Spara beslutet"),
        said=_("Inriktningen är beslutad."),
        template="meetings/line_page.html",
        more={"deed": _("Beslut"), "bodies": queries.deciding_bodies(request.actor, found)},
    )


def _quarter(year: int, number: int) -> Quarter:
    if not (1 <= number <= 4 and 2000 <= year <= 2100):
        raise Http404
    return Quarter(year, number)


def _standing(request: ActorRequest, wanted: Quarter) -> DirectionDecision | None:
    return DirectionDecision.objects.visible_to(request.actor).filter(starts_on=wanted.starts_on).first()


def _written(row: DirectionDecision | None) -> dict[str, Any]:
    return {name: getattr(row, name) if row else "" for name in ("first", "second", "third")}


def _decided(row: DirectionDecision | None, meeting: Meeting) -> dict[str, Any]:
    return _written(row) | {"body": (row.body if row else "") or meeting.group or _("Gruppen")}


def _learned(page: queries.QuarterPage) -> dict[str, Any]:
    return {"learned": page.evaluation.learned if page.evaluation else ""}
