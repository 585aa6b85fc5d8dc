"""A supporter's reading leaves a trail: once a day and kind of page, in the audit log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from malbild.access.actor import Actor
from malbild.access.policy import Action, is_visitor
from malbild.audit import log
from malbild.audit.models import AuditEvent
from malbild.kit import clock
from malbild.partnerships.models import Partnership

VISIT: Final = Action.PARTNERSHIP_VIEW
OVERVIEW: Final = "overview"
VISITED: Final = {
    "web": _("Startsidan"),
    "goals": _("Uppdrag"),
    "followup": _("Målbilden"),
    "situation": _("Lägesbilden"),
    "workshops": _("Workshoppen"),
    "experience": _("Bollplanket och erfarenheter"),
    "partnerships": _("Samverkan och uppdragsbeskrivningen"),
    "documents": _("Dokument"),
    "meetings": _("Möten"),
    "momentum": _("Det som väntar"),
    OVERVIEW: _("Metodstödets översikt"),
}


def remember_visit(actor: Actor, partnership: Partnership, page: str) -> None:
    """Write the visit down unless the same person has looked at the same kind of page today."""
    midnight = dt.datetime.combine(clock.today(), dt.time(), tzinfo=clock.SWEDEN)
    seen = AuditEvent.objects.filter(
        partnership_id=partnership.pk, user_id=actor.user_id, action=VISIT, at__gte=midnight, details__page=page
    )
    if not seen.exists():
        log.record(actor, VISIT, partnership, page=page)


def remember_overview(actor: Actor, partnerships: Iterable[Partnership]) -> None:
    """The supporter's own page shows something of every partnership: each of them is told, once a day."""
    midnight = dt.datetime.combine(clock.today(), dt.time(), tzinfo=clock.SWEDEN)
    today = AuditEvent.objects.filter(user_id=actor.user_id, action=VISIT, at__gte=midnight, details__page=OVERVIEW)
    told = set(today.values_list("partnership_id", flat=True))
    for partnership in partnerships:
        if partnership.pk not in told:
            log.record(actor, VISIT, partnership, page=OVERVIEW)


class VisitorTrail:
    """Stands inside the wall's middleware: sees who was let in, where, and that the page was shown."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        actor: Actor | None = getattr(request, "actor", None)
        partnership: Partnership | None = getattr(request, "partnership", None)
        shown = response.status_code == 200 and request.resolver_match is not None
        if shown and actor is not None and partnership is not None and is_visitor(actor, partnership.pk):
            remember_visit(actor, partnership, _kind_of_page(request))
        return response


def _kind_of_page(request: HttpRequest) -> str:
    match = request.resolver_match
    return (match.namespaces[0] if match and match.namespaces else "other")[:20]
