"""The documented file is the one we write: the export follows workshop.schema.json, key by key."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from malbild.access.scope import outside_the_walls, scope_for
from malbild.accounts.models import User
from malbild.documents.workshop_export import workshop_json
from malbild.experience.schema import faults
from malbild.kit import clock
from malbild.partnerships.seats import actor_for
from malbild.web import demo
from malbild.workshops.models import Workshop

SCHEMA: dict[str, Any] = json.loads((files("malbild.documents") / "workshop.schema.json").read_text("utf-8"))


def test_the_demos_workshop_follows_the_schema(db):
    demo.load()
    with outside_the_walls("test"):
        workshop = Workshop.objects.get()
    maria = User.objects.get(email="maria@alvkarleby.exempel")
    actor = actor_for(maria.pk, on=clock.today())
    with scope_for(actor, workshop.partnership_id):
        data = json.loads(workshop_json(actor, workshop))
    assert list(faults(SCHEMA, data)) == []
    assert [s["number"] for s in data["steps"]] == [1, 2, 3, 4]
    assert data["is_demo"] is True
    assert list(faults(SCHEMA, {**data, "extra": 1})) == ["extra"]
    assert list(faults(SCHEMA, {**data, "version": 2})) == ["version"]
