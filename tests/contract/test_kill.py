"""The short form of `malbild bench kill`: one kill -9 in the middle of writing, on an installation of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ONCE = """
from pathlib import Path
from bench import stand
with stand.folder() as folder:
    stand.set_up(folder)
    from bench import kill
    print(kill.run(Path(folder), times=1, writes=100))
"""


def test_a_killed_server_loses_and_doubles_nothing_that_was_answered() -> None:
    done = subprocess.run([sys.executable, "-c", ONCE], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    figure = done.stdout.splitlines()[-1]
    assert figure.startswith("kill: 1 kills -9 in 100 answered writes")
    assert figure.endswith("0 lost, 0 doubled, log unlike tables 0 times, integrity check failed 0 times: fits")
