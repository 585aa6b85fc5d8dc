"""The order in which cards came is kept nowhere: not in the rows' own places either, new or migrated."""

from __future__ import annotations

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from malbild.access.scope import outside_the_walls
from malbild.workshops.models import Card
from malbild.workshops.states import Beat
from malbild.workshops.tests.room import start, until, write
from tests.people import build_world


def asked(sql: str) -> list[tuple[int, ...]]:
    with outside_the_walls("test"), connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def test_no_sequence_numbers_the_cards(world):
    workshop = until(world, start(world), 1, Beat.WRITE)
    sent = [write(world, workshop, f"Kort {n}").pk for n in range(12)]
    assert sent != sorted(sent)
    if connection.vendor == "sqlite":
        assert asked("select count(*) from workshops_card where rowid <> id") == [(0,)]
        assert [pk for (pk,) in asked("select id from workshops_card order by rowid")] == sorted(sent)
        assert asked("select count(*) from sqlite_sequence where name = 'workshops_card'") == [(0,)]
    else:
        assert asked("select pg_get_serial_sequence('workshops_card', 'id')") == [(None,)]


def test_cards_that_stood_before_lose_their_order_and_keep_their_keys(transactional_db):
    world = build_world()
    with outside_the_walls("test"):
        executor = MigrationExecutor(connection)
        executor.migrate([("workshops", "0005_order_of_sends")])
        workshop = until(world, start(world), 1, Beat.WRITE)
        sent = [write(world, workshop, f"Kort {n}").pk for n in range(8)]
        if connection.vendor == "sqlite":
            assert [pk for (pk,) in asked("select id from workshops_card order by rowid")] == sent
        pointed = asked("select id, card_id from workshops_cardkey order by id")
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
        if connection.vendor == "sqlite":
            assert [pk for (pk,) in asked("select id from workshops_card order by rowid")] == sorted(sent)
            connection.check_constraints()
        assert asked("select id, card_id from workshops_cardkey order by id") == pointed
        assert {c.text for c in Card.objects.all()} == {f"Kort {n}" for n in range(8)}
