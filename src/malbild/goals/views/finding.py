"""What every page of the plan does first: find what the address names, and ask for the right to it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404

from malbild.access.actor import Area
from malbild.access.http import ActorRequest
from malbild.access.models import Walled
from malbild.access.policy import Action, Facts, Reach, require, table_facts
from malbild.goals.models import Assignment, FollowUpRoutine, Measure, OverarchingGoal, SubGoal
from malbild.partnerships.queries import possible_owners
from malbild.situation import queries as situation

type Options = list[tuple[int, str]]


def here(request: ActorRequest) -> Facts:
    """For a deed on the plan that has no row yet."""
    return table_facts(request.actor, request.partnership.pk, area=Area.PLAN)


def find[W: Walled](request: ActorRequest, model: type[W], key: int, action: Action | None = None) -> W:
    """The row that the person sees, else 404; with `action` also the right to do it, else 403."""
    rows: Any = model._default_manager
    found: W = get_object_or_404(rows.visible_to(request.actor), pk=key)
    if action is not None:
        require(request.actor, action, found.facts)
    return found


def standing[W: Walled](request: ActorRequest, model: type[W], key: int) -> W:
    """The row as it stands now; inside a deed on its lock, so that of two who save at once one sees the other."""
    rows: Any = model._default_manager.visible_to(request.actor)  # type: ignore[attr-defined]
    if transaction.get_connection().in_atomic_block:
        rows = rows.select_for_update(of=("self",))
    found: W = rows.get(pk=key)
    return found


def shared_like(row: Walled) -> Reach:
    """How far something new under `row` reaches: a draft's parts are drafts, what is decided is decided anew."""
    return Reach(min(row.reach, Reach.PARTNERSHIP))


def people(request: ActorRequest) -> Options:
    return [(m.pk, f"{m.user.name}, {m.party}") for m in possible_owners(request.actor, request.partnership.pk)]


def parties(request: ActorRequest) -> Options:
    return [(p.pk, str(p)) for p in request.partnership.parties.select_related("organisation")]


def causes(request: ActorRequest) -> Options:
    return [(c.pk, f"{c.number} {c.title} ({c.problem.title})") for c in situation.causes(request.actor)]


def goals(request: ActorRequest) -> Options:
    return [(g.pk, f"{g.number} {g.title}") for g in OverarchingGoal.objects.visible_to(request.actor)]


def works(request: ActorRequest) -> Options:
    return [(w.pk, w.title) for w in Assignment.objects.visible_to(request.actor)]


def sub_goals(request: ActorRequest, work: Assignment | None) -> Options:
    """The delmål of one uppdrag, or of all of them where none is chosen yet."""
    rows = SubGoal.objects.visible_to(request.actor)
    return [(s.pk, s.title) for s in (rows.filter(assignment=work) if work else rows)]


def routines(request: ActorRequest) -> Options:
    """Those that exist already come first (step 4)."""
    rows = FollowUpRoutine.objects.visible_to(request.actor).order_by("-is_existing", "title", "pk")
    return [(r.pk, r.title) for r in rows]


def other_measures(request: ActorRequest, measure: Measure) -> Options:
    """Open åtgärder in the same uppdrag that may take its place."""
    rows = Measure.objects.visible_to(request.actor).open().exclude(pk=measure.pk)
    return [(m.pk, m.title) for m in rows.filter(assignment=measure.assignment_id)]
