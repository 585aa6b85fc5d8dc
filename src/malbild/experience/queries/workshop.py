"""What a workshop gives the method support: which steps were held, how long they took and what was decided.

Read through a supporter's sight, and without the names of people at the table.
"""

from __future__ import annotations

from typing import Any

from django.utils import translation

from malbild.experience import targets
from malbild.experience.deidentify import Known, without_people
from malbild.experience.known_names import names_here
from malbild.kit import clock, guard
from malbild.kit.clock import SWEDEN
from malbild.workshops.models import Workshop
from malbild.workshops.queries.results import GrownResult, results

type Data = dict[str, Any]
FREE: tuple[str, ...] = ("worked", "questions")


def workshop_material(workshop: Workshop, **free: str) -> Data:
    """The package as plain data; `free` is what the group writes itself: `worked` and `questions`."""
    sight, names = targets.a_supporter_of(workshop.partnership_id), names_here(workshop.partnership_id)
    with translation.override("sv"):
        found = results(sight, workshop)
    return {
        "on": clock.today().isoformat(),
        "workshop": {
            "id": workshop.pk,
            "title": plain(workshop.title, names),
            "day": workshop.started_at.astimezone(SWEDEN).date().isoformat(),
            "joined": found.joined,
            "balance": [[kind, count] for kind, count in found.balance],
            "steps": [
                {
                    "number": step.number,
                    "name": step.name,
                    "planned": step.planned,
                    "used": step.used,
                    "cards": step.cards,
                    "decided": [
                        {
                            "title": plain(g.title, names),
                            "decision": g.decision_word,
                            "why": plain(g.why, names),
                            "criteria": g.criteria,
                            "lesson": plain(g.lesson, names),
                        }
                        for g in step.chosen
                    ],
                    "left": [{"title": plain(g.title, names), "why": plain(g.why, names)} for g in step.not_chosen],
                }
                for step in found.steps
            ],
            "vision": plain(found.vision, names),
            "goals": [_titles(g, names) for g in found.goals],
            **{name: plain(free.get(name, ""), names) for name in FREE},
        },
    }


def _titles(row: GrownResult, names: Known) -> Data:
    """Measures are counted and never told: they are the table's own."""
    work = [c for c in row.children if c.kind == "assignment"]
    return {"title": plain(row.title, names), "assignments": [plain(c.title, names) for c in work]}


def plain(text: str, names: Known) -> str:
    return without_people(guard.clean(text), names)
