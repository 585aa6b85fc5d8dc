"""Ten years of one municipality of 9 300 inhabitants, the same each time.

Volumes as for a small municipality: 20 people, five problems, four goals at a time, 60 åtgärder and 350 answers a
year, 16 meetings a year, 12 pieces of line work followed every third month. Also a partnership with one åtgärd and
one with fifty, for counting queries.
"""

from __future__ import annotations

import datetime as dt
import random

from django.db import transaction

from malbild.access.actor import Role
from malbild.access.policy import Reach
from malbild.access.scope import outside_the_walls
from malbild.accounts.models import Municipality, Organisation, OrganisationKind
from malbild.audit.models import AuditEvent
from malbild.goals.models import (
    Assignment,
    HelpRequest,
    LinePulse,
    LineWork,
    Measure,
    MeasureAnswer,
    MeasureEvent,
    OverarchingGoal,
    SharedVision,
    SubGoal,
)
from malbild.goals.states import Answer, GoalState, LineState, MeasureState
from malbild.kit import clock
from malbild.kit.folding import folded
from malbild.meetings.models import Attendance, Entry, EntryKind, FoundKind, FoundLine, Meeting, Minutes
from malbild.meetings.states import MeetingState
from malbild.outbox.models import Letter, LetterState
from malbild.partnerships.models import Membership, Partnership
from malbild.partnerships.services import create_partnership, seat_person
from malbild.situation.models import Cause, Evidence, Problem

YEARS = 10
MEASURES_A_YEAR, ANSWERS_A_MEASURE, MEETINGS_A_YEAR, PEOPLE, LINES = 60, 6, 16, 20, 12
LINES_A_MEETING = 30  # in the minutes: decisions, notes, answers
TEN_YEARS, ONE, FIFTY = "tio-ar", "en", "femtio"
ANNA = "anna@bench.exempel"
_TEXT = "Fältgruppen går en runda vid badplatsen och stationen på fredagar och berättar vad den såg för skolan"


@transaction.atomic
def fill(years: int = YEARS) -> None:
    """Make everything; the same rows for the same day and number of years."""
    chance = random.Random(319)
    with outside_the_walls("bench"):
        for slug, code, span, open_now in ((TEN_YEARS, "0319", years, 40), (ONE, "0360", 0, 1), (FIFTY, "0380", 0, 50)):
            _Maker(slug, code, chance).partnership(span, open_now)


class _Maker:
    def __init__(self, slug: str, code: str, chance: random.Random) -> None:
        self.chance = chance
        self.today = clock.today()
        place = Municipality.objects.get(code=code)
        home, police, school = (
            Organisation.objects.get_or_create(name=name, defaults={"kind": kind})[0]
            for name, kind in (
                (f"{place.name} kommun", OrganisationKind.MUNICIPALITY),
                ("Polisen", OrganisationKind.POLICE),
                ("Skolan", OrganisationKind.SCHOOL),
            )
        )
        self.place: Partnership = create_partnership(
            name=f"Samverkan {place.name}", slug=slug, municipality=place, organisations=[home, police, school]
        )
        self.parties = list(self.place.parties.order_by("pk"))
        self.row = {"partnership": self.place, "party": self.parties[0], "reach": Reach.DECIDED}
        self.seats = [self._seat(n) for n in range(PEOPLE)]

    def _seat(self, number: int) -> Membership:
        roles = (Role.COORDINATOR, Role.LIAISON, Role.STEERING, Role.ELECTED)
        email = ANNA if number == 0 else f"person{number}@{self.place.slug}.exempel"
        return seat_person(
            self.place,
            party=self.parties[number % 3],
            role=roles[number] if number < len(roles) else Role.PARTICIPANT,
            name="Anna Andersson" if number == 0 else f"Person Nummer{number}",
            email=email,
            accepted=True,
        )

    def partnership(self, years: int, open_now: int) -> None:
        self._picture()
        SharedVision.objects.create(
            sentence="Alla kan röra sig tryggt i Skutskär, alla tider på dygnet",
            horizon_year=self.today.year + 2,
            changed_on=self.today,
            **self.row,
        )
        for back in range(years, -1, -1):
            self._meetings(self.today - dt.timedelta(days=365 * back), held=bool(back))
            self._year(self.today - dt.timedelta(days=365 * back), 0 if back else open_now)
        self._lines(years)

    def _picture(self) -> None:
        self.problems = [
            Problem.objects.create(number=n, title=f"Problem {n}: {_TEXT[:60]}", description=_TEXT * 3, **self.row)
            for n in range(1, 6)
        ]
        self.causes = [
            Cause.objects.create(number=n, problem=self.problems[n % 5], title=f"Orsak {n}", support=_TEXT, **self.row)
            for n in range(1, 16)
        ]
        for n in range(25):
            Evidence.objects.create(
                problem=self.problems[n % 5], text=f"{n} {_TEXT}", source="Brå", on=self.today, **self.row
            )

    def _year(self, start: dt.date, open_now: int) -> None:
        """A year's goals, uppdrag and åtgärder; `open_now` of them still open, the rest done long ago."""
        done = open_now == 0
        state = GoalState.REACHED if done else GoalState.ACTIVE
        assignments, sub_goals = [], []
        for _n in range(4):
            number = OverarchingGoal.objects.filter(partnership=self.place).count() + 1
            goal = OverarchingGoal.objects.create(
                number=number, title=f"Mål {number}: {_TEXT[:70]}", state=state, changed_on=start, **self.row
            )
            goal.problem_links.create(problem=self.problems[number % 5], **self.row)
            assignments.append(
                Assignment.objects.create(
                    goal=goal,
                    title=f"Uppdrag {number}",
                    lead_party=self.parties[number % 3],
                    state=state,
                    from_day=start,
                    ended_on=start + dt.timedelta(days=360) if done else None,
                    **self.row,
                )
            )
            sub_goals.append(
                SubGoal.objects.create(
                    assignment=assignments[-1], title=f"Delmål {number}", state=state, changed_on=start, **self.row
                )
            )
        self._measures(start, assignments, sub_goals, MEASURES_A_YEAR if done else open_now, done=done)

    def _meetings(self, start: dt.date, *, held: bool) -> None:
        """A year's meetings with their lines and who was there; for this year one that was held and one to come."""
        if not held:
            self._meeting(start - dt.timedelta(days=30), held=True)
            self.next = self._meeting(start + dt.timedelta(days=14), held=False)
            return
        for n in range(MEETINGS_A_YEAR):
            self._meeting(start + dt.timedelta(days=22 * n), held=True)

    def _meeting(self, day: dt.date, *, held: bool) -> Meeting:
        at = _noon(day)
        closed = {"state": MeetingState.CLOSED, "opened_at": at, "closed_at": at} if held else {}
        meeting = Meeting.objects.create(starts_at=at, place="Kommunhuset", **closed, **self.row)
        if held:
            Attendance.objects.bulk_create(
                Attendance(meeting=meeting, membership=s, **self.row) for s in self.seats[:12]
            )
            Entry.objects.bulk_create(
                Entry(
                    meeting=meeting,
                    kind=EntryKind.DECISION if n % 3 else EntryKind.NOTE,
                    text=f"{n} {_TEXT}",
                    by=self.seats[0],
                    at=at,
                    changed_at=at,
                    **self.row,
                )
                for n in range(10)
            )
            said = {"title": f"Möte {day}", "lines": [{"text": _TEXT}] * 10}
            minutes = Minutes.objects.create(meeting=meeting, snapshot=said, closed_at=at, **self.row)
            FoundLine.objects.bulk_create(
                FoundLine(
                    minutes=minutes,
                    meeting=meeting,
                    kind=FoundKind.DECISION if n % 3 else FoundKind.NOTE,
                    day=day,
                    text=f"{n} {_TEXT}",
                    folded=folded(f"{n} {_TEXT} {'gångtunneln' if n == 7 else ''}"),
                    **self.row,
                )
                for n in range(LINES_A_MEETING)
            )
        return meeting

    def _measures(
        self, start: dt.date, assignments: list[Assignment], sub_goals: list[SubGoal], count: int, *, done: bool
    ) -> None:
        first = Measure.objects.filter(partnership=self.place).count() + 1
        made = []
        for n in range(count):
            which = n % 4
            due = start + dt.timedelta(days=self.chance.randrange(20, 350) if done else self.chance.randrange(-30, 90))
            made.append(
                Measure(
                    number=first + n,
                    assignment=assignments[which],
                    sub_goal=sub_goals[which],
                    cause=self.causes[n % len(self.causes)],
                    title=f"{first + n} {_TEXT}",
                    how_it_acts=_TEXT,
                    owner=self.seats[n % PEOPLE],
                    due=due,
                    state=MeasureState.FOLLOWED_UP if done else MeasureState.UNDER_WAY,
                    accepted_at=_noon(start),
                    done_on=due if done else None,
                    answered_at=_noon(due if done else start - dt.timedelta(days=n % 80)),
                    **self.row,
                )
            )
        made = Measure.objects.bulk_create(made)
        self._history(made, start, done=done)

    def _history(self, measures: list[Measure], start: dt.date, *, done: bool) -> None:
        answers, events, helps, trail = [], [], [], []
        for m in measures:
            days = [start + dt.timedelta(days=self.chance.randrange(350)) for _n in range(ANSWERS_A_MEASURE)]
            for day in days:
                said = {"measure": m, "by": m.owner, "at": _noon(min(day, self.today)), **self.row}
                answers.append(MeasureAnswer(answer=Answer.ON_TRACK, text=_TEXT[:80], **said))
            for deed in ("asked", "accepted", "done" if done else "answered"):
                events.append(MeasureEvent(measure=m, deed=deed, state=m.state, at=_noon(start), **self.row))
            if m.number % 7 == 0:
                opened = {"opened_at": _noon(start), "opened_by": m.owner, "closed_at": _noon(start) if done else None}
                helps.append(HelpRequest(measure=m, text=_TEXT[:60], **opened, **self.row))
            trail += [
                AuditEvent(
                    at=_noon(start),
                    user_id=m.owner.user_id,
                    partnership_id=self.place.pk,
                    action="measure.answer",
                    target_type="goals.measure",
                    target_id=m.pk,
                )
                for _n in range(8)
            ]
        MeasureAnswer.objects.bulk_create(answers)
        MeasureEvent.objects.bulk_create(events)
        HelpRequest.objects.bulk_create(helps)
        AuditEvent.objects.bulk_create(trail)
        Letter.objects.bulk_create(
            Letter(
                message_id=f"<{self.place.slug}-{start}-{n}@bench>",
                kind="digest",
                partnership_id=self.place.pk,
                to=ANNA,
                subject="Veckans brev",
                text=_TEXT * 10,
                state=LetterState.SENT,
                created_at=_noon(start),
                try_after=_noon(start),
                sent_at=_noon(start),
            )
            for n in range(50 if done else 5)
        )

    def _lines(self, years: int) -> None:
        for n in range(LINES):
            line = LineWork.objects.create(
                title=f"Linjearbete {n}",
                responsible_party=self.parties[n % 3],
                owner=self.seats[n],
                state=LineState.WORKS,
                followed_on=self.today,
                **self.row,
            )
            LinePulse.objects.bulk_create(
                LinePulse(
                    line_work=line,
                    state=LineState.WORKS,
                    text=_TEXT[:60],
                    on=self.today - dt.timedelta(days=90 * k),
                    by=self.seats[n],
                    **self.row,
                )
                for k in range(years * 4)
            )


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), dt.UTC)
