"""The states in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from malbild.kit.clock import SWEDEN
from malbild.workshops import states

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from malbild.workshops.models import Event


class WorkshopStates(models.TextChoices):
    OPEN = states.WorkshopState.OPEN.value, _("Pågår")
    PAUSED = states.WorkshopState.PAUSED.value, _("Pausad till en annan dag")
    CLOSED = states.WorkshopState.CLOSED.value, _("Avslutad")


class Beats(models.TextChoices):
    LOBBY = states.Beat.LOBBY.value, _("Samling")
    ASK = states.Beat.ASK.value, _("Fråga")
    WRITE = states.Beat.WRITE.value, _("Skriv tyst")
    READ = states.Beat.READ.value, _("Läs och gruppera")
    VOTE = states.Beat.VOTE.value, _("Rösta hemligt")
    DECIDE = states.Beat.DECIDE.value, _("Bestäm")


class Sorts(models.TextChoices):
    """What a card of step 1 is about."""

    WORKS = "works", _("Fungerar")
    DEVELOP = "develop", _("Behöver utvecklas")


class Decisions(models.TextChoices):
    TAKEN = states.Decision.TAKEN.value, _("Vi tar den")
    WORKS = states.Decision.WORKS.value, _("Fungerar – följ")
    LATER = states.Decision.LATER.value, _("Inte nu – sparas till nästa möte")


class Parts(models.TextChoices):
    """Which part it is that fails (step 1)."""

    MANDATE = "mandate", _("Mandat")
    RESOURCES = "resources", _("Resurser")
    METHOD = "method", _("Metod")
    INFORMATION = "information", _("Information")
    COOPERATION = "cooperation", _("Samarbete")


class Criteria(models.TextChoices):
    """Brå's grounds for choosing what comes first."""

    COMMON = "common", _("Vanligast")
    RISING = "rising", _("Ökar")
    WORST_PLACE = "worst-place", _("Värst på en plats")
    MANY = "many", _("Drabbar många")
    DAMAGE = "damage", _("Stor skada")
    WITHIN_REACH = "within-reach", _("Går att påverka")


_DEEDS: dict[str, StrPromise] = {
    "start": _("startade workshopen"),
    "advance": _("gick vidare"),
    "show-result": _("visade resultatet"),
    "vote-again": _("öppnade en ny omröstning"),
    "time": _("gav mer tid"),
    "hold": _("pausade tiden"),
    "run": _("startade tiden"),
    "pause-workshop": _("pausade workshopen"),
    "resume-workshop": _("fortsatte workshopen"),
    "close": _("avslutade workshopen"),
    "reopen": _("öppnade workshopen igen"),
    "group": _("bildade en grupp"),
    "move": _("flyttade kort"),
    "aside": _("lade kort åt sidan"),
    "take-back": _("tog kort ur en grupp"),
    "rename": _("bytte namn på en grupp"),
    "weigh": _("vägde in kriterierna"),
    "decide": _("sparade ett beslut"),
    "propose": _("lämnade ett förslag"),
    "confirm": _("bekräftade metodstödets förslag"),
    "let-supporter": _("släppte in metodstödet"),
    "stop-supporter": _("tog tillbaka metodstödets rätt"),
    "outcome": _("lade till i planen"),
    "undo": _("ångrade"),
}


def done_in_words(event: Event) -> str:
    """ "Anna gick vidare 13.42." Whoever has left the table is somebody who leads."""
    return gettext("%(who)s %(did)s %(at)s.") % {
        "who": event.by.user.first_name if event.by else gettext("Den som leder"),
        "did": _DEEDS.get(event.what, _("gjorde något")),
        "at": f"{localtime(event.at, SWEDEN):%H.%M}",
    }
