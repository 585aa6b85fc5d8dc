"""Where stalled work stands, read from answers, calls for help and the meetings held since."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max

from malbild.access.actor import Actor
from malbild.access.policy import Action, may
from malbild.followup.models import FollowUpNote
from malbild.goals import queries as plan
from malbild.goals.focus import RHYTHM_DAYS, Focus
from malbild.goals.ladder import Rung, Standing, stand
from malbild.goals.models import Assignment, HelpRequest, Measure
from malbild.goals.names import RUNG_STEPS, RUNG_WORDS, Reasons
from malbild.goals.states import GoalState, MeasureState
from malbild.goals.status import Work
from malbild.goals.tricks import Trick, tricks_for
from malbild.kit.clock import SWEDEN
from malbild.meetings.models import Meeting
from malbild.momentum.models import LeadersRule, SentToLeaders

_LOOK_BACK = dt.timedelta(days=400)


@dataclass(frozen=True)
class Step:
    """One rung as it is drawn: gone past, where it stands, or still above."""

    number: int
    word: str
    is_now: bool
    is_past: bool


@dataclass(frozen=True)
class Stalled:
    """An åtgärd or an uppdrag on the ladder. `reason` is the code of what blocks, when somebody has said it."""

    thing: Measure | Assignment
    standing: Standing
    leaders: bool
    reason: str = ""
    sent: SentToLeaders | None = None

    @property
    def measure(self) -> Measure | None:
        return self.thing if isinstance(self.thing, Measure) else None

    @property
    def work(self) -> Assignment | None:
        return self.thing if isinstance(self.thing, Assignment) else None

    @property
    def rung(self) -> Rung:
        return self.standing.rung

    @property
    def word(self) -> str:
        return str(RUNG_WORDS[self.rung])

    @property
    def next_step(self) -> str:
        return str(RUNG_STEPS[self.rung])

    @property
    def reason_words(self) -> str:
        return str(Reasons(self.reason).label) if self.reason else ""

    @property
    def steps(self) -> list[Step]:
        rungs = [r for r in RUNG_WORDS if self.leaders or r is not Rung.LEADERS]
        return [Step(n, str(RUNG_WORDS[r]), r is self.rung, r < self.rung) for n, r in enumerate(rungs, 1)]

    @property
    def now(self) -> Step:
        return next(s for s in self.steps if s.is_now)

    @property
    def tricks(self) -> tuple[Trick, ...]:
        return tricks_for(self.reason)

    @property
    def asks_why(self) -> bool:
        return not self.reason

    @property
    def is_for_leaders(self) -> bool:
        """Proposed for the steering group and not sent yet."""
        return self.leaders and self.rung >= Rung.LEADERS and self.sent is None

    @property
    def may_ask_board(self) -> bool:
        return self.rung >= Rung.AGENDA


def rule_in_force(actor: Actor) -> LeadersRule | None:
    """The last switch, with who and when; None where nobody has touched it."""
    return LeadersRule.objects.visible_to(actor).select_related("by__user").first()


def held_days(actor: Actor, *, on: dt.date) -> list[dt.date]:
    """The Swedish days of the meetings held in the last year."""
    since = dt.datetime.combine(on - _LOOK_BACK, dt.time(), tzinfo=SWEDEN)
    rows = Meeting.objects.visible_to(actor).held().filter(starts_at__gte=since)
    return [at.astimezone(SWEDEN).date() for at in rows.values_list("starts_at", flat=True)]


@dataclass
class _Ladder:
    """What every rung is read from, looked up once for a page."""

    actor: Actor
    on: dt.date
    held: list[dt.date]
    leaders: bool
    help: dict[int, HelpRequest]
    sent: list[SentToLeaders]
    notes: dict[int, tuple[dt.date, str]]  # by uppdrag: what somebody last said blocks it, and when

    @classmethod
    def read(cls, actor: Actor, *, on: dt.date, measure: Measure | None = None) -> _Ladder:
        rule = rule_in_force(actor)
        asked = HelpRequest.objects.visible_to(actor).filter(closed_at=None).order_by("-opened_at", "-pk")
        if measure is not None:
            asked = asked.filter(measure=measure)
        return cls(
            actor,
            on,
            held_days(actor, on=on),
            rule is not None and rule.is_on,
            {h.measure_id: h for h in asked},  # the first one asked stands last and is kept
            list(SentToLeaders.objects.visible_to(actor).select_related("by__user")),
            _said_of_works(actor, on=on) if measure is None else {},
        )

    def measure(self, row: Measure) -> Stalled:
        asked = self.help.get(row.pk)
        named = asked.opened_at.astimezone(SWEDEN).date() if asked else None
        found = stand(plan.as_work(row), on=self.on, held=self.held, leaders=self.leaders, named_on=named)
        return Stalled(row, found, self.leaders, asked.reason if asked else "", self._sent(found, measure=row.pk))

    def work(self, row: Assignment, mine: Sequence[Stalled], last_sign: dt.date | None) -> Stalled:
        """An uppdrag stands where the highest of its åtgärder stands; without any, by its own silence."""
        highest = max(mine, key=lambda s: s.rung, default=None)
        found = highest.standing if highest else None
        if found is None:
            silent = Work(MeasureState.UNDER_WAY, None, last_sign, RHYTHM_DAYS)
            found = stand(silent, on=self.on, held=self.held, leaders=self.leaders)
        said_on, reason = self.notes.get(row.pk, (dt.date.min, ""))
        if found.since is None or said_on < found.since:
            reason = highest.reason if highest else ""
        return Stalled(row, found, self.leaders, reason, self._sent(found, assignment=row.pk))

    def _sent(self, found: Standing, *, measure: int = 0, assignment: int = 0) -> SentToLeaders | None:
        """What a person sent while it has stood still this time."""
        for row in self.sent:
            mine = row.measure_id == measure if measure else row.assignment_id == assignment
            if mine and (found.since is None or row.at.astimezone(SWEDEN).date() >= found.since):
                return row
        return None


def _said_of_works(actor: Actor, *, on: dt.date) -> dict[int, tuple[dt.date, str]]:
    notes = FollowUpNote.objects.visible_to(actor).filter(assignment__isnull=False, on__gte=on - _LOOK_BACK)
    rows = notes.exclude(deviation="").order_by("on", "pk").values_list("assignment_id", "on", "deviation")
    return {pk: (day, reason) for pk, day, reason in rows if pk}


def stalled_measure(actor: Actor, measure: Measure, *, on: dt.date) -> Stalled | None:
    """The åtgärd's place on the ladder, for those who may see it; None on the ground. Four queries.

    The group sees it before its leaders do: they see their own, and what somebody has sent them.
    """
    if measure.state not in (MeasureState.ACCEPTED, MeasureState.UNDER_WAY):
        return None
    found = _Ladder.read(actor, on=on, measure=measure).measure(measure)
    return found if found.rung and _may_see(actor, found) else None


def stalled_work(actor: Actor, row: plan.AssignmentRow, *, on: dt.date) -> Stalled | None:
    """The uppdrag's place, while it has stopped or slowed down; None else."""
    if row.focus not in (Focus.STALLED, Focus.SLOWING):
        return None
    ladder = _Ladder.read(actor, on=on)
    mine = [s for m in row.measures if (s := ladder.measure(m.measure)).rung]
    promised = [m for m in row.measures if m.measure.state in (MeasureState.ACCEPTED, MeasureState.UNDER_WAY)]
    if promised and not mine:
        return None
    signs = [at for m in row.measures for at in (m.measure.answered_at, m.measure.asked_at, m.measure.created_at)]
    found = ladder.work(row.assignment, mine, _last(row.assignment, signs))
    return found if found.rung and _may_see(actor, found) else None


def stalled_list(actor: Actor, *, on: dt.date) -> list[Stalled]:
    """Everything on the ladder, the highest rung first and then the longest still. Seven queries at most."""
    ladder = _Ladder.read(actor, on=on)
    rows = plan.measures(actor).promised().shared()
    found = [s for row in rows if (s := ladder.measure(row)).rung]
    by_work: defaultdict[int, list[Stalled]] = defaultdict(list)
    for item in found:
        if item.measure is not None and item.measure.assignment_id:
            by_work[item.measure.assignment_id].append(item)
    busy = [row.assignment_id for row in rows if row.assignment_id]
    works = Assignment.objects.visible_to(actor).shared().filter(state=GoalState.ACTIVE, rests_on=None)
    found += [s for work in _with_signs(works.exclude(pk__in=busy)) if (s := _silent(ladder, work)).rung]
    seen = [s for s in found if _may_see(actor, s)]
    return sorted(seen, key=lambda s: (-s.rung, s.standing.since or on, s.work is None, s.thing.pk))


def _with_signs(works: object) -> list[Assignment]:
    rows = works.select_related("lead_party__organisation")  # type: ignore[attr-defined]
    return list(
        rows.annotate(
            answered=Max("measures__answered_at"), asked=Max("measures__asked_at"), made=Max("measures__created_at")
        )
    )


def _silent(ladder: _Ladder, work: Assignment) -> Stalled:
    """An uppdrag where nobody has promised anything: its own last sign decides."""
    signs = [work.answered, work.asked, work.made]  # type: ignore[attr-defined]
    return ladder.work(work, [], _last(work, signs))


def _last(work: Assignment, signs: Sequence[dt.datetime | None]) -> dt.date | None:
    days = [at.astimezone(SWEDEN).date() for at in signs if at]
    return max([*days, *([work.from_day] if work.from_day else [])], default=None)


def _may_see(actor: Actor, found: Stalled) -> bool:
    return found.sent is not None or may(actor, Action.STUCK_VIEW, found.thing.facts)
