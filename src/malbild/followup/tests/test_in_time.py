"""How often what is promised here gets done in time: which promises count, what is said, and to whom."""

import datetime as dt

import pytest

from malbild.access.policy import Reach
from malbild.access.scope import scope_for
from malbild.followup.counting import count_usual
from malbild.followup.models import UsualShare
from malbild.followup.promises import LOOK_BACK, Kept, Promise, kept, was_in_time
from malbild.followup.queries import in_time, promises
from malbild.goals import services
from malbild.goals.states import Answer, Deed, MeasureState
from malbild.kit import clock

PLAN = "/s/var/uppdrag/"
TODAY = dt.date(2026, 11, 25)
DAY = dt.timedelta(days=1)


def days_ago(days):
    return clock.standing_at(clock.now() - days * DAY)


def promised(world, title="Ring bolaget", *, ago=60, within=14):
    """Bo said yes `ago` days ago to have it done `within` days from then."""
    anna, bo = world.actor("anna"), world.actor("bo")
    with days_ago(ago):
        with scope_for(anna):
            due = clock.today() + within * DAY
            owner = world.seats["bo"].pk
            row = services.add_measure(
                anna, world.ours.pk, title=title, owner_id=owner, due=due, reach=Reach.PARTNERSHIP
            )
            services.ask_owner(anna, row.pk)
        with scope_for(bo):
            return services.accept_measure(bo, row.pk)


def answered(world, row, said, *, ago, **more):
    bo = world.actor("bo")
    with days_ago(ago), scope_for(bo):
        if "new_due_in" in more:
            more = {"new_due": clock.today() + more["new_due_in"] * DAY}
        return services.answer_measure(bo, row.pk, answer=said, **more)


def history(world, *, in_time, late):
    for n in range(in_time):
        answered(world, promised(world, f"I tid {n}"), Answer.DONE, ago=50)
    for n in range(late):
        answered(world, promised(world, f"Sent {n}"), Answer.DONE, ago=20)


def found(world, name="anna"):
    with scope_for(world.actor(name)):
        return in_time(world.ours.pk, on=clock.today())


def read(world, name):
    return world.client(name).get(PLAN).content.decode()


@pytest.mark.parametrize(
    ("state", "due", "done", "answer"),
    [
        (MeasureState.DONE, -10, -10, True),
        (MeasureState.DONE, -10, -9, False),
        (MeasureState.FOLLOWED_UP, -10, -12, True),
        (MeasureState.UNDER_WAY, -1, None, False),
        (MeasureState.NOT_DONE, -1, None, False),
        (MeasureState.UNDER_WAY, 0, None, None),
        (MeasureState.DONE, 3, -1, None),
        (MeasureState.PAUSED, -10, None, None),
        (MeasureState.REPLACED, -10, None, None),
        (MeasureState.TO_LINE, -10, None, None),
        (MeasureState.DONE, -LOOK_BACK.days - 1, -LOOK_BACK.days - 1, None),
    ],
)
def test_a_promise_counts_when_its_first_day_has_passed(state, due, done, answer):
    promise = Promise(state, TODAY + due * DAY, None if done is None else TODAY + done * DAY)
    assert was_in_time(promise, on=TODAY) is answer
    assert kept([promise], on=TODAY) == Kept(int(answer is True), int(answer is not None))


def test_nothing_is_said_until_a_day_has_passed(world):
    promised(world, ago=3)
    assert found(world).words == ""
    assert "i tid" not in read(world, "anna")


def test_under_five_only_words(world):
    history(world, in_time=3, late=1)
    assert (found(world).share.on_time, found(world).share.finished) == (3, 4)
    page = read(world, "anna")
    assert "Troligen blir de flesta åtgärder klara i tid. Det är för få än för att säga mer." in page
    assert "av 10" not in page


def test_from_five_on_tenths_the_same_for_everyone_who_reads_the_plan(world):
    history(world, in_time=4, late=4)
    said = "Av liknande åtgärder blir ungefär 5 av 10 klara i tid. Räknat på 8 åtgärder"
    for name in ("anna", "bo", "frida", "gun", "hans", "rut", "ines"):
        assert said in read(world, name), name
    assert world.client("cia").get(PLAN).status_code == 404


def test_a_new_day_does_not_make_it_in_time(world):
    row = promised(world)
    answered(world, row, Answer.NEW_DATE, ago=50, new_due_in=30)
    answered(world, row, Answer.DONE, ago=30)
    assert (found(world).share.on_time, found(world).share.finished) == (0, 1)


def test_a_new_day_that_was_taken_back_changes_nothing(world):
    row = promised(world)
    said = answered(world, row, Answer.NEW_DATE, ago=50, new_due_in=-0)
    bo = world.actor("bo")
    with days_ago(50), scope_for(bo):
        services.undo_answer(bo, said.pk)
    answered(world, row, Answer.DONE, ago=48)
    assert (found(world).share.on_time, found(world).share.finished) == (1, 1)


def test_done_early_after_a_new_day_is_measured_against_the_first(world):
    row = promised(world)
    answered(world, row, Answer.NEW_DATE, ago=55, new_due_in=50)
    answered(world, row, Answer.DONE, ago=50)
    assert (found(world).share.on_time, found(world).share.finished) == (1, 1)


def test_what_nobody_said_yes_to_and_what_was_replaced_is_left_out(world):
    anna = world.actor("anna")
    kept_row, gone = promised(world), promised(world, "Byts ut")
    answered(world, kept_row, Answer.DONE, ago=50)
    with scope_for(anna):
        services.add_measure(anna, world.ours.pk, title="Ingen har sagt ja", due=clock.today() - 9 * DAY)
        services.end_measure(anna, gone.pk, deed=Deed.REPLACE)
        lived = promises(world.ours.pk)
    assert found(world).share.finished == 1
    today = clock.today()
    assert [(p.accepted_on, p.done_on, p.ended_on) for p in lived] == [
        (today - 60 * DAY, today - 50 * DAY, None),
        (today - 60 * DAY, None, today),
    ]


def test_everybodys_history_counts_when_enough_partnerships_are_in_it(world):
    history(world, in_time=3, late=3)
    usual = UsualShare.objects.create(day=clock.today(), in_time=980, counted=1000, partnerships=4)
    assert found(world).words == "Av liknande åtgärder blir ungefär 5 av 10 klara i tid."
    usual.partnerships = 5
    usual.save()
    assert found(world).words == "Av liknande åtgärder blir ungefär 8 av 10 klara i tid."


def test_the_count_of_everybody_is_made_once_a_day_and_holds_two_sums(world):
    history(world, in_time=2, late=1)
    assert count_usual() is True
    assert count_usual() is False
    row = UsualShare.objects.get()
    assert (row.day, row.in_time, row.counted, row.partnerships) == (clock.today(), 2, 3, 1)
