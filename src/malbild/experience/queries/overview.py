"""The supporter's page: every partnership that has invited them, from what each of them lets them see."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from malbild.access.actor import Actor
from malbild.access.policy import visiting
from malbild.experience.models import Feedback, SupportRequest
from malbild.experience.names import KIND_WORDS
from malbild.experience.queries.threads import threads
from malbild.experience.states import SupportState
from malbild.goals.models import Assignment, OverarchingGoal, SharedVision
from malbild.goals.states import GOAL_ENDED, GoalState
from malbild.kit import clock
from malbild.kit.clock import SWEDEN
from malbild.partnerships.models import Partnership
from malbild.situation.models import Problem, SituationPicture
from malbild.workshops.models import Workshop
from malbild.workshops.states import WorkshopState


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for the supporter's answer. `route` and `key` lead to it."""

    partnership: Partnership
    text: str
    about: str | Promise
    since: dt.datetime
    days: int
    route: str
    key: str
    pk: int


_FRESH = dt.timedelta(days=90)


@dataclass(frozen=True)
class Row:
    """One partnership, in the words of what may be seen."""

    partnership: Partnership
    step: str | Promise
    under_way: list[SupportRequest]
    feedback: list[Feedback]
    told: list[Feedback]  # what has come back the last ninety days, the newest first
    last_active: dt.date | None
    ends_on: dt.date | None
    workshop: Workshop | None = None


@dataclass(frozen=True)
class Overview:
    waiting: list[Waiting]
    rows: list[Row]


def overview(actor: Actor, *, on: dt.date) -> Overview:
    """Both lists, in the same number of queries for one partnership and for fifty.

    The waiting come oldest first, the partnerships by name: nobody is ranked. The caller has opened the scope.
    """
    places = {p.pk: p for p in Partnership.objects.visible_to(actor).select_related("municipality").order_by("name")}
    promised: defaultdict[int, list[Feedback]] = defaultdict(list)
    told: defaultdict[int, list[Feedback]] = defaultdict(list)
    newest = Q(sent_at__gte=clock.now() - _FRESH)
    for feedback in (
        Feedback.objects.visible_to(actor).filter(newest | Q(sent_at=None)).order_by("-sent_at", "due", "pk")
    ):
        (told if feedback.sent_at else promised)[feedback.partnership_id].append(feedback)
    under_way: defaultdict[int, list[SupportRequest]] = defaultdict(list)
    for request in SupportRequest.objects.visible_to(actor).exclude(state=SupportState.CLOSED):
        under_way[request.partnership_id].append(request)
    halfway = _workshops(actor)
    steps, active = _steps(actor, halfway), _last_active(actor)
    ends = {seat.partnership_id: seat.ends_on for seat in actor.seats}
    rows = [
        Row(
            p,
            steps.get(pk, NOT_BEGUN),
            under_way[pk],
            promised[pk],
            told[pk],
            active.get(pk),
            ends.get(pk),
            halfway.get(pk),
        )
        for pk, p in places.items()
    ]
    return Overview(_waiting(actor, places, on), rows)


def supporters_actor(actor: Actor) -> Actor:
    """The person with their supporter's seats only: one's own municipality is not on this page."""
    return Actor(actor.user_id, visiting(actor))


def _waiting(actor: Actor, places: dict[int, Partnership], on: dt.date) -> list[Waiting]:
    def row(item: Any, text: str, about: str | Promise, since: dt.datetime, route: str, key: str) -> Waiting:
        days = (on - since.astimezone(SWEDEN).date()).days
        return Waiting(places[item.partnership_id], text, about, since, days, route, key, item.pk)

    asked = SupportRequest.objects.visible_to(actor).filter(waits_for_supporter=True)
    open_threads = threads(actor).filter(closed_at=None, waits_for_supporter=True)
    found = [
        *(row(r, r.text, _("Begäran om stöd"), r.changed_at, "experience:request", "request_id") for r in asked),
        *(
            row(t, t.question, KIND_WORDS[t.kind][0], t.waits_since or t.asked_at, "experience:thread", "thread_id")
            for t in open_threads
        ),
    ]
    return sorted(found, key=lambda w: (w.since, w.route, w.pk))


NOT_BEGUN = _("Har nyss börjat")
# The last that fits is how far the partnership has come.
_STEPS: tuple[tuple[Any, dict[str, Any], Promise], ...] = (
    (Problem, {}, _("Beskriver läget")),
    (SituationPicture, {"is_valid": True}, _("Har en gällande lägesbild")),
    (SharedVision, {"is_current": True}, _("Har en målbild")),
    (OverarchingGoal, {}, _("Formulerar mål")),
    (Assignment, {"state": GoalState.ACTIVE.value}, _("Arbetar med uppdragen")),
    (Assignment, {"state__in": [s.value for s in GOAL_ENDED]}, _("Följer upp")),
)


def _workshops(actor: Actor) -> dict[int, Workshop]:
    """The workshop that is under way in each partnership, the newest where there are several."""
    rows = Workshop.objects.visible_to(actor).exclude(state=WorkshopState.CLOSED).order_by("started_at", "pk")
    return {w.partnership_id: w for w in rows}


def _steps(actor: Actor, halfway: dict[int, Workshop]) -> dict[int, str | Promise]:
    found: dict[int, str | Promise] = {}
    for model, only, words in _STEPS:
        manager: Any = model._default_manager
        rows = manager.visible_to(actor).filter(**only).order_by()
        found.update(dict.fromkeys(rows.values_list("partnership_id", flat=True).distinct(), words))
    for pk, workshop in halfway.items():
        step = workshop.step
        found[pk] = _("Har workshop, steg %(step)s av 4") % {"step": step} if step else _("Börjar en workshop")
    return found


_SIGNS: tuple[tuple[Any, str], ...] = (
    (SharedVision, "changed_on"),
    (OverarchingGoal, "changed_on"),
    (Assignment, "from_day"),
    (Assignment, "ended_on"),
    (SituationPicture, "decided_on"),
    (Workshop, "started_at"),
    (Workshop, "closed_at"),
    (SupportRequest, "changed_at"),
)


def _last_active(actor: Actor) -> dict[int, dt.date]:
    """The last day that something the supporter may see was changed."""
    found: dict[int, dt.date] = {}
    rows = [(model._default_manager.visible_to(actor), name) for model, name in _SIGNS]
    for query, name in [*rows, (threads(actor), "said_at")]:
        for pk, last in query.order_by().values_list("partnership_id").annotate(last=Max(name)):
            day = last.astimezone(SWEDEN).date() if isinstance(last, dt.datetime) else last
            if day and day > found.get(pk, dt.date.min):
                found[pk] = day
    return found
