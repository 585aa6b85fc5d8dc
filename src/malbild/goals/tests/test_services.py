"""Deeds on the plan: who can, who cannot, and what a refusal leaves untouched."""

import datetime as dt

import pytest

from malbild.access.errors import Forbidden
from malbild.access.policy import Reach
from malbild.access.scope import scope_for
from malbild.goals import services
from malbild.goals.errors import NoOwner, NotOpen, PlanIncomplete, TooLate
from malbild.goals.models import HelpRequest, Measure, MeasureAnswer, OverarchingGoal
from malbild.goals.states import Deed
from malbild.kit import clock
from malbild.kit.errors import Refusal

P = Reach.PARTNERSHIP
SOON = clock.today() + dt.timedelta(days=14)


@pytest.fixture
def promise(world, anna, frida):
    """An åtgärd that Frida has said yes to."""
    with scope_for(anna):
        measure = services.add_measure(
            anna, world.ours.pk, title="Ring om belysningen", owner_id=world.seats["frida"].pk, due=SOON, reach=P
        )
        services.ask_owner(anna, measure.pk)
    with scope_for(frida):
        return services.accept_measure(frida, measure.pk, if_then="När det är måndag så ringer jag")


def test_nobody_says_yes_for_somebody_else(world, anna, bo, frida):
    with scope_for(anna):
        measure = services.add_measure(
            anna, world.ours.pk, title="Ring", owner_id=world.seats["frida"].pk, due=SOON, reach=P
        )
        services.ask_owner(anna, measure.pk)
        with pytest.raises(Forbidden):
            services.accept_measure(anna, measure.pk)
        measure.refresh_from_db()
    assert (measure.state, measure.accepted_at) == ("asked", None)


def test_an_atgard_without_owner_or_day_is_not_asked(world, anna):
    with scope_for(anna):
        measure = services.add_measure(anna, world.ours.pk, title="Ring", reach=P)
        with pytest.raises(NoOwner, match="vem"):
            services.ask_owner(anna, measure.pk)


def test_help_opens_a_request_and_undo_puts_everything_back(promise, frida, world):
    with scope_for(frida):
        said = services.answer_measure(frida, promise.pk, answer="need-help", text="Bolaget svarar inte")
        assert HelpRequest.objects.get().text == "Bolaget svarar inte"
        services.undo_answer(frida, said.pk)
        assert HelpRequest.objects.get().closed_at is not None
        promise.refresh_from_db()
    assert promise.state == "accepted"


def test_a_double_tap_is_one_answer(promise, frida):
    with scope_for(frida):
        first = services.answer_measure(frida, promise.pk, answer="done")
        assert services.answer_measure(frida, promise.pk, answer="done") == first
        assert MeasureAnswer.objects.count() == 1
        promise.refresh_from_db()
    assert (promise.state, promise.done_on) == ("done", clock.today())


def test_undo_closes_after_half_an_hour(promise, frida):
    with scope_for(frida):
        said = services.answer_measure(frida, promise.pk, answer="done")
        with clock.standing_at(clock.now() + dt.timedelta(minutes=31)), pytest.raises(TooLate):
            services.undo_answer(frida, said.pk)


def test_a_new_date_must_be_a_coming_day(promise, frida):
    with scope_for(frida), pytest.raises(NotOpen):
        services.answer_measure(frida, promise.pk, answer="new-date", new_due=clock.today() - dt.timedelta(1))


@pytest.mark.parametrize("who", ["gun", "hans", "ines"])
def test_others_at_the_table_do_not_answer_it(world, promise, who):
    actor = world.actor(who)
    with scope_for(actor), pytest.raises(Forbidden):
        services.answer_measure(actor, promise.pk, answer="done")


def test_a_neighbour_never_finds_it(promise, cia):
    with scope_for(cia), pytest.raises(Measure.DoesNotExist):
        services.answer_measure(cia, promise.pk, answer="done")


def test_giving_up_says_why(promise, anna):
    with scope_for(anna):
        with pytest.raises(NotOpen):
            services.end_measure(anna, promise.pk, deed=Deed.GIVE_UP)
        assert services.end_measure(anna, promise.pk, deed=Deed.GIVE_UP, reason="resources").state == "not-done"


def test_development_work_starts_with_a_goal_and_a_delmal_and_the_refusal_says_which(world, anna):
    with scope_for(anna):
        work = services.add_assignment(
            anna, world.ours.pk, title="Tryggt gångstråk", lead_party_id=world.parties["kommun"].pk, reach=P
        )
        with pytest.raises(PlanIncomplete, match="övergripande mål och minst ett delmål"):
            services.activate_assignment(anna, work.pk)
        goal = services.add_goal(anna, world.ours.pk, title="Fler trygga", reach=P)
        work.goal = goal
        work.save()
        with pytest.raises(PlanIncomplete, match=r"saknar minst ett delmål\."):
            services.activate_assignment(anna, work.pk)
        services.add_sub_goal(anna, work.pk, title="Ljuset lagat", due=SOON)
        assert services.activate_assignment(anna, work.pk).state == "active"
        goal.refresh_from_db()
    assert (goal.state, goal.reach) == ("active", Reach.DECIDED)


def test_a_goal_is_accepted_when_every_party_has_confirmed_this_version(world, anna, bo, frida):
    with scope_for(anna):
        goal = services.add_goal(anna, world.ours.pk, title="Fler trygga", reach=P)
    for actor in (anna, bo):
        with scope_for(actor):
            services.confirm(actor, goal_id=goal.pk, answer="confirmed")
    with scope_for(frida):
        with pytest.raises(Refusal):
            services.confirm(frida, goal_id=goal.pk, answer="objected")
        assert OverarchingGoal.objects.get().state == "formulated"
        services.confirm(frida, goal_id=goal.pk, answer="confirmed")
        assert OverarchingGoal.objects.get().state == "accepted"
    with scope_for(anna):
        services.edit_goal(anna, goal.pk, title="Fler är trygga i centrum")
        goal.refresh_from_db()
    assert (goal.version, goal.state) == (2, "formulated")


def test_a_new_sentence_is_a_new_version_of_the_malbild(world, anna):
    with scope_for(anna):
        first = services.write_vision(anna, world.ours.pk, sentence="Fler trivs ute", horizon_year=2027)
        same = services.write_vision(anna, world.ours.pk, sentence="Fler trivs ute", horizon_year=2027)
        second = services.write_vision(anna, world.ours.pk, sentence="Fler trivs ute, alltid", horizon_year=2027)
    assert (same, second.version) == (first, 2)


def test_line_work_is_lifted_and_comes_home_with_its_history(world, anna):
    with scope_for(anna):
        work = services.add_line_work(
            anna, world.ours.pk, title="Nattvandring", responsible_party_id=world.parties["kommun"].pk
        )
        services.pulse(anna, work.pk, state="wavers", text="Få som går")
        lifted = services.lift_to_development(anna, work.pk, reason="Svajar")
        with pytest.raises(NotOpen):
            services.lift_to_development(anna, work.pk)
        goal = services.add_goal(anna, world.ours.pk, title="Vuxna ute", reach=P)
        lifted.goal = goal
        lifted.save()
        services.add_sub_goal(anna, lifted.pk, title="Tio går varje fredag")
        services.activate_assignment(anna, lifted.pk)
        home = services.move_to_line(anna, lifted.pk, reason="Sitter")
        assert (home, home.state) == (work, "works")
        assert [m.to_development for m in home.moves.all()] == [True, False]
