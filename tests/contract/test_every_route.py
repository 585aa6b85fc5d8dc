"""Every route answers for every person: the table is complete or this test fails.

A row says what each kind of person gets from a GET: 200, 302 (to sign in or onwards), 403, 404 or 405 (POST only).
`{name}` in the arguments is looked up in the world. The bodies are searched for what must not leak.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from malbild.access.policy import Reach
from malbild.access.scope import outside_the_walls
from malbild.goals.models import Assignment, Measure, OverarchingGoal
from malbild.kit import clock
from malbild.situation.models import Problem, SituationPicture
from tests.people import EVERYONE, World

SECRET = "Grannens samverkan"
_ALL = dict.fromkeys(EVERYONE, 200)
_ONLY_SIGNED_IN = {**_ALL, "eva": 302}
_POST_ONLY = dict.fromkeys(EVERYONE, 405)


def _inside(default: int = 200, **differ: int) -> dict[str, int]:
    """A page in a partnership: the neighbour and the seatless get 404, the one not signed in goes to sign in."""
    return {**dict.fromkeys(EVERYONE, default), "cia": 404, "dan": 404, "eva": 302, **differ}


def _edit_ours(**differ: int) -> dict[str, int]:
    """A form for the two organisers on shared material that is not decided yet."""
    return _inside(403, **{"anna": 200, "bo": 200, "hans": 404, "rut": 404, **differ})


type Row = tuple[dict[str, Any], dict[str, int]]
WALL: dict[str, Row] = {
    "account_confirm_login_code": ({}, dict.fromkeys(EVERYONE, 302)),
    "account_inactive": ({}, _ALL),
    "account_login": ({}, {**dict.fromkeys(EVERYONE, 302), "eva": 200}),
    "account_logout": ({}, _ONLY_SIGNED_IN),
    "account_request_login_code": ({}, {**dict.fromkeys(EVERYONE, 302), "eva": 200}),
    "account_signup": ({}, _ALL),
    "goals:accept": ({"measure_id": "measure"}, _inside(405)),
    "goals:activate": ({"assignment_id": "assignment"}, _inside(405)),
    "goals:add-assignment": ({"goal_id": "goal"}, _edit_ours()),
    "goals:add-goal": ({}, _edit_ours(ines=403)),
    "goals:add-measure": ({"assignment_id": "assignment"}, _edit_ours()),
    "goals:add-sub-goal": ({"assignment_id": "assignment"}, _edit_ours()),
    "goals:answer": ({"measure_id": "measure"}, _inside(405)),
    "goals:ask": ({"measure_id": "measure"}, _inside(405)),
    "goals:plan": ({}, _inside()),
    "goals:write-vision": ({}, _edit_ours(ines=403)),
    "invitations:accept": ({"seat_id": "anna"}, {**_POST_ONLY, "eva": 302}),
    "invitations:list": ({}, _ONLY_SIGNED_IN),
    "mailbox:letter": ({"letter_id": 1}, dict.fromkeys(EVERYONE, 404)),
    "mailbox:letters": ({}, dict.fromkeys(EVERYONE, 404)),
    "open:about-data": ({}, _ALL),
    "open:accessibility": ({}, _ALL),
    "open:help": ({}, _ALL),
    "open:language": ({}, _POST_ONLY),
    "open:start": ({}, {**dict.fromkeys(EVERYONE, 302), "dan": 200}),
    "partnerships:end-seat": ({"seat_id": "frida"}, _inside(405)),
    "partnerships:invite": ({}, _inside(403, anna=200, bo=200, hans=404, rut=404, ines=404)),
    "partnerships:invite-supporter": ({}, _inside(403, anna=200, bo=200, hans=404, rut=404, ines=404)),
    "partnerships:people": ({}, _inside(ines=404)),
    "partnerships:situation": ({}, _inside(403, anna=200, bo=200, hans=404, rut=404, ines=404)),
    "situation:add-cause": ({"problem_id": "problem"}, _edit_ours()),
    "situation:add-evidence": ({"problem_id": "problem"}, _edit_ours()),
    "situation:add-problem": ({}, _edit_ours(ines=403)),
    "situation:edit-problem": ({"problem_id": "problem"}, _edit_ours()),
    "situation:mark-valid": ({"picture_id": "picture"}, _edit_ours(gun=200)),
    "situation:picture": ({}, _inside()),
    "situation:problem": ({"problem_id": "problem"}, _inside(hans=404, rut=404)),
    "situation:share": ({"problem_id": "problem"}, _inside(405)),
    "situation:write": ({}, _edit_ours(ines=403)),
    "usersessions_list": ({}, _ONLY_SIGNED_IN),
    "web:home": ({}, _inside()),
}


def routes(
    patterns: list[URLPattern | URLResolver] | None = None, prefix: str = "", slug: bool = False
) -> Iterator[tuple[str, bool]]:
    """Every named route, and whether its address carries a partnership."""
    for p in get_resolver().url_patterns if patterns is None else patterns:
        inside = slug or "slug" in str(p.pattern)
        if isinstance(p, URLResolver):
            yield from routes(p.url_patterns, prefix + (f"{p.namespace}:" if p.namespace else ""), inside)
        else:
            yield prefix + (p.name or f"unnamed {p.pattern}"), inside


def address(world: World, name: str, given: dict[str, Any]) -> str:
    """The address of our partnership's page; a name in the row is looked up among our seats and rows."""
    kwargs = {k: row_id(world, v) if isinstance(v, str) else v for k, v in given.items()}
    return reverse(name, kwargs={**kwargs, "slug": world.ours.slug} if dict(routes())[name] else kwargs)


def row_id(world: World, name: str) -> int:
    if name in world.seats:
        return world.seats[name].pk
    ours = {"partnership": world.ours, "party": world.parties["kommun"], "reach": Reach.PARTNERSHIP}
    with outside_the_walls("test"):
        match name:
            case "problem":
                return Problem.objects.get_or_create(number=1, **ours, defaults={"title": "Vårt problem"})[0].pk
            case "picture":
                return SituationPicture.objects.get_or_create(version=1, **ours, defaults={"title": "Vår bild"})[0].pk
            case "goal":
                start = {"title": "Vårt mål", "changed_on": clock.today()}
                return OverarchingGoal.objects.get_or_create(number=1, **ours, defaults=start)[0].pk
            case "assignment":
                lead = {"lead_party": world.parties["kommun"]}
                return Assignment.objects.get_or_create(title="Vårt uppdrag", **ours, defaults=lead)[0].pk
            case "measure":
                return Measure.objects.get_or_create(number=1, **ours, defaults={"title": "Vår åtgärd"})[0].pk
    raise LookupError(name)


def test_every_route_has_its_row() -> None:
    assert {name for name, _inside_wall in routes()} == set(WALL)


@pytest.mark.parametrize("name", sorted(WALL))
@pytest.mark.parametrize("who", EVERYONE)
def test_each_person_gets_what_the_table_says(world: World, name: str, who: str) -> None:
    given, expected = WALL[name]
    response = world.client(who).get(address(world, name, given))
    assert response.status_code == expected[who]
    if who not in ("cia", "bo"):
        assert SECRET not in response.content.decode()


@pytest.mark.parametrize("name", sorted(n for n in WALL if ":" in n and not n.startswith(("mailbox", "open"))))
@pytest.mark.parametrize("who", ["cia", "dan", "eva"])
def test_an_outsider_changes_nothing_by_post(world: World, name: str, who: str) -> None:
    given, _expected = WALL[name]
    response = world.client(who).post(address(world, name, given), {"email": "x@y.se", "name": "X"})
    assert response.status_code in ((302,) if who == "eva" else (404, 405))
    assert world.ours.memberships.count() == 7
    assert not world.ours.memberships.exclude(revoked_at=None).exists()
