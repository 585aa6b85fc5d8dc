"""What the room's feeds say: numbers to who leads, versions to phones, and nothing before its time."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from malbild.access.scope import scope_for
from malbild.live.feeds import FEEDS, Asked, Frame, Reader
from malbild.workshops import services
from malbild.workshops.queries import door_of
from malbild.workshops.states import Beat
from malbild.workshops.tests.room import fresh, go, guest, start, until, write
from malbild.workshops.tests.test_secrets import phone
from tests.people import World, build_world


def listening(client: Client, name: str, workshop_id: int) -> Reader:
    reader = FEEDS[name].admit(Asked(workshop_id, {n: m.value for n, m in client.cookies.items()}))
    assert reader is not None
    return reader


def state(name: str, reader: Reader, before: Frame | None = None) -> Frame:
    frame = FEEDS[name].frame(reader, before)
    assert frame is not None
    return frame


def test_the_leader_is_told_numbers_and_the_page_stays(world: World) -> None:
    workshop = until(world, start(world), 1, Beat.WRITE)
    reader = listening(world.client("anna"), "ledare", workshop.pk)
    before = state("ledare", reader)
    guest(world, workshop)
    write(world, workshop, "Vi ses för sällan")
    after = state("ledare", reader, before)
    assert '<strong class="mb-num">1</strong> kort från 1 person' in after.says["count"]
    assert "1 är med" in after.says["line"]
    assert "sällan" not in str(after)
    assert after.says["room"] == before.says["room"]
    go(world, workshop)
    assert state("ledare", reader, after).says["room"] != before.says["room"]


def test_who_waits_outside_hears_nothing_and_the_leader_hears_of_them(world: World) -> None:
    workshop = start(world)
    with scope_for(world.actor("anna"), world.ours.pk):
        services.set_lobby(world.actor("anna"), workshop.pk, on=True)
    reader = listening(world.client("anna"), "ledare", workshop.pk)
    before = state("ledare", reader)
    outside = phone(world, workshop)
    carried = Asked(workshop.pk, {n: m.value for n, m in outside.cookies.items()})
    assert FEEDS["rum"].admit(carried) is None
    assert state("ledare", reader, before).says["room"] != before.says["room"]
    with scope_for(world.actor("anna"), world.ours.pk):
        services.let_in(world.actor("anna"), workshop.pk)
    assert FEEDS["rum"].admit(carried) is not None


def test_an_unchanged_room_gives_the_same_frame(world: World) -> None:
    workshop = start(world)
    reader = listening(world.client("anna"), "ledare", workshop.pk)
    before = state("ledare", reader)
    assert state("ledare", reader, before) is before


def test_a_phone_is_told_nothing_when_others_write_or_vote(world: World) -> None:
    workshop = until(world, start(world), 1, Beat.WRITE)
    reader = listening(phone(world, workshop), "rum", workshop.pk)
    before = state("rum", reader)
    write(world, workshop, "Vi ses för sällan")
    assert state("rum", reader, before) is before
    go(world, workshop)
    after = state("rum", reader, before)
    assert after.says["room"] != before.says["room"]


def test_the_end_of_the_grace_comes_by_the_clock(world: World) -> None:
    workshop = until(world, start(world), 1, Beat.READ)
    frame = state("rum", listening(phone(world, workshop), "rum", workshop.pk))
    assert fresh(world, workshop).in_grace
    assert frame.again_in is not None
    assert 25 < frame.again_in <= 31


def test_a_workshop_that_is_gone_ends_the_stream(world: World) -> None:
    workshop = start(world)
    reader = listening(world.client("anna"), "ledare", workshop.pk)
    with scope_for(world.actor("anna"), world.ours.pk):
        fresh(world, workshop).delete()
    assert FEEDS["ledare"].frame(reader, None) is None


class _Served:
    """`malbild serve` in a process of its own, on this test's own database."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = int(probe.getsockname()[1])
        server, _slash, _name = os.environ["MALBILD_DATABASE_URL"].rpartition("/")
        address = f"{server}/{connection.settings_dict['NAME']}"
        env = {k: v for k, v in os.environ.items() if not k.startswith(("MALBILD_", "DJANGO_"))}
        env |= {"MALBILD_SECRET_KEY": settings.SECRET_KEY, "MALBILD_DATABASE_URL": address}
        command = [sys.executable, "-m", "malbild.config.cli", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=env)

    def stream(self, path: str, cookie: str) -> http.client.HTTPResponse:
        until = time.monotonic() + 40
        while True:
            asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            try:
                asking.request("GET", path, headers={"Cookie": cookie})
                return asking.getresponse()
            except OSError:
                if time.monotonic() > until or self.process.poll() is not None:
                    raise
                time.sleep(0.2)


def told(stream: http.client.HTTPResponse, words: str) -> bool:
    """True when a line with the words comes; the connection's own time limit ends the wait."""
    for _line in range(200):
        line = stream.readline().decode()
        if words in line:
            return True
        if not line:
            return False
    return False


@pytest.fixture
def two_processes(transactional_db: None) -> Iterator[list[_Served]]:
    served = [_Served(), _Served()]
    yield served
    for one in served:
        one.process.terminate()
    for one in served:
        assert one.process.wait(15) is not None


@pytest.mark.postgres
def test_news_reaches_the_streams_of_every_process(two_processes: list[_Served]) -> None:
    world = build_world()
    workshop = until(world, start(world), 1, Beat.WRITE)
    cookie = f"{settings.SESSION_COOKIE_NAME}={world.client('anna').cookies[settings.SESSION_COOKIE_NAME].value}"
    streams = [one.stream(f"/live/ledare/{workshop.pk}/", cookie) for one in two_processes]
    assert [s.status for s in streams] == [200, 200]
    for stream in streams:
        assert told(stream, '<strong class="mb-num">0</strong> kort')
    write(world, workshop, "Vi ses för sällan")  # committed by a third process: this one
    for stream in streams:
        assert told(stream, '<strong class="mb-num">1</strong> kort från 1 person')
    services.join_as_guest(door_of(workshop), kind="school")
    for stream in streams:
        assert told(stream, "1 är med")
