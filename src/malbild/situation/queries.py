"""Reads of the shared picture."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from malbild.access.actor import Actor
from malbild.access.models import WalledQuerySet
from malbild.access.policy import Reach
from malbild.situation.models import Cause, Evidence, Problem, SituationPicture

TEXTS = ("mapping", "consequences", "other_information", "analysis", "unknowns")


def problems_with_causes(actor: Actor) -> WalledQuerySet[Problem]:
    """Problems by number; their causes and facts come in one query each."""
    causes_seen: Prefetch[str] = Prefetch("causes", Cause.objects.visible_to(actor))
    facts_seen: Prefetch[str] = Prefetch("evidence", Evidence.objects.visible_to(actor))
    return Problem.objects.visible_to(actor).prefetch_related(causes_seen, facts_seen)


def valid_picture(actor: Actor) -> SituationPicture | None:
    return SituationPicture.objects.visible_to(actor).filter(is_valid=True).first()


def newest_picture(actor: Actor) -> SituationPicture | None:
    return SituationPicture.objects.visible_to(actor).first()


def facts_in_common(actor: Actor) -> WalledQuerySet[Evidence]:
    """Facts about the municipality as a whole, such as its inhabitants: they belong to no single problem."""
    return Evidence.objects.visible_to(actor).filter(problem=None)


def workshop_facts(actor: Actor, *, limit: int = 3) -> list[Evidence]:
    """The facts chosen to be on screen in step 2."""
    return list(Evidence.objects.visible_to(actor).filter(show_in_workshop=True)[:limit])


def causes(actor: Actor) -> WalledQuerySet[Cause]:
    return Cause.objects.visible_to(actor).select_related("problem")


def picture_as_data(actor: Actor, picture: SituationPicture) -> dict[str, Any]:
    """The frozen content of a version: texts, problems with numbers, causes, facts with source and day.

    Only what the parties have shared: a decided lägesbild is read by everyone, a draft by its own party.
    """
    return {
        "texts": {
            n: getattr(picture, n) for n in ("mapping", "consequences", "other_information", "analysis", "unknowns")
        },
        "problems": [
            {
                "number": p.number,
                "title": p.title,
                "description": p.description,
                "place_and_time": p.place_and_time,
                "priority": p.priority,
                "causes": [
                    {"number": c.number, "title": c.title, "support": c.support}
                    for c in p.causes.all()
                    if c.reach >= Reach.PARTNERSHIP
                ],
                "facts": [_fact(f) for f in p.evidence.all() if f.reach >= Reach.PARTNERSHIP],
            }
            for p in problems_with_causes(actor).filter(reach__gte=Reach.PARTNERSHIP)
        ],
        "facts": [
            _fact(f) for f in Evidence.objects.visible_to(actor).filter(problem=None, reach__gte=Reach.PARTNERSHIP)
        ],
    }


def _fact(fact: Evidence) -> dict[str, str]:
    return {"text": fact.text, "source": fact.source, "on": fact.on.isoformat(), "caveat": fact.caveat}
