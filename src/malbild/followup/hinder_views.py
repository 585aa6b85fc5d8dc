"""The hinder register and the line on what was done about a hinder."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from malbild.access.actor import Area
from malbild.access.errors import Hidden
from malbild.access.http import ActorRequest
from malbild.access.policy import Action, Facts, may, require, table_facts
from malbild.followup import queries, services
from malbild.followup.forms import HinderDeedForm
from malbild.followup.hinders import FEWEST
from malbild.goals.names import Reasons
from malbild.kit import clock
from malbild.ui.form_page import form_page
from malbild.ui.place import place


@require_GET
def hinders(request: ActorRequest) -> HttpResponse:
    require(request.actor, Action.HINDER_VIEW, _here(request))
    context = {
        "page": queries.register(request.actor, request.partnership.pk, on=clock.today()),
        "fewest": FEWEST,
        "may_act": may(request.actor, Action.HINDER_ACT, _here(request)),
    }
    return render(request, "followup/hinders.html", context)


@require_http_methods(["GET", "POST"])
def act_on_hinder(request: ActorRequest, reason: str) -> HttpResponse:
    require(request.actor, Action.HINDER_ACT, _here(request))
    if reason not in Reasons.values:
        raise Hidden
    return form_page(
        request,
        HinderDeedForm(request.POST or None),
        _("Vad gjorde ni åt det?"),
        lambda v: services.act_on_hinder(request.actor, request.partnership.pk, reason=reason, **v),
        place(request, "followup:hinders"),
        _("Hinder: %(what)s. Skriv om arbetet, aldrig om enskilda personer.")
        % {"what": str(Reasons(reason).label).lower()},
        submit=_("Spara raden"),
        said=_("Raden är sparad. Alla parter ser den."),
    )


def _here(request: ActorRequest) -> Facts:
    return table_facts(request.actor, request.partnership.pk, area=Area.INTERNAL)
