"""The agenda that proposes itself: what is on it and why, read from the plan each time.

Nothing here is stored, so a line is never stale. While the meeting goes on a line stays where it is although
its åtgärd has been answered, so that nobody loses their place.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from malbild.access.actor import Actor
from malbild.goals.models import Assignment, HelpRequest, LineWork, Measure, MeasureAnswer
from malbild.goals.queries import as_work, measures, proposed_to_lift
from malbild.goals.states import GOAL_ENDED, MEASURE_OPEN, GoalState, MeasureState
from malbild.goals.status import Progress, is_stalled, progress
from malbild.kit.clock import SWEDEN
from malbild.meetings.models import AgendaPoint, CarryOver, Entry, Meeting
from malbild.meetings.queries.cycle import turn_words
from malbild.meetings.queries.meetings import previous_meeting
from malbild.meetings.states import PointKind
from malbild.meetings.words import and_list, day_text

FIRST_LOOK_BACK = dt.timedelta(days=90)  # before the first meeting "since last" is the last quarter


class LineKind(StrEnum):
    PROMISE = "promise"
    DRAFT = "draft"
    HELP = "help"
    DECISION = "decision"
    CARRIED = "carried"
    LIFT = "lift"  # line work that wavers, proposed for development


@dataclass
class Line:
    """One thing to take up, with its reason; `said` is the answer given at this meeting, `entry` what was written."""

    kind: LineKind
    title: str
    reason: str
    measure: Measure | None = None
    assignment: Assignment | None = None
    help: HelpRequest | None = None
    item: CarryOver | None = None
    line_work: LineWork | None = None
    said: MeasureAnswer | None = None
    entry: Entry | None = None

    @property
    def owner(self) -> str:
        return self.measure.owner.user.name if self.measure and self.measure.owner else ""

    @property
    def is_settled(self) -> bool:
        """Something has been done about it at this meeting."""
        if self.item is not None:
            return self.item.discussed_in_id is not None or self.item.put_away_at is not None
        return bool(self.said or self.entry or (self.help and self.help.closed_at))


@dataclass
class Tracked:
    """A folded åtgärd with its signal."""

    measure: Measure
    progress: Progress


@dataclass
class Section:
    """One agenda point as it is shown. `done` and `on_track` are folded: nothing there waits for anyone."""

    point: AgendaPoint
    number: int
    title: str
    reason: str
    lines: list[Line] = field(default_factory=list)
    done: list[Measure] = field(default_factory=list)
    on_track: list[Tracked] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    above: int | None = None  # the shown point before this one, and the one after
    below: int | None = None

    @property
    def thanks(self) -> str:
        names = dict.fromkeys(m.owner.user.name.split()[0] for m in self.done if m.owner and m.owner.user.name.split())
        return and_list(names)

    @property
    def promises(self) -> list[Line]:
        return [x for x in self.lines if x.kind == LineKind.PROMISE]

    @property
    def drafts(self) -> list[Line]:
        return [x for x in self.lines if x.kind == LineKind.DRAFT]


@dataclass
class Agenda:
    meeting: Meeting
    previous: Meeting | None
    sections: list[Section]
    taken_away: list[AgendaPoint]
    entries: list[Entry]
    removed: list[Entry]  # undone captures, which can be taken back
    choices: list[Assignment]  # the uppdrag that can be taken in depth

    @property
    def total_minutes(self) -> int:
        return sum(s.point.minutes for s in self.sections)

    def section_of(self, point_id: int) -> Section | None:
        return next((s for s in self.sections if s.point.pk == point_id), None)

    def after(self, section: Section) -> Section | None:
        return next((s for s in self.sections if s.number == section.number + 1), None)

    @property
    def drafts(self) -> list[Entry]:
        """Captured åtgärder that lack an owner or a day."""
        return [e for e in self.entries if e.is_draft]


def agenda(actor: Actor, meeting: Meeting) -> Agenda:
    """The agenda as it stands now: the same few queries however many åtgärder and years there are."""
    previous = previous_meeting(actor, on=meeting.day)
    facts = _Facts.read(actor, meeting, previous)
    points = list(AgendaPoint.objects.visible_to(actor).filter(meeting=meeting))
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


@dataclass
class _Facts:
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
    entries: list[Entry] = field(default_factory=list)
    removed: list[Entry] = field(default_factory=list)
    said: dict[int, MeasureAnswer] = field(default_factory=dict)

    @classmethod
    def read(cls, actor: Actor, meeting: Meeting, previous: Meeting | None) -> _Facts:
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


def _section(point: AgendaPoint, facts: _Facts) -> Section | None:
    """The point with its lines; None when it has nothing to take up and nothing was written under it."""
    match PointKind(point.kind):
        case PointKind.SINCE_LAST:
            return _since_last(point, facts)
        case PointKind.WAITING:
            section = _waiting(point, facts)
        case PointKind.CARRIED:
            section = _carried_section(point, facts)
        case PointKind.IN_DEPTH:
            return _in_depth(point, facts)
        case PointKind.QUARTER:
            return Section(point, 0, *turn_words(facts.meeting.day))
        case PointKind.OWN:
            return Section(point, 0, point.title, _("Tillagd av samordnaren."))
        case PointKind.NEXT:
            return Section(point, 0, _("Nästa möte"), _("Boka tiden medan alla är samlade."))
    written = any(e.point_id == point.pk for e in facts.entries)
    return section if section.lines or written or point.handled_at else None


def _since_last(point: AgendaPoint, facts: _Facts) -> Section:
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
    section.reason = _counts(
        (ngettext("%d klar", "%d klara", len(section.done)), len(section.done)),
        (ngettext("%d att svara på", "%d att svara på", len(section.promises)), len(section.promises)),
        (ngettext("%d saknar ägare eller dag", "%d saknar ägare eller dag", len(section.drafts)), len(section.drafts)),
    ) or _("Inget har blivit klart och inget var lovat till i dag.")
    return section


def _due(line: Line) -> dt.date:
    return (line.measure.due if line.measure else None) or dt.date.max


def _due_reason(measure: Measure, facts: _Facts) -> str:
    """Why a promise is taken up, or "" when it is on track."""
    on = facts.meeting.day
    work = as_work(measure)
    if measure.state == MeasureState.PAUSED:
        return ""
    if measure.due is not None and measure.due < on:
        return _("skulle ha varit klar %(day)s") % {"day": day_text(measure.due, on=on)}
    if measure.due == on:
        return _("lovad till i dag")
    if measure.state == MeasureState.ASKED:
        asked = measure.asked_at.astimezone(SWEDEN).date() if measure.asked_at else None
        return _("tillfrågad %(day)s, inget svar än") % {"day": day_text(asked, on=on)} if asked else _("inget svar än")
    if is_stalled(work, on=on, previous_meeting=facts.previous_day):
        if work.answered_on is None:
            return _("inget svar än")
        return _("inget svar sedan %(day)s") % {"day": day_text(work.answered_on, on=on)}
    return ""


def _draft(measure: Measure, facts: _Facts) -> Line:
    if measure.owner_id is None:
        reason = _("Ingen ägare än.")
    elif measure.due is None:
        reason = _("%(who)s, men ingen dag än.") % {"who": measure.owner.user.name if measure.owner else ""}
    else:
        reason = _("%(who)s är inte tillfrågad än.") % {"who": measure.owner.user.name if measure.owner else ""}
    entry = facts.entry_about(measure_id=measure.pk)
    return Line(LineKind.DRAFT, measure.title, reason, measure=measure, entry=entry)


def _waiting(point: AgendaPoint, facts: _Facts) -> Section:
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
    section.reason = _counts(
        (ngettext("%d väntar på hjälp", "%d väntar på hjälp", helped), helped),
        (ngettext("%d väntar på beslut", "%d väntar på beslut", decide), decide),
    )
    return section


def _carried_section(point: AgendaPoint, facts: _Facts) -> Section:
    on = facts.meeting.day
    lines = []
    for item in facts.carried:
        since = _("Väntar sedan %(day)s.") % {"day": day_text(item.first_on, on=on)}
        past = ngettext("Uppskjuten %d gång.", "Uppskjuten %d gånger.", item.times) % item.times if item.times else ""
        reason = " ".join(filter(None, (item.reason and item.reason.rstrip(".") + ".", since, past)))
        lines.append(Line(LineKind.CARRIED, item.text, reason, item=item))
    counted = ngettext("%d sak ni inte har pratat om än", "%d saker ni inte har pratat om än", len(lines)) % len(lines)
    return Section(point, 0, _("Kvar från tidigare"), counted + ".", lines=lines)


def _in_depth(point: AgendaPoint, facts: _Facts) -> Section | None:
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


def _stalled(facts: _Facts) -> set[int]:
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


def _counts(*parts: tuple[str, int]) -> str:
    said = [text % n for text, n in parts if n]
    return and_list(said) + "." if said else ""
