"""Where the chain is broken: each gap says why it matters and names the page where it is mended."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.goals.models import Assignment, LineWork, Measure
from malbild.goals.queries.material import Material, read
from malbild.goals.states import MEASURE_OPEN, GoalState, LineState, MeasureState
from malbild.situation.models import Priority


@dataclass(frozen=True)
class Gap:
    """`page` and `keys` are the address where it is mended, `mend` the words on the button."""

    title: str
    why: str
    mend: str
    page: str
    keys: dict[str, int]


@dataclass(frozen=True)
class Gaps:
    """By kind of thing, from the problem down. Empty lists are good news."""

    goals: list[Gap]
    causes: list[Gap]
    works: list[Gap]
    measures: list[Gap]
    routines: list[Gap]

    @property
    def count(self) -> int:
        return sum(map(len, (self.goals, self.causes, self.works, self.measures, self.routines)))


def gaps(actor: Actor, *, on: dt.date) -> Gaps:
    """Ten queries, however many rows. What is ended, paused or moved to the line is no gap."""
    stuff = read(actor, on=on)
    lines = LineWork.objects.visible_to(actor).exclude(state=LineState.LIFTED.value)
    return Gaps(
        goals=_goals(stuff),
        causes=_causes(stuff),
        works=_works(stuff),
        measures=[gap for row in stuff.measures if (gap := _measure(row.measure)) is not None],
        routines=[
            *(_work_routine(w) for w in stuff.works.values() if w.routine_id is None),
            *(_line_routine(work) for work in lines if work.routine_id is None),
        ],
    )


def _goals(stuff: Material) -> list[Gap]:
    found = []
    for goal in stuff.goals.values():
        keys = {"goal_id": goal.pk}
        if goal.state == GoalState.DRAFT:
            why = _("Målet är inte formulerat än. Skriv vilken effekt ni vill se.")
            found.append(Gap(goal.title, why, _("Formulera målet"), "goals:edit-goal", keys))
        elif not stuff.problems_of.get(goal.pk):
            why = _("Målet är inte kopplat till något problem i lägesbilden.")
            found.append(Gap(goal.title, why, _("Koppla målet"), "goals:link-goal", keys))
    return found


def _causes(stuff: Material) -> list[Gap]:
    answered = {row.measure.cause_id for row in stuff.measures}
    return [
        Gap(
            cause.title,
            _("Ingen åtgärd är riktad mot orsaken (%(problem)s).") % {"problem": problem.title},
            _("Skriv en åtgärd"),
            "goals:add-measure-against",
            {"cause_id": cause.pk},
        )
        for problem in stuff.problems
        if problem.priority != Priority.NOT_NOW
        for cause in problem.causes.all()
        if cause.pk not in answered
    ]


def _works(stuff: Material) -> list[Gap]:
    found = []
    for work in stuff.works.values():
        keys = {"assignment_id": work.pk}
        if work.goal_id is None:
            why = _("Uppdraget har inget mål, så ingen vet när det är nått.")
            found.append(Gap(work.title, why, _("Välj mål"), "goals:edit-assignment", keys))
        elif not stuff.sub_goals.get(work.pk):
            why = _("Uppdraget har inget delmål, så det kan inte startas eller följas.")
            found.append(Gap(work.title, why, _("Lägg till delmål"), "goals:add-sub-goal", keys))
    return found


def _measure(measure: Measure) -> Gap | None:
    if measure.state not in MEASURE_OPEN or measure.state == MeasureState.PAUSED:
        return None
    keys = {"measure_id": measure.pk}
    missing = [
        word
        for word, is_missing in (
            (_("ägare"), measure.owner_id is None),
            (_("datum"), measure.due is None),
            (_("orsak"), measure.cause_id is None),
        )
        if is_missing
    ]
    if measure.owner_id is None or measure.due is None:
        why = _("Åtgärden saknar %(what)s.") % {"what": _listed(missing)}
        return Gap(measure.title, why, _("Välj ägare och datum"), "goals:choose-owner", keys)
    waits = _waits(measure)
    if missing:
        why = " ".join(filter(None, [_("Åtgärden är inte kopplad till någon orsak."), waits]))
        return Gap(measure.title, why, _("Koppla till orsak"), "goals:edit-measure", keys)
    return Gap(measure.title, waits, _("Öppna åtgärden"), "goals:measure", keys) if waits else None


def _waits(measure: Measure) -> str:
    name = measure.owner.user.name if measure.owner else ""
    if measure.state == MeasureState.ASKED:
        return _("%(name)s har inte svarat ja än.") % {"name": name}
    return _("%(name)s är inte tillfrågad än.") % {"name": name} if measure.state == MeasureState.DRAFT else ""


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + _(" och ") + words[-1]


def _work_routine(work: Assignment) -> Gap:
    why = _("Uppdraget saknar rutin för uppföljning.")
    return Gap(work.title, why, _("Välj rutin"), "goals:edit-assignment", {"assignment_id": work.pk})


def _line_routine(work: LineWork) -> Gap:
    why = _("Linjearbetet saknar rutin för uppföljning.")
    return Gap(work.title, why, _("Välj rutin"), "goals:edit-line-work", {"line_work_id": work.pk})
