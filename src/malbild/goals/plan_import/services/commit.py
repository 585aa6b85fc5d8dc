"""The draft becomes part of the plan: everything or nothing, by the plan's own deeds. Nobody is asked or mailed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.models import Walled
from malbild.access.policy import Action, Reach
from malbild.audit import log
from malbild.goals import services as plan
from malbild.goals.models import Assignment, FollowUpRoutine, LineWork, Measure, PlanImport, SubGoal
from malbild.goals.names import LineStates
from malbild.goals.plan_import import draft, queries
from malbild.goals.plan_import.guess import Field
from malbild.goals.plan_import.made import MODELS, fingerprints
from malbild.goals.plan_import.proposal import LENGTHS, LINE_LENGTH, Kind, Proposal, Status, read_status, short
from malbild.goals.plan_import.proposal import plain as plainly
from malbild.goals.plan_import.reading import Left
from malbild.goals.plan_import.services.drafts import locked
from malbild.goals.plan_import.words import STATUSES
from malbild.goals.services.measures import move
from malbild.goals.states import GOAL_ENDED, Deed
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.partnerships.models import Membership
from malbild.situation import services as situation
from malbild.situation.models import Cause, Problem

_PREFIX = re.compile(r"(?:fokusområde|problem|område|prioriterat område|uppdrag)\s*\d*\s*[:.–-]\s*", re.IGNORECASE)
_RHYTHMS = (
    (7, r"veck"),
    (14, r"varannan veck"),
    (30, r"månad"),
    (90, r"kvartal"),
    (120, r"tertial"),
    (180, r"halvår|termin"),
    (365, r"årlig|varje år|per år|om året|en gång per år"),
)
_P = Reach.PARTNERSHIP


@transaction.atomic
def commit_import(actor: Actor, import_id: int) -> PlanImport:
    """Make the included rows part of the plan and share them with the parties. A second tap changes nothing.

    Raises Refusal when a row still has a question that stops it, or no row is included.
    """
    found = locked(actor, import_id)
    if found.committed_at:
        return found
    read = draft.opened(found.reading)
    rows = read.proposals(
        people=queries.people(actor, found.partnership_id), there=queries.titles(actor), on=clock.today()
    )
    _refuse_unready(rows)
    builder = _Builder(actor, found, short(read.title or found.file_name, 140))
    for row in rows:
        if row.comes_in:
            builder.build(row)
    found.made = {**fingerprints(builder.made), "rows": builder.rows, "pulses": builder.pulses}
    # Only what came in goes to the other parties: the sheets themselves, and the rows left out, do not.
    found.reading = {
        "stood": {str(r.number): {f.value: t for f, t in r.texts.items()} for r in rows if r.comes_in},
        "left": [[r.number, "unticked"] for r in rows if not r.comes_in]
        + [[u.number, u.why.value] for u in read.reading.left if u.why in (Left.NO_MEASURE, Left.NOTE)],
    }
    found.committed_at, found.reach = clock.now(), _P
    found.save()
    log.record(actor, Action.PLAN_IMPORT, found, deed="commit", rows=len(builder.rows), reach=int(_P))
    return found


def _refuse_unready(rows: list[Proposal]) -> None:
    stopped = [str(r.number) for r in rows if r.included and r.is_stopped]
    if stopped:
        raise Refusal(
            _("Rad %(rows)s behöver rättas först. Rätta texten, eller bocka ur raden.") % {"rows": ", ".join(stopped)}
        )
    if not any(r.comes_in for r in rows):
        raise Refusal(_("Ingen rad är vald. Bocka i minst en rad, eller välj vilken kolumn som är åtgärden."))


@dataclass(slots=True)
class _Builder:
    """Makes each thing once, however many rows name it, and what the plan already has not at all."""

    actor: Actor
    source: PlanImport
    title: str
    made: dict[str, list[int]] = field(default_factory=lambda: {name: [] for name in MODELS})
    rows: dict[str, list[Any]] = field(default_factory=dict)
    pulses: list[int] = field(default_factory=list)
    _known: dict[tuple[str, int, str], Walled] = field(default_factory=dict)
    _owners: dict[int, Membership] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """What is there already, by its plain title."""
        actor = self.actor
        self._owners = {m.pk: m for m in queries.owners(actor, self.source.partnership_id)}
        for problem in Problem.objects.visible_to(actor):
            self._known.setdefault(("problems", 0, plainly(problem.title)), problem)
        for cause in Cause.objects.visible_to(actor):
            self._known.setdefault(("causes", cause.problem_id, plainly(cause.title)), cause)
        ended = [s.value for s in GOAL_ENDED]
        for assignment in Assignment.objects.visible_to(actor).exclude(state__in=ended):
            self._known.setdefault(("assignments", 0, plainly(assignment.title)), assignment)
        for sub_goal in SubGoal.objects.visible_to(actor):
            self._known.setdefault(("sub_goals", sub_goal.assignment_id, plainly(sub_goal.title)), sub_goal)
        for routine in FollowUpRoutine.objects.visible_to(actor):
            self._known.setdefault(("routines", 0, plainly(routine.title)), routine)

    def build(self, row: Proposal) -> None:
        cause = self._cause(row)
        made = self._line_work(row) if row.kind is Kind.LINE else self._measure(row, cause)
        self.rows[str(row.number)] = ["line_work" if row.kind is Kind.LINE else "measures", made.pk]

    def _heading(self, row: Proposal) -> str:
        said = row.texts.get(Field.PROBLEM) or _PREFIX.sub("", row.heading, count=1) or self.title
        return short(said, LENGTHS[Field.PROBLEM])

    def _cause(self, row: Proposal) -> Cause | None:
        text = short(row.texts.get(Field.CAUSE, ""), LENGTHS[Field.CAUSE])
        if not text:
            return None
        where = self.source.partnership_id
        problem = self._once(
            "problems",
            0,
            self._heading(row),
            lambda title: situation.add_problem(self.actor, where, title=title, reach=_P),
        )
        return cast(
            Cause,
            self._once("causes", problem.pk, text, lambda t: situation.add_cause(self.actor, problem.pk, title=t)),
        )

    def _measure(self, row: Proposal, cause: Cause | None) -> Measure:
        where = self.source.partnership_id
        assignment = self._assignment(row)
        aim = short(row.texts.get(Field.SUB_GOAL, ""), LENGTHS[Field.SUB_GOAL])
        sub_goal = aim and self._once(
            "sub_goals", assignment.pk, aim, lambda t: plan.add_sub_goal(self.actor, assignment.pk, title=t)
        )
        measure = plan.add_measure(
            self.actor,
            where,
            title=row.title,
            assignment_id=assignment.pk,
            sub_goal_id=sub_goal.pk if sub_goal else None,
            cause_id=cause.pk if cause else None,
            owner_id=row.owner_id,
            due=row.due,
            reach=_P,
        )
        measure.imported_by = self.source
        if row.status is Status.DONE:
            # Done as the plan says; no one has answered, so no answer is written.
            move(measure, Deed.FINISH)
            measure.done_on = min(row.due or clock.today(), clock.today())
        measure.save()
        self.made["measures"].append(measure.pk)
        return measure

    def _assignment(self, row: Proposal) -> Assignment:
        where, lead = self.source.partnership_id, self.source.party_id
        return cast(
            Assignment,
            self._once(
                "assignments",
                0,
                self._heading(row),
                lambda t: plan.add_assignment(self.actor, where, title=t, lead_party_id=lead, reach=_P),
            ),
        )

    def _line_work(self, row: Proposal) -> LineWork:
        owner = self._owners.get(row.owner_id or 0)
        routine = self._routine(row)
        who = row.texts.get(Field.WHO, "")
        work = plan.add_line_work(
            self.actor,
            self.source.partnership_id,
            title=short(row.title, LINE_LENGTH),
            responsible_party_id=(owner.party_id if owner else None) or self.source.party_id,
            owner_id=row.owner_id,
            routine_id=routine.pk if routine else None,
            note=short(_("Ansvarig enligt planen: %(who)s") % {"who": who}, 200) if who else "",
            reach=_P,
        )
        if row.status in (Status.YELLOW, Status.RED):
            said = _("I planen: %(status)s") % {"status": STATUSES[row.status]}
            plan.pulse(self.actor, work.pk, state=LineStates.WAVERS, text=said)
            self.pulses.extend(work.pulses.values_list("pk", flat=True))
        self.made["line_work"].append(work.pk)
        return work

    def _routine(self, row: Proposal) -> FollowUpRoutine | None:
        text = row.texts.get(Field.FOLLOW_UP, "")
        if not text or read_status(text, is_status_column=False):
            return None
        where = self.source.partnership_id
        return cast(
            FollowUpRoutine,
            self._once(
                "routines",
                0,
                short(text, 160),
                lambda t: plan.add_routine(
                    self.actor, where, title=t, rhythm_days=rhythm(text), is_existing=True, reach=_P
                ),
            ),
        )

    def _once(self, kind: str, parent: int, title: str, make: Any) -> Walled:
        key = (kind, parent, plainly(title))
        if key not in self._known:
            row = make(title)
            self._known[key] = row
            self.made[kind].append(row.pk)
        return self._known[key]


def rhythm(text: str) -> int:
    """How often "Varje månad" is, in days; 90 when the text does not say."""
    said = text.casefold()
    found = [days for days, words in _RHYTHMS if re.search(words, said)]
    return max(d for d in found if d <= 14) if any(d <= 14 for d in found) else found[0] if found else 90
