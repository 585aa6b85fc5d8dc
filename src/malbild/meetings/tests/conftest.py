"""A meeting day: what the year looked like before it, and short ways to do what the pages do."""

import datetime as dt
from dataclasses import dataclass

import pytest

from malbild.access.actor import Actor
from malbild.access.policy import Reach
from malbild.access.scope import scope_for
from malbild.goals import services as goals
from malbild.goals.models import Measure
from malbild.kit import clock
from malbild.kit.clock import SWEDEN
from malbild.meetings import queries, services
from malbild.meetings.models import Entry, Meeting
from tests.people import World

NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=SWEDEN)
MEETING = dt.datetime(2026, 12, 8, 13, 0, tzinfo=SWEDEN)


@pytest.fixture(autouse=True)
def a_fixed_day():
    with clock.standing_at(NOW):
        yield


@dataclass
class Room:
    """Short ways to do what happens around a meeting."""

    world: World
    anna: Actor

    def measure(self, title: str, owner: str | None = "frida", due: dt.date | None = dt.date(2026, 12, 4), **more):
        with scope_for(self.anna):
            return goals.add_measure(
                self.anna,
                self.world.ours.pk,
                title=title,
                owner_id=self.world.seats[owner].pk if owner else None,
                due=due,
                reach=more.pop("reach", Reach.PARTNERSHIP),
                **more,
            )

    def promise(self, title: str, owner: str = "frida", **more) -> Measure:
        """An åtgärd whose owner has said yes."""
        measure = self.measure(title, owner, **more)
        with scope_for(self.anna):
            goals.ask_owner(self.anna, measure.pk)
        with scope_for(self.world.actor(owner)):
            return goals.accept_measure(self.world.actor(owner), measure.pk)

    def answer(self, measure: Measure, answer: str, **more):
        with scope_for(self.anna):
            return goals.answer_measure(self.anna, measure.pk, answer=answer, **more)

    def work(self, title: str):
        with scope_for(self.anna):
            goal = goals.add_goal(self.anna, self.world.ours.pk, title=f"Mål för {title}", reach=Reach.PARTNERSHIP)
            made = goals.add_assignment(
                self.anna,
                self.world.ours.pk,
                title=title,
                lead_party_id=self.world.parties["kommun"].pk,
                goal_id=goal.pk,
                reach=Reach.PARTNERSHIP,
            )
            goals.add_sub_goal(self.anna, made.pk, title="Klart i mars")
            return goals.activate_assignment(self.anna, made.pk)

    def plan(self, at: dt.datetime = MEETING, **more) -> Meeting:
        with scope_for(self.anna):
            return services.plan_meeting(self.anna, self.world.ours.pk, starts_at=at, **more)

    def start(self, meeting: Meeting) -> Meeting:
        with scope_for(self.anna):
            return services.open_meeting(self.anna, meeting.pk)

    def write(self, meeting: Meeting, kind: str, text: str, **more) -> Entry:
        with scope_for(self.anna):
            return services.write(self.anna, meeting.pk, kind=kind, text=text, **more)

    def close(self, meeting: Meeting, **more):
        with scope_for(self.anna):
            return services.close_meeting(self.anna, meeting.pk, **more)

    def hold(self, at: dt.datetime):
        """A whole meeting: planned, held and closed on its day."""
        with clock.standing_at(at):
            meeting = self.plan(at)
            self.start(meeting)
            return self.close(meeting, send=False)

    def agenda(self, meeting: Meeting, who: str = "anna") -> queries.Agenda:
        actor = self.world.actor(who)
        with scope_for(actor):
            return queries.agenda(actor, Meeting.objects.get(pk=meeting.pk))

    def section(self, meeting: Meeting, kind: str) -> queries.Section | None:
        return next((s for s in self.agenda(meeting).sections if s.point.kind == kind), None)


@pytest.fixture
def room(world, anna):
    return Room(world, anna)
