"""Ines posts to every address of the partnership: nothing moves but what is said in a thread or an answer."""

import pytest
from django.apps import apps
from django.forms.models import model_to_dict

from malbild.access.models import Walled
from malbild.access.scope import outside_the_walls
from malbild.partnerships.models import Membership, Partnership, Party
from tests.contract.test_every_route import address, routes
from tests.contract.walls import WALL

# Where a supporter's word is asked for: a comment in a thread, an answer to a request, a comment on the terms.
MAY_SPEAK = {"experience:thread", "experience:request", "terms:comment"}
SPOKEN = {"experience.ThreadPost", "experience.SupportStep", "partnerships.TermsComment"}
TRIES = {
    "title": "Ändrat",
    "text": "Ändrat",
    "question": "Ändrat",
    "sentence": "Ändrat",
    "horizon_year": "2030",
    "answer": "approved",
    "deed": "close",
    "state": "works",
    "what": "Ändrat",
    "due": "1 juni 2027",
    "done": "Ändrat",
    "happened": "Ändrat",
    "email": "ny@exempel.se",
    "name": "Ny",
    "finding": "Ändrat",
    "kind": "effect",
}


def everything():
    """Every row of every partnership, by table and number; what a supporter may add is counted apart."""
    tables = [m for m in apps.get_models() if issubclass(m, Walled)] + [Membership, Partnership, Party]
    with outside_the_walls("test"):
        return {
            (m._meta.label, row.pk): {k: v for k, v in model_to_dict(row).items() if k != "problems"}
            for m in tables
            if m._meta.label not in SPOKEN
            for row in m._default_manager.all()
        }


INSIDE = sorted(name for name, in_wall in routes() if in_wall and name in WALL and name not in MAY_SPEAK)


@pytest.mark.parametrize("name", INSIDE)
def test_a_supporter_changes_nothing(world, name):
    given, _expected = WALL[name]
    where = address(world, name, given)
    before = everything()
    answer = world.client("ines").post(where, TRIES)
    after = everything()
    changed = {table for table, pk in before | after if before.get((table, pk)) != after.get((table, pk))}
    assert changed == set()
    assert answer.status_code in (403, 404, 405, 422)


def test_the_walk_would_notice(world):
    given, _expected = WALL["goals:write-vision"]
    where = address(world, "goals:write-vision", given)
    before = everything()
    world.client("anna").post(where, TRIES)
    assert everything() != before
