"""What a source calls its figures, where the files only have its codes. Titles from Kolada (series/data/SOURCES.md)."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files
from typing import Final

_UNIT: Final = re.compile(r",\s*(antal|andel)\s*(/|\().*$")


def name_of(source: str, category: str) -> str:
    """ "N07546 · kvinnor" → "Anmälda bostadsinbrott · kvinnor"; what has a name of its own keeps it."""
    if source != "kolada":
        return category
    code, dot, rest = category.partition(" ")
    title = titles().get(code)
    return f"{_UNIT.sub('', title)}{dot}{rest}" if title else category


@cache
def titles() -> dict[str, str]:
    """Kolada's titles by its codes, units and all."""
    text = (files("malbild.series") / "data" / "measures.csv").read_text(encoding="utf-8")
    return {row["id"]: row["title"] for row in csv.DictReader(text.splitlines(), delimiter=";")}
