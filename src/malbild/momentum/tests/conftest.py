"""Promises and moments that the tests of momentum share."""

import datetime as dt

import pytest

from malbild.access.policy import Reach
from malbild.access.scope import scope_for
from malbild.goals import services as plan
from malbild.kit import clock
from malbild.meetings.services import plan_meeting
from malbild.outbox.models import Letter

TUESDAY = dt.datetime(2026, 12, 1, 8, 0, tzinfo=clock.SWEDEN)
DAY = dt.timedelta(days=1)
SUNDAY = dt.date(2026, 12, 6)
LONG_AGO = TUESDAY - 20 * DAY


def plain(text):
    """Hard spaces as spaces, so that a sentence can be looked for as it reads."""
    return text.replace("\u00a0", " ")


@pytest.fixture
def tuesday():
    """It is Tuesday 1 December 2026, eight in the morning."""
    with clock.standing_at(TUESDAY):
        yield TUESDAY


class Promises:
    def __init__(self, world):
        self.world = world

    def ask(self, who, title="Ring om belysningen", *, due=SUNDAY, at=LONG_AGO):
        anna = self.world.actor("anna")
        with clock.standing_at(at), scope_for(anna):
            made = plan.add_measure(
                anna,
                self.world.ours.pk,
                title=title,
                owner_id=self.world.seats[who].pk,
                due=due,
                reach=Reach.PARTNERSHIP,
            )
            return plan.ask_owner(anna, made.pk)

    def __call__(self, who, title="Ring om belysningen", *, at=LONG_AGO, **more):
        """An åtgärd that the person has said yes to, twenty days ago."""
        made = self.ask(who, title, at=at, **more)
        actor = self.world.actor(who)
        with clock.standing_at(at), scope_for(actor):
            return plan.accept_measure(actor, made.pk)

    def answer(self, who, measure, answer, *, at=TUESDAY, **more):
        actor = self.world.actor(who)
        with clock.standing_at(at), scope_for(actor):
            return plan.answer_measure(actor, measure.pk, answer=answer, **more)

    def meeting(self, day, *, place="", at=LONG_AGO):
        anna = self.world.actor("anna")
        starts = dt.datetime.combine(day, dt.time(13), tzinfo=clock.SWEDEN)
        with clock.standing_at(at), scope_for(anna):
            return plan_meeting(anna, self.world.ours.pk, starts_at=starts, place=place)


@pytest.fixture
def promise(world):
    return Promises(world)


@pytest.fixture
def mails():
    """The digests in the outbox as (to, subject), in order."""

    def found(kind="digest"):
        return [(x.to.split("@")[0], x.subject) for x in Letter.objects.filter(kind=kind).order_by("pk")]

    return found
