"""Nobody learns who wrote or voted: not from the bytes on disk after a closed round, nor from how tables are made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from malbild.workshops.models import Card, CardKey, Event, Group, Participant, Round, Vote

ROOT = Path(__file__).resolve().parents[2]
FILES = {"malbild.sqlite3", "malbild.sqlite3-wal", "malbild.sqlite3-shm"}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a round in an installation of its own said, and everything it logged."""
    folder = tmp_path_factory.mktemp("round")
    env = {k: v for k, v in os.environ.items() if not k.startswith(("MALBILD_", "DJANGO_", "PYTEST_"))}
    env |= {
        "MALBILD_SECRET_KEY": "a round of its own",
        "MALBILD_DATA_DIR": str(folder),
        "MALBILD_LOG_LEVEL": "DEBUG",
        "MALBILD_ALLOWED_HOSTS": "testserver",
        "DJANGO_SETTINGS_MODULE": "malbild.config.settings",
    }
    command = [sys.executable, "-m", "tests.contract.a_closed_round", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return {**json.loads(done.stdout.splitlines()[-1]), "log": done.stderr}


def test_an_open_round_has_traces_so_the_search_can_find_them(said: dict[str, Any]) -> None:
    assert {"malbild.sqlite3-wal", "tables", "backup"} <= set(said["cards, open"])
    assert {"tables", "backup"} <= set(said["votes, open"])
    assert len(said["signs"]) > 100


def test_a_closed_round_leaves_no_key_and_no_hash_in_any_byte(said: dict[str, Any]) -> None:
    assert said["cards, closed"] == []
    assert said["left"] == [0, True]


def test_a_shown_result_leaves_no_slip_in_any_byte(said: dict[str, Any]) -> None:
    assert said["votes, shown"] == []
    assert said["slips left"] == 0


def test_with_somebody_reading_the_leader_does_not_wait_and_the_worker_cleans_after(said: dict[str, Any]) -> None:
    assert set(said["votes, shown while read"]) <= FILES
    assert (said["swept while read"], said["swept"]) == (False, True)


def test_the_log_of_the_server_has_no_key_and_no_hash(said: dict[str, Any]) -> None:
    assert "outside the walls: test" in said["log"]
    assert not [s for s in said["signs"] if s in said["log"]]


def _keys_of(model: type[models.Model]) -> set[type[models.Model]]:
    return {f.related_model for f in model._meta.get_fields() if isinstance(f, models.ForeignKey)}  # type: ignore[misc]


def test_no_table_but_the_seat_knows_who_takes_part() -> None:
    assert [m for m in apps.get_models() if Participant in _keys_of(m)] == []
    people = {"accounts.User", "partnerships.Membership", "workshops.Participant"}
    for model in (Card, CardKey, Vote, Group, Round):
        assert not {k._meta.label for k in _keys_of(model)} & people
    for model in (Card, CardKey, Vote, Group):
        assert not [f for f in model._meta.concrete_fields if isinstance(f, models.DateTimeField)]
    assert not {Card, CardKey, Vote} & _keys_of(Participant)
    assert [f.name for f in Event._meta.concrete_fields if f.related_model in _keys_of(Participant)] == [
        "partnership",
        "party",
        "workshop",
        "by",
    ]


def test_a_seat_says_on_which_day_somebody_came_and_never_when() -> None:
    kinds = [f for f in Participant._meta.concrete_fields if isinstance(f, models.DateField)]
    assert [(f.name, isinstance(f, models.DateTimeField)) for f in kinds] == [("joined_on", False)]
