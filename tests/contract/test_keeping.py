"""A backup that has not been restored is a hope: everything goes out and comes back, on either database and across."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from malbild.access.policy import Reach
from malbild.access.scope import outside_the_walls
from malbild.accounts.models import User
from malbild.config import keeping
from malbild.outbox.services import post
from malbild.partnerships.models import Partnership
from malbild.situation.models import Problem
from tests.people import World, build_world

TEXT = "Bråk vid bad­platsen 🏊 – ”sent”\u2028och mer"


@pytest.fixture
def kept(transactional_db: None) -> World:
    world = build_world()
    with outside_the_walls("test"):
        Problem.objects.create(
            partnership=world.ours, party=world.parties["kommun"], reach=Reach.PARTNERSHIP, number=1, title=TEXT
        )
    post(to="a@exempel.se", subject="s", text="t", headers={"X-A": "b"}, attachments=[("f", "a/b", b"\x00\xff")])
    post(to="a@exempel.se", subject="Din kod", text="123456", kind="code")
    return world


def _contents(file: Path) -> dict[str, list[str]]:
    with zipfile.ZipFile(file) as source:
        tables = json.loads(source.read("manifest.json"))["rows"]
        return {t: sorted(source.read(f"{t}.jsonl").decode().splitlines(keepends=True)) for t in tables}


def _elsewhere(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Another installation, on SQLite, from the command line."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("MALBILD_", "DJANGO_", "PYTEST_"))}
    env.update(MALBILD_SECRET_KEY="another", MALBILD_DATA_DIR=str(folder))
    command = [sys.executable, "-m", "malbild.config.cli", *args]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_everything_comes_back_and_nothing_else_remains(kept: World, tmp_path: Path) -> None:
    joined = kept.users["anna"].joined_at
    rows = keeping.backup(tmp_path / "1")
    User.objects.filter(pk=kept.users["anna"].pk).update(name="Någon annan")
    User.objects.create_user("ny@exempel.se", "Ny")

    assert keeping.restore(tmp_path / "1", replace=True) == rows
    assert keeping.backup(tmp_path / "2") == rows
    assert _contents(tmp_path / "1") == _contents(tmp_path / "2")
    anna = User.objects.get(pk=kept.users["anna"].pk)
    assert (anna.name, anna.joined_at) == ("Anna", joined)
    with outside_the_walls("test"):
        assert Problem.objects.get().title == TEXT
    assert User.objects.create_user("nyare@exempel.se", "Nyare").pk > anna.pk  # the numbering goes on


def test_a_backup_moves_to_another_installation_and_back(kept: World, tmp_path: Path) -> None:
    rows = keeping.backup(tmp_path / "1")
    there = _elsewhere(tmp_path, "restore", str(tmp_path / "1"))
    assert (there.returncode, there.stdout, there.stderr) == (0, f"{rows} rows\n", "")
    again = _elsewhere(tmp_path, "restore", str(tmp_path / "1"))
    assert again.returncode == 1
    assert "--replace" in again.stderr
    assert _elsewhere(tmp_path, "backup", str(tmp_path / "2")).returncode == 0
    assert keeping.restore(tmp_path / "2", replace=True) == rows
    keeping.backup(tmp_path / "3")
    assert _contents(tmp_path / "1") == _contents(tmp_path / "3")


def test_sessions_and_codes_stay_at_home(kept: World, tmp_path: Path) -> None:
    client = kept.client("anna")
    assert client.get("/s/var/").status_code == 200
    keeping.backup(tmp_path / "1")
    whole = "".join(line for lines in _contents(tmp_path / "1").values() for line in lines)
    assert client.session.session_key not in whole
    assert "123456" not in whole
    assert (tmp_path / "1").stat().st_mode & 0o077 == 0


def test_a_database_with_data_is_left_alone(kept: World, tmp_path: Path) -> None:
    keeping.backup(tmp_path / "1")
    with pytest.raises(keeping.CannotKeep, match="--replace"):
        keeping.restore(tmp_path / "1")
    with pytest.raises(keeping.CannotKeep, match="exists"):
        keeping.backup(tmp_path / "1")


def _rewritten(file: Path, change: Any) -> Path:
    made = file.with_name("changed")
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(made, "w") as out:
        for name in source.namelist():
            out.writestr(name, change(name, source.read(name)))
    return made


def _newer(name: str, data: bytes) -> bytes:
    if name != "manifest.json":
        return data
    manifest = json.loads(data)
    manifest["schema"]["goals"] = "9999_from_the_future"
    return json.dumps(manifest).encode()


def _shorter(name: str, data: bytes) -> bytes:
    return b"" if name == "accounts_user.jsonl" else data


def _pointing_nowhere(name: str, data: bytes) -> bytes:
    return data.replace(b'"partnership_id": ', b'"partnership_id": 99') if name == "partnerships_party.jsonl" else data


@pytest.mark.parametrize(("change", "why"), [(_newer, "newer version"), (_shorter, "missing")])
def test_what_cannot_be_restored_changes_nothing(kept: World, tmp_path: Path, change: Any, why: str) -> None:
    keeping.backup(tmp_path / "1")
    with pytest.raises(keeping.CannotKeep, match=why):
        keeping.restore(_rewritten(tmp_path / "1", change), replace=True)
    (tmp_path / "junk").write_bytes(b"PK not really")
    with pytest.raises(keeping.CannotKeep, match="damaged"):
        keeping.restore(tmp_path / "junk", replace=True)
    assert Partnership.objects.count() == 2


def test_a_row_that_points_nowhere_rolls_everything_back(kept: World, tmp_path: Path) -> None:
    keeping.backup(tmp_path / "1")
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        keeping.restore(_rewritten(tmp_path / "1", _pointing_nowhere), replace=True)
    assert Partnership.objects.count() == 2


def test_a_backup_of_an_older_version_is_brought_up_to_date_in_a_new_database(kept: World, tmp_path: Path) -> None:
    """An older schema is made first, filled, and then migrated; here the newest outbox migration is taken back."""
    rows = keeping.backup(tmp_path / "1")

    def older(name: str, data: bytes) -> bytes:
        if name == "manifest.json":
            manifest = json.loads(data)
            manifest["schema"]["sessions"] = "0001_initial"
            manifest["schema"]["usersessions"] = "0001_initial"
            manifest["schema"]["auth"] = "0011_update_proxy_permissions"
            return json.dumps(manifest).encode()
        return data

    old = _rewritten(tmp_path / "1", older)
    with pytest.raises(keeping.CannotKeep, match="older version"):
        keeping.restore(old, replace=True)
    there = _elsewhere(tmp_path, "restore", str(old))
    assert (there.returncode, there.stdout) == (0, f"{rows} rows\n"), there.stderr
    assert _elsewhere(tmp_path, "backup", str(tmp_path / "2")).returncode == 0
    assert _contents(tmp_path / "1") == _contents(tmp_path / "2")
