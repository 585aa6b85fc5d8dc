"""What an agenda is made of: its lines, its sections and the whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from malbild.goals.models import Assignment, HelpRequest, LineWork, Measure, MeasureAnswer
from malbild.goals.status import Progress
from malbild.meetings.models import AgendaPoint, CarryOver, Entry, Meeting
from malbild.meetings.states import PointKind
from malbild.meetings.words import and_list

SHORTEST_POINT = 5  # minutes; with less a point is better taken away


class LineKind(StrEnum):
    PROMISE = "promise"
    DRAFT = "draft"
    HELP = "help"
    DECISION = "decision"
    CARRIED = "carried"
    NEWS = "news"  # a figure that is clearly other than before
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
    indicator_id: int | None = None
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


@dataclass(frozen=True)
class Saving:
    """One way to make the agenda fit: the point gets `minutes`, or is taken away when it gets none."""

    section: Section
    minutes: int

    @property
    def is_away(self) -> bool:
        return self.minutes == 0


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

    @property
    def over(self) -> int:
        """How many minutes too much the points take; 0 when they fit."""
        return max(0, self.total_minutes - self.meeting.length)

    @property
    def savings(self) -> list[Saving]:
        """What to shorten or take away so that it fits: own points first, the last one first, then what is in depth.

        Never since last or help: that is what the others wait for. A point is shortened where enough is left of it.
        """
        left, found = self.over, []
        for kind in (PointKind.OWN, PointKind.IN_DEPTH):
            for section in reversed([s for s in self.sections if s.point.kind == kind]):
                if left > 0:
                    keeps = section.point.minutes - left
                    found.append(Saving(section, keeps if keeps >= SHORTEST_POINT else 0))
                    left -= section.point.minutes
        return found

    def section_of(self, point_id: int) -> Section | None:
        return next((s for s in self.sections if s.point.pk == point_id), None)

    def after(self, section: Section) -> Section | None:
        return next((s for s in self.sections if s.number == section.number + 1), None)

    @property
    def drafts(self) -> list[Entry]:
        """Captured åtgärder that lack an owner or a day."""
        return [e for e in self.entries if e.is_draft]


def counts(*parts: tuple[str, int]) -> str:
    """What a section holds, in words; "" when it holds nothing."""
    said = [text % n for text, n in parts if n]
    return and_list(said) + "." if said else ""
