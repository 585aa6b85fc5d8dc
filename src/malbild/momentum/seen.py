"""What a person had read when they answered: an answer that was kept on a phone never overwrites a later one."""

from __future__ import annotations

import hashlib

from django.utils.translation import gettext as _

from malbild.goals.models import Measure, MeasureAnswer
from malbild.goals.names import Answers
from malbild.goals.states import MeasureState
from malbild.kit import clock
from malbild.momentum.errors import Over, Superseded
from malbild.momentum.queries import ANSWERABLE
from malbild.ui.templatetags.days import clock_time
from malbild.ui.templatetags.days import weekday as weekday_of


def mark_of(measure: Measure) -> str:
    """A short mark of everything that an answer rests on: state, day, the last answer, and a question's words."""
    asked = measure.title if measure.state == MeasureState.ASKED else ""
    facts = (measure.state, measure.due, measure.owner_id, measure.answered_at, asked)
    return hashlib.sha256("|".join(str(f) for f in facts).encode()).hexdigest()[:16]


def must_be_as_seen(measure: Measure, seen: str, *, anyway: bool = False) -> None:
    """Raises Over or Superseded when the åtgärd is not as it was read; no mark, no question asked."""
    if not seen or seen == mark_of(measure):
        return
    if measure.state not in ANSWERABLE:
        raise Over(_over_words(measure))
    if not anyway:
        raise Superseded(_changed_words(measure))


def _over_words(measure: Measure) -> str:
    if measure.state == MeasureState.DONE:
        return _("Åtgärden hade redan blivit klar. Ditt svar behövs inte.")
    state = measure.get_state_display().lower()
    return _("Åtgärden är %(state)s sedan du läste listan. Ditt svar behövs inte.") % {"state": state}


def _changed_words(measure: Measure) -> str:
    last = measure.answers.filter(undone_at=None).select_related("by__user").first()
    if last is None or measure.answered_at is None or last.at < measure.answered_at:
        return _("Åtgärden har ändrats sedan du läste den. Läs den igen. Ditt svar är inte skickat.")
    return _("%(who)s svarade ”%(what)s” %(when)s. Ditt svar är inte skickat. Välj vad som ska gälla.") % {
        "who": last.by.user.first_name if last.by else _("Någon"),
        "what": _said(last),
        "when": _moment(last),
    }


def _said(last: MeasureAnswer) -> str:
    word = str(Answers(last.answer).label)
    return f"{word}, {weekday_of(last.new_due)}" if last.new_due else word


def _moment(last: MeasureAnswer) -> str:
    local = last.at.astimezone(clock.SWEDEN)
    at = clock_time(last.at)
    return _("i dag %(at)s") % {"at": at} if local.date() == clock.today() else f"{weekday_of(local.date())} {at}"
