"""Reads for the pages of the import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from malbild.access.actor import Actor
from malbild.access.models import WalledQuerySet
from malbild.goals.models import Assignment, LineWork, Measure, OverarchingGoal, PlanImport
from malbild.goals.plan_import import draft
from malbild.goals.plan_import.guess import Field
from malbild.goals.plan_import.owners import Person
from malbild.goals.plan_import.proposal import Proposal, plain
from malbild.goals.plan_import.words import FIELDS
from malbild.goals.states import GOAL_ENDED
from malbild.kit import clock
from malbild.partnerships.models import Membership
from malbild.partnerships.queries import possible_owners
from malbild.situation.models import Cause


@dataclass(frozen=True)
class Preview:
    """The draft as it would come in."""

    draft: draft.Draft
    rows: list[Proposal]
    people: list[Person]

    @property
    def coming(self) -> int:
        return sum(r.comes_in for r in self.rows)

    @property
    def asking(self) -> int:
        return sum(bool(r.questions) and r.included for r in self.rows)


@dataclass(frozen=True)
class Came:
    """One thing that came in, from which row, and how the row stood."""

    number: int
    thing: Measure | LineWork | None
    stood: list[tuple[object, str]]


def imports(actor: Actor) -> WalledQuerySet[PlanImport]:
    """Drafts of the own party and what has been committed, newest first; without their cells."""
    return PlanImport.objects.visible_to(actor).defer("reading", "made").order_by("-created_at", "-pk")


def preview(actor: Actor, found: PlanImport) -> Preview:
    """The rows with proposals and questions, in three queries whatever the size."""
    read = draft.opened(found.reading)
    table = people(actor, found.partnership_id)
    return Preview(read, read.proposals(people=table, there=titles(actor), on=clock.today()), table)


def owners(actor: Actor, partnership_id: int) -> list[Membership]:
    return list(possible_owners(actor, partnership_id))


def people(actor: Actor, partnership_id: int) -> list[Person]:
    """Everyone who can be asked, with the words for what they do."""
    return [
        Person(m.pk, m.user.name, str(m.party), tuple(w for w in (m.title, str(m.get_role_display())) if w))
        for m in owners(actor, partnership_id)
    ]


def titles(actor: Actor) -> frozenset[str]:
    """What the plan already has, in plain words."""
    rows = [*Measure.objects.visible_to(actor).values_list("title", flat=True)]
    rows += LineWork.objects.visible_to(actor).values_list("title", flat=True)
    return frozenset(map(plain, rows))


def what_came(actor: Actor, found: PlanImport) -> list[Came]:
    """Row for row what a committed import made, and how it stood in the file."""
    things: dict[tuple[str, int], Measure | LineWork] = {}
    made = [m for m in found.made.get("rows", {}).values()]
    wanted = {kind: [pk for k, pk in made if k == kind] for kind in ("measures", "line_work")}
    for measure in Measure.objects.visible_to(actor).filter(pk__in=wanted["measures"]).select_related("owner__user"):
        things["measures", measure.pk] = measure
    for work in LineWork.objects.visible_to(actor).filter(pk__in=wanted["line_work"]).select_related("owner__user"):
        things["line_work", work.pk] = work
    return [
        Came(int(number), things.get((kind, pk)), _stood(found.reading.get("stood", {}).get(number, {})))
        for number, (kind, pk) in sorted(found.made.get("rows", {}).items(), key=lambda r: int(r[0]))
    ]


@dataclass(frozen=True)
class Loose:
    """What hangs in the air after an import, and what it can be tied to."""

    assignments: list[Assignment]
    measures: list[Measure]
    goals: list[OverarchingGoal]
    causes: list[Cause]


def loose(actor: Actor) -> Loose:
    """Uppdrag without a goal and open åtgärder without a cause, in four queries."""
    going = Assignment.objects.visible_to(actor).filter(goal=None).exclude(state__in=[s.value for s in GOAL_ENDED])
    return Loose(
        assignments=list(going.annotate(count=Count("measures"))),
        measures=list(Measure.objects.visible_to(actor).open().filter(cause=None).select_related("assignment")),
        goals=list(OverarchingGoal.objects.visible_to(actor)),
        causes=list(Cause.objects.visible_to(actor).select_related("problem")),
    )


def as_it_stood(actor: Actor, measure: Measure) -> list[tuple[object, str]]:
    """How an imported åtgärd stood in the plan it came from: heading and text; empty for one written here."""
    found = PlanImport.objects.visible_to(actor).filter(pk=measure.imported_by_id or 0).first()
    if found is None:
        return []
    rows: Mapping[str, list[object]] = found.made.get("rows", {})
    number = next((n for n, made in rows.items() if made == ["measures", measure.pk]), "")
    return _stood(found.reading.get("stood", {}).get(number, {}))


def _stood(texts: Mapping[str, str]) -> list[tuple[object, str]]:
    return [(FIELDS[f], texts[f.value]) for f in Field if f.value in texts]
