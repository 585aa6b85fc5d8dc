"""What a row of the wall table is made of.

A row says what each kind of person gets from a GET: 200, 302 (to sign in or onwards), 403, 404 or 405 (POST only).
Its arguments are numbers and texts as they stand, or the name of a seat ("frida") or of something that a file here
makes ("problem"). Each capability keeps its rows in a file of its own beside this one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from malbild.access.policy import Reach
from malbild.partnerships.models import Partnership, Party
from tests.people import EVERYONE, World

type Row = tuple[dict[str, Any], dict[str, int]]
type Maker = Callable[[World], int | str]

ALL = dict.fromkeys(EVERYONE, 200)
ONLY_SIGNED_IN = {**ALL, "eva": 302}
POST_ONLY = dict.fromkeys(EVERYONE, 405)
NOBODY = dict.fromkeys(EVERYONE, 404)


def inside(default: int = 200, **differ: int) -> dict[str, int]:
    """A page in a partnership: the neighbour and the seatless get 404, the one not signed in goes to sign in."""
    return {**dict.fromkeys(EVERYONE, default), "cia": 404, "dan": 404, "eva": 302, **differ}


def edit_ours(**differ: int) -> dict[str, int]:
    """A form for the two organisers on shared material that is not decided yet."""
    return inside(403, **{"anna": 200, "bo": 200, "hans": 404, "rut": 404, **differ})


def ours(world: World) -> dict[str, Partnership | Party | Reach]:
    """The wall's columns of a row that the municipality wrote and shared with the partnership."""
    return {"partnership": world.ours, "party": world.parties["kommun"], "reach": Reach.PARTNERSHIP}
