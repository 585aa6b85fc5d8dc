"""What waited for the meeting: help, decisions, things left from earlier."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from malbild.access.http import ActorRequest
from malbild.access.policy import Action
from malbild.goals.models import Assignment, HelpRequest, Measure
from malbild.kit.errors import Refusal
from malbild.meetings import queries, services
from malbild.meetings.forms import DecisionForm, OutcomeForm, PutAwayForm
from malbild.meetings.models import CarryOver, EntryKind
from malbild.meetings.views.found import back_to, meeting_of, number
from malbild.ui.form_page import form_page


@require_http_methods(["GET", "POST"])
def solve_help(request: ActorRequest, meeting_id: int, help_id: int) -> HttpResponse:
    meeting_of(request, meeting_id, Action.MEETING_EDIT)
    asked = get_object_or_404(HelpRequest.objects.visible_to(request.actor).select_related("measure"), pk=help_id)
    return form_page(
        request,
        OutcomeForm(request.POST or None),
        asked.measure.title,
        lambda v: services.solve_help(request.actor, meeting_id, help_id, **v),
        back_to(request, meeting_id, f"h{help_id}"),
        asked.text,
        submit=_("Spara"),
        more={"deed": _("Så löste det sig")},
    )


@require_http_methods(["GET", "POST"])
def decide_measure(request: ActorRequest, meeting_id: int, measure_id: int) -> HttpResponse:
    found = get_object_or_404(Measure.objects.visible_to(request.actor).shared(), pk=measure_id)
    return _decide(request, meeting_id, found.title, measure_id=measure_id)


@require_http_methods(["GET", "POST"])
def decide_work(request: ActorRequest, meeting_id: int, assignment_id: int) -> HttpResponse:
    found = get_object_or_404(Assignment.objects.visible_to(request.actor).shared(), pk=assignment_id)
    return _decide(request, meeting_id, found.title, assignment_id=assignment_id)


def _decide(
    request: ActorRequest,
    meeting_id: int,
    title: str,
    *,
    measure_id: int | None = None,
    assignment_id: int | None = None,
) -> HttpResponse:
    """The decision that an åtgärd or an uppdrag waited for."""
    found = meeting_of(request, meeting_id, Action.MEETING_EDIT)
    point = number(request.GET.get("punkt"))
    return form_page(
        request,
        DecisionForm(request.POST or None, initial={"body": found.group or _("Gruppen")}),
        title,
        lambda v: services.write(
            request.actor,
            meeting_id,
            kind=EntryKind.DECISION,
            point_id=point,
            measure_id=measure_id,
            assignment_id=assignment_id,
            **v,
        ),
        back_to(request, meeting_id),
        submit=_("Spara beslutet"),
        said=_("Beslutet är sparat."),
        template="meetings/line_page.html",
        more={"deed": _("Beslut"), "bodies": queries.deciding_bodies(request.actor, found)},
    )


@require_POST
def carried(request: ActorRequest, meeting_id: int, item_id: int) -> HttpResponse:
    """A thing from an earlier meeting: discussed now, or not after all."""
    deed = request.POST.get("deed", "")
    if deed not in ("discussed", "keep"):
        raise Refusal(_("Välj en av knapparna. Inget har ändrats."))
    services.discuss_carried(request.actor, item_id, meeting_id, on=deed == "discussed")
    return redirect(back_to(request, meeting_id, f"k{item_id}"))


@require_http_methods(["GET", "POST"])
def put_away(request: ActorRequest, meeting_id: int, item_id: int) -> HttpResponse:
    found = meeting_of(request, meeting_id, Action.MEETING_EDIT)
    item = get_object_or_404(CarryOver.objects.visible_to(request.actor), pk=item_id)
    return form_page(
        request,
        PutAwayForm(request.POST or None),
        _("Lägg undan: %(what)s") % {"what": item.text},
        lambda v: services.put_away(request.actor, item_id, meeting_id=found.pk, **v),
        back_to(request, meeting_id, f"k{item_id}"),
        _("Den kommer inte tillbaka på dagordningen. Raden står kvar i anteckningarna."),
        submit=_("Lägg undan"),
    )
