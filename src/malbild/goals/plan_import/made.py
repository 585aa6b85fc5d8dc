"""What an import made, and whether anything has happened to it since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import ForeignKey, Model

from malbild.access.models import Walled
from malbild.goals.models import Assignment, FollowUpRoutine, LineWork, Measure, MeasureEvent, PlanImport, SubGoal
from malbild.goals.models.linework import LinePulse
from malbild.situation.models import Cause, Problem

# In the order they can be taken away: nothing points at what comes later from what came before.
MODELS: dict[str, type[Walled]] = {
    "measures": Measure,
    "line_work": LineWork,
    "sub_goals": SubGoal,
    "assignments": Assignment,
    "routines": FollowUpRoutine,
    "causes": Cause,
    "problems": Problem,
}


def fingerprints(made: Mapping[str, Iterable[int]]) -> dict[str, dict[str, str]]:
    """For each row that was made, how all its columns stand now."""
    return {name: {str(pk): mark for pk, mark in _marks(MODELS[name], ids)} for name, ids in made.items()}


def untouched(source: PlanImport, name: str) -> set[int]:
    """The ids that stand exactly as they were made, with nothing from outside the import pointing at them."""
    model, before = MODELS[name], source.made.get(name, {})
    same = {pk for pk, mark in _marks(model, map(int, before)) if before[str(pk)] == mark}
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or not (relation.one_to_many or relation.one_to_one):
            continue
        target: type[Model] = relation.related_model  # type: ignore[assignment]
        key: ForeignKey[Any, Any] = relation.field  # type: ignore[union-attr,assignment]
        rows = target._base_manager.filter(**{f"{key.name}__in": same})
        if target is MeasureEvent:
            rows = rows.exclude(at__lte=source.committed_at)
        elif target is LinePulse:
            rows = rows.exclude(pk__in=source.made.get("pulses", []))
        same -= set(rows.values_list(key.attname, flat=True))
    return same


def _marks(model: type[Walled], ids: Iterable[int]) -> list[tuple[int, str]]:
    names = sorted(f.attname for f in model._meta.concrete_fields)
    return [(r["id"], _mark(r)) for r in model._base_manager.filter(pk__in=list(ids)).values(*names)]


def _mark(columns: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(columns, default=str, sort_keys=True).encode()).hexdigest()[:24]
