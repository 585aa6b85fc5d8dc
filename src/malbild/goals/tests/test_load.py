"""Does the plan fit in the time there is? Told the day it is made, to those it concerns, and never as a ranking."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from malbild.access.errors import Hidden
from malbild.access.policy import Reach
from malbild.access.scope import scope_for
from malbild.goals import queries, services
from malbild.goals.errors import NotOpen
from malbild.goals.load import DAYS_OF, Period, Size, Task, Time, load_to, time_to, too_much
from malbild.goals.models import Measure, TimeToGive
from malbild.kit import clock

ON = dt.date(2026, 11, 25)
WEEK, MONTH = Period.WEEK, Period.MONTH
SOON, LATER = ON + dt.timedelta(days=10), ON + dt.timedelta(days=50)
LOAD, MINE = "/s/var/uppdrag/tid/", "/s/var/uppdrag/tid/min/"
sizes = st.sampled_from([None, *Size])
tasks = st.lists(
    st.builds(Task, st.dates(ON - dt.timedelta(30), ON + dt.timedelta(200)) | st.none(), sizes), max_size=8
)


def test_three_large_ones_do_not_fit_in_two_days_a_month_and_the_first_day_is_told():
    plan = [Task(SOON, Size.DAYS), Task(SOON, None), Task(LATER, Size.DAYS), Task(LATER, Size.DAYS)]
    much = too_much(plan, Time(2, MONTH), on=ON)
    assert (much.to, much.count, much.days, much.unsized) == (SOON, 2, 3.0, 1)


def test_time_may_be_taken_in_one_go_so_a_near_day_has_a_whole_period():
    assert too_much([Task(ON, Size.DAYS), Task(ON, Size.HOUR)], Time(4, MONTH), on=ON) is None
    assert time_to(Time(1, WEEK), ON + dt.timedelta(days=20), on=ON) == pytest.approx(3)


def test_what_is_late_is_still_to_be_done():
    late = [Task(ON - dt.timedelta(days=30), Size.DAYS)]
    assert too_much(late, Time(1, WEEK), on=ON).to == ON


@given(tasks)
def test_where_nobody_has_said_nothing_is_judged(plan):
    assert too_much(plan, None, on=ON) is None


@given(tasks, st.floats(0.5, 5), st.sampled_from([WEEK, MONTH]), st.builds(Task, st.just(LATER), sizes))
def test_one_thing_more_never_makes_it_fit(plan, days, per, more):
    time = Time(days, per)
    if too_much(plan, time, on=ON):
        assert too_much([*plan, more], time, on=ON)


@given(tasks)
def test_the_sum_is_of_those_with_a_size_and_says_how_many_have_none(plan):
    load = load_to(plan)
    assert load.count == len(plan)
    assert load.days == sum(DAYS_OF[t.size] for t in plan if t.size)
    assert load.unsized == sum(t.size is None for t in plan)


@pytest.fixture
def full(world, ours, anna, frida):
    """Frida has said half a day a month, and yes to a large åtgärd."""
    with scope_for(frida):
        services.accept_measure(frida, ours.measure.pk)
        services.size_measure(frida, ours.measure.pk, size="days")
        services.set_time(frida, world.ours.pk, days=Decimal("0.5"))
    return ours


def read(world, who, url):
    return world.client(who).get(url).content.decode().replace("\u00a0", " ")


WARNS = "har Frida 1 åtgärd, ungefär 3 dagar. Frida har sagt en halv dag i månaden."


def test_the_plan_that_does_not_fit_is_seen_by_those_who_plan_and_by_the_person(world, full):
    for who in ("anna", "bo"):
        for url in ("/s/var/uppdrag/", LOAD, f"/s/var/uppdrag/atgard/{full.measure.pk}/agare/"):
            assert WARNS in read(world, who, url), (who, url)
    assert "har du 1 åtgärd, ungefär 3 dagar. Du har sagt en halv dag i månaden." in read(
        world, "frida", "/s/var/uppdrag/"
    )
    for who in ("gun", "hans", "rut", "ines"):
        assert "en halv dag" not in read(world, who, "/s/var/uppdrag/"), who
    assert "Frida" not in read(world, "gun", LOAD)


def test_it_is_said_the_day_it_is_asked(world, full):
    with scope_for(world.actor("anna")):
        more = services.add_measure(
            world.actor("anna"), world.ours.pk, title="Bjud in", assignment_id=full.work.pk, reach=Reach.PARTNERSHIP
        )
    asked = world.client("anna").post(
        f"/s/var/uppdrag/atgard/{more.pk}/agare/",
        {"owner_id": world.seats["frida"].pk, "due": full.due.isoformat()},
        follow=True,
    )
    text = asked.content.decode().replace("\u00a0", " ")
    assert "har Frida 2 åtgärder, ungefär 3 dagar (1 utan uppskattad storlek)." in text
    mine = read(world, "frida", f"/s/var/uppdrag/atgard/{more.pk}/")
    assert "Du kan föreslå ett annat datum." in mine


def test_the_time_is_only_ones_own_word(world, full):
    world.client("gun").post(MINE, {"days": "2", "per": "week"})
    with scope_for(world.actor("anna")):
        assert {t.membership_id: (t.days, t.per) for t in TimeToGive.objects.all()} == {
            world.seats["frida"].pk: (Decimal("0.5"), "month"),
            world.seats["gun"].pk: (Decimal("2.0"), "week"),
        }
    assert [world.client(n).post(MINE, {"days": "2"}).status_code for n in ("hans", "rut", "ines", "cia")] == [
        404,
        404,
        404,
        404,
    ]


def test_swedish_halves_are_read_and_an_empty_box_takes_it_back(world, full):
    world.client("frida").post(MINE, {"days": "1,5", "per": "week"})
    with scope_for(world.actor("frida")):
        assert TimeToGive.objects.get().days == Decimal("1.5")
    world.client("frida").post(MINE, {"days": "", "per": "week"})
    with scope_for(world.actor("frida")):
        assert not TimeToGive.objects.exists()
    assert "en halv dag" not in read(world, "anna", "/s/var/uppdrag/")


@pytest.mark.parametrize("days", ["0", "-1", "40", "många", "1e9", "NaN", "9" * 40])
def test_what_is_no_number_of_days_changes_nothing(world, full, days):
    assert world.client("frida").post(MINE, {"days": days, "per": "month"}).status_code == 422
    with scope_for(world.actor("frida")):
        assert TimeToGive.objects.get().days == Decimal("0.5")


def test_a_size_is_one_tap_for_the_owner_and_the_organisers(world, ours):
    url = f"/s/var/uppdrag/atgard/{ours.measure.pk}/storlek/"
    codes = {n: world.client(n).post(url, {"size": "day"}).status_code for n in ("frida", "anna", "bo", "gun", "ines")}
    assert codes == {"frida": 302, "anna": 302, "bo": 302, "gun": 403, "ines": 403}
    assert world.client("frida").post(url, {"size": "year"}).status_code == 422
    with scope_for(world.actor("anna")):
        assert Measure.objects.get().size == "day"


def test_a_party_total_is_the_sum_of_its_people_and_has_no_order_of_merit(world, full, anna):
    with scope_for(anna):
        people = queries.loads(anna, on=clock.today())
        (party,) = queries.by_party(people, on=clock.today())
    assert (party.name, party.has_now) == ("Skola", "1 åtgärd, ungefär 3 dagar")
    assert party.warning
    page = read(world, "anna", LOAD)
    assert page.index("Var och en") < page.index("Varje part")


def test_a_supporter_and_a_neighbour_set_and_see_nothing(world, ines, cia):
    with scope_for(ines), pytest.raises(Hidden):
        services.set_time(ines, world.ours.pk, days=Decimal(1))
    with scope_for(cia), pytest.raises(Hidden):
        services.set_time(cia, world.ours.pk, days=Decimal(1))


def test_more_days_than_a_week_has_are_refused(world, frida):
    with scope_for(frida), pytest.raises(NotOpen):
        services.set_time(frida, world.ours.pk, days=Decimal(6), per="week")


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_asks_as_often_for_one_and_thirty(world, anna, full, rows, django_assert_max_num_queries):
    with scope_for(anna):
        for n in range(rows):
            made = services.add_measure(
                anna, world.ours.pk, title=f"Å{n}", owner_id=world.seats["bo"].pk, due=full.due, reach=Reach.PARTNERSHIP
            )
            services.ask_owner(anna, made.pk)
    client = world.client("anna")
    with django_assert_max_num_queries(7):
        assert client.get(LOAD).status_code == 200


def test_what_is_late_is_due_now_and_not_until_some_day(world, full, anna):
    with scope_for(anna):
        Measure.objects.update(due=clock.today() - dt.timedelta(days=3))
        people = queries.loads(anna, on=clock.today())
    frida = next(p for p in people if p.first_name == "Frida")
    assert (
        plain(frida.own_warning) == "Nu ska du ha klart 1 åtgärd, ungefär 3 dagar. Du har sagt en halv dag i månaden."
    )
    assert plain(frida.warning()).startswith("Nu ska Frida ha klart 1 åtgärd")
    with scope_for(anna):
        (party,) = queries.by_party(people, on=clock.today())
    assert plain(party.warning) == "Nu ska det vara 1 åtgärd, ungefär 3 dagar klart, mer än det finns tid för."


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")
