"""The agenda that proposes itself: what is on it and why, read from the plan each time.

Nothing here is stored, so a line is never stale. While the meeting goes on a line stays where it is although
its åtgärd has been answered, so that nobody loses their place.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Subquery
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.meetings.models import AgendaPoint, Meeting
from malbild.meetings.queries.agenda.depth import in_depth, next_in_depth
from malbild.meetings.queries.agenda.facts import Facts
from malbild.meetings.queries.agenda.news import in_figures
from malbild.meetings.queries.agenda.promises import since_last
from malbild.meetings.queries.agenda.shapes import Agenda, Line, LineKind, Section, Tracked
from malbild.meetings.queries.agenda.waiting import carried, waiting
from malbild.meetings.queries.cycle import turn_words
from malbild.meetings.queries.meetings import previous_meeting
from malbild.meetings.states import PointKind
from malbild.meetings.words import when_text

__all__ = ["Agenda", "Line", "LineKind", "Section", "Tracked", "agenda", "next_in_depth"]


def agenda(actor: Actor, meeting: Meeting) -> Agenda:
    """The agenda as it stands now: the same few queries however many åtgärder and years there are."""
    previous = previous_meeting(actor, on=meeting.day)
    points = _points(actor, meeting)
    facts = Facts.read(actor, meeting, previous, with_news=any(p.kind == PointKind.NEWS for p in points))
    shown = [p for p in points if not p.is_taken_away]
    sections = [s for p in shown if (s := _section(p, facts)) is not None]
    for number, section in enumerate(sections, 1):
        section.number = number
        section.above = sections[number - 2].point.pk if number > 1 else None
        section.below = sections[number].point.pk if number < len(sections) else None
        section.entries = [e for e in facts.entries if e.point_id == section.point.pk]
    return Agenda(
        meeting=meeting,
        previous=previous,
        sections=sections,
        taken_away=[p for p in points if p.is_taken_away],
        entries=facts.entries,
        removed=facts.removed,
        choices=facts.assignments,
    )


def _points(actor: Actor, meeting: Meeting) -> list[AgendaPoint]:
    """In their order, each with when the group meets after this meeting (`following_at`); one query."""
    after = Meeting.objects.visible_to(actor).coming().filter(starts_at__gt=meeting.starts_at, group=meeting.group)
    following = Subquery(after.filter(partnership_id=meeting.partnership_id).values("starts_at")[:1])
    return list(AgendaPoint.objects.visible_to(actor).filter(meeting=meeting).annotate(following_at=following))


def _next(at: dt.datetime | None) -> str:
    if at is None:
        return _("Boka tiden medan alla är samlade.")
    return _("Nästa möte är %(when)s. Passar tiden fortfarande?") % {"when": when_text(at)}


def _section(point: AgendaPoint, facts: Facts) -> Section | None:
    """The point with its lines; None when it has nothing to take up and nothing was written under it."""
    match PointKind(point.kind):
        case PointKind.SINCE_LAST:
            return since_last(point, facts)
        case PointKind.WAITING:
            section = waiting(point, facts)
        case PointKind.CARRIED:
            section = carried(point, facts)
        case PointKind.IN_DEPTH:
            return in_depth(point, facts)
        case PointKind.QUARTER:
            return Section(point, 0, *turn_words(facts.meeting.day))
        case PointKind.NEWS:
            section = in_figures(point, facts)
        case PointKind.OWN:
            return Section(point, 0, point.title, _("Tillagd av samordnaren."))
        case PointKind.NEXT:
            return Section(point, 0, _("Nästa möte"), _next(point.following_at))  # type: ignore[attr-defined]
    written = any(e.point_id == point.pk for e in facts.entries)
    return section if section.lines or written or point.handled_at else None
