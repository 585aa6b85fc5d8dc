"""Pages of justering: who is asked, their yes, or what is wrong."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, require
from malbild.meetings import queries, services
from malbild.meetings.forms import ApproversForm, CorrectionForm
from malbild.meetings.models import Meeting
from malbild.meetings.views.found import meeting_of, people
from malbild.ui.form_page import form_page
from malbild.ui.place import place


@require_http_methods(["GET", "POST"])
def choose(request: ActorRequest, meeting_id: int) -> HttpResponse:
    found = meeting_of(request, meeting_id, Action.MINUTES_CLOSE)
    form = ApproversForm(request.POST or None, people=people(request), initial=_chosen(request, found))
    return form_page(
        request,
        form,
        _("Vilka justerar?"),
        lambda v: services.choose_approvers(request.actor, meeting_id, membership_ids=v["approvers"]),
        place(request, "meetings:meeting", meeting_id=meeting_id),
        _("De läser anteckningarna och godkänner dem, eller skriver vad som blev fel."),
        current=lambda: _chosen(request, found),
        submit=_("Be dem justera"),
        said=_("Sparat. De som är nya får frågan här och i ett mejl."),
    )


def _chosen(request: ActorRequest, found: Meeting) -> dict[str, list[int]]:
    record = queries.record(request.actor, found)
    return {"approvers": sorted(a.membership_id for a in record.approvals) if record else []}


@require_POST
def approve(request: ActorRequest, meeting_id: int) -> HttpResponse:
    """One press on the very text that was shown."""
    services.approve_minutes(request.actor, meeting_id, seal=request.POST.get("seal", ""))
    messages.success(request, _("Du har justerat anteckningarna."))
    return redirect(place(request, "meetings:meeting", meeting_id=meeting_id))


@require_http_methods(["GET", "POST"])
def wrong(request: ActorRequest, meeting_id: int) -> HttpResponse:
    """What the one who was asked says is wrong."""
    found = meeting_of(request, meeting_id, Action.MEETING_VIEW)
    record = queries.record(request.actor, found)
    me = request.actor.membership_in(found.partnership_id)
    mine = next((a for a in record.approvals if a.membership_id == me), None) if record else None
    require(request.actor, Action.MINUTES_APPROVE, mine.facts if mine else found.facts)
    return form_page(
        request,
        CorrectionForm(request.POST or None),
        _("Vad blev fel?"),
        lambda v: services.object_to_minutes(request.actor, meeting_id, **v),
        place(request, "meetings:meeting", meeting_id=meeting_id),
        _("Raden visas som en rättelse med ditt namn. Anteckningarna står kvar bredvid. Sedan godkänner ni på nytt."),
        submit=_("Spara rättelsen"),
        said=_("Rättelsen är sparad. Läs igenom och godkänn när det är rätt."),
    )
