"""The short form of `malbild bench mail`: the worker is killed twice, and each mood of a server loses nothing."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench.mailing import faults

ROOT = Path(__file__).resolve().parents[2]
SHORT = """
import sys
from pathlib import Path
from bench import stand
folder = Path(sys.argv[1])
stand.set_up(folder)
from django.core.management import call_command
call_command("migrate", verbosity=0)
from bench import mail
print(mail.kill(folder, times=2, ways=(mail.WRITING, mail.HELD)))
"""


def test_a_killed_worker_loses_no_digest_and_none_gets_a_second_message_id(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SHORT, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    killed = done.stdout.splitlines()[-1]
    assert killed.startswith("2 kills -9 of the worker (1 writing, 1 held), 30 digests: 0 lost, 0 with two")
    assert re.search(r" 0 letters of no digest, 1 repeats of the same Message-ID, .* 0 times: fits$", killed)


@pytest.mark.parametrize("fault", [f for f in faults.FAULTS if f.moods], ids=lambda f: f.name)
def test_a_fault_of_the_mail_server_loses_nothing(db: None, fault: faults.Fault) -> None:
    assert faults.meet(fault) == []


def test_the_matrix_sees_what_does_not_hold(db: None) -> None:
    taken_for_good = faults.Fault("550 for one recipient", ("no-such-user",), repeats=1)
    assert faults.meet(taken_for_good) == [
        "given up otherwise than it should (1)",
        "repeated otherwise than it should (-1)",
    ]
