"""What every page's frame needs: where we are, who is signed in, the main menu."""

from __future__ import annotations

from typing import Any, NamedTuple, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from malbild.access.actor import Area
from malbild.access.http import ActorRequest
from malbild.access.policy import Action, Reach, may, table_facts
from malbild.ui.place import place
from malbild.web import routes


class Entry(NamedTuple):
    """A page of the menu, for those who may see what it shows."""

    route: str
    label: str | Promise
    action: Action
    area: Area = Area.PLAN
    reach: Reach = Reach.DECIDED


MENU = (
    Entry("web:home", _("Start"), Action.PARTNERSHIP_VIEW),
    Entry("followup:vision", _("Målbild"), Action.VISION_VIEW),
    Entry("goals:plan", pgettext_lazy("flera", "Uppdrag"), Action.VISION_VIEW),
    Entry("meetings:list", _("Möten"), Action.MEETING_VIEW, Area.INTERNAL),
    Entry("situation:picture", _("Lägesbild"), Action.VISION_VIEW),
    Entry("experience:library", _("Erfarenheter"), Action.PARTNERSHIP_VIEW, Area.SUPPORT, Reach.NATIONAL),
)
FOOT = (
    Entry("partnerships:people", _("Vi som är med"), Action.PARTNERSHIP_VIEW, Area.INTERNAL),
    Entry("terms:current", _("Uppdragsbeskrivning"), Action.PARTNERSHIP_VIEW, Area.TERMS),
    Entry("followup:figures", _("Siffror"), Action.VISION_VIEW),
    Entry("web:together", _("Hur gruppen står"), Action.GAPS_VIEW, Area.PLAN, Reach.PARTNERSHIP),
    Entry("workshops:list", _("Workshop"), Action.WORKSHOP_VIEW, Area.WORKSHOP, Reach.PARTNERSHIP),
    Entry("experience:support", _("Bollplank"), Action.THREAD_POST, Area.SUPPORT, Reach.PARTNERSHIP),
)


ASK = Entry("experience:support", _("Fråga bollplanket"), Action.THREAD_ASK, Area.SUPPORT, Reach.PARTNERSHIP)


def frame(request: HttpRequest) -> dict[str, Any]:
    """`here` (the partnership or None), `me`, `nav`, `foot_nav`, `asks_board`, `demo`, `language`; no own query."""
    here = getattr(request, "partnership", None)
    user = getattr(request, "user", None)
    return {
        "here": here,
        "me": user if user is not None and user.is_authenticated else None,
        "nav": _entries(request, MENU) if here else [],
        "foot_nav": _entries(request, FOOT) if here else [],
        "asks_board": bool(here) and _may(request, ASK),
        "home": place(request, "web:home") if here else reverse("open:start"),
        "demo": settings.DEMO,
        "language": get_language() or "sv",
    }


def _entries(request: HttpRequest, entries: tuple[Entry, ...]) -> list[dict[str, Any]]:
    home = place(request, "web:home")
    shown = [e for e in entries if e.route == "web:home" or (routes.exists(e.route) and _may(request, e))]
    urls = [(place(request, e.route), e.label) for e in shown]
    return [
        {
            "url": url,
            "label": label,
            "current": request.path == url or (url != home and request.path.startswith(url)),
        }
        for url, label in urls
    ]


def _may(request: HttpRequest, entry: Entry) -> bool:
    asked = cast(ActorRequest, request)
    facts = table_facts(asked.actor, asked.partnership.pk, area=entry.area, reach=entry.reach)
    return may(asked.actor, entry.action, facts)
