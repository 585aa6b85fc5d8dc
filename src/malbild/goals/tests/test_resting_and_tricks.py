"""An uppdrag rests only by a decision with a day to look again, and a small routine becomes somebody's next step."""

import datetime as dt

import pytest

from malbild.access.errors import Forbidden, Hidden
from malbild.access.scope import scope_for
from malbild.goals import queries, services
from malbild.goals.errors import NotOpen
from malbild.goals.focus import Focus
from malbild.goals.models import Assignment, Measure
from malbild.goals.states import Deed, GoalState, MeasureState, Reason
from malbild.goals.tricks import TRICKS, tricks_for
from malbild.kit import clock

DAY = dt.timedelta(days=1)
WORKS = "/s/var/uppdrag/"


@pytest.fixture
def active(promise, anna):
    """The uppdrag is active, and Frida has promised an åtgärd in it."""
    with scope_for(anna):
        services.add_sub_goal(anna, promise.work.pk, title="Lamporna lyser")
        services.activate_assignment(anna, promise.work.pk)
        promise.work.refresh_from_db()
    return promise


def rest(actor, work, *, days=60, note="Styrgruppen: vi väntar på budgeten."):
    with scope_for(actor):
        return services.rest_assignment(actor, work.pk, look_again_on=clock.today() + days * DAY, note=note)


def focus_on(actor, work, on):
    with scope_for(actor):
        row = Assignment.objects.visible_to(actor).get(pk=work.pk)
        return queries.assignment_row(actor, row, on=on).focus


def test_it_rests_up_to_its_day_and_nobody_is_asked_meanwhile(active, anna):
    work = rest(anna, active.work)
    assert focus_on(anna, work, clock.today()) is Focus.RESTING
    assert focus_on(anna, work, clock.today() + 59 * DAY) is Focus.RESTING
    assert focus_on(anna, work, clock.today() + 60 * DAY) is not Focus.RESTING
    with scope_for(anna):
        assert Measure.objects.get(pk=active.measure.pk).state == MeasureState.PAUSED


def test_it_is_taken_up_again_with_what_was_promised_and_no_more(active, anna):
    with scope_for(anna):
        other = services.add_measure(anna, active.work.partnership_id, title="En annan", assignment_id=active.work.pk)
        services.end_measure(anna, other.pk, deed=Deed.PAUSE)
    rest(anna, active.work)
    with scope_for(anna):
        services.wake_assignment(anna, active.work.pk)
        services.wake_assignment(anna, active.work.pk)
        states = dict(Measure.objects.values_list("title", "state"))
        work = Assignment.objects.get(pk=active.work.pk)
    assert states == {"Ring bolaget": MeasureState.ACCEPTED, "En annan": MeasureState.PAUSED}
    assert (work.look_again_on, work.rest_note, work.rested) == (None, "", {})


def test_a_question_is_a_question_still_when_it_is_taken_up_again(ours, anna):
    with scope_for(anna):
        services.add_sub_goal(anna, ours.work.pk, title="Lamporna lyser")
        services.activate_assignment(anna, ours.work.pk)
    rest(anna, ours.work)
    with scope_for(anna):
        services.wake_assignment(anna, ours.work.pk)
        assert Measure.objects.get(pk=ours.measure.pk).state == MeasureState.ASKED


@pytest.mark.parametrize(("days", "note"), [(0, "Ja"), (-1, "Ja"), (400, "Ja"), (30, "  ")])
def test_rest_needs_a_day_to_come_within_a_year_and_a_line(active, anna, days, note):
    with pytest.raises(NotOpen):
        rest(anna, active.work, days=days, note=note)
    with scope_for(anna):
        assert Assignment.objects.get(pk=active.work.pk).rests_on is None
        assert Measure.objects.get(pk=active.measure.pk).state == MeasureState.ACCEPTED


def test_only_an_active_uppdrag_rests(ours, anna):
    with pytest.raises(NotOpen):
        rest(anna, ours.work)


@pytest.mark.parametrize(
    ("who", "gets"),
    [
        ("anna", 302),
        ("bo", 302),
        ("frida", 403),
        ("gun", 403),
        ("hans", 403),
        ("rut", 403),
        ("ines", 403),
        ("cia", 404),
        ("dan", 404),
    ],
)
def test_the_organisers_record_the_decision(active, world, who, gets):
    until = clock.today() + 30 * DAY
    sent = {"look_again_on": until.isoformat(), "note": "Styrgruppen beslutade."}
    page = world.client(who).post(f"{WORKS}{active.work.pk}/vila/", sent)
    assert page.status_code == gets
    with scope_for(world.actor("anna")):
        work = Assignment.objects.get(pk=active.work.pk)
        assert work.look_again_on == (until if gets == 302 else None)
        assert work.state == GoalState.ACTIVE


def test_the_plan_says_how_it_moves_in_word_and_shape(active, world):
    page = world.client("frida").get(WORKS).content.decode()
    assert "Aktivt" in page
    rest(world.actor("anna"), active.work)
    page = world.client("frida").get(f"{WORKS}{active.work.pk}/").content.decode()
    assert "Vilar" in page
    assert "Ni tittar igen" in page


# --- small routines -----------------------------------------------------------


def test_there_are_ten_and_every_reason_has_one_with_its_source():
    assert len(TRICKS) == len({t.key for t in TRICKS}) == 10
    assert all(str(t.source) and len(str(t.step)) <= 200 for t in TRICKS)
    for reason in Reason:
        assert all(reason in t.reasons for t in tricks_for(reason))
    assert tricks_for("")  # where nobody has said what blocks


def test_trying_one_asks_somebody_about_a_small_åtgärd_beside_it(promise, world, anna):
    due = clock.today() + 5 * DAY
    with scope_for(anna):
        made = services.try_trick(
            anna,
            "ring-och-boka",
            promise.work.pk,
            title="Ring den vi väntar på",
            owner_id=world.seats["bo"].pk,
            due=due,
            beside_id=promise.measure.pk,
        )
        assert (made.state, made.owner_id, made.due) == (MeasureState.ASKED, world.seats["bo"].pk, due)
        assert (made.assignment_id, made.cause_id) == (promise.work.pk, promise.cause.pk)


def test_an_owner_takes_it_as_a_first_step_and_a_stranger_does_not(promise, world, frida):
    with scope_for(frida):
        services.try_as_step(frida, "minsta-steget", promise.measure.pk, first_step="Ring i fem minuter")
        assert Measure.objects.get(pk=promise.measure.pk).first_step == "Ring i fem minuter"
    gun, cia = world.actor("gun"), world.actor("cia")
    with scope_for(gun), pytest.raises(Forbidden):
        services.try_as_step(gun, "minsta-steget", promise.measure.pk, first_step="Nej")
    with scope_for(cia), pytest.raises(Measure.DoesNotExist):
        services.try_as_step(cia, "minsta-steget", promise.measure.pk, first_step="Nej")


def test_a_routine_that_there_is_none_of_is_not_found(promise, world, anna):
    with scope_for(anna), pytest.raises(Hidden):
        services.try_as_step(anna, "finns-inte", promise.measure.pk, first_step="Nej")
    page = world.client("anna").get(f"{WORKS}atgard/{promise.measure.pk}/prova/finns-inte/")
    assert page.status_code == 404


def test_the_form_tries_it_in_one_go(promise, world):
    address = f"{WORKS}atgard/{promise.measure.pk}/prova/en-ager/"
    sent = {"title": "Bestäm vem som äger", "owner_id": world.seats["frida"].pk, "due": "2027-01-15"}
    assert world.client("bo").post(address, sent).status_code == 302
    with scope_for(world.actor("anna")):
        assert Measure.objects.filter(title="Bestäm vem som äger", state=MeasureState.ASKED).count() == 1
    step = world.client("frida").post(address, {"first_step": "Jag frågar Bo"})
    assert step.status_code == 302
