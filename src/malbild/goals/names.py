"""The Swedish words for the plan's states, in one place."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from malbild.goals import load, states
from malbild.goals.focus import Focus
from malbild.goals.ladder import Rung
from malbild.goals.status import Progress
from malbild.kit import clock


def day_words(day: dt.date) -> str:
    """A day as we write it, "fredag 18 december", held together by hard spaces; with the year when it is another."""
    form = "l j F" if day.year == clock.today().year else "l j F Y"
    return date_format(day, form).replace(" ", "\u00a0")


class MeasureStates(models.TextChoices):
    DRAFT = states.MeasureState.DRAFT.value, _("Utkast")
    ASKED = states.MeasureState.ASKED.value, _("Tillfrågad")
    ACCEPTED = states.MeasureState.ACCEPTED.value, _("Accepterad")
    UNDER_WAY = states.MeasureState.UNDER_WAY.value, _("Pågår")
    DONE = states.MeasureState.DONE.value, _("Klar")
    FOLLOWED_UP = states.MeasureState.FOLLOWED_UP.value, _("Uppföljd")
    PAUSED = states.MeasureState.PAUSED.value, _("Pausad")
    NOT_DONE = states.MeasureState.NOT_DONE.value, _("Ej genomförd")
    REPLACED = states.MeasureState.REPLACED.value, _("Ersatt")
    TO_LINE = states.MeasureState.TO_LINE.value, _("Överförd till linjen")


class Sizes(models.TextChoices):
    HOUR = load.Size.HOUR.value, _("En timme")
    DAY = load.Size.DAY.value, _("En dag")
    DAYS = load.Size.DAYS.value, _("Flera dagar")


class GoalStates(models.TextChoices):
    DRAFT = states.GoalState.DRAFT.value, _("Utkast")
    FORMULATED = states.GoalState.FORMULATED.value, _("Formulerat")
    ACCEPTED = states.GoalState.ACCEPTED.value, _("Accepterat")
    ACTIVE = states.GoalState.ACTIVE.value, _("Aktivt")
    REACHED = states.GoalState.REACHED.value, _("Uppnått")
    PARTLY = states.GoalState.PARTLY.value, _("Delvis uppnått")
    RECONSIDERED = states.GoalState.RECONSIDERED.value, _("Omprövat")
    CLOSED = states.GoalState.CLOSED.value, _("Nedlagt")


class LineStates(models.TextChoices):
    WORKS = states.LineState.WORKS.value, _("Fungerar")
    WAVERS = states.LineState.WAVERS.value, _("Svajar")
    LIFTED = states.LineState.LIFTED.value, _("Lyft till utveckling")


class Answers(models.TextChoices):
    DONE = states.Answer.DONE.value, _("Klart")
    ON_TRACK = states.Answer.ON_TRACK.value, _("På gång")
    NEED_HELP = states.Answer.NEED_HELP.value, _("Jag behöver hjälp")
    NEW_DATE = states.Answer.NEW_DATE.value, _("Ny tid")


class Reasons(models.TextChoices):
    RESOURCES = states.Reason.RESOURCES.value, _("Tid eller resurser")
    STAFF_CHANGE = states.Reason.STAFF_CHANGE.value, _("Personbyte")
    WAITING_FOR_PARTY = states.Reason.WAITING_FOR_PARTY.value, _("Väntar på någon annan")
    UNCLEAR_RESPONSIBILITY = states.Reason.UNCLEAR_RESPONSIBILITY.value, _("Oklart ansvar")
    WRONG_MEASURE = states.Reason.WRONG_MEASURE.value, _("Fel åtgärd eller fel orsak")
    LEGAL_DOUBT = states.Reason.LEGAL_DOUBT.value, _("Sekretess eller juridik")
    EXTERNAL_EVENT = states.Reason.EXTERNAL_EVENT.value, _("Något utanför oss hände")
    NO_LONGER_RELEVANT = states.Reason.NO_LONGER_RELEVANT.value, _("Inte aktuell längre")
    DECISION_MISSING = states.Reason.DECISION_MISSING.value, _("Beslut saknas")


# The steps of an åtgärd's history; the answers klart and på gång are told as answers.
DEED_WORDS = {
    "add": _("Åtgärden skrevs"),
    "new-owner": _("Ny ägare valdes"),
    states.Deed.ASK.value: _("Ägaren tillfrågades"),
    states.Deed.ACCEPT.value: _("Tog på sig åtgärden"),
    states.Deed.DECLINE.value: _("Fel person"),
    states.Deed.TAKE_BACK_YES.value: _("Tog tillbaka sitt ja"),
    states.Deed.PAUSE.value: _("Pausades"),
    states.Deed.RESUME.value: _("Togs upp igen"),
    states.Deed.REOPEN.value: _("Öppnades igen"),
    states.Deed.FOLLOW_UP.value: _("Följdes upp"),
    states.Deed.GIVE_UP.value: _("Blir inte av"),
    states.Deed.REPLACE.value: _("Ersattes"),
    states.Deed.MOVE_TO_LINE.value: _("Blev linjearbete"),
}

PROGRESS_WORDS = {
    Progress.DONE: _("Klart"),
    Progress.ON_PLAN: _("Enligt plan"),
    Progress.LATE: _("Försenat"),
    Progress.NEEDS_HELP: _("Behöver hjälp eller beslut"),
    Progress.PAUSED: _("Pausat"),
    Progress.NO_FRESH_ANSWER: _("Inget färskt svar"),
}

FOCUS_WORDS = {
    Focus.ACTIVE: _("Aktivt"),
    Focus.SLOWING: _("Saktar in"),
    Focus.STALLED: _("Stannat av"),
    Focus.RESTING: _("Vilar"),
}

# The rungs of the ladder and the kind next step of each: what happens now, and nobody's fault.
RUNG_WORDS = {
    Rung.ASK: _("Ägaren får frågan"),
    Rung.WAY: _("Välj en väg vidare"),
    Rung.AGENDA: _("Tas upp på nästa möte"),
    Rung.LEADERS: _("Föreslås för styrgruppen"),
    Rung.BOARD: _("Fråga bollplanket"),
}
RUNG_STEPS = {
    Rung.ASK: _("Fråga vad som är i vägen. Ett tryck räcker som svar."),
    Rung.WAY: _("Dela upp, lämna över, ändra eller avsluta. Allt är bättre än att vänta."),
    Rung.AGENDA: _("Det står på nästa dagordning av sig självt, med skälet. Ni löser det tillsammans där."),
    Rung.LEADERS: _("Gruppen har haft det på ett möte. Vill ni be styrgruppen om något, så skickar en av er frågan."),
    Rung.BOARD: _("Någon utanför kan ha sett samma sak förut. Ställ frågan till bollplanket."),
}
