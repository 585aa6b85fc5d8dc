"""Taking in files of open statistics from the command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from malbild.kit.errors import Refusal
from malbild.series.fetching.running import fetch_one
from malbild.series.formats.sniff import read_any
from malbild.series.formats.values import LARGEST
from malbild.series.models import Fetch
from malbild.series.readings import SHOWN, WrongRows, explained
from malbild.series.services import take_in


def bring_in(files: Sequence[Path], *, year: int | None, is_preliminary: bool) -> int:
    """Each file whole or not at all. 1 when one could not be read; the others are taken in all the same."""
    failed = 0
    for file in files:
        try:
            with file.open("rb") as stream:
                raw = stream.read(LARGEST + 1)
            table = read_any(raw, file.name, year=year, is_preliminary=is_preliminary)
            delivery = take_in(table, name=file.name, raw=raw)
        except OSError:
            failed += _refuse(file, "filen finns inte eller går inte att öppna.")
        except WrongRows as refused:
            failed += _refuse(file, str(refused.message))
            for problem in refused.problems[:SHOWN]:
                print(f"    rad {problem.row}: {explained(problem)}", file=sys.stderr)
        except Refusal as refused:
            failed += _refuse(file, str(refused.message))
        else:
            print(f"{file.name}: {delivery.new} nya tal, {delivery.changed} ändrade, {delivery.same} som förut.")
            for note in delivery.notes:
                print(f"    {note}")
    return 1 if failed else 0


def fetch(sources: Sequence[str]) -> int:
    """Fetch from each source now. 1 when one could not be reached or understood."""
    for name in sources:
        fetch_one(name)
    rows = {row.source: row for row in Fetch.objects.filter(source__in=sources).select_related("delivery")}
    for name in sources:
        row = rows[name]
        if row.failures:
            print(f"{row.source_name}: {row.message}", file=sys.stderr)
        elif row.delivery and row.delivery.at >= (row.tried_at or row.delivery.at):
            made = row.delivery
            print(f"{row.source_name}: {made.new} nya tal, {made.changed} ändrade, {made.same} som förut.")
        else:
            print(f"{row.source_name}: inget nytt.")
    return 1 if any(row.failures for row in rows.values()) else 0


def _refuse(file: Path, why: str) -> int:
    print(f"{file.name}: {why}", file=sys.stderr)
    return 1
