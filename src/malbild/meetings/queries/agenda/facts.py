"""What the agenda is read from, once, in the same few queries however many åtgärder and years there are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import OuterRef, Q, Subquery

from malbild.access.actor import Actor
from malbild.followup.figures.judging import news
from malbild.followup.models import Judgement
from malbild.goals.models import Assignment, HelpRequest, LineWork, Measure, MeasureAnswer
from malbild.goals.queries import measures, proposed_to_lift
from malbild.goals.states import GOAL_ENDED, MEASURE_OPEN
from malbild.kit.clock import SWEDEN
from malbild.meetings.models import AgendaPoint, CarryOver, Entry, Meeting
from malbild.meetings.states import PointKind

FIRST_LOOK_BACK = dt.timedelta(days=90)  # before the first meeting "since last" is the last quarter


@dataclass
class Facts:
    """Everything the agenda is made of, read once."""

    meeting: Meeting
    previous_day: dt.date | None
    since: dt.datetime
    measures: list[Measure]
    help: list[HelpRequest]
    assignments: list[Assignment]
    last_in_depth: dict[int, dt.datetime]
    carried: list[CarryOver]
    lifts: list[LineWork]
    news: list[Judgement] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    removed: list[Entry] = field(default_factory=list)
    said: dict[int, MeasureAnswer] = field(default_factory=dict)

    @classmethod
    def read(cls, actor: Actor, meeting: Meeting, previous: Meeting | None, *, with_news: bool = False) -> Facts:
        """`with_news` also reads which open figures have turned, one query more."""
        since = previous.closed_at or previous.starts_at if previous else meeting.starts_at - FIRST_LOOK_BACK
        day = since.astimezone(SWEDEN).date()
        open_states = [s.value for s in MEASURE_OPEN]
        works = _assignments(actor, meeting)
        begun = meeting.opened_at is not None
        written = _entries(actor, meeting) if begun else []
        return cls(
            meeting=meeting,
            previous_day=previous.day if previous else None,
            since=since,
            measures=list(
                measures(actor)
                .shared()
                .filter(Q(state__in=open_states) | Q(done_on__gte=day))
                .select_related(None)
                .select_related("owner__user")
            ),
            help=_help(actor, meeting),
            assignments=works,
            last_in_depth={w.pk: w.last_in_depth for w in works if w.last_in_depth},  # type: ignore[attr-defined]
            carried=_carried(actor, meeting),
            lifts=proposed_to_lift(actor),
            news=_news(meeting, since) if with_news else [],
            entries=[e for e in written if not e.removed_at],
            removed=[e for e in written if e.removed_at],
            said=_said(actor, meeting) if begun else {},
        )

    def entry_about(self, *, measure_id: int | None = None, assignment_id: int | None = None) -> Entry | None:
        """What was written at this meeting about an åtgärd that stood on the agenda, or the uppdrag's decision."""
        for entry in self.entries:
            if measure_id and entry.measure_id == measure_id and not entry.is_measure_born_here:
                return entry
            if assignment_id and entry.assignment_id == assignment_id and entry.kind == "decision":
                return entry
        return None


def _news(meeting: Meeting, since: dt.datetime) -> list[Judgement]:
    here = meeting.partnership.municipality
    return news(here.code, since) if here else []


def _help(actor: Actor, meeting: Meeting) -> list[HelpRequest]:
    """What waits for help, and what was solved at this meeting."""
    solved = Q(closed_at__gte=meeting.opened_at) if meeting.opened_at else Q(pk__in=[])
    rows = HelpRequest.objects.visible_to(actor).filter(Q(closed_at=None) | solved)
    if meeting.opened_at:  # asked during the meeting: it stands as the answer in its own row
        rows = rows.filter(opened_at__lt=meeting.opened_at)
    return list(rows)


def _assignments(actor: Actor, meeting: Meeting) -> list[Assignment]:
    """Those that have not ended, with when each was last taken in depth at another meeting."""
    rows = Assignment.objects.visible_to(actor).shared().exclude(state__in=[s.value for s in GOAL_ENDED])
    depth = AgendaPoint.objects.visible_to(actor).filter(kind=PointKind.IN_DEPTH, assignment=OuterRef("pk"))
    held = depth.exclude(handled_at=None).exclude(meeting=meeting).order_by("-meeting__starts_at")
    last = Subquery(held.values("meeting__starts_at")[:1])
    return list(rows.select_related("lead_party__organisation").annotate(last_in_depth=last))


def _carried(actor: Actor, meeting: Meeting) -> list[CarryOver]:
    rows = CarryOver.objects.visible_to(actor).filter(
        Q(discussed_in=None, put_away_at=None) | Q(discussed_in=meeting) | Q(put_away_in=meeting)
    )
    return list(rows)


def _entries(actor: Actor, meeting: Meeting) -> list[Entry]:
    rows = Entry.objects.visible_to(actor).filter(meeting=meeting)
    return list(rows.select_related("owner__user", "changed_by__user"))


def _said(actor: Actor, meeting: Meeting) -> dict[int, MeasureAnswer]:
    """The standing answer given at this meeting, by åtgärd."""
    rows = MeasureAnswer.objects.visible_to(actor).filter(via="meeting", at__gte=meeting.opened_at, undone_at=None)
    if meeting.closed_at:
        rows = rows.filter(at__lte=meeting.closed_at)
    return {a.measure_id: a for a in rows.order_by("at", "pk")}
