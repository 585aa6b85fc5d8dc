"""The first ten minutes of an empty partnership."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from malbild.access.actor import Area
from malbild.access.http import ActorRequest
from malbild.access.policy import Action, may
from malbild.ui.place import place
from malbild.web import routes
from malbild.web.waiting import here


@dataclass(frozen=True)
class Step:
    """A first step for an empty partnership."""

    title: str
    why: str
    url: str
    button: str


def first_steps(request: ActorRequest) -> list[Step]:
    """The first ten minutes: only what this person may do and the house has built."""
    actor, pk = request.actor, request.partnership.pk
    wanted = (
        (
            Action.PLAN_IMPORT,
            "plan-import:start",
            _("Hämta planen ni redan har"),
            _("En Excelfil med åtgärder räcker. Du ser allt innan något sparas."),
            _("Hämta från Excel"),
        ),
        (
            Action.PICTURE_EDIT,
            "situation:write",
            _("Skriv lägesbilden"),
            _("Vilka problem finns, och vad tror ni att de beror på? Några rader räcker."),
            _("Skriv lägesbilden"),
        ),
        (
            Action.WORKSHOP_LEAD,
            "workshops:start",
            _("Samla gruppen i en workshop"),
            _("Tre timmar, fyra steg. Ni går därifrån med mål, uppdrag och åtgärder."),
            _("Starta workshop"),
        ),
        (
            Action.MEETING_EDIT,
            "meetings:plan",
            _("Boka nästa möte"),
            _("Dagordningen skriver sig själv av det ni har bestämt."),
            _("Boka möte"),
        ),
        (
            Action.SEAT_INVITE,
            "partnerships:invite",
            _("Bjud in de andra"),
            _("Ingen får mejl förrän du bjuder in."),
            _("Bjud in"),
        ),
    )
    return [
        Step(title, why, place(request, route), button)
        for action, route, title, why, button in wanted
        if routes.exists(route) and may(actor, action, here(actor, pk, Area.PLAN))
    ]
