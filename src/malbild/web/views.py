"""The pages that belong to no capability: the door, the start page, the foot of every page."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from malbild.access.actor import Actor, Area
from malbild.access.http import ActorRequest
from malbild.access.policy import Action, may, require, table_facts
from malbild.kit import clock
from malbild.partnerships.queries import my_partnerships, open_invitations
from malbild.web.middleware import LANGUAGE_COOKIE
from malbild.web.start import lines_of, start_page

_YEAR = 365 * 24 * 3600
ACCESSIBILITY_JUDGED_ON = dt.date(2026, 11, 24)  # move it when the service has been gone through again


@require_GET
def start(request: ActorRequest) -> HttpResponse:
    """The one partnership of most people at once; a choice for those who have several."""
    if request.actor.user_id is None:
        return redirect("account_login")
    mine = list(my_partnerships(request.actor))
    invitations = open_invitations(request.actor.user_id)
    if len(mine) == 1 and not invitations.exists():
        return redirect("web:home", slug=mine[0].slug)
    context = {"partnerships": mine, "invitations": invitations, "supports": _supports_someone(request.actor)}
    return render(request, "web/start.html", context)


def _supports_someone(actor: Actor) -> bool:
    tables = {seat.partnership_id for seat in actor.seats}
    return any(may(actor, Action.SUPPORT_ANSWER, table_facts(actor, pk, area=Area.SUPPORT)) for pk in tables)


@require_GET
def home(request: ActorRequest) -> HttpResponse:
    return render(request, "web/home.html", {"page": start_page(request, on=clock.today())})


@require_GET
def together(request: ActorRequest) -> HttpResponse:
    """The three lines of the group with their reasons, for everyone at the table."""
    require(request.actor, Action.GAPS_VIEW, table_facts(request.actor, request.partnership.pk, area=Area.PLAN))
    return render(request, "web/together.html", {"lines": lines_of(request, on=clock.today())})


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the chosen language on this device and go back to the page it was chosen on."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    chosen = request.POST.get("language")
    if chosen in ("sv", "en"):
        response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=_YEAR, samesite="Lax", httponly=True)
    return response


@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "web/help.html", _responsible())


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """The tillgänglighetsredogörelse that the law (2018:1937) asks for."""
    return render(request, "web/accessibility.html", {**_responsible(), "judged_on": ACCESSIBILITY_JUDGED_ON})


@require_GET
def about_data(request: HttpRequest) -> HttpResponse:
    return render(request, "web/about_data.html", _responsible())


def _responsible() -> dict[str, str]:
    """Who answers for this installation and where they are reached."""
    return {"provider": settings.PROVIDER, "contact": settings.CONTACT}
