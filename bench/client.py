"""The client program (`bench/crowd/`) as whoever measures holds it: one call, one line there and one back."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from bench import stand


@dataclass
class Found:
    """What one call measured; times in seconds."""

    took: dict[str, list[float]]
    errors: list[str]
    numbers: dict[str, float]

    def ms(self, what: str, share: int = 95) -> float:
        """The percentile in ms; endless when nothing was measured, so that no bound is met by silence."""
        rows = sorted(self.took.get(what, []))
        return rows[ceil(len(rows) * share / 100) - 1] * 1000 if rows else float("inf")

    def said(self, what: str) -> str:
        return f"p50 {self.ms(what, 50):6.1f} ms  p95 {self.ms(what):6.1f} ms"


class Crowd:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.errors: list[str] = []

    def do(self, what: str, **how: Any) -> Found:
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the client has no pipes")
        self._process.stdin.write(json.dumps({"do": what, **how}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the client ended during {what}")
        found = Found(**json.loads(line))
        self.errors += found.errors
        return found


@contextlib.contextmanager
def crowd(python: Sequence[str] = (sys.executable,)) -> Iterator[Crowd]:
    """The client program, until the block ends."""
    process = subprocess.Popen(
        [*python, "-m", "bench.crowd"],
        cwd=stand.ROOT,
        env={**os.environ, "PYTHONPATH": str(stand.ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Crowd(process)
    finally:
        with contextlib.suppress(OSError):
            process.communicate(timeout=20)
