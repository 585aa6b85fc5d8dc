"""Half a second and 60 MB are not paid by a process that only tells whether åtgärder are done in time."""

import subprocess
import sys

from malbild import statistics


def test_promises_do_not_load_scipy():
    code = "import sys; from malbild.statistics import on_time_probability; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_public_name_is_there():
    assert all(getattr(statistics, name) is not None for name in statistics.__all__)
