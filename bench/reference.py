"""Reference vectors against the statistical core: `./malbild bench reference DIR`.

Goes by file and field names, so it holds for files of the same form on other data. Prints a line a file (cases met and
missed, what is left out), then the files that are not offered with the reason. Ends with 1 when something is missed.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from bench.references.kinds import KINDS, LEFT_OUT, NOT_OFFERED, held


def measure(folder: Path, *, quick: bool, about: str = "") -> str:
    where = Path(about)
    if not about or not where.is_dir():
        sys.exit("Name the folder with the reference files: ./malbild bench reference DIR")
    files = sorted(p for p in where.iterdir() if p.suffix in (".json", ".csv"))
    missed, met = [], 0
    print(f"{'file':40} {'met':>7} {'missed':>7} {'left out':>8} {'s':>6}")
    for path in files:
        if path.name not in KINDS:
            continue
        start = time.perf_counter()
        told = held(path, quick=quick)
        seconds = time.perf_counter() - start
        print(f"{path.name:40} {told.met:7} {sum(told.missed.values()):7} {len(told.left_out):8} {seconds:6.1f}")
        for example in told.examples:
            print(f"    {example}")
        met += told.met
        if not told.is_met:
            missed.append(path.name)
    for path in files:
        for name, why in LEFT_OUT.get(path.name, {}).items():
            print(f"left out of {path.name}: {name}: {why}")
    for path in files:
        if path.name not in KINDS:
            print(f"not offered: {path.name}: {NOT_OFFERED.get(path.name, 'unknown')}")
            if path.name not in NOT_OFFERED:
                missed.append(path.name)
    figure = f"reference: {met} met, {len(missed)} files missed{': ' + ', '.join(missed) if missed else ''}"
    if missed or not met:
        print(figure)
        sys.exit(1)
    return figure
