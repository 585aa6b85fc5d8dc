"""Closing freezes the minutes and moves the plan; it can be undone for seven days."""

import datetime as dt

import pytest

from malbild.access.errors import Forbidden, Hidden
from malbild.access.scope import scope_for
from malbild.audit.models import AuditEvent
from malbild.goals import services as goals
from malbild.goals.models import Assignment, HelpRequest, Measure
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.kit.events import subscribe
from malbild.meetings import queries, services
from malbild.meetings.errors import NotNow, TooLate
from malbild.meetings.events import MeetingClosed
from malbild.meetings.models import CarryOver, Entry, Meeting, Minutes
from malbild.meetings.tests.conftest import MEETING

SOON = dt.date(2027, 1, 12)


@pytest.fixture
def going(room):
    """A meeting that goes on, on its day."""
    meeting = room.plan()
    with clock.standing_at(MEETING):
        yield room.start(meeting)


def measures(room):
    with scope_for(room.anna):
        return {m.title: m for m in Measure.objects.select_related("owner")}


def test_an_early_start_makes_it_todays_meeting(room):
    meeting = room.start(room.plan())
    assert (meeting.day, meeting.is_open) == (clock.today(), True)


def test_an_atgard_with_owner_and_day_is_asked_at_closing_and_never_accepted_for_anybody(room, world, going):
    room.write(going, "measure", "Ring Nils", owner_id=world.seats["frida"].pk, due=SOON)
    room.write(going, "measure", "Fråga polisen", owner_id=world.seats["bo"].pk)
    room.write(going, "measure", "Laga cykelställen", due=SOON)
    assert measures(room) == {}
    room.close(going)
    found = measures(room)
    assert {t: (m.state, m.owner and m.owner.user.name, m.accepted_at) for t, m in found.items()} == {
        "Ring Nils": ("asked", "Frida", None),
        "Fråga polisen": ("draft", "Bo", None),
        "Laga cykelställen": ("draft", None, None),
    }


def test_an_ownerless_atgard_on_the_agenda_gets_its_owner_in_the_room(room, world, going):
    draft = room.measure("Laga cykelställen", owner=None, due=None)
    room.write(going, "measure", draft.title, measure_id=draft.pk, owner_id=world.seats["bo"].pk, due=SOON)
    line = room.section(going, "since-last").drafts[0]
    assert (line.is_settled, line.entry.owner.user.name) == (True, "Bo")
    room.close(going)
    found = measures(room)
    assert list(found) == ["Laga cykelställen"]
    assert (found["Laga cykelställen"].state, found["Laga cykelställen"].owner.user.name) == ("asked", "Bo")


def test_an_answer_given_in_the_room_is_the_owners_answer_and_the_line_stays(room, going):
    measure = room.promise("Belysning")
    with scope_for(room.anna):
        services.answer_at_meeting(room.anna, going.pk, measure.pk, answer="done")
    section = room.section(going, "since-last")
    assert [(x.title, x.said.answer, x.said.via) for x in section.promises] == [("Belysning", "done", "meeting")]
    assert section.done == []
    minutes = room.close(going)
    assert minutes.snapshot["answers"] == [{"text": "Belysning", "owner": "Frida", "answer": "Klart", "note": ""}]


def test_the_owner_answers_for_her_own_and_nobody_elses(room, world, frida, going):
    mine, hers = room.promise("Min"), room.promise("Bos", owner="bo")
    with scope_for(frida):
        services.answer_at_meeting(frida, going.pk, mine.pk, answer="on-track")
        with pytest.raises(Forbidden):
            services.answer_at_meeting(frida, going.pk, hers.pk, answer="done")


def test_help_is_solved_and_a_decision_settles_what_waited_for_it(room, going):
    measure = room.promise("Belysning", due=SOON)
    with clock.standing_at(MEETING - dt.timedelta(days=3)):
        room.answer(measure, "need-help", text="Bolaget svarar inte")
    work = room.work("Stråket")
    with scope_for(room.anna):
        Assignment.objects.filter(pk=work.pk).update(decision_needed="Vem betalar?")
        goals.edit_measure(room.anna, room.promise("Nattöppet").pk, is_decision_needed=True)
        help_id = HelpRequest.objects.get().pk
        services.solve_help(room.anna, going.pk, help_id, outcome="Maria ringer bolagets chef")
    decided = {"Nattöppet": {"measure_id": measures(room)["Nattöppet"].pk}, "Stråket": {"assignment_id": work.pk}}
    for title, about in decided.items():
        room.write(going, "decision", f"Ja till {title}", body="Styrgruppen", **about)
    assert all(x.is_settled for x in room.section(going, "waiting").lines)
    minutes = room.close(going)
    with scope_for(room.anna):
        assert Assignment.objects.get().decision_needed == ""
    assert not measures(room)["Nattöppet"].is_decision_needed
    assert minutes.snapshot["decisions"][0] == {"text": "Ja till Nattöppet", "body": "Styrgruppen"}
    settled = [s for p in minutes.snapshot["points"] for s in p["settled"]]
    assert settled == ["Belysning: Maria ringer bolagets chef"]


def test_what_was_undone_leaves_no_trace_in_the_plan(room, going):
    entry = room.write(going, "measure", "Fel rad")
    with scope_for(room.anna):
        services.remove_entry(room.anna, entry.pk)
        services.remove_entry(room.anna, entry.pk)
    assert room.close(going).snapshot["measures"] == []
    assert measures(room) == {}


def test_attendance_keeps_what_the_other_note_taker_ticked(room, world, bo, going):
    with scope_for(room.anna):
        services.set_attendance(room.anna, going.pk, came=[world.seats["frida"].pk], others="Rektor")
    with scope_for(bo):
        services.set_attendance(bo, going.pk, came=[world.seats["gun"].pk])
        services.set_attendance(bo, going.pk, left=[world.seats["gun"].pk])
    assert room.close(going).snapshot["present"] == ["Frida, Skola"]
    with scope_for(room.anna), pytest.raises(NotNow):
        services.set_attendance(room.anna, going.pk, came=[world.seats["gun"].pk])


def test_closing_twice_closes_once_and_tells_once(room, going):
    told = []
    subscribe(MeetingClosed, told.append)
    room.write(going, "measure", "Ring")
    first = room.close(going)
    assert room.close(going) == first
    assert len([e for e in told if e.meeting_id == going.pk]) == 1
    assert len(measures(room)) == 1


def test_minutes_do_not_change_when_the_plan_does(room, world, going):
    room.write(going, "decision", "Vi börjar med det vi lovade sist", body="Gruppen")
    measure = room.promise("Belysning")
    with scope_for(room.anna):
        services.answer_at_meeting(room.anna, going.pk, measure.pk, answer="on-track")
    minutes = room.close(going)
    with scope_for(room.anna):
        goals.edit_measure(room.anna, measure.pk, title="Något annat")
        assert Minutes.objects.get(pk=minutes.pk).snapshot["answers"][0]["text"] == "Belysning"


def test_elected_and_readers_see_the_meeting_once_it_is_closed_and_the_closing_is_logged(room, world, going):
    for who in ("hans", "rut"):
        with scope_for(world.actor(who)):
            assert not Meeting.objects.visible_to(world.actor(who)).exists()
    room.close(going)
    for who in ("hans", "rut"):
        with scope_for(world.actor(who)):
            assert Meeting.objects.visible_to(world.actor(who)).get() == going
            assert Minutes.objects.visible_to(world.actor(who)).count() == 1
            assert not Entry.objects.visible_to(world.actor(who)).exists()
    assert AuditEvent.objects.filter(action="meetings:minutes:close", details__reach=2).count() == 1


@pytest.mark.parametrize("who", ["frida", "gun", "hans", "rut", "ines", "cia", "dan"])
def test_only_the_organisers_write_close_reopen_and_correct(room, world, going, who):
    actor = world.actor(who)
    for deed in (
        lambda: services.write(actor, going.pk, kind="note", text="x"),
        lambda: services.close_meeting(actor, going.pk),
        lambda: services.reopen_meeting(actor, going.pk),
        lambda: services.correct_minutes(actor, going.pk, text="x"),
    ):
        with scope_for(actor), pytest.raises((Forbidden, Hidden, Meeting.DoesNotExist)):
            deed()
    with scope_for(room.anna):
        going.refresh_from_db()
        assert (going.state, Entry.objects.count()) == ("open", 0)


def test_the_police_close_and_reopen_as_equals(room, bo, going):
    with scope_for(bo):
        services.close_meeting(bo, going.pk)
        services.reopen_meeting(bo, going.pk)
        assert Meeting.objects.get().is_open


def test_reopening_hides_the_minutes_keeps_the_asked_and_makes_a_new_version(room, world, hans, going):
    entry = room.write(going, "measure", "Ring Nils", owner_id=world.seats["frida"].pk, due=SOON)
    room.close(going)
    with scope_for(room.anna):
        services.reopen_meeting(room.anna, going.pk)
        services.reopen_meeting(room.anna, going.pk)
        services.edit_entry(room.anna, entry.pk, text="Ring Nils chef", owner_id=world.seats["frida"].pk, due=SOON)
    with scope_for(hans):
        assert not Meeting.objects.visible_to(hans).exists()
    second = room.close(going)
    assert second.version == 2
    assert {t: m.state for t, m in measures(room).items()} == {"Ring Nils chef": "asked"}
    assert second.snapshot["measures"][0]["text"] == "Ring Nils chef"


def test_a_line_removed_after_reopening_ends_the_atgard_it_made(room, going):
    entry = room.write(going, "measure", "Fel")
    room.close(going)
    with scope_for(room.anna):
        services.reopen_meeting(room.anna, going.pk)
        services.remove_entry(room.anna, entry.pk)
    room.close(going)
    assert measures(room)["Fel"].state == "not-done"


def test_closing_twice_through_a_reopening_counts_a_carried_thing_once(room, going):
    with scope_for(room.anna):
        services.carry_over(room.anna, room.world.ours.pk, text="Kvar")
        services.add_point(room.anna, going.pk, title="Nattvandring")
    room.close(going)
    with scope_for(room.anna):
        services.reopen_meeting(room.anna, going.pk)
        services.handle_point(
            room.anna, next(s.point.pk for s in room.agenda(going).sections if s.title == "Nattvandring")
        )
    room.close(going)
    with scope_for(room.anna):
        assert list(CarryOver.objects.values_list("text", "times")) == [("Kvar", 1)]


@pytest.mark.parametrize(("days", "allowed"), [(7, True), (8, False)])
def test_seven_days_to_reopen_and_to_correct(room, going, days, allowed):
    room.close(going)
    with clock.standing_at(MEETING + dt.timedelta(days=days)), scope_for(room.anna):
        if allowed:
            services.correct_minutes(room.anna, going.pk, text="Gun var med")
            services.correct_minutes(room.anna, going.pk, text="Gun var med")
            minutes = queries.current_minutes(room.anna, Meeting.objects.get())
            assert [c.text for c in queries.corrections(room.anna, minutes)] == ["Gun var med"]
            assert services.reopen_meeting(room.anna, going.pk).is_open
        else:
            for deed in (services.reopen_meeting, lambda a, m: services.correct_minutes(a, m, text="x")):
                with pytest.raises(TooLate):
                    deed(room.anna, going.pk)
            assert Meeting.objects.get().is_closed


def test_nothing_is_written_before_the_start_or_after_the_end(room):
    meeting = room.plan()
    with pytest.raises(NotNow, match="Starta"):
        room.write(meeting, "note", "x")
    room.start(meeting)
    room.close(meeting)
    with pytest.raises(NotNow, match="avslutat"):
        room.write(meeting, "note", "x")


def test_nonsense_is_refused(room, going):
    with pytest.raises(Refusal, match="Välj"):
        room.write(going, "poem", "x")
    with pytest.raises(Refusal, match="200"):
        room.write(going, "measure", "x" * 201)
