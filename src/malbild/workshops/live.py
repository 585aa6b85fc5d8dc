"""The workshop's two feeds: `rum` for those who take part, `ledare` for the projector and who leads.

A participant's frame says only which version of the room is newest; the page's shared part goes with it, drawn once for
every phone. Cards and votes that come in do not change it. The leader's frame also says how many have joined, written,
voted and are done: numbers, never words or dots.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, NamedTuple, cast

from django.template.loader import render_to_string
from django.utils import translation

from malbild.access.actor import Actor
from malbild.access.policy import Action, may
from malbild.access.scope import scope_for
from malbild.kit import clock
from malbild.live.feeds import Asked, Frame, Reader, register
from malbild.live.visitors import signed_in
from malbild.partnerships.seats import actor_for
from malbild.workshops import queries
from malbild.workshops.marks import token
from malbild.workshops.models import JoinCode, Participant, Round, Workshop
from malbild.workshops.services.joining import guest_of
from malbild.workshops.services.record import LEADERS, ROOM
from malbild.workshops.states import Beat
from malbild.workshops.tokens import SEAT_COOKIE, read_seat

GRACE_OVER: Final = 0.2  # seconds after the grace when the page changes by the clock alone
type Draw = Callable[[Actor, Workshop], str]


class View(NamedTuple):
    """Readers of one workshop in one language see the same."""

    partnership_id: int
    workshop_id: int
    language: str


class _Feed:
    name = ""
    topic = ""
    action = Action.WORKSHOP_VIEW

    def frame(self, reader: Reader, before: Frame | None) -> Frame | None:
        view = cast("View", reader.view)
        actor = guest_of(view.partnership_id, view.workshop_id)  # what every reader may see, and nothing more
        with translation.override(view.language), scope_for(actor, view.partnership_id):
            workshop = Workshop.objects.visible_to(actor).filter(pk=view.workshop_id).first()
            return None if workshop is None else self.state(actor, workshop, before)

    def state(self, actor: Actor, workshop: Workshop, before: Frame | None) -> Frame:
        raise NotImplementedError

    def reader(self, partnership_id: int, asked: Asked) -> Reader:
        return Reader(self.topic.format(asked.thing_id), View(partnership_id, asked.thing_id, asked.language))

    def member(self, asked: Asked) -> Reader | None:
        """Someone signed in, with a seat that lets them see the workshop."""
        actor = actor_for(signed_in(asked.cookies), on=clock.today())
        if not actor.seats:
            return None
        with scope_for(actor):
            workshop = Workshop.objects.visible_to(actor).filter(pk=asked.thing_id).first()
            if workshop is None or not may(actor, self.action, workshop.facts):
                return None
            return self.reader(workshop.partnership_id, asked) if self.sits(actor, workshop) else None

    def sits(self, actor: Actor, workshop: Workshop) -> bool:
        return True


class RoomFeed(_Feed):
    """For phones, with an account or without."""

    name = "rum"
    topic = ROOM
    action = Action.BEAT_TAKE_PART

    def __init__(self, draw: Draw) -> None:
        self._draw = draw

    def admit(self, asked: Asked) -> Reader | None:
        seat = read_seat(asked.cookies.get(SEAT_COOKIE, ""))
        if seat is None or seat[1] != asked.thing_id:
            return self.member(asked)
        partnership_id, workshop_id, participant_id = seat
        actor = guest_of(partnership_id, workshop_id)
        with scope_for(actor, partnership_id):
            inside = Participant.objects.visible_to(actor).filter(workshop_id=workshop_id, is_waiting=False)
            here = inside.filter(pk=participant_id)
            return self.reader(partnership_id, asked) if here.exists() else self.member(asked)

    def sits(self, actor: Actor, workshop: Workshop) -> bool:
        mine = Participant.objects.visible_to(actor).filter(workshop=workshop, membership__user_id=actor.user_id or 0)
        return mine.exists()

    def state(self, actor: Actor, workshop: Workshop, before: Frame | None) -> Frame:
        v = token(workshop)
        left = (workshop.grace_until - clock.now()).total_seconds() if workshop.grace_until else 0
        again_in = left + GRACE_OVER if workshop.in_grace else None
        if before is None or before.says["room"] != v:
            return Frame(workshop.seq, {"room": v}, self._draw(actor, workshop).encode(), again_in=again_in)
        return before if again_in is None else replace(before, again_in=again_in)


class LeaderFeed(_Feed):
    """For the projector and the leader's phone: whoever may see the workshop at the table."""

    name = "ledare"
    topic = LEADERS
    action = Action.WORKSHOP_VIEW

    def admit(self, asked: Asked) -> Reader | None:
        return self.member(asked)

    def state(self, actor: Actor, workshop: Workshop, before: Frame | None) -> Frame:
        if before is not None and before.seq == workshop.seq:
            return before
        now = Round.objects.visible_to(actor).filter(workshop=workshop, step=workshop.step).first()
        people = queries.people_in_room(actor, workshop) if workshop.beat == Beat.LOBBY else []  # only shown there
        about: dict[str, Any] = {
            "workshop": workshop,
            "counts": queries.counts(actor, workshop, now),
            "people": people,
            "balance": queries.balance(people),
            "board": {"round": now},
            "door": JoinCode.objects.filter(workshop_id=workshop.pk).first(),
        }
        says = {"room": queries.leader_token(actor, workshop)}
        for part in ("count", "line", "names", "voted"):
            says[part] = " ".join(render_to_string(f"workshops/counts/{part}.html", about).split())
        return Frame(workshop.seq, says)


def open_feeds(draw: Draw) -> None:
    """Register both; `draw` makes the participants' shared part (a view's work, handed in from above)."""
    register(RoomFeed(draw))
    register(LeaderFeed())
