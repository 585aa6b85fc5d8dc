"""The uppdrag that is taken in depth, and how it is chosen."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from malbild.goals.models import Assignment, Measure
from malbild.goals.queries import as_work
from malbild.goals.states import GoalState
from malbild.goals.status import is_stalled, progress
from malbild.kit.clock import SWEDEN
from malbild.meetings.models import AgendaPoint
from malbild.meetings.queries.agenda.facts import Facts
from malbild.meetings.queries.agenda.shapes import Section, Tracked
from malbild.meetings.words import day_text


def in_depth(point: AgendaPoint, facts: Facts) -> Section | None:
    """One uppdrag: the chosen one, else the stalled ones first and then the one longest since last time."""
    if not facts.assignments:
        return None
    by_work: defaultdict[int | None, list[Measure]] = defaultdict(list)
    for measure in facts.measures:
        by_work[measure.assignment_id].append(measure)
    chosen = next((a for a in facts.assignments if a.pk == point.assignment_id), None)
    work = chosen or next_in_depth(facts.assignments, facts.last_in_depth, _stalled(facts))
    last = facts.last_in_depth.get(work.pk)
    if work.pk in _stalled(facts):
        reason = _("Har stannat av sedan förra mötet.")
    elif last is None:
        reason = _("Ni har inte gått på djupet här än.")
    else:
        reason = _("Längst sedan sist: %(day)s.") % {
            "day": day_text(last.astimezone(SWEDEN).date(), on=facts.meeting.day)
        }
    point.assignment = work
    on = facts.meeting.day
    return Section(
        point,
        0,
        _("Djupdykning: %(work)s") % {"work": work.title},
        reason,
        on_track=[Tracked(m, progress(as_work(m), on=on)) for m in by_work[work.pk]],
    )


def _stalled(facts: Facts) -> set[int]:
    on, before = facts.meeting.day, facts.previous_day
    return {
        m.assignment_id
        for m in facts.measures
        if m.assignment_id and is_stalled(as_work(m), on=on, previous_meeting=before)
    }


def next_in_depth(
    assignments: Iterable[Assignment], last: dict[int, dt.datetime], stalled: Iterable[int]
) -> Assignment:
    """Active before drafts and what rests, then the stalled, then the one longest since it was in depth (or never)."""
    first = dt.datetime.min.replace(tzinfo=dt.UTC)
    stuck = set(stalled)
    return min(
        assignments,
        key=lambda a: (_waits(a), a.pk not in stuck, last.get(a.pk, first), a.pk),
    )


def _waits(work: Assignment) -> bool:
    return work.state != GoalState.ACTIVE or work.rests_on is not None
