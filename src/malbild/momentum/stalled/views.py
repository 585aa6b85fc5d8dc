"""Pages of the ladder: what has stopped, what blocks, and what is sent to the steering group."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malbild.access.actor import Area
from malbild.access.http import ActorRequest
from malbild.access.policy import Action, Facts, may, require, table_facts
from malbild.goals.models import Assignment, Measure
from malbild.kit import clock
from malbild.momentum.stalled import queries, services
from malbild.momentum.stalled.forms import SendForm
from malbild.ui.form_page import form_page
from malbild.ui.place import place
from malbild.ui.said import say


@require_GET
def stalled(request: ActorRequest) -> HttpResponse:
    """What has stopped, for the group; what is to be sent on stands with its button."""
    require(request.actor, Action.STUCK_VIEW, _here(request))
    context = {
        "rows": queries.stalled_list(request.actor, on=clock.today()),
        "rule": queries.rule_in_force(request.actor),
        "may_set": may(request.actor, Action.STUCK_SET, _here(request)),
        "may_send": may(request.actor, Action.STUCK_SEND, _here(request)),
    }
    return render(request, "momentum/stalled/list.html", context)


@require_POST
def set_rule(request: ActorRequest) -> HttpResponse:
    is_on = request.POST.get("on") == "1"
    services.set_rule(request.actor, request.partnership.pk, is_on=is_on)
    words = _("Regeln är på. Ni skickar själva.") if is_on else _("Regeln är av. Inget föreslås för styrgruppen.")
    say(request, words)
    return redirect(place(request, "momentum:stalled") + "#regel")


@require_POST
def block(request: ActorRequest, measure_id: int) -> HttpResponse:
    """What blocks an åtgärd, in one tap; it can be undone for half an hour."""
    said = services.name_block(request.actor, measure_id, reason=request.POST.get("reason", ""))
    say(
        request,
        _("Tack. Samordnaren ser vad som är i vägen."),
        undo=place(request, "goals:undo", answer_id=said.pk),
    )
    return redirect(place(request, "goals:measure", measure_id=measure_id))


@require_POST
def block_work(request: ActorRequest, assignment_id: int) -> HttpResponse:
    services.name_block_of_work(request.actor, assignment_id, reason=request.POST.get("reason", ""))
    say(request, _("Tack. Skälet står i uppföljningen."))
    return redirect(place(request, "goals:assignment", assignment_id=assignment_id))


@require_http_methods(["GET", "POST"])
def send_measure(request: ActorRequest, measure_id: int) -> HttpResponse:
    found = get_object_or_404(Measure.objects.visible_to(request.actor), pk=measure_id)
    require(request.actor, Action.STUCK_SEND, found.facts)
    return form_page(
        request,
        SendForm(request.POST or None),
        found.title,
        lambda v: services.send_measure(request.actor, measure_id, **v),
        place(request, "goals:measure", measure_id=measure_id),
        _("Det kommer på nästa dagordning som en fråga till styrgruppen, med ditt namn."),
        submit=_("Skicka till styrgruppen"),
        said=_("Det står på dagordningen. Alla ser att du skickade det."),
        more={"deed": _("Skicka till styrgruppen")},
    )


@require_http_methods(["GET", "POST"])
def send_work(request: ActorRequest, assignment_id: int) -> HttpResponse:
    found = get_object_or_404(Assignment.objects.visible_to(request.actor), pk=assignment_id)
    require(request.actor, Action.STUCK_SEND, found.facts)
    return form_page(
        request,
        SendForm(request.POST or None),
        found.title,
        lambda v: services.send_work(request.actor, assignment_id, **v),
        place(request, "goals:assignment", assignment_id=assignment_id),
        _("Det kommer på nästa dagordning som en fråga till styrgruppen, med ditt namn."),
        submit=_("Skicka till styrgruppen"),
        said=_("Det står på dagordningen. Alla ser att du skickade det."),
        more={"deed": _("Skicka till styrgruppen")},
    )


def _here(request: ActorRequest) -> Facts:
    return table_facts(request.actor, request.partnership.pk, area=Area.PLAN)
