"""A meeting, planned and called."""

import pytest

from malbild.access.scope import scope_for
from malbild.documents.tests.calls import DAY, NOW
from malbild.kit import clock
from malbild.meetings import services


@pytest.fixture
def planned(world, anna):
    with clock.standing_at(NOW), scope_for(anna):
        yield services.plan_meeting(anna, world.ours.pk, starts_at=DAY, place="Kommunhuset, sal 2")


@pytest.fixture
def called(anna, planned):
    services.call_meeting(anna, planned.pk)
    return planned
