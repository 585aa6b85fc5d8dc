"""Requests for support and what is promised back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from malbild.access.actor import Actor
from malbild.access.models import WalledQuerySet
from malbild.experience import targets
from malbild.experience.deidentify import without_people
from malbild.experience.known_names import names_here
from malbild.experience.models import Feedback, SupportRequest, SupportStep
from malbild.experience.queries.threads import threads
from malbild.experience.states import SupportState
from malbild.goals.models import Assignment, OverarchingGoal, SharedVision, SubGoal
from malbild.kit import clock
from malbild.partnerships.models import HEADINGS, Membership, MembershipQuerySet
from malbild.partnerships.terms.queries import in_force, open_review


def requests(actor: Actor) -> WalledQuerySet[SupportRequest]:
    """Requests with who asked and every step, newest first."""
    steps: Prefetch[str] = Prefetch(
        "steps",
        SupportStep.objects.visible_to(actor).select_related("by__user", "by__organisation", "by__party__organisation"),
    )
    rows = SupportRequest.objects.visible_to(actor).prefetch_related(steps)
    return rows.select_related("asked_by__user", "asked_by__party__organisation", "partnership")


def feedback(actor: Actor) -> WalledQuerySet[Feedback]:
    return Feedback.objects.visible_to(actor).select_related("owner__user", "sent_by__user", "partnership")


def supporters_here(partnership_id: int, *, on: dt.date) -> MembershipQuerySet:
    """The method supporters whose seats are open that day: whom a question reaches."""
    rows = Membership.objects.filter(partnership_id=partnership_id, party=None).active(on)
    return rows.select_related("user", "organisation")


def material(partnership_id: int) -> dict[str, Any]:
    """What goes along with the feedback: målbild, goals, uppdrag and delmål as every party has seen them.

    Read through a supporter's sight, so no party's draft and nothing internal can be in it; no names of people.
    """
    sight, names = targets.a_supporter_of(partnership_id), names_here(partnership_id)

    def plain(text: str) -> str:
        return without_people(text, names)

    vision = SharedVision.objects.visible_to(sight).filter(is_current=True, partnership_id=partnership_id).first()
    terms = open_review(sight) or in_force(sight)
    works = Assignment.objects.visible_to(sight).select_related("lead_party__organisation")
    sub_goals = list(SubGoal.objects.visible_to(sight))
    found: dict[int | None, list[dict[str, Any]]] = {}
    for work in works:
        found.setdefault(work.goal_id, []).append(
            {
                "title": plain(work.title),
                "lead": str(work.lead_party),
                "state": work.get_state_display(),
                "sub_goals": [
                    {"title": plain(s.title), "due": s.due.isoformat() if s.due else "", "state": s.get_state_display()}
                    for s in sub_goals
                    if s.assignment_id == work.pk
                ],
            }
        )
    goals = [
        {
            "title": plain(g.title),
            "effect": plain(g.effect),
            "state": g.get_state_display(),
            "assignments": found.pop(g.pk, []),
        }
        for g in OverarchingGoal.objects.visible_to(sight)
    ]
    return {
        "on": clock.today().isoformat(),
        "vision": {"sentence": plain(vision.sentence), "year": vision.horizon_year, "version": vision.version}
        if vision
        else None,
        "goals": goals,
        "assignments": [work for left in found.values() for work in left],
        "terms": {
            "version": terms.version,
            "state": terms.get_state_display(),
            "lines": [[str(HEADINGS[name]), plain(text)] for name, text in terms.texts.items() if text],
        }
        if terms
        else None,
    }


@dataclass(frozen=True)
class ForUs:
    """What waits for the people at the table: answers that have come, feedback to send, requests handed back."""

    answered: list[Any]
    feedback: list[Feedback]
    handed_back: list[SupportRequest]


def waiting_for_us(actor: Actor, *, on: dt.date, within_days: int = 30) -> ForUs:
    """For a start page: open threads where the supporter spoke last, feedback due soon or late; three queries."""
    soon = on + dt.timedelta(days=within_days)
    answered = threads(actor).filter(closed_at=None, waits_for_supporter=False)
    back = SupportRequest.objects.visible_to(actor).filter(state=SupportState.AWAITING_FEEDBACK)
    return ForUs(list(answered), list(feedback(actor).filter(sent_at=None, due__lte=soon)), list(back))
