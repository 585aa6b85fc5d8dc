"""How the mail is doing, in words that say what to do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from malbild.accounts.models import User
from malbild.momentum.queries import Bounced
from malbild.outbox.models import Letter, Trouble
from malbild.outbox.queries import GAVE_UP, NO_WORKER, NOT_SET, Health, Returns
from malbild.ui.templatetags.days import clock_time, day

type Words = tuple[str, str]


@dataclass(frozen=True)
class HealthWords:
    state: Health
    is_well: bool
    heading: str
    advice: str


def health_words(state: Health) -> HealthWords:
    heading, advice = note_words(state.trouble, state.silent_since)
    return HealthWords(state, not state.trouble, heading, advice)


def note_words(code: str, since: dt.datetime | None) -> Words:
    """The loud note: since when no mail has gone out, why, and what now."""
    heading, advice = trouble_words(code)
    if since is None or not code:
        return heading, advice
    said = _("Mejlen har inte gått ut sedan %(when)s") % {"when": f"{day(since)} {clock_time(since)}"}
    return said, f"{heading}. {advice}"


def trouble_words(code: str) -> Words:
    """What is wrong with the mail and what now; the codes are those of queries.mail_trouble."""
    if not code:
        return _("Mejlen fungerar"), ""
    technician = _("Säg till den som sköter er installation. Mejlen väntar och skickas när det är lagat.")
    words: dict[str, Words] = {
        NOT_SET: (_("Mejl är inte inställt"), _("Den som sköter er installation behöver ange en mejlserver.")),
        NO_WORKER: (_("Mejlen skickas inte"), _("Programmet som skickar har stannat. ") + technician),
        Trouble.LOGIN: (_("Mejlservern släpper inte in oss"), _("Lösenordet kan ha ändrats. ") + technician),
        Trouble.SECURE: (_("Mejlservern erbjuder ingen säker förbindelse"), technician),
        Trouble.REFUSED: (_("Mejlservern säger nej till alla våra mejl"), technician),
        Trouble.SENDER: (_("Mejlservern godtar inte vår adress"), technician),
        Trouble.LATER: (_("Mejlservern ber oss vänta"), _("Vi försöker igen av oss själva. Det brukar gå över.")),
        Trouble.CONNECTION: (_("Vi når inte mejlservern"), technician),
        GAVE_UP: (_("Några mejl kom inte fram"), _("Vi har slutat försöka. Skicka ett prov och se om det går nu.")),
    }
    return words.get(code, words[Trouble.CONNECTION])


_FAILED = {
    Trouble.RECIPIENT: lambda: _("Adressen finns inte eller tar inte emot. Kontrollera adressen."),
    Trouble.CONTENT: lambda: _("Mottagarens server tog inte emot mejlet, kanske som skräppost."),
    Trouble.UNREACHABLE: lambda: _("Tidigare mejl till adressen har kommit i retur, så det här skickades inte."),
    Trouble.TOO_OLD: lambda: _("Mejlet hann bli för gammalt innan det kunde skickas."),
}


@dataclass(frozen=True)
class FailedRow:
    letter: Letter
    words: str
    can_go_again: bool


def failed_row(letter: Letter) -> FailedRow:
    known = _FAILED.get(Trouble(letter.trouble))
    words = known() if known else trouble_words(letter.trouble)[0]
    return FailedRow(letter, words, bool(letter.text) and letter.trouble != Trouble.TOO_OLD)


def bounce_words(status: str) -> str:
    """Why mail does not reach an address, by the report's code (RFC 3463)."""
    match status.split(".")[1:]:
        case ["1", *_]:
            return _("Adressen finns inte.")
        case ["2", "2"]:
            return _("Inkorgen är full.")
        case ["2", *_]:
            return _("Inkorgen är stängd.")
        case ["4", *_]:
            return _("Mottagarens mejlserver gick inte att nå.")
    return _("Mottagarens mejlserver tog inte emot mejlet.")


@dataclass(frozen=True)
class BouncedRow:
    user: User
    since: dt.datetime
    words: str


def bounced_row(found: Bounced) -> BouncedRow:
    return BouncedRow(found.user, found.mark.since, bounce_words(found.mark.status))


def returns_words(state: Returns) -> str:
    """Whether bounces and automatic answers are seen at all."""
    if not state.is_configured:
        return _("Läses inte. Den som sköter er installation kan ange brevlådan.")
    if state.trouble:
        return _("Vi kommer inte åt brevlådan. Säg till den som sköter er installation.")
    if state.last_read is None:
        return _("Har inte lästs än")
    return _("Lästes %(when)s") % {"when": f"{day(state.last_read)} {clock_time(state.last_read)}"}
