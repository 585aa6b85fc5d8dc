"""When somebody leaves: what they had, who takes it over, and what nobody has yet."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, may, require
from malbild.goals import queries, services
from malbild.goals.forms.handover import HandoverForm
from malbild.goals.models import Handover
from malbild.goals.views.finding import here, people
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.partnerships.models import Membership
from malbild.ui.form_page import form_page
from malbild.ui.place import place
from malbild.ui.said import say


@require_http_methods(["GET", "POST"])
def handover(request: ActorRequest, seat_id: int) -> HttpResponse:
    """What one seat holds; a successor is proposed for each thing or for all, also when the person is gone already."""
    rows = Membership.objects.visible_to(request.actor).filter(partnership=request.partnership, party__isnull=False)
    seat = get_object_or_404(rows.select_related("user"), pk=seat_id)
    facts = services.seat_facts(seat)
    require(request.actor, Action.HANDOVER_PROPOSE, facts)
    held = queries.held_by(request.actor, seat_id)
    others = [(pk, name) for pk, name in people(request) if pk != seat_id]
    form = HandoverForm(request.POST or None, held=held, people=others)

    def propose(_values: dict[str, Any]) -> object:
        if not form.picks:
            raise Refusal(_("Välj minst en person som kan ta över. Inget har ändrats."))
        return services.propose_successors(request.actor, seat_id, form.picks)

    return form_page(
        request,
        form,
        _("Lämna över efter %(name)s") % {"name": seat.user.name},
        propose,
        place(request, "goals:handover", seat_id=seat_id),
        said=_("Frågorna är ställda. Var och en svarar själv ja eller nej."),
        submit=_("Fråga dem"),
        back=place(request, "partnerships:people"),
        template="goals/handover.html",
        more={
            "seat": seat,
            "held": held,
            "rows": [(thing, form[thing.key]) for thing in held],
            "handed_on": queries.handed_on(request.actor, seat_id),
            "is_open": seat.is_active(clock.today()) or (seat.accepted_at is None and seat.revoked_at is None),
            "may_close": may(request.actor, Action.SEAT_END, facts),
        },
    )


@require_POST
def close_seat(request: ActorRequest, seat_id: int) -> HttpResponse:
    """Close the seat; the number of vacancies that the person was shown comes with it."""
    known = request.POST.get("known", "")
    services.close_seat(request.actor, seat_id, knows_of=int(known) if known.isdecimal() and len(known) < 6 else 0)
    say(request, _("Platsen är avslutad. Det som inte är överlämnat står som vakans tills någon tar över."))
    return redirect(place(request, "goals:handover", seat_id=seat_id))


@require_http_methods(["GET", "POST"])
def take_over(request: ActorRequest, handover_id: int) -> HttpResponse:
    """The successor's own yes or no."""
    rows = Handover.objects.visible_to(request.actor).select_related("seat__user", "measure", "goal", "line_work")
    offer = get_object_or_404(rows.select_related("routine"), pk=handover_id)
    require(request.actor, Action.HANDOVER_TAKE, offer.facts)
    if request.method == "POST":
        said = request.POST.get("answer", "")
        if said not in ("yes", "no"):
            raise Refusal(_("Svara ja eller nej. Inget har ändrats."))
        services.answer_handover(request.actor, handover_id, take=said == "yes")
        say(request, _("Tack. Det är ditt nu.") if said == "yes" else _("Lämnat tillbaka. De frågar någon annan."))
        return redirect(place(request, "web:home"))
    return render(request, "goals/take_over.html", {"offer": offer})


@require_GET
def vacancies(request: ActorRequest) -> HttpResponse:
    """What stands with somebody who has left or is leaving."""
    require(request.actor, Action.GAPS_VIEW, here(request))
    context = {
        "vacancies": queries.vacancies(request.actor, on=clock.today()),
        "may_ask": may(request.actor, Action.MEASURE_ASK, here(request)),
    }
    return render(request, "goals/vacancies.html", context)
