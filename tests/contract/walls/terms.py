"""Who gets what of the uppdragsbeskrivning."""

from __future__ import annotations

import datetime as dt

from malbild.access.policy import Reach
from malbild.kit import clock
from malbild.partnerships.models import TermsComment, TermsOfReference
from tests.contract.walls.common import Row, edit_ours, inside, ours
from tests.people import World

_REVIEW = {"terms_id": "terms_in_review"}
_ANSWER = inside(200, ines=403, hans=404, rut=404)

ROWS: dict[str, Row] = {
    "terms:approve": (_REVIEW, inside(405)),
    "terms:comment": (_REVIEW, inside(200, hans=404, rut=404)),
    "terms:current": ({}, inside()),
    "terms:difference": (_REVIEW, inside(200, hans=404, rut=404)),
    "terms:edit": (_REVIEW, edit_ours()),
    "terms:existing": (_REVIEW, edit_ours()),
    "terms:not-yet": (_REVIEW, _ANSWER),
    "terms:put-in-force": (_REVIEW, inside(405)),
    "terms:review": (_REVIEW, edit_ours()),
    "terms:settle": ({"comment_id": "terms_comment"}, inside(405)),
    "terms:version": (_REVIEW, inside(200, hans=404, rut=404)),
    "terms:withdraw": (_REVIEW, inside(405)),
    "terms:write": ({}, edit_ours()),
}


def _in_review(world: World) -> int:
    start = {"state": "in-review", "purpose": "Tryggare kommun", "review_due": clock.today() + dt.timedelta(days=30)}
    return TermsOfReference.objects.get_or_create(version=1, **ours(world), defaults=start)[0].pk


def _comment(world: World) -> int:
    given = {"terms_id": _in_review(world), **ours(world), "reach": Reach.PARTNERSHIP}
    return TermsComment.objects.get_or_create(text="Vår kommentar", **given, defaults={"at": clock.now()})[0].pk


MAKERS = {"terms_in_review": _in_review, "terms_comment": _comment}
