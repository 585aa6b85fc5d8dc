"""The registry of 290 municipalities, read from the file that ships with the package."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Any

INHABITANTS_YEAR = 2025


@cache
def rows() -> tuple[dict[str, Any], ...]:
    """One dict per municipality with the columns of data/municipalities.csv; inhabitants as a whole number.

    Read once: they are shared, so nobody changes them.
    """
    text = files("malbild.accounts").joinpath("data/municipalities.csv").read_text(encoding="utf-8")
    return tuple(
        {**row, "inhabitants": int(row["inhabitants"]), "inhabitants_year": INHABITANTS_YEAR}
        for row in csv.DictReader(text.splitlines())
    )


def load(model: Any) -> int:
    """Insert or refresh every municipality through `model` (the real one or a migration's); return how many."""
    found = rows()
    model.objects.bulk_create(
        [model(**row) for row in found],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "county", "police_region", "skr_group", "inhabitants", "inhabitants_year"],
    )
    return len(found)
