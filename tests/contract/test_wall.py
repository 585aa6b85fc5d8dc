"""The sealed manager, the scope and the two twins of the rule about seeing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.db.models import Count
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from malbild.access.actor import Actor, Area, Role, Seat
from malbild.access.errors import WallBroken, WallNotOpened
from malbild.access.policy import Action, Facts, Reach, may, may_see
from malbild.access.rls import walled_tables
from malbild.access.scope import outside_the_walls, scope_for
from malbild.goals.models import Measure
from malbild.situation.models import Cause, Problem
from tests.people import World

DAY = dt.date(2026, 9, 1)


def make_problem(world: World, title: str, *, neighbour: bool = False, reach: Reach = Reach.PARTNERSHIP) -> Problem:
    where = world.theirs if neighbour else world.ours
    with outside_the_walls("test"):
        number = Problem.objects.filter(partnership=where).count() + 1
        return Problem.objects.create(
            partnership=where, party=where.parties.first(), reach=reach, number=number, title=title
        )


SEALED = {
    "all": lambda: list(Problem.objects.all()),
    "count": lambda: Problem.objects.count(),
    "exists": lambda: Problem.objects.exclude(pk=0).exists(),
    "first": lambda: Problem.objects.first(),
    "update": lambda: Problem.objects.update(title="x"),
    "delete": lambda: Problem.objects.all().delete(),
    "values": lambda: list(Problem.objects.values("title")),
    "aggregate": lambda: Problem.objects.aggregate(Count("pk")),
    "iterator": lambda: list(Problem.objects.iterator()),
    "union": lambda: list(Problem.objects.union(Problem.objects.all())),
    "get_or_create": lambda: Problem.objects.get_or_create(title="x"),
    "base_manager": lambda: Problem._base_manager.count(),
    "bulk_update": lambda: Problem.objects.bulk_update([Problem(pk=1, title="z")], ["title"]),
    "in_bulk": lambda: Problem.objects.in_bulk(),
}


@pytest.mark.parametrize("how", SEALED)
def test_nothing_is_read_or_changed_with_no_scope_open(world: World, how: str) -> None:
    make_problem(world, "vårt")
    with pytest.raises(WallNotOpened):
        SEALED[how]()


def test_the_scope_shows_ours_and_hides_theirs(world: World, anna: Actor) -> None:
    ours, theirs = make_problem(world, "vårt"), make_problem(world, "deras", neighbour=True)
    with scope_for(anna, world.ours.pk):
        assert list(Problem.objects.all()) == [ours]
        assert not Problem.objects.filter(pk=theirs.pk).exists()
        with pytest.raises(WallNotOpened):
            Problem.objects.create(partnership=world.theirs, party=world.theirs.parties.first(), number=9, title="x")


def test_a_row_never_points_into_another_partnership(world: World, anna: Actor) -> None:
    theirs = make_problem(world, "deras", neighbour=True)
    with scope_for(anna, world.ours.pk), pytest.raises(WallBroken):
        Cause.objects.create(
            partnership=world.ours, party=world.parties["kommun"], number=1, problem_id=theirs.pk, title="x"
        )


def test_a_draft_stays_with_the_party_that_wrote_it(world: World, anna: Actor, bo: Actor) -> None:
    draft = make_problem(world, "utkast", reach=Reach.OWN_PARTY)
    with scope_for(anna, world.ours.pk):
        assert list(Problem.objects.visible_to(anna)) == [draft]
    with scope_for(bo, world.ours.pk):
        assert list(Problem.objects.visible_to(bo)) == []


ids = st.integers(1, 3)
seat_strategy = st.builds(
    Seat,
    partnership_id=ids,
    party_id=ids,
    role=st.sampled_from(Role),
    membership_id=ids,
    areas=st.frozensets(st.sampled_from(Area)),
    workshop_id=ids,
    item_ids=st.frozensets(ids),
)
actors = st.builds(Actor, user_id=st.just(1), seats=st.lists(seat_strategy, max_size=3).map(tuple))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(data=st.data())
def test_sql_and_python_agree_on_who_sees_what(world: World, data: st.DataObject) -> None:
    partnerships = {1: world.ours, 2: world.theirs}
    parties = {1: world.parties["kommun"], 2: world.theirs.parties.first(), 3: world.parties["polis"]}
    home = {1: 1, 2: 2, 3: 1}
    with outside_the_walls("test"):
        Measure.objects.all().delete()
        rows = data.draw(st.lists(st.tuples(ids, st.sampled_from(Reach)), max_size=5))
        made = [
            Measure.objects.create(
                partnership=partnerships[home[p]], party=parties[p], reach=reach, number=n, title="t"
            )
            for n, (p, reach) in enumerate(rows, 1)
        ]
        real_ids = [m.pk for m in made] or [0]
        seats = data.draw(
            st.lists(
                st.builds(
                    Seat,
                    partnership_id=st.sampled_from([world.ours.pk, world.theirs.pk]),
                    party_id=st.sampled_from([p.pk for p in parties.values()]),
                    role=st.sampled_from(Role),
                    areas=st.frozensets(st.sampled_from(Area)),
                    item_ids=st.frozensets(st.sampled_from(real_ids)),
                ),
                max_size=3,
            )
        )
        actor = Actor(1, tuple(seats))
        seen = set(Measure.objects.visible_to(actor).values_list("pk", flat=True))
        assert seen == {m.pk for m in made if may_see(actor, m.facts)}


@given(
    actor=actors,
    action=st.sampled_from(Action),
    facts=st.builds(
        Facts,
        partnership_id=ids,
        party_id=ids,
        reach=st.sampled_from(Reach),
        area=st.sampled_from(Area),
        workshop_id=ids,
        item_id=ids,
        owner_ids=st.frozensets(ids),
    ),
)
def test_nobody_may_do_what_they_may_not_see(actor: Actor, action: Action, facts: Facts) -> None:
    assert not may(actor, action, facts) or may_see(actor, facts)


@pytest.mark.postgres
def test_row_level_security_hides_theirs_from_raw_sql(world: World, anna: Actor) -> None:
    make_problem(world, "vårt")
    make_problem(world, "deras", neighbour=True)

    def raw() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("select title from situation_problem order by title")
            return [row[0] for row in cursor.fetchall()]

    assert raw() == []  # no scope open
    with scope_for(anna, world.ours.pk):
        assert raw() == ["vårt"]
    with outside_the_walls("test"):
        assert raw() == ["deras", "vårt"]


@pytest.mark.postgres
def test_every_walled_table_forces_row_level_security(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relrowsecurity and relforcerowsecurity")
        forced = {row[0] for row in cursor.fetchall()}
        cursor.execute("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
        assert cursor.fetchone() == (False,)
    assert set(walled_tables()) <= forced
