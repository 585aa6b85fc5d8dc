"""The politician's page: decided material only, in plain words, read in two minutes and printed as it stands."""

import datetime as dt
import re

import pytest

from malbild.access.scope import scope_for
from malbild.followup.tests.test_vision_page import answer, plan
from malbild.goals import services
from malbild.goals.models import Assignment, OverarchingGoal
from malbild.goals.states import Answer
from malbild.kit import clock
from malbild.meetings.services import plan_meeting

READ_IN_TWO_MINUTES = 400  # words, at 200 a minute


def main_of(world, who):
    page = world.client(who).get("/s/var/").content.decode().replace("\u00a0", " ")
    return page.split("<main", 1)[1].split("</main", 1)[0]


def words_of(html):
    return re.sub(r"<[^>]+>", " ", html).split()


@pytest.fixture
def year(world, anna):
    """A plan with a decision to make, many åtgärder of which some are done, and a meeting booked."""
    _vision, work, measures = plan(world, rows=30)
    for measure in measures[:12]:
        answer(world, measure, Answer.DONE)
    with scope_for(anna):
        Assignment.objects.update(decision_needed="Får bostadsbolaget stänga gångtunneln på natten?")
        plan_meeting(anna, world.ours.pk, starts_at=clock.now() + dt.timedelta(days=7), place="Hemliga rummet")
    return work


def test_it_tells_where_we_want_to_go_what_moved_what_to_decide_and_when_next(world, year):
    for who in ("hans", "rut"):
        page = main_of(world, who)
        places = [page.index(w) for w in ("Hit vill vi", "Så går det nu", "Väntar på beslut", "Klart", "Gruppen möts")]
        assert places == sorted(places), who
        assert "Får bostadsbolaget stänga" in page


def test_it_is_read_in_two_minutes_however_much_there_is(world, year):
    assert len(words_of(main_of(world, "hans"))) < READ_IN_TWO_MINUTES


def test_it_can_be_printed(world, year):
    assert "data-print" in main_of(world, "hans")


def test_of_the_meeting_only_the_day_is_told(world, year):
    page = main_of(world, "hans")
    assert ("Gruppen möts" in page, "Hemliga rummet" in page, "/moten/" in page) == (True, False, False)
    assert "Gruppen möts" not in main_of(world, "ines")


def test_a_draft_is_not_there(world, year, anna):
    with scope_for(anna):
        goal = services.add_goal(anna, world.ours.pk, title="Inte beslutat än")
        assert OverarchingGoal.objects.filter(pk=goal.pk).exists()
        services.add_assignment(anna, world.ours.pk, title="Hemligt uppdrag", lead_party_id=world.parties["kommun"].pk)
    page = main_of(world, "hans")
    assert ("Inte beslutat än" in page, "Hemligt uppdrag" in page) == (False, False)


def test_nothing_to_decide_is_said_plainly(world):
    plan(world)
    assert "Inget väntar på beslut just nu." in main_of(world, "hans")


def test_the_steering_group_sees_what_waits_for_its_decision(world, year):
    shown = {n: "Får bostadsbolaget stänga" in main_of(world, n) for n in ("gun", "anna", "bo", "frida")}
    assert shown == {"gun": True, "anna": True, "bo": True, "frida": False}
