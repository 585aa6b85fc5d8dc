"""What waits for others: help, decisions, line work that wavers, and what was put off."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from malbild.goals.states import MEASURE_OPEN
from malbild.kit.clock import SWEDEN
from malbild.meetings.models import AgendaPoint
from malbild.meetings.queries.agenda.facts import Facts
from malbild.meetings.queries.agenda.shapes import Line, LineKind, Section, counts
from malbild.meetings.words import day_text


def waiting(point: AgendaPoint, facts: Facts) -> Section:
    section = Section(point, 0, _("Hjälp och beslut"), "")
    by_id = {m.pk: m for m in facts.measures}
    on = facts.meeting.day
    for asked in facts.help:
        measure = by_id.get(asked.measure_id)
        if measure is None:
            continue
        day = day_text(asked.opened_at.astimezone(SWEDEN).date(), on=on)
        reason = _("Hjälp behövs sedan %(day)s.") % {"day": day}
        reason += f" {asked.get_reason_display()}." if asked.reason else ""
        said = facts.said.get(measure.pk)
        section.lines.append(Line(LineKind.HELP, measure.title, reason, measure=measure, help=asked, said=said))
    for measure in facts.measures:
        entry = facts.entry_about(measure_id=measure.pk)
        if measure.is_decision_needed and measure.state in MEASURE_OPEN:
            reason = _("Kan inte gå vidare utan beslut.")
            section.lines.append(Line(LineKind.DECISION, measure.title, reason, measure=measure, entry=entry))
    for work in facts.assignments:
        if work.decision_needed:
            entry = facts.entry_about(assignment_id=work.pk)
            reason = _("Uppdraget väntar på beslut: %(what)s") % {"what": work.decision_needed}
            section.lines.append(Line(LineKind.DECISION, work.title, reason, assignment=work, entry=entry))
        elif work.look_again_on is not None and work.look_again_on <= on:
            entry = facts.entry_about(assignment_id=work.pk)
            reason = _("Har vilat till %(day)s. Ska det tas upp igen, vila mer eller avslutas?")
            reason %= {"day": day_text(work.look_again_on, on=on)}
            section.lines.append(Line(LineKind.DECISION, work.title, reason, assignment=work, entry=entry))
    for line_work in facts.lifts:
        reason = _("Svajar för andra gången i rad. Ska det lyftas till utveckling?")
        section.lines.append(Line(LineKind.LIFT, line_work.title, reason, line_work=line_work))
    helped = sum(x.kind == LineKind.HELP for x in section.lines)
    decide = len(section.lines) - helped
    section.reason = counts(
        (ngettext("%d väntar på hjälp", "%d väntar på hjälp", helped), helped),
        (ngettext("%d väntar på beslut", "%d väntar på beslut", decide), decide),
    )
    return section


def carried(point: AgendaPoint, facts: Facts) -> Section:
    on = facts.meeting.day
    lines = []
    for item in facts.carried:
        since = _("Väntar sedan %(day)s.") % {"day": day_text(item.first_on, on=on)}
        past = ngettext("Uppskjuten %d gång.", "Uppskjuten %d gånger.", item.times) % item.times if item.times else ""
        reason = " ".join(filter(None, (item.reason and item.reason.rstrip(".") + ".", since, past)))
        lines.append(Line(LineKind.CARRIED, item.text, reason, item=item))
    counted = ngettext("%d sak ni inte har pratat om än", "%d saker ni inte har pratat om än", len(lines)) % len(lines)
    return Section(point, 0, _("Kvar från tidigare"), counted + ".", lines=lines)
