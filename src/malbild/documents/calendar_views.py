"""The person's own calendar: its page, the address that programs read, and a file with one entry."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, require, table_facts
from malbild.documents import feeds
from malbild.goals.models import Measure
from malbild.goals.queries import first_step_entry
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.ui.calendar import feed as feed_file
from malbild.ui.calendar import one_entry
from malbild.ui.place import place

CALENDAR = "text/calendar; charset=utf-8"


@require_GET
def calendar(request: ActorRequest) -> HttpResponse:
    require(request.actor, Action.CALENDAR_SET, table_facts(request.actor, request.partnership.pk))
    feed = feeds.feed_of(request.actor)
    token = feeds.token_of(feed) if feed else ""
    whole = settings.SITE_ADDRESS + reverse("openfeeds:calendar", args=[token]) if token else ""
    due = settings.SITE_ADDRESS + reverse("openfeeds:due-days", args=[token]) if token else ""
    context = {
        "is_open": feed is not None,
        "whole": whole,
        "whole_link": _subscribed(whole),
        "due": due,
        "due_link": _subscribed(due),
    }
    return render(request, "documents/calendar.html", context)


def _subscribed(address: str) -> str:
    """The same address as calendar programs know it: they subscribe, where https would fetch a copy once."""
    return f"webcal://{address.partition('://')[2]}" if address else ""


@require_POST
def set_feed(request: ActorRequest) -> HttpResponse:
    """One button: make an address, change it, or close it."""
    deed, here = request.POST.get("deed", ""), request.partnership.pk
    if deed == "open":
        feeds.open_feed(request.actor, here)
        messages.success(request, _("Din kalenderadress är klar."))
    elif deed == "renew":
        feeds.renew_feed(request.actor, here)
        messages.success(request, _("Du har en ny adress. Den gamla fungerar inte längre."))
    elif deed == "close":
        feeds.close_feed(request.actor, here)
        messages.success(request, _("Kalenderadressen är avstängd."))
    else:
        raise Refusal(_("Välj en av knapparna. Inget har ändrats."))
    return redirect(place(request, "documents:calendar"))


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    return _feed(request, token, with_meetings=True)


@require_safe
def due_days(request: HttpRequest, token: str) -> HttpResponse:
    """For those who have the meetings as invitations already."""
    return _feed(request, token, with_meetings=False)


def _feed(request: HttpRequest, token: str, *, with_meetings: bool) -> HttpResponse:
    """The calendar as it is now. Reading it leaves no trace, and what has not changed is not sent again."""
    user = feeds.reader_of(token)
    with translation.override(user.language):
        entries = feeds.entries_of(user, with_meetings=with_meetings)
        name = _("Målbild") if with_meetings else _("Målbild: mina åtgärder")
        etag = f'W/"{hashlib.sha256(f"{name} {entries!r}".encode()).hexdigest()[:32]}"'
        response = get_conditional_response(request, etag=etag)
        if response is None:
            made = feed_file(name, entries, made_at=clock.now())
            response = HttpResponse(made, content_type=CALENDAR)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_GET
def first_step(request: ActorRequest, measure_id: int) -> HttpResponse:
    """The owner's first step as a calendar entry of their own."""
    rows = Measure.objects.visible_to(request.actor).select_related("partnership", "owner")
    found = get_object_or_404(rows, pk=measure_id)
    require(request.actor, Action.MEASURE_ACCEPT, found.facts)
    where = settings.SITE_ADDRESS + place(request, "goals:measure", measure_id=measure_id)
    entry = first_step_entry(found, where, on=clock.today())
    if entry is None:
        raise Refusal(_("Det finns inget första steg att lägga i kalendern. Skriv ett när du tar på dig åtgärden."))
    headers = {"Content-Disposition": 'attachment; filename="forsta-steget.ics"', "Cache-Control": "private, no-store"}
    return HttpResponse(one_entry(entry, made_at=clock.now()), content_type=CALENDAR, headers=headers)
