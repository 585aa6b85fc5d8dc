"""Typsituation: the tags that let an experience find its way to a similar place (FR-47)."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

PROBLEMS: Final = {
    "skadegorelse": _("Skadegörelse"),
    "stold": _("Stöld och inbrott"),
    "vald": _("Våld på offentlig plats"),
    "vald-i-nara-relation": _("Våld i nära relation"),
    "narkotika": _("Narkotika"),
    "otrygghet": _("Otrygghet"),
    "ungdom": _("Unga och skolan"),
    "trafik": _("Trafik och buskörning"),
    "bedrageri": _("Bedrägerier"),
}
FORMS: Final = {
    "ett-rad": _("Ett råd och en arbetsgrupp"),
    "rad-styrgrupp-arbetsgrupper": _("Råd, styrgrupp och arbetsgrupper"),
    "delat-lpo": _("Polisen delas av flera kommuner"),
    "stor-stad": _("Stadsdelar eller områden"),
}
SIZES: Final = {
    "under-5000": _("Under 5 000 invånare"),
    "under-10000": _("5 000–9 999 invånare"),
    "under-15000": _("10 000–14 999 invånare"),
    "under-50000": _("15 000–49 999 invånare"),
    "50000-eller-fler": _("50 000 invånare eller fler"),
    "flera-kommuner": _("Flera kommuner"),
}
