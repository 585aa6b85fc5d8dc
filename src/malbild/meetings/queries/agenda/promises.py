"""The point that opens every meeting: what has got done since last, and what was promised until today."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from malbild.goals.models import Measure
from malbild.goals.queries import as_work
from malbild.goals.states import MeasureState
from malbild.goals.status import is_stalled, progress
from malbild.kit import clock
from malbild.kit.clock import SWEDEN
from malbild.meetings.models import AgendaPoint
from malbild.meetings.queries.agenda.facts import Facts
from malbild.meetings.queries.agenda.shapes import Line, LineKind, Section, Tracked, counts
from malbild.meetings.words import day_text


def since_last(point: AgendaPoint, facts: Facts) -> Section:
    section = Section(point, 0, _("Sedan sist"), "")
    elsewhere = {h.measure_id for h in facts.help} | {e.measure_id for e in facts.entries if e.is_measure_born_here}
    for measure in facts.measures:
        said = facts.said.get(measure.pk)
        if measure.pk in elsewhere or (measure.is_decision_needed and not said):
            continue
        if measure.state in (MeasureState.DONE, MeasureState.FOLLOWED_UP) and not said:
            if measure.answered_at is None or measure.answered_at > facts.since:
                section.done.append(measure)
        elif measure.state == MeasureState.DRAFT and not said:
            section.lines.append(_draft(measure, facts))
        elif said or _due_reason(measure, facts):
            why = _due_reason(measure, facts) or _("Besvarad på mötet.")
            section.lines.append(Line(LineKind.PROMISE, measure.title, why, measure=measure, said=said))
        elif measure.state != MeasureState.PAUSED:
            section.on_track.append(Tracked(measure, progress(as_work(measure), on=facts.meeting.day)))
    section.lines.sort(key=lambda x: (x.kind != LineKind.PROMISE, _due(x), x.measure.pk if x.measure else 0))
    section.reason = counts(
        (ngettext("%d klar", "%d klara", len(section.done)), len(section.done)),
        (ngettext("%d att svara på", "%d att svara på", len(section.promises)), len(section.promises)),
        (ngettext("%d saknar ägare eller dag", "%d saknar ägare eller dag", len(section.drafts)), len(section.drafts)),
    ) or _("Inget har blivit klart och inget var lovat till i dag.")
    return section


def _due(line: Line) -> dt.date:
    return (line.measure.due if line.measure else None) or dt.date.max


def _due_reason(measure: Measure, facts: Facts) -> str:
    """Why a promise is taken up, or "" when it is on track."""
    on = facts.meeting.day
    work = as_work(measure)
    if measure.state == MeasureState.PAUSED:
        return ""
    if measure.due is not None and measure.due <= on:
        return _promised(measure.due, on)
    if measure.state == MeasureState.ASKED:
        asked = measure.asked_at.astimezone(SWEDEN).date() if measure.asked_at else None
        return _("tillfrågad %(day)s, inget svar än") % {"day": day_text(asked, on=on)} if asked else _("inget svar än")
    if is_stalled(work, on=on, previous_meeting=facts.previous_day):
        if work.answered_on is None:
            return _("inget svar än")
        return _("inget svar sedan %(day)s") % {"day": day_text(work.answered_on, on=on)}
    return ""


def _promised(due: dt.date, on: dt.date) -> str:
    """Seen before the meeting a day that is still to come has not been missed."""
    today = clock.today()
    if due == today == on:
        return _("lovad till i dag")
    words = _("skulle ha varit klar %(day)s") if due < today else _("ska vara klar %(day)s")
    return words % {"day": day_text(due, on=on)}


def _draft(measure: Measure, facts: Facts) -> Line:
    if measure.owner_id is None:
        reason = _("Ingen ägare än.")
    elif measure.due is None:
        reason = _("%(who)s, men ingen dag än.") % {"who": measure.owner.user.name if measure.owner else ""}
    else:
        reason = _("%(who)s är inte tillfrågad än.") % {"who": measure.owner.user.name if measure.owner else ""}
    entry = facts.entry_about(measure_id=measure.pk)
    return Line(LineKind.DRAFT, measure.title, reason, measure=measure, entry=entry)
