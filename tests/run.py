"""Everything `./malbild test` does: checks, unit tests on SQLite, the same again on a real PostgreSQL."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.postgres import NoPostgres, postgres

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("check", "unit", "postgres")
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "--quiet", "."),
    ("lint-imports",),
    ("mypy",),
)
_COUNT = re.compile(r"(\d+) (passed|failed|skipped|error)")
_totals: dict[str, int] = {"passed": 0, "failed": 0, "skipped": 0, "error": 0}


def main() -> int:
    parser = argparse.ArgumentParser(prog="malbild test")
    parser.add_argument("--only", choices=PARTS)
    only = parser.parse_args().only
    env = {**os.environ, "PYTHONUTF8": "1"}
    fine = True
    for part in PARTS:
        if only in (None, part):
            print(f"== {part}", flush=True)
            fine = {"check": check, "unit": unit, "postgres": on_postgres}[part](env) and fine
    failed = _totals["failed"] + _totals["error"] + (0 if fine or _totals["failed"] else 1)
    print(f"{_totals['passed']} passed, {failed} failed, {_totals['skipped']} skipped")
    return 0 if fine else 1


def check(env: dict[str, str]) -> bool:
    env = {"MALBILD_SECRET_KEY": "only-for-the-checks", **env}
    results = [subprocess.run([tool, *args], cwd=ROOT, env=env, check=False) for tool, *args in CHECKS]
    return all(r.returncode == 0 for r in results)


def unit(env: dict[str, str]) -> bool:
    return _pytest({k: v for k, v in env.items() if k != "MALBILD_DATABASE_URL"}, "not postgres and not browser")


def on_postgres(env: dict[str, str]) -> bool:
    try:
        with postgres() as address:
            return _pytest({**env, "MALBILD_DATABASE_URL": address}, "not browser")
    except NoPostgres as error:
        print(f"PostgreSQL: {error}\nRun a part alone with --only check or --only unit.", file=sys.stderr)
        return False


def _pytest(env: dict[str, str], marks: str) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-m", marks, "-p", "no:cacheprovider"]
    run = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    last = ""
    for line in run.stdout or ():
        print(line, end="", flush=True)
        last = line if _COUNT.search(line) else last
    for number, what in _COUNT.findall(last):
        _totals[what] += int(number)
    return run.wait() == 0


if __name__ == "__main__":
    sys.exit(main())
