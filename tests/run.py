"""Everything `./malbild test` does: checks, tests on SQLite, the same again on a real PostgreSQL, the browser."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.browser.chromium import SWITCH, NoBrowser, chromium
from tests.node import node
from tests.postgres import NoPostgres, postgres

ROOT = Path(__file__).resolve().parents[1]
MOST_PROCESSES = 4
PARTS = ("check", "unit", "postgres", "browser")
_COUNT = re.compile(r"(\d+) (passed|failed|skipped|error)")
_totals: dict[str, int] = {"passed": 0, "failed": 0, "skipped": 0, "error": 0}
_fallen: list[str] = []


def main() -> int:
    parser = argparse.ArgumentParser(prog="malbild test")
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument(SWITCH, action="store_true", help="leave out what needs a browser")
    options = parser.parse_args()
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    env = {**os.environ, "PYTHONUTF8": "1", "PATH": tools}
    fine = True
    for part in PARTS:
        if options.only not in (None, part) or (part == "browser" and options.without_browser):
            continue
        print(f"== {part}", flush=True)
        start = time.monotonic()
        fine = {"check": check, "unit": unit, "postgres": on_postgres, "browser": in_browser}[part](env) and fine
        print(f"-- {part}: {time.monotonic() - start:.0f} s", flush=True)
    failed = _totals["failed"] + _totals["error"] + (0 if fine or _totals["failed"] else 1)
    for line in _fallen:  # a check that failed scrolled by long ago
        print(f"FAILED {line}")
    print(f"{_totals['passed']} passed, {failed} failed, {_totals['skipped']} skipped")
    return 0 if fine else 1


def checks() -> tuple[tuple[str, ...], ...]:
    """What is judged without running the application: style, types, floors, templates, tables, islands."""
    return (
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "--quiet", "."),
        ("lint-imports",),
        ("mypy",),
        ("djlint", "--lint", "--quiet", "src/malbild"),
        (sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run", "--verbosity", "1"),
        node("typescript/bin/tsc", "--noEmit"),
        node("vitest/vitest.mjs", "run", "--passWithNoTests"),
    )


def which(program: str) -> str:
    beside = Path(sys.executable).parent / program
    return str(beside) if beside.exists() else program


def check(env: dict[str, str]) -> bool:
    settings = {"MALBILD_SECRET_KEY": "only-for-the-checks", "DJANGO_SETTINGS_MODULE": "malbild.config.settings"}
    with tempfile.TemporaryDirectory() as folder:
        env = {**settings, "MALBILD_DATA_DIR": folder, **env}
        results = [(c, subprocess.run((which(c), *args), cwd=ROOT, env=env, check=False)) for c, *args in checks()]
    fallen = [f"{Path(program).name} (exit {r.returncode})" for program, r in results if r.returncode]
    if fallen:
        _fallen.append(f"check: {', '.join(fallen)}")
    return not fallen


def unit(env: dict[str, str]) -> bool:
    env = {k: v for k, v in env.items() if k != "MALBILD_DATABASE_URL"}
    return _pytest(env, "not postgres and not browser", *_side_by_side())


def on_postgres(env: dict[str, str]) -> bool:
    try:
        with postgres() as address:
            on_it = {"MALBILD_DATABASE_URL": address, "MALBILD_TEST_DATABASE_ONLY": "1"}
            return _pytest({**env, **on_it}, "not browser", *_side_by_side())
    except NoPostgres as error:
        print(f"PostgreSQL: {error}\nRun a part alone: --only check, unit or browser.", file=sys.stderr)
        return False


def in_browser(env: dict[str, str]) -> bool:
    try:
        chromium()
    except NoBrowser as error:
        print(f"Browser: {error}", file=sys.stderr)
        return False
    return _pytest({k: v for k, v in env.items() if k != "MALBILD_DATABASE_URL"}, "browser", *_side_by_side())


def _side_by_side() -> tuple[str, ...]:
    """A process for each core, each with a database of its own, and a server and a browser where one is needed."""
    return ("-n", str(min(os.cpu_count() or 1, MOST_PROCESSES)), "--dist", "worksteal")


def _pytest(env: dict[str, str], marks: str, *more: str) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-m", marks, "-p", "no:cacheprovider", *more]
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
