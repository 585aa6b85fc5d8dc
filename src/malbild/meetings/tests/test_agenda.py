"""The agenda proposes itself: each line is there for a reason, and nothing undiscussed is lost."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from malbild.access.errors import Forbidden
from malbild.access.policy import Reach
from malbild.access.scope import scope_for
from malbild.goals import services as goals
from malbild.goals.models import Assignment, Measure
from malbild.kit import clock
from malbild.meetings import services
from malbild.meetings.errors import NotNow
from malbild.meetings.tests.conftest import MEETING, NOW

AUTUMN = dt.datetime(2026, 9, 1, 13, 0, tzinfo=NOW.tzinfo)


def reasons(section):
    return {line.title: line.reason.replace("\u00a0", " ") for line in section.lines}


def test_a_first_agenda_has_its_start_and_its_end(room):
    agenda = room.agenda(room.plan())
    quarter = "Kvartalet: vad gav det, och vart ska vi nu?"
    assert [(s.number, s.title) for s in agenda.sections] == [(1, "Sedan sist"), (2, quarter), (3, "Nästa möte")]
    assert agenda.total_minutes == 40


def test_what_is_done_since_last_is_folded_and_thanked(room):
    with clock.standing_at(AUTUMN - dt.timedelta(days=10)):
        old = room.promise("Gammalt")
        room.answer(old, "done")
    room.hold(AUTUMN)
    new = room.promise("Trygghetsvandring")
    room.answer(new, "done")
    section = room.section(room.plan(), "since-last")
    assert [m.title for m in section.done] == ["Trygghetsvandring"]
    assert section.thanks == "Frida"
    assert section.reason == "1 klar."


def test_each_promise_says_why_it_is_taken_up(room):
    room.hold(AUTUMN)
    room.promise("Sen", due=dt.date(2026, 12, 4))
    room.promise("I dag", due=dt.date(2026, 12, 8))
    room.promise("Längre fram", due=dt.date(2027, 1, 30))
    asked = room.measure("Tillfrågad", due=dt.date(2027, 1, 30))
    with scope_for(room.anna):
        goals.ask_owner(room.anna, asked.pk)
    with clock.standing_at(AUTUMN - dt.timedelta(days=30)):
        room.promise("Tyst", due=dt.date(2027, 3, 1))
    room.measure("Utan ägare", owner=None)
    room.measure("Utan dag", due=None)
    section = room.section(room.plan(), "since-last")
    assert reasons(section) == {
        "Sen": "ska vara klar fredag 4 december",
        "I dag": "ska vara klar tisdag 8 december",
        "Tillfrågad": "tillfrågad tisdag 24 november, inget svar än",
        "Tyst": "inget svar sedan söndag 2 augusti",
        "Utan ägare": "Ingen ägare än.",
        "Utan dag": "Frida, men ingen dag än.",
    }
    assert [t.measure.title for t in section.on_track] == ["Längre fram"]
    assert [line.title for line in section.promises] == ["Sen", "I dag", "Tillfrågad", "Tyst"]


def test_at_the_meeting_a_day_that_has_passed_was_missed(room):
    room.promise("Sen", due=dt.date(2026, 12, 4))
    room.promise("I dag", due=dt.date(2026, 12, 8))
    meeting = room.plan()
    with clock.standing_at(meeting.starts_at):
        assert reasons(room.section(meeting, "since-last")) == {
            "Sen": "skulle ha varit klar fredag 4 december",
            "I dag": "lovad till i dag",
        }


def test_the_last_point_knows_the_next_meeting(room):
    meeting = room.plan()
    assert room.section(meeting, "next").reason == "Boka tiden medan alla är samlade."
    room.plan(dt.datetime(2027, 1, 12, 13, 0, tzinfo=clock.SWEDEN))
    said = room.section(meeting, "next").reason.replace("\u00a0", " ")
    assert said == "Nästa möte är tisdag 12 januari 2027 klockan 13.00. Passar tiden fortfarande?"


def test_a_call_for_help_and_a_missing_decision_are_points_of_their_own(room):
    with scope_for(room.anna):
        measure = room.promise("Belysning", due=dt.date(2026, 11, 30))
        room.answer(measure, "need-help", text="Bolaget svarar inte")
        decide = room.promise("Nattöppet")
        goals.edit_measure(room.anna, decide.pk, is_decision_needed=True)
        work = room.work("Stråket")
        Assignment.objects.filter(pk=work.pk).update(decision_needed="Vem betalar?")
    meeting = room.plan()
    section = room.section(meeting, "waiting")
    assert reasons(section) == {
        "Belysning": "Hjälp behövs sedan tisdag 24 november.",
        "Nattöppet": "Kan inte gå vidare utan beslut.",
        "Stråket": "Uppdraget väntar på beslut: Vem betalar?",
    }
    assert section.reason == "1 väntar på hjälp och 2 väntar på beslut."
    assert "Belysning" not in reasons(room.section(meeting, "since-last"))


def test_one_partys_draft_never_stands_on_the_joint_agenda(room):
    room.measure("Polisens hemlighet", owner=None, reach=Reach.OWN_PARTY)
    assert not room.section(room.plan(), "since-last").lines


def test_depth_rotates_and_takes_the_stalled_first(room):
    first, second, third = room.work("Ett"), room.work("Två"), room.work("Tre")
    held = []
    for week in range(3):
        at = AUTUMN + dt.timedelta(days=7 * week)
        meeting = room.plan(MEETING + dt.timedelta(days=week))
        held.append(room.section(meeting, "in-depth").point.assignment.title)
        with clock.standing_at(at), scope_for(room.anna):
            services.open_meeting(room.anna, meeting.pk)
            services.handle_point(room.anna, room.section(meeting, "in-depth").point.pk)
            services.close_meeting(room.anna, meeting.pk, send=False)
    assert held == ["Ett", "Två", "Tre"]
    meeting = room.plan(MEETING + dt.timedelta(days=60))
    section = room.section(meeting, "in-depth")
    assert section.point.assignment == first
    assert "Längst sedan sist" in section.reason
    with clock.standing_at(AUTUMN):
        room.promise("Tyst", due=dt.date(2027, 1, 1), assignment_id=third.pk)
    section = room.section(meeting, "in-depth")
    assert (section.point.assignment, section.reason) == (third, "Har stannat av sedan förra mötet.")
    with scope_for(room.anna):
        services.choose_depth(room.anna, section.point.pk, assignment_id=second.pk)
    assert room.section(meeting, "in-depth").point.assignment == second


def test_the_agenda_is_changed_by_the_organisers_only(room, world):
    meeting = room.plan()
    with scope_for(room.anna):
        point = services.add_point(room.anna, meeting.pk, title="Lägesbild från polisen", minutes=20)
    titles = [s.title for s in room.agenda(meeting).sections if s.point.kind != "quarter"]
    assert titles == ["Sedan sist", "Lägesbild från polisen", "Nästa möte"]
    with scope_for(room.anna):
        above = room.agenda(meeting).sections[0].point.pk
        services.move_point(room.anna, point.pk, up=True, past=above)
        services.set_minutes(room.anna, point.pk, minutes=5)
    assert room.agenda(meeting).sections[0].title == "Lägesbild från polisen"
    assert room.agenda(meeting).total_minutes == 45
    with scope_for(room.anna):
        services.take_away(room.anna, point.pk)
    assert [p.title for p in room.agenda(meeting).taken_away] == ["Lägesbild från polisen"]
    for who in ("frida", "gun"):
        with scope_for(world.actor(who)), pytest.raises(Forbidden):
            services.take_away(world.actor(who), point.pk, back=True)
    with scope_for(room.anna):
        services.take_away(room.anna, point.pk, back=True)
    assert len(room.agenda(meeting).sections) == 4


def test_what_was_not_reached_follows_over_three_meetings_until_it_is_discussed(room):
    first = room.plan(AUTUMN + dt.timedelta(days=100))
    with scope_for(room.anna):
        services.carry_over(room.anna, room.world.ours.pk, text="Skolan saknas ofta", reason="Från workshopen")
        services.add_point(room.anna, first.pk, title="Nattvandring")
    room.start(first)
    room.close(first, send=False)
    second = room.plan(MEETING + dt.timedelta(days=30))
    texts = {x.title: x.item.times for x in room.section(second, "carried").lines}
    assert texts == {"Skolan saknas ofta": 1, "Nattvandring": 0}
    room.start(second)
    with scope_for(room.anna):
        item = next(x.item for x in room.section(second, "carried").lines if x.title == "Nattvandring")
        services.discuss_carried(room.anna, item.pk, second.pk)
    assert len(room.section(second, "carried").lines) == 2  # stays in sight while the meeting goes on
    room.close(second, send=False)
    third = room.plan(MEETING + dt.timedelta(days=60))
    section = room.section(third, "carried")
    assert reasons(section) == {
        "Skolan saknas ofta": "Från workshopen. Väntar sedan tisdag 24 november 2026. Uppskjuten 2 gånger."
    }
    room.start(third)
    with scope_for(room.anna):
        services.put_away(room.anna, section.lines[0].item.pk, note="Skolan är med nu", meeting_id=third.pk)
    minutes = room.close(third, send=False)
    assert minutes.snapshot["next_time"] == []
    assert room.section(room.plan(MEETING + dt.timedelta(days=90)), "carried") is None


def test_a_closed_meetings_agenda_is_not_changed(room):
    meeting = room.plan()
    room.start(meeting)
    point = room.agenda(meeting).sections[0].point
    room.close(meeting, send=False)
    with scope_for(room.anna), pytest.raises(NotNow):
        services.take_away(room.anna, point.pk)


def test_the_agenda_asks_the_same_questions_of_one_and_of_fifty(room):
    meeting = room.plan()
    work = room.work("Stråket")
    room.answer(room.promise("En", assignment_id=work.pk), "need-help")
    with CaptureQueriesContext(connection) as few:
        room.agenda(meeting)
    for n in range(25):
        room.answer(room.promise(f"Hjälp {n}", assignment_id=work.pk), "need-help")
        room.promise(f"Sen {n}", due=dt.date(2026, 12, 1))
        with scope_for(room.anna):
            services.carry_over(room.anna, room.world.ours.pk, text=f"Kvar {n}")
    with CaptureQueriesContext(connection) as many:
        assert len(room.section(meeting, "since-last").lines) == 25
    assert len(few) == len(many)
    with scope_for(room.anna):
        assert Measure.objects.count() == 51


def test_what_does_not_fit_is_said_with_what_to_shorten_first(room):
    room.plan(MEETING + dt.timedelta(days=20))  # nearer the turn of the quarter, which is taken up there
    meeting = room.plan(minutes=50)
    with scope_for(room.anna):
        for title, minutes in (("Polisens bild", 20), ("Besök", 15)):
            services.add_point(room.anna, meeting.pk, title=title, minutes=minutes)
    agenda = room.agenda(meeting)
    assert (agenda.over, [(s.section.title, s.minutes) for s in agenda.savings]) == (5, [("Besök", 10)])
    with scope_for(room.anna):
        services.edit_meeting(room.anna, meeting.pk, starts_at=MEETING, minutes=30)
    found = [(s.section.title, s.minutes) for s in room.agenda(meeting).savings]
    assert found == [("Besök", 0), ("Polisens bild", 10)]
    with scope_for(room.anna):
        services.edit_meeting(room.anna, meeting.pk, starts_at=MEETING, minutes=10)
    kinds = {s.section.point.kind for s in room.agenda(meeting).savings}
    assert kinds == {"own"}  # never since last, help or the next meeting


def test_a_meeting_is_ninety_minutes_and_keeps_its_length_when_it_is_moved(room):
    meeting = room.plan()
    assert (meeting.length, room.agenda(meeting).over) == (90, 0)
    with scope_for(room.anna):
        moved = services.edit_meeting(room.anna, meeting.pk, starts_at=MEETING + dt.timedelta(hours=1))
    assert moved.length == 90
