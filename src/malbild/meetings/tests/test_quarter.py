"""The quarter: what it gave and taught comes before the new direction, at the meeting nearest its turn."""

import datetime as dt

import pytest

from malbild.access.errors import Forbidden
from malbild.access.scope import scope_for
from malbild.kit import clock
from malbild.kit.clock import SWEDEN
from malbild.meetings import queries, services
from malbild.meetings.errors import NotNow
from malbild.meetings.models import AgendaPoint, DirectionDecision, Entry, QuarterEvaluation
from malbild.meetings.quarters import Quarter, turning_near
from malbild.meetings.states import DirectionDeed, DirectionState, next_direction, standing

pytestmark = pytest.mark.django_db
SPRING = Quarter(2027, 1)


def at(month: int, day: int, year: int = 2026) -> dt.datetime:
    return dt.datetime(year, month, day, 13, 0, tzinfo=SWEDEN)


def has_turn(room, meeting) -> bool:
    return room.section(meeting, "quarter") is not None


def evaluate(room, meeting, learned="Korta möten räcker."):
    with scope_for(room.anna):
        return services.evaluate_quarter(room.anna, meeting.pk, learned=learned)


def decide(room, meeting, first="Trygg väg hem", **more):
    with scope_for(room.anna):
        return services.decide_direction(room.anna, meeting.pk, first=first, **more)


@pytest.mark.parametrize(
    ("day", "turn"),
    [
        (dt.date(2026, 12, 8), SPRING),
        (dt.date(2027, 1, 1), SPRING),
        (dt.date(2027, 2, 14), SPRING),
        (dt.date(2027, 2, 15), Quarter(2027, 2)),
        (dt.date(2026, 11, 10), Quarter(2026, 4)),
    ],
)
def test_the_nearest_turn(day, turn):
    assert turning_near(day) == turn
    assert turn.before.after == turn
    assert turn.before.ends_on + dt.timedelta(days=1) == turn.starts_on


def test_what_is_decided_is_in_force_from_its_first_day_and_decided_only_once():
    decided = DirectionState.DECIDED
    assert standing(decided, starts_on=SPRING.starts_on, on=dt.date(2026, 12, 31)) == decided
    assert standing(decided, starts_on=SPRING.starts_on, on=SPRING.starts_on) == DirectionState.IN_FORCE
    assert next_direction(DirectionState.PREPARING, DirectionDeed.EVALUATE) is None
    assert next_direction(DirectionState.EVALUATED, DirectionDeed.DECIDE) is None


def test_the_point_stands_on_the_meeting_nearest_the_turn_and_moves_with_it(room):
    early = room.plan(at(12, 8))
    assert has_turn(room, early)
    near = room.plan(at(1, 12, 2027))
    assert (has_turn(room, early), has_turn(room, near)) == (False, True)
    assert "fredag 1\u00a0januari\u00a02027" in room.section(near, "quarter").reason
    with scope_for(room.anna):
        services.cancel_meeting(room.anna, near.pk)
    assert has_turn(room, early)
    assert room.agenda(early).sections[-1].point.kind == "next"


def test_a_meeting_that_did_not_decide_leaves_it_to_the_next(room):
    held = room.plan(at(12, 8))
    after = room.plan(at(2, 9, 2027))
    with clock.standing_at(at(12, 8)):
        room.start(held)
        room.close(held, send=False)
    assert has_turn(room, after)


def test_nothing_is_decided_before_the_last_quarter_is_evaluated(room):
    meeting = room.start(room.plan(at(12, 8)))
    with pytest.raises(NotNow, match="oktober–december 2026"):
        decide(room, meeting)
    with scope_for(room.anna):
        assert not DirectionDecision.objects.exists()
    evaluate(room, meeting)
    assert decide(room, meeting).state == "decided"


def test_the_minutes_have_both_and_saying_it_again_changes_the_same_line(room):
    meeting = room.start(room.plan(at(12, 8), group="Styrgruppen"))
    evaluate(room, meeting, "Fel")
    evaluate(room, meeting, "Vi frågar\nmed en gång.")
    decide(room, meeting, "Fel")
    row = decide(room, meeting, "Trygg väg hem", third="Fritid för fler")
    assert row.lines == ["Trygg väg hem", "Fritid för fler"]
    minutes = room.close(meeting, send=False)
    text = "Inriktning januari–mars 2027: 1. Trygg väg hem. 2. Fritid för fler."
    assert minutes.snapshot["decisions"] == [{"text": text, "body": "Styrgruppen"}]
    told = [note for point in minutes.snapshot["points"] for note in point["notes"]]
    assert told == ["Det vi lärde oss av oktober–december 2026: Vi frågar med en gång."]


def test_readers_see_the_direction_when_its_meeting_is_closed_and_not_again_when_it_is_opened(room, world):
    meeting = room.start(room.plan(at(12, 8)))
    evaluate(room, meeting)
    decide(room, meeting)
    address = "/s/var/moten/kvartal/2027-1/"
    assert "Trygg väg hem" not in world.client("hans").get(address).text
    room.close(meeting, send=False)
    page = world.client("hans").get(address).text
    assert "Trygg väg hem" in page
    assert "Korta möten räcker." in page
    with scope_for(room.anna):
        services.reopen_meeting(room.anna, meeting.pk)
    assert "Trygg väg hem" not in world.client("hans").get(address).text


def test_what_is_bara_for_oss_stays_at_the_table(room, world):
    meeting = room.start(room.plan(at(12, 8)))
    evaluate(room, meeting)
    decide(room, meeting)
    with scope_for(room.anna):
        services.keep_inside(room.anna, AgendaPoint.objects.get(meeting=meeting, kind="quarter").pk)
    room.close(meeting, send=False)
    assert "Trygg väg hem" not in world.client("hans").get("/s/var/moten/kvartal/2027-1/").text
    assert "Trygg väg hem" in world.client("frida").get("/s/var/moten/kvartal/2027-1/").text


def test_the_direction_is_taken_once_and_its_line_is_changed_where_it_was_written(room):
    first = room.start(room.plan(at(12, 8)))
    evaluate(room, first)
    row = decide(room, first)
    with scope_for(room.anna), pytest.raises(Exception, match="hör till kvartalet"):
        services.remove_entry(room.anna, row.entry_id)
    room.close(first, send=False)
    with clock.standing_at(at(1, 12, 2027)):
        second = room.start(room.plan(at(1, 12, 2027)))
        assert not has_turn(room, second)
        with pytest.raises(NotNow, match="redan beslutad"):
            decide(room, second, "Något annat")
        with pytest.raises(NotNow, match="redan utvärderat"):
            evaluate(room, second, "Något annat")
    with scope_for(room.anna):
        assert DirectionDecision.objects.get().first == "Trygg väg hem"
        assert QuarterEvaluation.objects.get().learned == "Korta möten räcker."


def test_a_decided_quarter_is_evaluated_at_the_next_turn(room):
    first = room.start(room.plan(at(12, 8)))
    evaluate(room, first)
    decide(room, first)
    room.close(first, send=False)
    with clock.standing_at(at(3, 30, 2027)):
        later = room.start(room.plan(at(3, 30, 2027)))
        evaluate(room, later, "Det gick.")
    with scope_for(room.anna):
        assert DirectionDecision.objects.get().state == "evaluated"


def test_what_was_promised_and_done_is_counted_from_the_plan(room):
    done, late = room.promise("Laga lampan"), room.promise("Räkna lampor")
    room.promise("Till våren", due=dt.date(2027, 3, 1))
    room.measure("Ingen har sagt ja")
    room.answer(done, "done")
    with scope_for(room.anna):
        found = queries.gave(room.anna, Quarter(2026, 4))
    assert [m.title for m in found.done] == ["Laga lampan"]
    assert [m.title for m in found.waiting] == [late.title]
    assert [m.title for m in found.later] == ["Till våren"]
    assert found.ended == []


def test_only_those_who_lead_write_and_the_others_read(room, world):
    page = "/s/var/moten/kvartal/2027-1/"
    sent = {"first": "Trygg väg hem"}
    assert world.client("frida").post(f"{page}forbered/", sent).status_code == 403
    assert world.client("cia").post(f"{page}forbered/", sent).status_code == 404
    assert world.client("bo").post(f"{page}forbered/", sent).status_code == 302
    assert "Trygg väg hem" in world.client("frida").get(page).text
    assert "Trygg väg hem" not in world.client("hans").get(page).text
    meeting = room.start(room.plan(at(12, 8)))
    frida = world.actor("frida")
    with scope_for(frida), pytest.raises(Forbidden):
        services.evaluate_quarter(frida, meeting.pk, learned="x")


@pytest.mark.parametrize("address", ["2027-5", "2027-0", "9999-1", "1-1"])
def test_a_quarter_that_is_none_is_not_found(world, address):
    assert world.client("anna").get(f"/s/var/moten/kvartal/{address}/").status_code == 404


def test_bad_input_is_said_and_nothing_is_written(room, world):
    meeting = room.start(room.plan(at(12, 8)))
    anna = world.client("anna")
    learn, take = (f"/s/var/moten/{meeting.pk}/kvartal/{name}/" for name in ("larde", "inriktning"))
    assert anna.post(learn, {"learned": ""}).status_code == 422
    assert anna.post(learn, {"learned": "å" * 351}).status_code == 422
    assert anna.post(take, {"first": "Utan utvärdering"}).status_code == 422
    assert anna.post("/s/var/moten/kvartal/2031-1/forbered/", {"first": "För långt"}).status_code == 422
    with scope_for(room.anna):
        assert not Entry.objects.exists()
        assert not QuarterEvaluation.objects.exists()


def test_the_room_shows_both_and_leads_on(room, world):
    meeting = room.start(room.plan(at(12, 8)))
    anna = world.client("anna")
    point = room.section(meeting, "quarter").point.pk
    there = f"/s/var/moten/{meeting.pk}/punkt/{point}/"
    assert "Skriv först vad ni lärde er" in anna.get(there).text
    learn = f"/s/var/moten/{meeting.pk}/kvartal/larde/?punkt={point}"
    assert anna.post(learn, {"learned": "Korta möten räcker."}).url == there
    assert "Välj inriktning" in anna.get(there).text
