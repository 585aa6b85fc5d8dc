"""How the mail is doing, in words that say what to do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from malbild.outbox.models import Letter, Trouble
from malbild.outbox.queries import GAVE_UP, NO_WORKER, NOT_SET, Health
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
    return FailedRow(letter, words, letter.trouble != Trouble.TOO_OLD)
