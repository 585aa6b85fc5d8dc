"""Who gets what of experience."""

from __future__ import annotations

import datetime as dt
import uuid

from malbild.experience.models import ExperienceCard, Feedback, PublishedCard, SupportRequest, Thread
from malbild.goals.models import Assignment
from malbild.kit import clock
from tests.contract.walls.common import ONLY_SIGNED_IN, Row, inside, ours
from tests.people import World

KEY = uuid.UUID("0c7b1f0e-5a0e-4f5e-9f5e-1b2c3d4e5f60")
_TABLE = inside(hans=404, rut=404)
_LEADING = inside(403, anna=200, bo=200, hans=404, rut=404)
_FEEDBACK = {"feedback_id": "feedback"}
_CARD = {"card_id": "card"}
_THREAD = {"thread_id": "thread"}
_REQUEST = {"request_id": "support_request"}

ROWS: dict[str, Row] = {
    "experience:about-part": ({"kind": "uppdrag", "target_id": "assignment"}, _TABLE),
    "experience:adopt": ({"key": "published"}, inside(405)),
    "experience:adopted": ({}, inside()),
    "experience:ask": ({"kind": "uppdrag", "target_id": "assignment"}, inside(hans=404, rut=404, ines=403)),
    "experience:card": (_CARD, _TABLE),
    "experience:cards": ({}, inside()),
    "experience:close-request": (_REQUEST, _LEADING),
    "experience:close-thread": (_THREAD, inside(405)),
    "experience:deidentify-card": (_CARD, _LEADING),
    "experience:draft-card": ({"assignment_id": "assignment"}, inside(405)),
    "experience:draft-from-thread": (_THREAD, inside(405)),
    "experience:edit-card": (_CARD, _LEADING),
    "experience:edit-feedback": (_FEEDBACK, _LEADING),
    "experience:feedback": (_FEEDBACK, _TABLE),
    "experience:feedback-file": ({"feedback_id": "workshop_feedback"}, _TABLE),
    "experience:import-card": ({}, _LEADING),
    "experience:insight": ({}, inside(403, anna=200, bo=200, hans=404, rut=404, ines=404)),
    "experience:library": ({}, inside()),
    "experience:library-card": ({"key": "published"}, inside()),
    "experience:promise-feedback": ({}, _LEADING),
    "experience:publish-card": (_CARD, inside(405)),
    "experience:reopen-thread": (_THREAD, inside(405)),
    "experience:request": (_REQUEST, _TABLE),
    "experience:request-support": ({}, _LEADING),
    "experience:retire-card": (_CARD, inside(405)),
    "experience:send-feedback": (_FEEDBACK, inside(405)),
    "experience:settle-request": (_REQUEST, inside(405)),
    "experience:support": ({}, _TABLE),
    "experience:thread": (_THREAD, _TABLE),
    "national:card": ({"key": "published"}, ONLY_SIGNED_IN),
    "national:card-file": ({"key": "published"}, ONLY_SIGNED_IN),
    "national:library": ({}, ONLY_SIGNED_IN),
    "national:support": ({}, ONLY_SIGNED_IN),
}


def _assignment(world: World) -> Assignment:
    lead = {"lead_party": world.parties["kommun"]}
    return Assignment.objects.get_or_create(title="Vårt uppdrag", **ours(world), defaults=lead)[0]


def _thread(world: World) -> int:
    now = clock.now()
    start = {
        "question": "Vad gör vi nu?",
        "asked_by": world.seats["anna"],
        "asked_at": now,
        "said_at": now,
        "snapshot": {"title": "Vårt uppdrag", "on": "2026-11-24", "lines": [], "parts": []},
    }
    about = {"kind": "uppdrag", "target_id": _assignment(world).pk}
    return Thread.objects.get_or_create(**ours(world), **about, defaults=start)[0].pk


def _request(world: World) -> int:
    start = {"asked_by": world.seats["anna"], "asked_at": clock.now(), "changed_at": clock.now()}
    return SupportRequest.objects.get_or_create(text="Kom på workshopen", **ours(world), defaults=start)[0].pk


def _feedback(world: World) -> int:
    due = {"due": clock.today() + dt.timedelta(days=90)}
    return Feedback.objects.get_or_create(what="Uppdragsbeskrivningen", **ours(world), defaults=due)[0].pk


def _card(world: World) -> int:
    start = {"drafted_on": clock.today(), "assignment": _assignment(world)}
    return ExperienceCard.objects.get_or_create(title="Kvällsöppen skola", **ours(world), defaults=start)[0].pk


def _published(_world: World) -> str:
    start = {"title": "Kvällsöppen skola", "happened": "Fler kom", "published_on": clock.today()}
    return str(PublishedCard.objects.get_or_create(key=KEY, defaults=start)[0].key)


def _workshop_feedback(world: World) -> int:
    told = {
        **{"title": "Vår workshop", "day": "2026-11-24", "joined": 5, "balance": [], "steps": [], "vision": ""},
        **{"goals": [], "worked": "", "questions": ""},
    }
    row = {"due": clock.today(), "sent_at": clock.now(), "package": {"on": "2026-11-24", "workshop": told}}
    return Feedback.objects.get_or_create(what="Från workshopen", **ours(world), defaults=row)[0].pk


MAKERS = {
    "workshop_feedback": _workshop_feedback,
    "thread": _thread,
    "support_request": _request,
    "feedback": _feedback,
    "card": _card,
    "published": _published,
}
