"""What the agenda takes up by itself with its reason: what blocks, line work that wavers, and what has rested."""

import datetime as dt

from malbild.access.scope import scope_for
from malbild.goals import services as goals
from malbild.kit import clock
from malbild.meetings.queries import LineKind

LIST = "/s/var/moten/"
DAY = dt.timedelta(days=1)


def waiting(room, meeting):
    section = room.section(meeting, "waiting")
    return [(x.kind, x.title, x.reason.replace("\u00a0", " ")) for x in section.lines] if section else []


def wavering(room):
    anna, world = room.anna, room.world
    with scope_for(anna):
        made = goals.add_line_work(
            anna, world.ours.pk, title="Nattvandring", responsible_party_id=world.parties["skola"].pk
        )
    for ago in (30, 1):
        with clock.standing_at(clock.now() - ago * DAY), scope_for(anna):
            goals.pulse(anna, made.pk, state="wavers")
    return made


def test_a_call_for_help_is_on_it_with_what_blocks(room, world):
    measure = room.promise("Ring bolaget")
    with scope_for(world.actor("anna")):
        goals.answer_measure(world.actor("anna"), measure.pk, answer="need-help", reason="waiting-for-party")
    [(kind, title, reason)] = waiting(room, room.plan())
    assert (kind, title) == (LineKind.HELP, "Ring bolaget")
    assert reason.endswith("Väntar på någon annan.")


def test_line_work_that_wavers_twice_is_proposed_and_stands_in_the_room_too(room, world):
    made = wavering(room)
    meeting = room.plan()
    expected = (LineKind.LIFT, "Nattvandring", "Svajar för andra gången i rad. Ska det lyftas till utveckling?")
    assert waiting(room, meeting) == [expected]
    room.start(meeting)
    point = room.section(meeting, "waiting").point.pk
    page = world.client("anna").get(f"{LIST}{meeting.pk}/punkt/{point}/").content.decode()
    assert "Nattvandring" in page
    assert f"/s/var/uppdrag/linje/{made.pk}/lyft/" in page


def test_what_has_rested_to_its_day_is_looked_at_again(room, world):
    work = room.work("Stråket")
    anna = room.anna
    with scope_for(anna):
        goals.rest_assignment(anna, work.pk, look_again_on=clock.today() + 3 * DAY, note="Styrgruppen")
    meeting = room.plan(clock.now() + 2 * DAY)
    assert waiting(room, meeting) == []
    later = room.plan(clock.now() + 9 * DAY)
    [(kind, title, reason)] = waiting(room, later)
    assert (kind, title) == (LineKind.DECISION, "Stråket")
    assert reason.endswith("Ska det tas upp igen, vila mer eller avslutas?")


def test_what_rests_is_not_taken_in_depth_before_what_moves(room):
    resting, moving = room.work("Vilar"), room.work("Rör sig")
    with scope_for(room.anna):
        goals.rest_assignment(room.anna, resting.pk, look_again_on=clock.today() + 90 * DAY, note="Styrgruppen")
    section = room.section(room.plan(), "in-depth")
    assert section.point.assignment_id == moving.pk
