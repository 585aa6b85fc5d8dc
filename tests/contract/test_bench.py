"""The benches in their shortest form: the programs run, and what was acknowledged to a phone is in the database."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# No time is judged here: the machine may have other work.
LEAST = """
from bench import stand
with stand.folder() as folder:
    stand.set_up(folder)
    from bench import course, workshop
    print(workshop.measure(folder, quick=True, size=course.LEAST))
"""


def test_ten_phones_write_and_are_shown_every_card_that_was_acknowledged() -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("MALBILD_", "DJANGO_", "PYTEST_"))}
    run = subprocess.run(
        [sys.executable, "-c", LEAST], cwd=ROOT, env=env, capture_output=True, text=True, timeout=180, check=False
    )
    said = run.stdout + run.stderr
    *_rows, figure = run.stdout.splitlines() or [said]
    assert run.returncode == 0, said
    assert figure.startswith("workshop: 10 phones"), said
    assert "0 errors" in figure, said
    assert "10 cards" in said, said
    assert "reveal: 10 phones" in said, said
    assert "are there" not in said, said


@pytest.mark.parametrize("name", ["figures", "national", "size", "store", "verdict"])
def test_a_bench_runs_to_its_figure(name: str) -> None:
    """A bench that nobody runs falls apart unseen. What it measured is not judged here."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("MALBILD_", "DJANGO_", "PYTEST_"))}
    command = [sys.executable, "-m", "bench.run", name, "--quick"]
    run = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.splitlines()[-1].startswith(f"{name}: ")
