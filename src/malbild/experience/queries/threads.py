"""Threads: a reader sees those whose thing they may see, whatever the thread's own reach."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Prefetch, Q

from malbild.access.actor import Actor
from malbild.access.models import WalledQuerySet
from malbild.experience import targets
from malbild.experience.models import Thread, ThreadPost
from malbild.kit import clock
from malbild.partnerships.models import Membership


def threads(actor: Actor) -> WalledQuerySet[Thread]:
    """The threads that the actor may see, and whose thing the actor may see. One query, however many kinds."""
    things = [Q(kind=name, target_id__in=targets.seen(name, actor).order_by().values("pk")) for name in targets.KINDS]
    return Thread.objects.visible_to(actor).filter(reduce(or_, things))


def with_people(rows: WalledQuerySet[Thread], actor: Actor) -> WalledQuerySet[Thread]:
    """With who asked and what was said, in two queries more."""
    said: Prefetch[str] = Prefetch(
        "posts",
        ThreadPost.objects.visible_to(actor).select_related("by__user", "by__organisation", "by__party__organisation"),
    )
    people = ("asked_by__user", "asked_by__party__organisation", "partnership")
    return rows.select_related(*people).prefetch_related(said)


def threads_about(actor: Actor, kind: str, target_id: int) -> WalledQuerySet[Thread]:
    return threads(actor).filter(kind=kind, target_id=target_id)


def author_of(actor: Actor, partnership_id: int) -> Membership | None:
    """The seat that the actor writes from: at the table, or as an invited supporter."""
    rows = Membership.objects.visible_to(actor).filter(partnership_id=partnership_id, user_id=actor.user_id or 0)
    seats = {seat.pk: seat for seat in rows.active(clock.today())}
    at_the_table = actor.membership_in(partnership_id)
    return seats.get(at_the_table) if at_the_table else next(iter(seats.values()), None)
