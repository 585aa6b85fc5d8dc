"""The states in words."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from malbild.workshops import states


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
