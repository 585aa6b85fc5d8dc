"""The Swedish words for what experience keeps, in one place."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from malbild.access.actor import Area
from malbild.experience import states


class SupportStates(models.TextChoices):
    REQUESTED = states.SupportState.REQUESTED.value, _("Begärd")
    ACCEPTED = states.SupportState.ACCEPTED.value, _("Accepterad")
    UNDER_WAY = states.SupportState.UNDER_WAY.value, _("Pågår")
    AWAITING_FEEDBACK = states.SupportState.AWAITING_FEEDBACK.value, _("Väntar på återkoppling")
    CLOSED = states.SupportState.CLOSED.value, _("Avslutad")


SUPPORT_DEED_WORDS = {
    states.SupportDeed.ANSWER: _("Svara"),
    states.SupportDeed.ACCEPT: _("Ja, vi hjälper till"),
    states.SupportDeed.START: _("Vi är i gång"),
    states.SupportDeed.HAND_BACK: _("Nu väntar vi på er"),
    states.SupportDeed.FEED_BACK: _("Vi har återkopplat"),
    states.SupportDeed.CLOSE: _("Avsluta"),
    states.SupportDeed.REOPEN: _("Öppna igen"),
}
# What the history says that somebody did.
SUPPORT_STEP_WORDS = {
    states.SupportDeed.ANSWER: _("svarade"),
    states.SupportDeed.ACCEPT: _("tackade ja"),
    states.SupportDeed.START: _("satte i gång"),
    states.SupportDeed.HAND_BACK: _("väntar på återkoppling"),
    states.SupportDeed.FEED_BACK: _("återkopplade"),
    states.SupportDeed.CLOSE: _("avslutade"),
    states.SupportDeed.REOPEN: _("öppnade igen"),
}


class CardStates(models.TextChoices):
    INTERNAL = states.CardState.INTERNAL.value, _("Intern")
    DEIDENTIFIED = states.CardState.DEIDENTIFIED.value, _("Avidentifierad")
    APPROVED = states.CardState.APPROVED.value, _("Godkänd av parterna")
    PUBLISHED = states.CardState.PUBLISHED.value, _("Publicerad")
    OUTDATED = states.CardState.OUTDATED.value, _("Inaktuell")


class Certainty(models.TextChoices):
    """How sure we are of what happened; never that one thing caused the other."""

    TRIED = "tried", _("Prövat, inte uppföljt")
    FOLLOWED = "followed", _("Lokalt uppföljt")
    MEASURED = "measured", _("Uppmätt mot läget innan")
    COMPARED = "compared", _("Jämfört med liknande kommuner")


# What a question can hang on: the thing's name, and the thing in a sentence.
KIND_WORDS = {
    "samverkan": (_("Samverkan"), _("vårt arbete i stort")),
    "malbild": (_("Målbild"), _("målbilden")),
    "mal": (_("Mål"), _("målet")),
    "uppdrag": (_("Uppdrag"), _("uppdraget")),
    "delmal": (_("Delmål"), _("delmålet")),
    "atgard": (_("Åtgärd"), _("åtgärden")),
    "linjearbete": (_("Linjearbete"), _("linjearbetet")),
    "problem": (_("Problem"), _("problemet")),
    "orsak": (_("Orsak"), _("orsaken")),
    "erfarenhet": (_("Erfarenhet"), _("erfarenheten")),
    "uppdragsbeskrivning": (_("Uppdragsbeskrivning"), _("uppdragsbeskrivningen")),
}
AREA_WORDS = {
    Area.PLAN: _("målbild, mål, uppdrag och lägesbild"),
    Area.WORKSHOP: _("workshoppen"),
    Area.TERMS: _("uppdragsbeskrivningen"),
    Area.SUPPORT: _("frågor, återkoppling och erfarenheter"),
}
